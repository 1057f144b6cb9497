//! Rules for what people type: names and addresses. No message quotes the text: it may be a value in the wrong field.

use crate::{AppError, Result};

/// Characters of a name that people give to something.
const NAME_CHARS: usize = 100;
/// RFC 5321, 4.5.3.1.3, less the angle brackets.
const EMAIL_BYTES: usize = 254;

/// A name on one line, without space around it.
pub(crate) fn name(path: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::invalid(
            path,
            format!("{path} is empty: give it 1 to {NAME_CHARS} characters"),
        ));
    }
    if text.chars().count() > NAME_CHARS {
        return Err(AppError::invalid(path, format!("{path} has more than {NAME_CHARS} characters")));
    }
    if text.chars().any(char::is_control) {
        return Err(AppError::invalid(path, format!("{path} holds a line break or a control character")));
    }
    if text.chars().any(turns_text) {
        let message = format!("{path} holds a character that turns the direction of text: type it anew");
        return Err(AppError::invalid(path, message));
    }
    Ok(text.to_owned())
}

/// Explicit marks of direction (Unicode's UAX 9): with them a name can show as another one. Arabic and Hebrew need none.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An address that could receive mail; whether it does, nobody asks.
pub(crate) fn email(path: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    let plausible = text.len() <= EMAIL_BYTES
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.rsplit_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && !host.is_empty() && !host.starts_with('.') && !host.ends_with('.')
        });
    if plausible {
        Ok(text.to_owned())
    } else {
        Err(AppError::invalid(path, "this is no e-mail address: write it as name@example.com"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        assert_eq!(name("name", "  Ada ").unwrap(), "Ada");
        assert!(name("name", "مكتب").is_ok() && name("name", "משרד 2").is_ok());
        for bad in ["", "  ", "a\nb", "a\u{202e}b", "\u{2066}a", &"a".repeat(101)] {
            assert!(name("name", bad).is_err(), "{bad:?}");
        }
        assert_eq!(email("email", " ada@example.com ").unwrap(), "ada@example.com");
        for bad in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "a b@example.com",
            "ada@.com",
            &format!("{}@e.org", "a".repeat(254)),
        ] {
            assert!(email("email", bad).is_err(), "{bad:?}");
        }
    }
}
