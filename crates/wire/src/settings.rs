//! Settings that were sealed as a whole: read where values may be seen.
//!
//! For the channels of tacit, whose settings are credentials for the most part. Whoever reads them names the type, whose
//! credentials cannot be printed; what the parser says of a mistake quotes it, and stays here.

use serde::de::DeserializeOwned;
use tacit_taint::{Secret, seam};
use thiserror::Error;
use url::Url;

/// The settings are not what the type takes. Quotes nothing of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the settings cannot be read at line {line}, column {column}")]
pub struct Unreadable {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
    /// Whether it is JSON, and a field is what is wrong.
    pub is_data: bool,
}

/// Reads sealed JSON as a type whose credentials stay closed.
///
/// # Errors
/// When it is not the JSON of one.
pub fn read_settings<T: DeserializeOwned>(sealed: &Secret) -> Result<T, Unreadable> {
    serde_json::from_str(sealed.open(seam::Wire)).map_err(|error| Unreadable {
        line: error.line(),
        column: error.column(),
        is_data: error.is_data(),
    })
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

    #[test]
    fn a_mistake_is_placed_and_not_quoted() {
        let wrong = read_settings::<u8>(&Secret::new("\"canary\"".into())).unwrap_err();
        assert!(wrong.is_data && !wrong.to_string().contains("canary"));
        assert!(!read_settings::<u8>(&Secret::new("\"canary".into())).unwrap_err().is_data);
        assert_eq!(read_settings::<u8>(&Secret::new("7".into())), Ok(7));
    }
}
