//! How much a text looks like one that was made to be guessed by nobody.

/// Words of documentation and of forms that are still to be filled in.
const PLACEHOLDERS: &[&str] = &[
    "example",
    "sample",
    "dummy",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "your",
    "insert",
    "todo",
    "fixme",
    "redacted",
    "xxxx",
    "****",
    "....",
    "<",
    ">",
    "test",
    "foobar",
    "secret",
    "password",
    "hunter2",
    "1234567",
    "abcdef",
    "null",
    "undefined",
    "none",
    "n/a",
];

/// Whether a text stands for a credential, and is none.
pub(super) fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    let distinct = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    // A long one of an issuer may hold any word by chance.
    distinct < 5 || (text.len() < 32 && PLACEHOLDERS.iter().any(|word| lower.contains(word)))
}

/// Shannon's entropy in bits for each character.
pub(super) fn bits(text: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for character in text.chars() {
        *counts.entry(character).or_insert(0_u32) += 1;
    }
    let all = f64::from(counts.values().sum::<u32>());
    counts.values().map(|count| f64::from(*count) / all).map(|part| -part * part.log2()).sum()
}

/// Whether a text is random enough for a place that is called like one of a credential.
pub(super) fn is_random(text: &str) -> bool {
    let length = text.chars().count();
    if !(8..=4096).contains(&length) || text.contains(char::is_whitespace) || is_placeholder(text) {
        return false;
    }
    let kinds = [
        text.contains(|c: char| c.is_ascii_lowercase()),
        text.contains(|c: char| c.is_ascii_uppercase()),
        text.contains(|c: char| c.is_ascii_digit()),
    ];
    let mixed = kinds.iter().filter(|kind| **kind).count();
    // Words joined by dots, slashes and dashes are names.
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match length {
        8..=15 => mixed >= 2 && digits >= 1 && bits(text) >= 2.75,
        _ => (mixed >= 2 && digits >= 2 && bits(text) >= 3.0) || bits(text) >= 4.2,
    }
}
