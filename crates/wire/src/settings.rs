//! Settings that were sealed as a whole: read where values may be seen.
//!
//! For the channels of tacit, whose settings are credentials for the most part. Whoever reads them names the type, whose
//! credentials cannot be printed; what the parser says of a mistake quotes it, and stays here.

use serde::de::DeserializeOwned;
use tacit_taint::{Secret, seam};
use thiserror::Error;
use url::Url;

/// The settings are not what the type takes. Names fields of the type, and quotes nothing of them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// Not JSON.
    #[error("they are not valid JSON at line {line}, column {column}")]
    NoJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// A field is missing.
    #[error("{field} is missing")]
    Missing {
        /// Its name.
        field: String,
    },
    /// A field that the type does not have.
    #[error("there is a field that does not belong here; known are {known}")]
    Unknown {
        /// Names of those it has.
        known: String,
    },
    /// A field of another type, or the whole.
    #[error("{} has another type than it should have", field.as_deref().unwrap_or("the whole"))]
    Type {
        /// Its name; `None` when it is no object.
        field: Option<String>,
    },
}

impl Unreadable {
    fn of(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let inner = error.inner();
        if !inner.is_data() {
            return Self::NoJson { line: inner.line(), column: inner.column() };
        }
        // The parser's words quote what was written, but for names of the type's own fields, which stand behind these.
        let words = inner.to_string();
        let missing = words.strip_prefix("missing field `").and_then(|rest| rest.split_once('`'));
        if let Some((field, _)) = missing {
            return Self::Missing { field: field.to_owned() };
        }
        let unknown = words.strip_prefix("unknown field `").and_then(|rest| rest.rsplit_once("`, expected "));
        if let Some((_, known)) = unknown {
            let known: Vec<_> = known.split('`').skip(1).step_by(2).collect();
            return Self::Unknown { known: known.join(", ") };
        }
        let field = match error.path().iter().next() {
            Some(serde_path_to_error::Segment::Map { key }) => Some(key.clone()),
            _ => None,
        };
        Self::Type { field }
    }
}

/// Reads sealed JSON as a type whose credentials stay closed.
///
/// # Errors
/// When it is not the JSON of one.
pub fn read_settings<T: DeserializeOwned>(sealed: &Secret) -> Result<T, Unreadable> {
    let mut json = serde_json::Deserializer::from_str(sealed.open(seam::Wire));
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| Unreadable::of(&error))?;
    let end = json.end();
    end.map_err(|error| Unreadable::NoJson { line: error.line(), column: error.column() })?;
    Ok(read)
}

/// The host of an address that is a credential: all of it that may be shown. `None` when it is no `http` or `https` URL.
#[must_use]
pub fn host_of(address: &Secret) -> Option<String> {
    let url = Url::parse(address.open(seam::Wire).trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.host_str().map(str::to_owned)).flatten()
}

/// What is wrong with a credential as it was typed, without the space around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is nothing.
    Blank,
    /// It has a line break or another control character in it.
    Control,
    /// It has a space in it.
    Space,
}

/// The worst of what is wrong with a credential; `None` when nothing is.
#[must_use]
pub fn flaw_of(credential: &Secret) -> Option<Flaw> {
    let text = credential.open(seam::Wire).trim();
    if text.is_empty() {
        Some(Flaw::Blank)
    } else if text.contains(char::is_control) {
        Some(Flaw::Control)
    } else {
        text.contains(char::is_whitespace).then_some(Flaw::Space)
    }
}

/// Whether something can be put behind an address: it has neither query nor fragment.
#[must_use]
pub fn is_base(address: &Secret) -> bool {
    !address.open(seam::Wire).contains(['?', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws_are_told_without_the_text() {
        let flaw = |text: &str| flaw_of(&Secret::new(text.into()));
        assert_eq!(
            [flaw(" \n"), flaw("a\r\nb"), flaw("a b")],
            [Some(Flaw::Blank), Some(Flaw::Control), Some(Flaw::Space)]
        );
        assert_eq!(flaw(" key\n"), None);
        let base = |text: &str| is_base(&Secret::new(text.into()));
        assert_eq!(
            [base("https://a.example/b/"), base("https://a.example/?x=1"), base("https://a.example/#f")],
            [true, false, false]
        );
    }

    #[test]
    fn an_address_shows_its_host_alone() {
        let host = |text: &str| host_of(&Secret::new(text.into()));
        assert_eq!(
            host(" https://u:p@hooks.example.com:8443/T0/B0?k=v#f\n"),
            Some("hooks.example.com".into())
        );
        assert_eq!(host("mailto:a@example.com"), None);
        assert_eq!(host("canary"), None);
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Receiver {
        url: String,
        #[serde(default)]
        headers: std::collections::BTreeMap<String, String>,
    }

    #[test]
    fn a_mistake_names_the_field_and_is_not_quoted() {
        let wrong = |json: &str| read_settings::<Receiver>(&Secret::new(json.into())).unwrap_err();
        let named = |field: &str| Some(field.to_owned());
        for (json, expected) in [
            ("{\"url\": \"canary", Unreadable::NoJson { line: 1, column: 15 }),
            ("{\"url\": \"\"} canary", Unreadable::NoJson { line: 1, column: 13 }),
            ("{}", Unreadable::Missing { field: "url".into() }),
            (r#"{"canary`, expected `x": 1}"#, Unreadable::Unknown { known: "url, headers".into() }),
            (r#"{"url": ["canary"]}"#, Unreadable::Type { field: named("url") }),
            (r#"{"url": "", "headers": {"canary": 7}}"#, Unreadable::Type { field: named("headers") }),
            (r#""canary""#, Unreadable::Type { field: None }),
        ] {
            let wrong = wrong(json);
            assert_eq!(wrong, expected, "{json}");
            assert!(!wrong.to_string().contains("canary"));
        }
        let read = read_settings::<Receiver>(&Secret::new(r#"{"url": "u"}"#.into()));
        assert_eq!(read, Ok(Receiver { url: "u".into(), headers: Default::default() }));
    }
}
