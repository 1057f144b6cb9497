//! Values too weak to be redacted in part.
//!
//! Where a result is shown around a mask, its reader learns a little of the value: that it stood there, what the
//! target answered. A value that can be guessed must not be exposed to even that, so such secrets stay strict. The
//! estimate is deliberately coarse; it need only tell a generated key from a word.

use std::{collections::BTreeSet, fmt};

use zeroize::Zeroizing;

use crate::Secret;

/// Bits below which a value counts as predictable.
const BITS: f64 = 40.0;
/// What a dictionary word adds to a value, in bits.
const WORD_BITS: f64 = 11.0;

/// Why a value is too easy to guess for the `redact` policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than 8 bytes.
    Short,
    /// Only digits and separators.
    Numeric,
    /// A dictionary word or a common password, perhaps with a few characters around it.
    Common,
    /// Less than 40 bits, as estimated.
    Predictable,
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Short => "the value is shorter than 8 bytes",
            Self::Numeric => "the value is a number",
            Self::Common => "the value is a common word or password",
            Self::Predictable => "the value is easy to guess",
        })
    }
}

/// Why `value` is too weak to be redacted in part, if it is.
#[must_use]
pub fn weakness(value: &Secret) -> Option<Weakness> {
    let text = value.as_needle().trim();
    if text.len() < 8 {
        return Some(Weakness::Short);
    }
    if text.chars().all(|c| c.is_numeric() || " .,:;-+/()_".contains(c)) {
        return Some(Weakness::Numeric);
    }
    let plain = plain(text);
    let mut rest = plain.as_str();
    let mut words = 0.0;
    let mut left = Zeroizing::new(String::with_capacity(plain.len()));
    while let Some(c) = rest.chars().next() {
        let word = WORDS.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len());
        match word {
            Some(word) => {
                words += WORD_BITS;
                rest = &rest[word.len()..];
            }
            None => {
                left.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    if words > 0.0 && left.chars().count() <= 5 && words <= 2.0 * WORD_BITS {
        return Some(Weakness::Common);
    }
    let bits = if words > 0.0 { words + bits(&left) } else { bits(text) };
    (bits < BITS).then_some(Weakness::Predictable)
}

/// Small letters, with the usual replacements of letters undone.
fn plain(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len() * 2));
    out.extend(text.chars().flat_map(char::to_lowercase).map(|c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }));
    out
}

/// Bits of a text whose characters were drawn from the kinds it shows, those that repeat or continue the one before
/// not counted, and no more than its different characters allow.
fn bits(text: &str) -> f64 {
    let pool: u32 = text.chars().map(Kind::of).collect::<BTreeSet<_>>().into_iter().map(Kind::size).sum();
    let different = text.chars().collect::<BTreeSet<_>>().len();
    let mut fresh = 0_u32;
    let mut step = None;
    let mut last: Option<char> = None;
    for c in text.chars() {
        let now = last.map(|last| i64::from(u32::from(c)) - i64::from(u32::from(last)));
        // "aaaa", "1234" and "8642" say one thing each.
        if now.is_none() || now != step || now.is_some_and(|by| by.abs() > 2) {
            fresh += 1;
        }
        (step, last) = (now, Some(c));
    }
    f64::from(fresh) * f64::from(pool.max(1)).log2().min((2.0 * different as f64).max(1.0).log2())
}

/// A kind of characters that a generator of passwords knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Small,
    Capital,
    Digit,
    Sign,
    Foreign,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' => Self::Small,
            'A'..='Z' => Self::Capital,
            '0'..='9' => Self::Digit,
            _ if c.is_ascii() => Self::Sign,
            _ => Self::Foreign,
        }
    }

    fn size(self) -> u32 {
        match self {
            Self::Small | Self::Capital => 26,
            Self::Digit => 10,
            Self::Sign => 33,
            Self::Foreign => 100,
        }
    }
}

