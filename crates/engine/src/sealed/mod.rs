//! Sealed secrets: tokens in their place, until the wire puts the values in.
//!
//! ```text
//!   {{get_secret(k)}} --> token --> templates, variables, scripts --> request with tokens
//!                           |                                              |
//!   encode_base64(token) --> another token (an expression)                 v
//!                                                     wire: permits? --> dial, TLS --> fill --> target
//!                                                                                               |
//!   scripts, extractions, assertions <-- swap: values and what was made of them are tokens <----+
//! ```
//!
//! The text of a sealed secret is opened in two places: in [`fill`], for a connection that stands, and in [`compare`],
//! for an assertion of equality. Everything else sees tokens, which are random and tell nothing.

mod compare;
mod expression;
mod fill;
mod policy;
mod residue;
mod swap;
mod token;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tacit_spec::limits;
use tacit_taint::{Kind, Label, Needles, Secret, SecretId, seam};
use zeroize::Zeroizing;

use self::expression::{Expression, Piece, Text};
use crate::{
    evaluate::{Builtins, DEFERRED, deferred},
    needles::DerivedSecrets,
    plan::{Secrets, StoredSecret},
};

pub(crate) use compare::Refused;
pub(crate) use residue::mentions_token;

/// Longest text an expression may come to.
const LONGEST: usize = 1 << 20;
/// Most tokens of a run.
const MOST: usize = 2000;
/// Bytes of all arguments of a run together, as long as they may get: what bounds the time to work everything out.
const WORK: usize = 16 << 20;
/// How deep expressions may stand in each other.
const DEEPEST: usize = 16;

/// The tokens of one run.
pub(crate) struct Sealed<'a> {
    secrets: &'a Arc<Secrets>,
    builtins: Builtins<'a>,
    derived: &'a DerivedSecrets<'a>,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    entries: Vec<Entry>,
    /// What tokens came to when they were put in: they are looked for in answers.
    spent: Vec<(String, Secret)>,
    /// Secrets that were put in: the hosts that may get them know them from then on.
    known: BTreeSet<SecretId>,
    /// Every secret that was asked for and given, plain ones too.
    opened: BTreeSet<SecretId>,
    /// Those, compiled, and how many of them.
    compiled: Option<(usize, Arc<Needles>)>,
    refusal: Option<String>,
    /// Of [`WORK`], how much is spoken for.
    work: usize,
}

/// What tokens came to while something is worked out: each is worked out once, however often it stands there.
type Memo = HashMap<usize, Zeroizing<String>>;

struct Entry {
    token: String,
    expression: Expression,
    label: Label,
    /// How long the text may be that it stands for.
    most: usize,
    depth: usize,
}

impl Book {
    fn find(&self, token: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.token == token)
    }

    fn take_apart(&self, text: &str) -> Text {
        let mut pieces = Vec::new();
        let mut done = 0;
        let literal = |text: &str| (!text.is_empty()).then(|| Piece::Literal(text.to_owned()));
        for (range, at) in token::find(text, |token| self.find(token)) {
            pieces.extend(literal(&text[done..range.start]));
            pieces.push(Piece::Token(at));
            done = range.end;
        }
        pieces.extend(literal(&text[done..]));
        pieces
    }

    fn tokens<'t>(&'t self, text: &'t Text) -> impl Iterator<Item = &'t Entry> {
        text.iter().filter_map(|piece| match piece {
            Piece::Token(at) => self.entries.get(*at),
            Piece::Literal(_) => None,
        })
    }
}

impl<'a> Sealed<'a> {
    pub(crate) fn new(
        secrets: &'a Arc<Secrets>,
        builtins: Builtins<'a>,
        derived: &'a DerivedSecrets<'a>,
    ) -> Self {
        Self { secrets, builtins, derived, book: Mutex::default() }
    }

    /// Remembers that a template or a script got this secret.
    pub(crate) fn note_opened(&self, secret: SecretId) {
        self.book().opened.insert(secret);
    }

