//! Records for readers outside the team: the same, without the names of secrets.
//!
//! A name says what a team uses and where to look. Inside the team it helps to understand a result; outside it helps
//! nobody who should be helped. It can stand in a mask, in a template as it is written in the definition, in the
//! error about a secret that is not there, and in the lists of what a run and its steps depend on.

use std::borrow::Cow;

use crate::{ErrorCode, ErrorRecord, Shown, StoredRun, StoredStep, StoredText, text::lessened};

/// What names a secret, and what is left of it and the name.
const NAMING: [(&str, &str); 3] = [
    ("[secret:", "[secret]"),
    ("get_secret", "get_secret(…)"),
    ("SECRET_UNAVAILABLE: ", "SECRET_UNAVAILABLE"),
];
/// Bytes in which a name, with what stands around it in a template, ends; white space is not counted.
const LONGEST: usize = 400;
/// What the engine says of a secret that may not go somewhere.
const SAID: [&str; 2] = ["secret `", "secrets `"];

/// `text` without the names of secrets, for readers outside the team.
#[must_use]
pub fn for_outside(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(next) = text[at..].find(['[', 'g', 'S']) {
        at += next;
        let here = &text[at..];
        let naming = NAMING.iter().find(|(opening, _)| here.starts_with(opening));
        let named = naming.and_then(|(opening, instead)| {
            Some((opening.len() + name_and_end(&here[opening.len()..], opening)?, instead))
        });
        match named {
            Some((length, instead)) => {
                out.push_str(&text[copied..at]);
                out.push_str(instead);
                at += length;
                copied = at;
            }
            None => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// Bytes of the name that `text` begins with, and of what ends it; `None` when it begins with none.
fn name_and_end(text: &str, opening: &str) -> Option<usize> {
    let word = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    match opening.chars().last()? {
        // The rest is as its author wrote it: white space may stand anywhere, and the name in quotes, or be put together from
        // variables.
        't' => {
            let inside = text.trim_start().strip_prefix('(')?;
            let mut counted = 0;
            let end = inside.char_indices().take_while(|(_, c)| {
                counted += if c.is_whitespace() { 0 } else { c.len_utf8() };
                counted <= LONGEST
            });
            let (end, _) = end.into_iter().find(|(_, c)| *c == ')')?;
            Some(text.len() - inside.len() + end + 1)
        }
        // A mask is the scrubber's own: it holds a name and nothing else.
        ':' => (word > 0 && text[word..].starts_with(']')).then_some(word + 1),
        _ => Some(word),
    }
}

impl StoredText {
    /// The text for readers outside the team.
    #[must_use]
    pub fn for_outside(&self) -> Cow<'_, str> {
        for_outside(self.as_str())
    }
}

impl StoredRun {
    /// The record for readers outside the team.
    #[must_use]
    pub fn for_outside(self) -> Self {
        let mut run = self.map_text(&mut |text: StoredText| lessened(text.for_outside().into_owned()));
        run.secrets.clear();
        run.errors.iter_mut().for_each(unname_error);
        run.steps.iter_mut().for_each(unname_step);
        run
    }
}

fn unname_step(step: &mut StoredStep) {
    step.secrets.clear();
    if let Shown::Shown(errors) = &mut step.errors {
        errors.iter_mut().for_each(unname_error);
    }
    step.steps.iter_mut().for_each(unname_step);
}

/// Its words may be about the name.
fn unname_error(error: &mut ErrorRecord<StoredText>) {
    let names = |text: &StoredText| SAID.iter().any(|said| text.as_str().contains(said));
    if error.code == ErrorCode::SecretUnavailable || error.hint.as_ref().is_some_and(names) {
        error.hint = None;
    }
    if error.code == ErrorCode::SecretUnavailable || error.detail.shown().is_some_and(names) {
        error.detail = Shown::Absent;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_lose_the_name() {
        assert_eq!(for_outside("a [secret:api_key] b [secret:x][secret]"), "a [secret] b [secret][secret]");
        for text in ["[secret:", "[secret:]", "[secret:a b]", "secret:a]", "[secret:ä]", "[secret:a"] {
            assert_eq!(for_outside(text), text);
        }
        assert_eq!(for_outside("[secret:[secret:key]]"), "[secret:[secret]]");
    }

    #[test]
    fn templates_and_errors_lose_the_name() {
        assert_eq!(
            for_outside("https://a/?k={{get_secret(key)}}&l={{md5({{get_secret('other')}})}}"),
            "https://a/?k={{get_secret(…)}}&l={{md5({{get_secret(…)}})}}"
        );
        assert_eq!(for_outside("SECRET_UNAVAILABLE: api_key (line 3)"), "SECRET_UNAVAILABLE (line 3)");
        assert_eq!(for_outside("Error: SECRET_UNAVAILABLE: api_key"), "Error: SECRET_UNAVAILABLE");
        assert_eq!(for_outside("get_secret(key"), "get_secret(key");
        for spelling in
            ["get_secret (key)", "get_secret\n\t( key )", &format!("get_secret({}key)", " ".repeat(5000))]
        {
            assert_eq!(for_outside(&format!("a {{{{{spelling}}}}} b")), "a {{get_secret(…)}} b");
        }
    }

    #[test]
    fn what_is_said_of_a_place_names_no_secret() {
        let text = |text: &str| lessened(text.to_owned());
        let mut error = ErrorRecord {
            code: ErrorCode::EgressPolicy,
            place: text("request"),
            hint: Some(text("the secret `vault_key` may not be sent to `http://a`: ask the owner")),
            detail: Shown::Shown(text("to 127.0.0.1")),
        };
        unname_error(&mut error);
        assert_eq!((error.hint.is_none(), error.detail.shown().is_some()), (true, true));
    }

    #[test]
    fn other_text_is_not_even_copied() {
        assert!(matches!(for_outside("nothing [here] get_secret"), Cow::Borrowed(_)));
    }

    #[test]
    fn hostile_text_takes_no_longer_than_other_text() {
        let openings = "get_secret(".repeat(50_000);
        assert_eq!(for_outside(&openings), openings);
        assert_eq!(for_outside(&"[secret:a".repeat(50_000)).len(), 9 * 50_000);
    }
}
