//! What a token looks like, and how one is found again in text.
//!
//! Lower-case letters and digits alone: a token comes through URLs, JSON, XML, headers and a change to lower case as it
//! is. It is random and as long as every other, whatever it stands for.

use tacit_script::TOKEN_MARK;

use crate::evaluate::Random;

/// Characters of the random part: 130 bits.
const RANDOM: usize = 26;
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// So much of a token left over is told from ordinary text.
const WINDOW: usize = 8;

/// A new token.
pub(super) fn make(random: &dyn Random) -> String {
    let mut bytes = [0; RANDOM];
    random.fill(&mut bytes);
    let letters = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    TOKEN_MARK.chars().chain(letters).collect()
}

/// The places of tokens in `text` that `known` knows, in order.
pub(super) fn find<'t, T>(
    text: &'t str,
    known: impl Fn(&'t str) -> Option<T>,
) -> Vec<(std::ops::Range<usize>, T)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(TOKEN_MARK).map(|at| from + at) {
        let end = start + TOKEN_MARK.len() + RANDOM;
        match text.get(start..end).and_then(&known) {
            Some(what) => {
                found.push((start..end, what));
                from = end;
            }
            None => from = start + 1,
        }
    }
    found
}

/// Whether a piece of a token is left in `text`, from which whole ones have been taken.
pub(super) fn residue<'k>(text: &str, mut known: impl Iterator<Item = &'k str>) -> bool {
    let text = text.to_ascii_lowercase();
    if text.contains(TOKEN_MARK) {
        return true;
    }
    let windows: std::collections::HashSet<&[u8]> = text.as_bytes().windows(WINDOW).collect();
    known.any(|token| token.as_bytes().windows(WINDOW).any(|window| windows.contains(window)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::SeededRandom;

    #[test]
    fn a_token_is_found_whatever_stands_around_it() {
        let token = make(&SeededRandom::new(1));
        assert!(token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        let known = |text: &str| (text == token).then_some(());
        let text = format!("{TOKEN_MARK}{token}{token}x{}", &token[..20]);
        let found: Vec<_> = find(&text, known).into_iter().map(|(range, ())| range.start).collect();
        assert_eq!(found, [TOKEN_MARK.len(), TOKEN_MARK.len() + token.len()]);
    }

    #[test]
    fn pieces_are_told_from_ordinary_text() {
        let token = make(&SeededRandom::new(2));
        let known = || std::iter::once(token.as_str());
        for piece in
            [&token[..20], &token[20..30], &token.to_ascii_uppercase(), &format!("{TOKEN_MARK}unknown")]
        {
            assert!(residue(&format!("a{piece}b"), known()), "{piece}");
        }
        assert!(!residue("an ordinary text about a sealed tacit agreement", known()));
        assert!(!residue("", known()));
    }
}
