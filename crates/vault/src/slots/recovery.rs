//! The recovery code: the instance key's last resort, on paper.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::crypto::{Frame, mac};

/// 136 random bits and a check, as eight groups of four characters: `0000-1111-2222-…`.
///
/// The alphabet (Crockford's base32) has no letters that look like digits; `O`, `I` and `L` are read as the digits they
/// look like. Shown once, never stored.
pub struct RecoveryCode(Box<Zeroizing<[u8; BYTES]>>);

/// Why a typed code is no code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// Not 32 letters and digits.
    #[error(
        "a recovery code has 32 letters and digits, this one has {0}; compare it with the paper, group by group"
    )]
    Length(usize),
    /// A character no code has.
    #[error(
        "character {0} of the recovery code is none a code can have (U is not used); compare it with the paper"
    )]
    Character(usize),
    /// The check does not fit.
    #[error("the recovery code has a mistake in it; compare it with the paper, group by group")]
    Mistyped,
}

const BYTES: usize = 17;
const CHECK: usize = 3;
const CHARACTERS: usize = 32;

static ALPHABET: LazyLock<Encoding> = LazyLock::new(|| {
    let mut alphabet = Specification::new();
    alphabet.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    alphabet.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    alphabet.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    alphabet.encoding().expect("the alphabet has 32 distinct symbols")
});

impl RecoveryCode {
    pub(super) fn random(random: &mut dyn CryptoRng) -> Self {
        let mut code = Self(Box::new(Zeroizing::new([0; BYTES])));
        random.fill_bytes(code.0.as_mut_slice());
        code
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The code as it is written down. For the one screen or terminal that shows it.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        let mut whole = Zeroizing::new([0; BYTES + CHECK]);
        whole[..BYTES].copy_from_slice(self.bytes());
        whole[BYTES..].copy_from_slice(&check(self.bytes()));
        let characters = Zeroizing::new(ALPHABET.encode(whole.as_slice()));
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS * 2));
        for (at, character) in characters.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(character);
        }
        text
    }

    /// Reads a code as typed: case does not matter, nor do spaces and any kind of dash.
    pub(super) fn parse(typed: &str) -> Result<Self, RecoveryError> {
        let mut characters = Zeroizing::new(String::with_capacity(typed.len()));
        characters.extend(typed.chars().filter(|character| !is_separator(*character)));
        if let Some(at) = characters.chars().position(|character| !is_symbol(character)) {
            return Err(RecoveryError::Character(at + 1));
        }
        if characters.len() != CHARACTERS {
            return Err(RecoveryError::Length(characters.len()));
        }
        let whole = Zeroizing::new(
            ALPHABET.decode(characters.as_bytes()).expect("every character was found in the alphabet"),
        );
        let (bytes, stated) = whole.split_at(BYTES);
        if !mac::same(&check(bytes), stated) {
            return Err(RecoveryError::Mistyped);
        }
        let mut code = Self(Box::new(Zeroizing::new([0; BYTES])));
        code.0.copy_from_slice(bytes);
        Ok(code)
    }
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let digest = mac::sha256(Frame::new("tacit/recovery-code/1").field(bytes).bytes());
    [digest[0], digest[1], digest[2]]
}

fn is_separator(character: char) -> bool {
    // Word processors turn a hyphen into one of the dashes of U+2010 to U+2015.
    character.is_whitespace() || matches!(character, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_symbol(character: char) -> bool {
    character.is_ascii_alphanumeric() && !matches!(character, 'U' | 'u')
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn reads_what_a_person_makes_of_it() {
        let code = RecoveryCode::random(&mut StdRng::seed_from_u64(5));
        let text = code.reveal();
        assert_eq!(text.len(), 39);
        assert_eq!(text.split('-').count(), 8);
        for typed in [
            text.to_string(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " "),
            text.replace('-', " \u{2013} "),
            format!("  {}\r\n", *text),
            text.replace('0', "O").replace('1', "l"),
            text.replace('0', "o").replace('1', "I"),
        ] {
            assert_eq!(RecoveryCode::parse(&typed).ok().unwrap().bytes(), code.bytes(), "{typed}");
        }
    }

    #[test]
    fn every_single_typo_and_swap_of_neighbours_is_noticed() {
        let text = RecoveryCode::random(&mut StdRng::seed_from_u64(6)).reveal().replace('-', "");
        for at in 0..text.len() {
            for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars() {
                let mut typed: Vec<char> = text.chars().collect();
                if typed[at] != other {
                    typed[at] = other;
                    let typed: String = typed.into_iter().collect();
                    assert_eq!(RecoveryCode::parse(&typed).err(), Some(RecoveryError::Mistyped));
                }
            }
            let mut typed: Vec<char> = text.chars().collect();
            if at + 1 < typed.len() && typed[at] != typed[at + 1] {
                typed.swap(at, at + 1);
                let typed: String = typed.into_iter().collect();
                assert_eq!(RecoveryCode::parse(&typed).err(), Some(RecoveryError::Mistyped));
            }
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let text = RecoveryCode::random(&mut StdRng::seed_from_u64(7)).reveal();
        assert_eq!(RecoveryCode::parse("").err(), Some(RecoveryError::Length(0)));
        assert_eq!(RecoveryCode::parse(&text[..text.len() - 1]).err(), Some(RecoveryError::Length(31)));
        assert_eq!(RecoveryCode::parse(&format!("{}7", *text)).err(), Some(RecoveryError::Length(33)));
        assert_eq!(RecoveryCode::parse("AB-CU").err(), Some(RecoveryError::Character(4)));
        assert_eq!(RecoveryCode::parse("ABß").err(), Some(RecoveryError::Character(3)));
    }
}
