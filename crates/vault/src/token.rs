//! Tokens that people and agents carry: sessions, personal access tokens, links for readers outside the team.
//!
//! A token is 192 random bits with a prefix, which a search for leaked tokens recognises, and a check, which sorts out
//! mistyped and made-up ones before the store is asked. The store keeps a hash keyed by the installation: what is in
//! the store signs nobody in, and cannot be tried against guesses elsewhere. A fast hash is right here, because there is
//! nothing to guess in 192 random bits.
//!
//! Links are meant to be copied more than once, so their tokens are not made at random and forgotten but derived from the
//! id of the link with the same key: whoever may share can see them again, and the store alone still opens nothing.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::crypto::{Frame, Key, mac};

/// What a token is for. One kind is never accepted as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A person's own, for the API: `tct_…`.
    Personal,
    /// A signed-in browser: `tcs_…`.
    Session,
    /// An agent: `tca_…`.
    Agent,
    /// Whoever has the link to a result: `tcl_…`.
    Share,
    /// Whoever has the address of a badge: `tcb_…`.
    Badge,
    /// Whoever has the address of a feed: `tcf_…`.
    Feed,
}

impl TokenKind {
    /// The four characters a token starts with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Personal => "tct_",
            Self::Session => "tcs_",
            Self::Agent => "tca_",
            Self::Share => "tcl_",
            Self::Badge => "tcb_",
            Self::Feed => "tcf_",
        }
    }
}

/// The key of the hashes; from [`InstanceKey::token_key`](crate::InstanceKey::token_key).
pub struct TokenKey(Key);

/// A token just made.
pub struct NewToken {
    /// The token, for its bearer. It is shown once and wiped when dropped.
    pub plaintext: Zeroizing<String>,
    /// What to store.
    pub hash: [u8; 32],
}

const RANDOM: usize = 24;
const CHECK: usize = 4;
/// Characters after the prefix.
const CHARACTERS: usize = 45;

static ALPHABET: LazyLock<Encoding> = LazyLock::new(|| {
    let mut alphabet = Specification::new();
    alphabet.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    alphabet.encoding().expect("the alphabet has 32 distinct symbols")
});

impl TokenKey {
    pub(crate) fn new(key: Key) -> Self {
        Self(key)
    }

    /// A new token.
    pub fn create(&self, kind: TokenKind, random: &mut dyn CryptoRng) -> NewToken {
        let mut bytes = Zeroizing::new([0; RANDOM]);
        random.fill_bytes(&mut *bytes);
        self.assemble(kind, &bytes)
    }

    /// The token that belongs to `id`, which must never have belonged to anything else. The same each time.
    #[must_use]
    pub fn derive(&self, kind: TokenKind, id: &[u8; 16]) -> NewToken {
        let frame = Frame::new("tacit/derived-token/1").field(kind.prefix().as_bytes()).field(id);
        let derived = Zeroizing::new(mac::mac(&self.0, &frame));
        let mut bytes = Zeroizing::new([0; RANDOM]);
        bytes.copy_from_slice(&derived[..RANDOM]);
        self.assemble(kind, &bytes)
    }

    fn assemble(&self, kind: TokenKind, random: &[u8; RANDOM]) -> NewToken {
        let mut bytes = Zeroizing::new([0; RANDOM + CHECK]);
        bytes[..RANDOM].copy_from_slice(random);
        let check = check(kind, random);
        bytes[RANDOM..].copy_from_slice(&check);
        let mut plaintext = Zeroizing::new(String::with_capacity(kind.prefix().len() + CHARACTERS));
        plaintext.push_str(kind.prefix());
        ALPHABET.encode_append(bytes.as_slice(), &mut plaintext);
        let hash = self.hash(kind, &plaintext);
        NewToken { plaintext, hash }
    }

    /// The hash to look `presented` up by; `None` when it cannot be a token of this kind.
    #[must_use]
    pub fn hash_token(&self, kind: TokenKind, presented: &str) -> Option<[u8; 32]> {
        is_well_formed(kind, presented).then(|| self.hash(kind, presented))
    }

    /// Whether `presented` is the token `stored` was made from. Takes the same time wherever they differ.
    #[must_use]
    pub fn matches(&self, kind: TokenKind, presented: &str, stored: &[u8]) -> bool {
        self.hash_token(kind, presented).is_some_and(|hash| mac::same(&hash, stored))
    }