/// The words that common passwords are made of, four letters or more, replacements undone.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "password", "passwort", "passwd", "pass", "secret", "geheim", "letmein", "welcome", "login", "admin",
    "administrator", "root", "user", "guest", "test", "testing", "demo", "default", "changeme", "change", "example",
    "sample", "dummy", "token", "access", "private", "public", "master", "super", "system", "server", "service",
    "database", "oracle", "postgres", "mysql", "mongo", "redis", "rabbit", "elastic", "jenkins", "docker", "cisco",
    "qwerty", "qwertz", "azerty", "asdfgh", "asdf", "zxcvbn", "yxcvbn", "qazwsx", "abcd", "abcdef", "abcdefgh",
    "iqaz", "monkey", "dragon", "shadow", "princess", "sunshine", "football", "baseball", "basketball", "soccer",
    "hockey", "superman", "batman", "starwars", "trustno", "iloveyou", "love", "lovely", "hello", "freedom",
    "whatever", "michael", "jordan", "jennifer", "jessica", "charlie", "thomas", "robert", "daniel", "andrew",
    "matthew", "joshua", "george", "william", "hunter", "ranger", "harley", "mustang", "corvette", "ferrari",
    "porsche", "mercedes", "chelsea", "liverpool", "arsenal", "barcelona", "yankees", "cowboys", "lakers", "summer",
    "winter", "spring", "autumn", "january", "february", "march", "april", "june", "july", "august", "september",
    "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "computer", "internet", "network", "windows", "microsoft", "google", "apple", "facebook", "amazon", "samsung",
    "company", "office", "business", "manager", "security", "secure", "production", "staging", "development",
    "develop", "local", "localhost", "orange", "banana", "cherry", "purple", "yellow", "silver", "golden", "diamond",
    "crystal", "cookie", "coffee", "chocolate", "pepper", "ginger", "butter", "cheese", "flower", "garden", "forest",
    "river", "ocean", "mountain", "thunder", "lightning", "phoenix", "falcon", "eagle", "tiger", "lion", "wolf",
    "horse", "correct", "battery", "staple", "tigger", "killer", "maggie", "buster", "bailey", "cooper", "lucky",
    "happy", "angel", "heaven", "jesus", "blessed", "family", "mother", "father", "sister", "brother", "friend",
    "friends", "forever", "nothing", "something", "anything", "everything", "please", "number", "simple", "trial",
    "temp", "temporary", "backup", "monitor", "monitoring", "healthcheck", "health", "status", "value", "string",
    "true", "false", "null", "none", "undefined", "placeholder", "fubar", "foobar", "pokemon", "naruto", "matrix",
    "london", "paris", "berlin", "america", "england", "germany", "canada", "california", "texas", "york",
    "troubador", "swordfish", "mypassword", "mysecret", "apikey", "bearer", "basic", "key",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Option<Weakness> {
        weakness(&Secret::new(value.to_owned()))
    }

    #[test]
    fn weak_values_are_named() {
        for (value, why) in [
            ("", Weakness::Short),
            ("x7$Kq2!", Weakness::Short),
            ("1234567890123456", Weakness::Numeric),
            ("+49 30 1234-5678", Weakness::Numeric),
            ("password", Weakness::Common),
            ("P@ssw0rd2024!", Weakness::Common),
            ("Summer2024!", Weakness::Common),
            ("changeme!", Weakness::Common),
            ("Welcome123", Weakness::Common),
            ("aaaaaaaaaaaaaaaaaaaa", Weakness::Predictable),
            ("abcabcabcabc", Weakness::Predictable),
            ("hijklmnopqrstuvw", Weakness::Predictable),
        ] {
            assert_eq!(of(value), Some(why), "{value:?}");
        }
    }

    #[test]
    fn generated_values_pass() {
        for value in [
            "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
            "0b9e4c7a1f5d4e38a6c2d7f190b3e5a4",
            "x7$Kq2!mZ9",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP",
            "correct horse battery staple plus one more",
        ] {
            assert_eq!(of(value), None, "{value:?}");
        }
    }
}
