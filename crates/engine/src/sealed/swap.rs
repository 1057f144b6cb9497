//! Answers: values, and what was made of them, are tokens again before anybody looks.

use std::sync::Arc;

use bytes::Bytes;
use tacit_taint::{Kind, Label, NeedlesBuilder, Scrubber};
use tacit_wire::Raw;

use super::Sealed;

/// What swapping found.
pub(crate) struct Swapped {
    /// The sealed secrets of which something stood there.
    pub(crate) label: Label,
    /// A part could not be looked through, and was dropped.
    pub(crate) dropped: bool,
}

impl Sealed<'_> {
    /// Puts tokens in the place of every form of a sealed value in an exchange. Also where the request held none: the
    /// target may have been told by an earlier one.
    pub(crate) fn swap(&self, raw: &mut Raw) -> Swapped {
        let mut swapped = Swapped { label: Label::PUBLIC, dropped: false };
        let Some(scrubber) = self.scrubber() else { return swapped };
        for hop in &mut raw.hops {
            self.text(&scrubber, &mut hop.sent.url, &mut swapped);
            for (name, value) in &mut hop.sent.headers {
                self.text(&scrubber, name, &mut swapped);
                self.bytes(&scrubber, value, &mut swapped);
            }
            let Some(answer) = &mut hop.answer else { continue };
            self.text(&scrubber, &mut answer.reason, &mut swapped);
            for (name, value) in &mut answer.headers {
                self.text(&scrubber, name, &mut swapped);
                self.bytes(&scrubber, value, &mut swapped);
            }
            if scrubber.finds(&answer.body) {
                let mut body = answer.body.to_vec();
                self.bytes(&scrubber, &mut body, &mut swapped);
                answer.body = Bytes::from(body);
            }
        }
        if let Some(detail) = &mut raw.detail {
            self.text(&scrubber, detail, &mut swapped);
        }
        swapped
    }

    /// The sealed secrets of which something stands in `bytes`.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Label {
        let mut swapped = Swapped { label: Label::PUBLIC, dropped: false };
        if let Some(scrubber) = self.scrubber() {
            self.bytes(&scrubber, &mut bytes.to_vec(), &mut swapped);
        }
        swapped.label
    }

    /// Looks for the sealed values, and for what was sent of them.
    fn scrubber(&self) -> Option<Scrubber> {
        let stored = self.secrets.sealed_needles.as_ref()?;
        let mut book = self.book();
        let spent = book.spent.len();
        if spent == 0 {
            return Some(Scrubber::new().layered(Arc::clone(stored)));
        }
        let made = match &book.compiled {
            Some((count, made)) if *count == spent => Arc::clone(made),
            _ => {
                let mut builder = NeedlesBuilder::new();
                for (token, value) in &book.spent {
                    builder.add_basic(token, value);
                }
                Arc::new(builder.build())
            }
        };
        book.compiled = Some((spent, Arc::clone(&made)));
        Some(Scrubber::new().layered(Arc::clone(stored)).layered(made))
    }

    fn text(&self, scrubber: &Scrubber, text: &mut String, swapped: &mut Swapped) {
        let mut bytes = std::mem::take(text).into_bytes();
        self.bytes(scrubber, &mut bytes, swapped);
        *text = String::from_utf8_lossy(&bytes).into_owned();
    }

    fn bytes(&self, scrubber: &Scrubber, bytes: &mut Vec<u8>, swapped: &mut Swapped) {
        let mut found = Vec::new();
        let names = std::cell::RefCell::new(&mut found);
        let clean = scrubber.replaced(bytes, |name| {
            names.borrow_mut().push(name.to_owned());
            self.token_for(name)
        });
        match clean {
            Some(std::borrow::Cow::Owned(clean)) => *bytes = clean,
            Some(std::borrow::Cow::Borrowed(_)) => return,
            None => {
                bytes.clear();
                swapped.dropped = true;
            }
        }
        for name in found {
            swapped.label.join(&self.label_for(&name));
        }
    }

    /// Needles are named by the secret, or by the token of what was made of it.
    fn token_for(&self, name: &str) -> String {
        match self.secrets.get(name).filter(|secret| secret.is_sealed()) {
            Some(secret) => self.token(secret),
            None => name.to_owned(),
        }
    }

    fn label_for(&self, name: &str) -> Label {
        match self.secrets.get(name).filter(|secret| secret.is_sealed()) {
            Some(secret) => Label::of(secret.id, Kind::Carried),
            None => self.label(name).spent(),
        }
    }
}