    fn hash(&self, kind: TokenKind, token: &str) -> [u8; 32] {
        mac::mac(
            &self.0,
            &Frame::new("tacit/token/1").field(kind.prefix().as_bytes()).field(token.as_bytes()),
        )
    }
}

fn is_well_formed(kind: TokenKind, token: &str) -> bool {
    let Some(text) = token.strip_prefix(kind.prefix()) else { return false };
    if text.len() != CHARACTERS {
        return false;
    }
    let Ok(bytes) = ALPHABET.decode(text.as_bytes()).map(Zeroizing::new) else { return false };
    let Some((random, stated)) = bytes.split_at_checked(RANDOM) else { return false };
    mac::same(&check(kind, random), stated)
}

fn check(kind: TokenKind, random: &[u8]) -> [u8; CHECK] {
    let digest =
        mac::sha256(Frame::new("tacit/token-check/1").field(kind.prefix().as_bytes()).field(random).bytes());
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    const KINDS: [TokenKind; 6] = [
        TokenKind::Personal,
        TokenKind::Session,
        TokenKind::Agent,
        TokenKind::Share,
        TokenKind::Badge,
        TokenKind::Feed,
    ];

    fn key(byte: u8) -> TokenKey {
        TokenKey::new(Key::from_slice(&[byte; 32]).unwrap())
    }

    #[test]
    fn a_token_is_known_again_by_its_kind_and_installation_only() {
        let random = &mut StdRng::seed_from_u64(1);
        for kind in KINDS {
            let token = key(1).create(kind, random);
            assert!(token.plaintext.starts_with(kind.prefix()));
            assert_eq!(token.plaintext.len(), 49);
            assert_eq!(key(1).hash_token(kind, &token.plaintext), Some(token.hash));
            assert!(key(1).matches(kind, &token.plaintext, &token.hash));
            assert!(!key(2).matches(kind, &token.plaintext, &token.hash));
            assert!(!key(1).matches(kind, &token.plaintext, &token.hash[..31]));
            for other in KINDS.into_iter().filter(|other| *other != kind) {
                assert_eq!(key(1).hash_token(other, &token.plaintext), None);
                let renamed = token.plaintext.replace(kind.prefix(), other.prefix());
                assert_eq!(key(1).hash_token(other, &renamed), None);
            }
        }
    }

    #[test]
    fn a_derived_token_is_made_again_by_its_id_kind_and_installation_only() {
        let made = |byte, kind, id: u8| key(byte).derive(kind, &[id; 16]);
        let one = made(1, TokenKind::Share, 1);
        assert_eq!(*made(1, TokenKind::Share, 1).plaintext, *one.plaintext);
        assert_eq!(key(1).hash_token(TokenKind::Share, &one.plaintext), Some(one.hash));
        for other in
            [made(2, TokenKind::Share, 1), made(1, TokenKind::Badge, 1), made(1, TokenKind::Share, 2)]
        {
            assert_ne!(other.plaintext[4..], one.plaintext[4..]);
        }
    }

    #[test]
    fn tokens_differ() {
        let random = &mut StdRng::seed_from_u64(2);
        let one = key(1).create(TokenKind::Personal, random);
        let other = key(1).create(TokenKind::Personal, random);
        assert_ne!(*one.plaintext, *other.plaintext);
        assert_ne!(one.hash, other.hash);
    }

    #[test]
    fn made_up_and_mistyped_tokens_never_reach_the_store() {
        let token = key(1).create(TokenKind::Personal, &mut StdRng::seed_from_u64(3));
        let text = token.plaintext.as_str();
        for at in 0..text.len() {
            let mut typed = text.to_owned().into_bytes();
            typed[at] = if typed[at] == b'b' { b'c' } else { b'b' };
            let typed = String::from_utf8(typed).unwrap();
            assert_eq!(key(1).hash_token(TokenKind::Personal, &typed), None, "character {at}");
        }
        for typed in ["", "tct_", "tct_ß", &text.to_uppercase(), &format!("{text} "), &text[..48], "x"] {
            assert_eq!(key(1).hash_token(TokenKind::Personal, typed), None, "{typed}");
        }
    }
}
