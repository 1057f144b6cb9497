//! What the scrubber looks for: every form of a set of secrets, compiled once.
//!
//! One Aho-Corasick automaton knows the first [`PREFIX`] bytes of each form; a hit is then compared with the whole
//! forms that begin so, which lie sorted side by side. That keeps the automaton small enough for the processor's
//! caches even when one value is 16 KiB long, and a form is still found at any place, overlapping others or not.

use std::{collections::HashMap, ops::Range};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use zeroize::Zeroizing;

use crate::{
    Secret,
    forms::{self, Case},
};

/// Bytes of a form that the automaton knows.
const PREFIX: usize = 8;
/// Up to this many bytes of prefixes the automaton is a table with one look-up per byte, about 300 bytes a state.
const TABLE_BYTES: usize = 24 << 10;
/// Forms shorter than this are never looked for: they would hit ordinary text.
pub(crate) const MIN: usize = 6;

/// Collects secrets, then compiles them into [`Needles`].
#[derive(Default)]
pub struct NeedlesBuilder {
    names: Vec<Box<str>>,
    by_name: HashMap<Box<str>, u32>,
    bytes: Arena,
    forms: Vec<Form>,
}

impl NeedlesBuilder {
    /// Nothing to look for yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds every form of `value`, masked under `name`. Several values may share a name: the versions of a secret.
    ///
    /// A value shorter than 6 bytes adds nothing; its results must stay hidden as a whole.
    pub fn add(&mut self, name: &str, value: &Secret) {
        self.add_text(name, value.as_needle());
    }

    /// Adds a text that was composed from the secret `name`, such as the value of a Basic `Authorization` header, in
    /// every form. The scheme in front of a credential (`Basic `, `Bearer `) is not part of what is looked for.
    pub fn add_basic(&mut self, name: &str, header_value: &Secret) {
        let text = header_value.as_needle();
        match text.split_once(' ') {
            Some((scheme, credential)) if scheme.bytes().all(|b| b.is_ascii_alphabetic()) => {
                self.add_text(name, credential);
            }
            _ => self.add_text(name, text),
        }
    }

    /// Whether nothing was added, or only values too short to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Compiles what was added.
    #[must_use]
    pub fn build(self) -> Needles {
        let Self { names, by_name, bytes, mut forms } = self;
        forms.sort_unstable_by(|a, b| {
            let (left, right) = (bytes.of(a), bytes.of(b));
            folded(left)
                .cmp(folded(right))
                .then(names[a.name as usize].cmp(&names[b.name as usize]))
                .then_with(
                    // The form that ignores case first, so that it is the one kept.
                    || a.exact.cmp(&b.exact),
                )
        });
        forms.dedup_by(|b, a| {
            let (left, right) = (bytes.of(a), bytes.of(b));
            a.name == b.name
                && if a.exact { b.exact && left == right } else { left.eq_ignore_ascii_case(right) }
        });

        let mut groups: Vec<Range<u32>> = Vec::new();
        for (at, form) in forms.iter().enumerate() {
            let at = u32::try_from(at).expect("forms are numbered with 32 bits");
            match groups.last_mut() {
                Some(group) if bytes.same_prefix(&forms[group.start as usize], form) => group.end = at + 1,
                _ => groups.push(at..at + 1),
            }
        }
        let prefixes = || groups.iter().map(|group| bytes.prefix(&forms[group.start as usize]));
        let kind = if prefixes().map(<[u8]>::len).sum::<usize>() <= TABLE_BYTES {
            AhoCorasickKind::DFA
        } else {
            AhoCorasickKind::ContiguousNFA
        };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .kind(Some(kind))
            .build(prefixes())
            .expect("prefixes of bounded length and number fit the automaton");
        let longest = forms.iter().map(|form| form.len as usize).max().unwrap_or(0);
        Needles { automaton, groups, forms, bytes, names, by_name, longest }
    }

    fn add_text(&mut self, name: &str, text: &str) {
        if text.len() < MIN {
            return;
        }
        let number = match self.by_name.get(name) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.names.len()).expect("names are numbered with 32 bits");
                self.names.push(name.into());
                self.by_name.insert(name.into(), number);
                number
            }
        };
        let Self { bytes, forms, .. } = self;
        forms::expand(text, &mut |form, case| {
            if form.len() >= MIN {
                let (start, len) = bytes.push(form);
                forms.push(Form { start, len, name: number, exact: case == Case::Differs });
            }
        });
    }
}