    /// The secrets that templates and scripts got.
    pub(crate) fn all_opened(&self) -> Vec<tacit_spec::SecretId> {
        self.book().opened.iter().map(|id| tacit_spec::SecretId(id.0)).collect()
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token of a sealed secret, the same for the whole run.
    pub(crate) fn token(&self, secret: &StoredSecret) -> String {
        self.enter(
            Expression::Secret(secret.id),
            Label::of(secret.id, Kind::Token),
            *limits::SECRET_VALUE_BYTES.end(),
            0,
        )
        // There are fewer secrets than tokens allowed.
        .unwrap_or_default()
    }

    /// What the tokens in `text` stand for.
    pub(crate) fn label(&self, text: &str) -> Label {
        let mut label = Label::PUBLIC;
        if text.contains(tacit_script::TOKEN_MARK) {
            let book = self.book();
            let text = book.take_apart(text);
            book.tokens(&text).for_each(|entry| label.join(&entry.label));
        }
        label
    }

    /// The token of what `function` comes to; `None` when no argument has a token in it.
    pub(crate) fn call(&self, function: &str, arguments: &[String]) -> Option<Result<String, String>> {
        let book = self.book();
        let texts: Vec<Text> = arguments.iter().map(|argument| book.take_apart(argument)).collect();
        let mut label = Label::PUBLIC;
        let mut depth = 0;
        for entry in texts.iter().flat_map(|text| book.tokens(text)) {
            label.join(&entry.label);
            depth = depth.max(entry.depth + 1);
        }
        if label.is_public() {
            return None;
        }
        let lengths: Vec<usize> = texts
            .iter()
            .map(|text| {
                let literals = text.iter().map(|piece| match piece {
                    Piece::Literal(literal) => literal.len(),
                    Piece::Token(_) => 0,
                });
                book.tokens(text).map(|entry| entry.most).chain(literals).fold(0, usize::saturating_add)
            })
            .collect();
        drop(book);
        let Some((_, parameters)) = DEFERRED.iter().find(|(name, _)| *name == function) else {
            return Some(Err(format!(
                "`{function}` cannot be made of a sealed secret, whose text is only put in when the request is sent"
            )));
        };
        if let Err(error) = deferred::check(function, parameters, arguments.len()) {
            return Some(Err(error.to_string()));
        }
        let most = expression::most(function, &lengths);
        let too_much = lengths.iter().copied().fold(most, usize::max) > LONGEST;
        let work = lengths.iter().copied().fold(0, usize::saturating_add);
        if too_much || depth > DEEPEST || self.book().work.saturating_add(work) > WORK {
            return Some(Err(format!("`{function}`: too much is made of sealed secrets here")));
        }
        let at = (function == "totp").then(|| self.builtins.clock.now().as_second());
        let call = Expression::Call { function: function.to_owned(), arguments: texts, at };
        Some(self.enter(call, label, most, depth).inspect(|_| self.book().work += work))
    }

    fn enter(
        &self,
        expression: Expression,
        label: Label,
        most: usize,
        depth: usize,
    ) -> Result<String, String> {
        let token = {
            let mut book = self.book();
            if let Some(known) = book.entries.iter().find(|entry| entry.expression == expression) {
                return Ok(known.token.clone());
            }
            if book.entries.len() >= MOST {
                return Err("a run makes too many different texts of sealed secrets".into());
            }
            let token = token::make(self.builtins.random);
            book.entries.push(Entry { token: token.clone(), expression, label: label.clone(), most, depth });
            token
        };
        // Shown as what it stands for, where anything of it is shown.
        self.derived.add(&token, &label);
        Ok(token)
    }

    /// What the token at `at` stands for.
    fn work_out(&self, book: &Book, at: usize, memo: &mut Memo) -> Result<Zeroizing<String>, String> {
        if let Some(known) = memo.get(&at) {
            return Ok(known.clone());
        }
        let value = match &book.entries[at].expression {
            Expression::Secret(id) => {
                let secret = self.secrets.by_id(*id).ok_or("a sealed secret is gone")?;
                Zeroizing::new(secret.value.open(seam::Engine).to_owned())
            }
            Expression::Call { function, arguments, at: when } => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.put_together(book, argument, memo)?);
                }
                let values: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
                let when = when.unwrap_or_default();
                Zeroizing::new(deferred::call(function, &values, when).map_err(|error| error.to_string())?)
            }
        };
        memo.insert(at, value.clone());
        Ok(value)
    }

    fn put_together(&self, book: &Book, text: &Text, memo: &mut Memo) -> Result<Zeroizing<String>, String> {
        let mut whole = Zeroizing::new(String::new());
        for piece in text {
            match piece {
                Piece::Literal(literal) => whole.push_str(literal),
                Piece::Token(at) => whole.push_str(&self.work_out(book, *at, memo)?),
            }
        }
        Ok(whole)
    }

    /// Names of the sealed secrets in a label.
    pub(crate) fn names(&self, label: &Label) -> Vec<String> {
        let sealed = label.secrets().filter(|id: &SecretId| self.secrets.is_sealed(*id));
        sealed.filter_map(|id| self.secrets.name_of(id).map(str::to_owned)).collect()
    }
}
