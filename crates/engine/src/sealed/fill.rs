//! The wire's side: whether a request may go to a place, and the values put in once the connection stands.

use std::borrow::Cow;

use percent_encoding::utf8_percent_encode;
use tacit_taint::{Label, Secret};
use tacit_wire::{Seals, Slot};
use url::Url;
use zeroize::Zeroizing;

use super::{Book, Expression, Memo, Piece, Sealed};
use crate::evaluate::ESCAPED;

/// How a value is spelled in the place where it is put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Plain,
    Percent,
    Json,
}

impl Seals for Sealed<'_> {
    fn binds(&self, label: &Label) -> bool {
        self.binds_any(label)
    }

    fn bounded(&self, label: &Label) -> bool {
        label.secrets().all(|id| self.secrets.is_sealed(id))
    }

    fn permits(&self, label: &Label, place: &Url) -> bool {
        let kept = self.kept_from(label, place);
        if kept.is_empty() {
            return true;
        }
        let names: Vec<&str> = kept.iter().filter_map(|id| self.secrets.name_of(*id)).collect();
        self.book().refusal = Some(names.join("`, `"));
        false
    }

    fn fill<'t>(&self, text: &'t str, slot: Slot<'_>, label: &Label) -> Option<Cow<'t, str>> {
        let book = self.book();
        let pieces = book.take_apart(text);
        if !pieces.iter().any(|piece| matches!(piece, Piece::Token(_))) {
            return Some(Cow::Borrowed(text));
        }
        // Whoever lost the label on the way gets no value for it.
        if !book.tokens(&pieces).all(|entry| entry.label.within(label)) {
            return None;
        }
        let spelling = spelling(slot, text);
        let mut filled = String::new();
        let (mut spent, mut memo) = (Vec::new(), Memo::new());
        for piece in &pieces {
            match piece {
                Piece::Literal(literal) => filled.push_str(literal),
                Piece::Token(at) => match self.work_out(&book, *at, &mut memo) {
                    Ok(value) => {
                        spell(&mut filled, &value, spelling, &book, *at);
                        spent.push((*at, value));
                    }
                    Err(why) => {
                        drop(book);
                        self.book().refusal = Some(why);
                        return None;
                    }
                },
            }
        }
        drop(book);
        spent.into_iter().for_each(|(at, value)| self.note_spent(at, value));
        Some(Cow::Owned(filled))
    }
}

impl Sealed<'_> {
    /// Why the wire was refused something, in words or as names.
    pub(crate) fn refusal(&self) -> Option<String> {
        self.book().refusal.take()
    }

    /// From now on what a token came to is looked for, in answers and in what is shown.
    fn note_spent(&self, at: usize, value: Zeroizing<String>) {
        let label = {
            let mut book = self.book();
            let entry = &book.entries[at];
            let (token, label) = (entry.token.clone(), entry.label.spent());
            let stored = matches!(entry.expression, Expression::Secret(_));
            book.known.extend(label.secrets());
            if stored || book.spent.iter().any(|(known, _)| *known == token) {
                return;
            }
            let secret = Secret::new(value.as_str().to_owned());
            if tacit_taint::weakness(&secret).is_none() {
                book.spent.push((token, secret));
            }
            label
        };
        self.derived.add(value.strip_prefix("Basic ").unwrap_or(&value), &label);
    }
}

fn spell(filled: &mut String, value: &str, spelling: Spelling, book: &Book, at: usize) {
    match spelling {
        Spelling::Percent if !book.entries[at].expression.is_url_encoded() => {
            filled.extend(utf8_percent_encode(value, ESCAPED));
        }
        Spelling::Json => {
            let quoted = Zeroizing::new(serde_json::Value::from(value).to_string());
            filled.push_str(&quoted[1..quoted.len() - 1]);
        }
        Spelling::Plain | Spelling::Percent => filled.push_str(value),
    }
}

/// In a URL and in a form as they are encoded; within a string of JSON as JSON writes it; else as it is.
fn spelling(slot: Slot<'_>, text: &str) -> Spelling {
    match slot {
        Slot::Url => Spelling::Percent,
        Slot::Header => Spelling::Plain,
        Slot::Body { content_type } => {
            let kind = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
            if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
                Spelling::Percent
            } else if text.trim_start().starts_with(['{', '[', '"'])
                && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
            {
                // A token outside a string would not be JSON.
                Spelling::Json
            } else {
                Spelling::Plain
            }
        }
    }
}