/// Every form of a set of secrets, compiled. Made by a [`NeedlesBuilder`]; shared behind an `Arc`.
///
/// The forms are wiped from memory when dropped. The automaton's copy of their first bytes cannot be.
pub struct Needles {
    automaton: AhoCorasick,
    /// For each pattern of the automaton, the forms that begin with it.
    groups: Vec<Range<u32>>,
    /// Sorted by their bytes without regard to ASCII case.
    forms: Vec<Form>,
    bytes: Arena,
    names: Vec<Box<str>>,
    by_name: HashMap<Box<str>, u32>,
    longest: usize,
}

impl Needles {
    /// Length of the longest form in bytes.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether a secret of this name is among them.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Memory held, in bytes.
    #[must_use]
    pub fn memory_usage(&self) -> usize {
        self.automaton.memory_usage()
            + self.groups.len() * size_of::<Range<u32>>()
            + self.forms.len() * size_of::<Form>()
            + self.bytes.0.capacity()
    }

    /// Calls `hit` with the place and name of each form in `hay`. `false` when `work`, the number of bytes that may
    /// be compared beyond the automaton's own pass, was used up: the answer is then incomplete.
    pub(crate) fn find<'n>(
        &'n self,
        hay: &[u8],
        work: &mut usize,
        mut hit: impl FnMut(Range<usize>, &'n str),
    ) -> bool {
        if self.groups.is_empty() {
            return true;
        }
        for found in self.automaton.find_overlapping_iter(hay) {
            let group = &self.groups[found.pattern().as_usize()];
            let rest = &hay[found.start()..];
            if !self.compare(group, found.len(), rest, work, |form| {
                let start = found.start();
                hit(start..start + form.len as usize, &self.names[form.name as usize]);
            }) {
                return false;
            }
        }
        true
    }

    /// Narrows a group, whose first `depth` bytes are known to agree with `rest`, to the forms `rest` begins with.
    fn compare(
        &self,
        group: &Range<u32>,
        mut depth: usize,
        rest: &[u8],
        work: &mut usize,
        mut hit: impl FnMut(&Form),
    ) -> bool {
        let mut forms = &self.forms[group.start as usize..group.end as usize];
        loop {
            while let Some(form) = forms.first().filter(|form| form.len as usize == depth) {
                if !form.exact || self.bytes.of(form) == &rest[..depth] {
                    hit(form);
                }
                forms = &forms[1..];
            }
            let (Some(next), false) = (rest.get(depth).map(u8::to_ascii_lowercase), forms.is_empty()) else {
                return true;
            };
            let Some(left) = work.checked_sub(1) else { return false };
            *work = left;
            let byte = |form: &Form| self.bytes.of(form)[depth].to_ascii_lowercase();
            if forms.len() == 1 {
                if byte(&forms[0]) != next {
                    return true;
                }
            } else {
                let low = forms.partition_point(|form| byte(form) < next);
                let high = low + forms[low..].partition_point(|form| byte(form) == next);
                forms = &forms[low..high];
            }
            depth += 1;
        }
    }
}

struct Form {
    start: u32,
    len: u32,
    name: u32,
    /// Upper and lower case differ.
    exact: bool,
}

/// Bytes of all forms, one after the other; wiped when dropped and when outgrown.
#[derive(Default)]
struct Arena(Zeroizing<Vec<u8>>);

impl Arena {
    fn push(&mut self, form: &[u8]) -> (u32, u32) {
        let start = self.0.len();
        if start + form.len() > self.0.capacity() {
            // Growing in place would leave an unwiped copy behind.
            let mut larger =
                Zeroizing::new(Vec::with_capacity((2 * self.0.capacity()).max(start + form.len())));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(form);
        let number = |n| u32::try_from(n).expect("forms take less than 4 GiB");
        (number(start), number(form.len()))
    }

    fn of(&self, form: &Form) -> &[u8] {
        &self.0[form.start as usize..form.start as usize + form.len as usize]
    }

    fn prefix(&self, form: &Form) -> &[u8] {
        let bytes = self.of(form);
        &bytes[..bytes.len().min(PREFIX)]
    }

    fn same_prefix(&self, a: &Form, b: &Form) -> bool {
        self.prefix(a).eq_ignore_ascii_case(self.prefix(b))
    }
}

fn folded(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    bytes.iter().map(u8::to_ascii_lowercase)
}
