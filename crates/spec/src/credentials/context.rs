//! Credentials that only their place gives away: a header, a variable, a field that is called like one.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{Hit, entropy};

/// What places of credentials are called, in whichever spelling.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[_.\-\s]|[a-z])(?:api[_-]?key|apikey|access[_-]?key|secret|token|passw(?:or)?d|passphrase|pwd|credential|auth[_-]?key|private[_-]?key|client[_-]?secret|signing[_-]?key|session[_-]?id|bearer)s?(?:$|[_.\-\s\[]|[A-Z0-9])",
    )
    .expect("a fixed expression")
});
/// Names about a credential, such as how many there are.
static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:count|type|name|ur[li]|endpoint|expir\w*|length|policy|header|field|version|limit|[^n]_?id)s?$")
        .expect("a fixed expression")
});
/// `Basic ...`, `Bearer ...`, and what others call it.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:basic|bearer|token|apikey|api-key|digest|negotiate|ssws|genie\s?key|bot)\s+(\S{8,})$")
        .expect("a fixed expression")
});
/// `"password": "..."`, `password=...`, in bodies and queries.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:"([\w.\-]{2,60})"\s*:\s*"([^"\\{}\s]{6,})"|(?:^|[?&;])([\w.\-]{2,60})=([^&;\s{}"']{6,}))"#,
    )
    .expect("a fixed expression")
});
/// `key = "..."`, `set("key", "...")`, in scripts.
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:([A-Za-z_$][\w$]{1,60})["'\]]*\s*[:=]\s*|\(\s*["']([\w.\-]{2,60})["']\s*,\s*)(?:"([^"\\\n]{8,})"|'([^'\\\n]{8,})')"#,
    )
    .expect("a fixed expression")
});

const BY_NAME: &str = "a value in a place that is called like one of a credential";
const HEADER: &str = "a credential in an Authorization header";
const PASSWORD: &str = "a password";

pub(super) fn find(place: &str, named: &str, text: &str, in_script: bool) -> Vec<Hit> {
    if in_script {
        return pairs(&ASSIGNED, text);
    }
    let mut hits = Vec::new();
    let whole = 0..text.len();
    if text.contains("{{") {
        // A part that is filled in makes the whole something else; pairs around it are looked at.
    } else if let Some(credential) = SCHEME.captures(text).and_then(|found| found.get(1)) {
        if is_header(place) && !entropy::is_placeholder(credential.as_str()) {
            hits.push(Hit { range: credential.range(), kind: HEADER, name: String::new() });
        }
    } else if place.ends_with("auth.password") {
        if text.len() >= 4 && !entropy::is_placeholder(text) {
            hits.push(Hit { range: whole, kind: PASSWORD, name: "password".into() });
        }
    } else if is_called(named) && entropy::is_random(text) {
        hits.push(Hit { range: whole, kind: BY_NAME, name: named.into() });
    }
    let has_pairs = place.ends_with(".url") || place.ends_with(".body") || text.contains("\":");
    if has_pairs {
        hits.extend(pairs(&PAIR, text));
    }
    hits
}

fn is_header(place: &str) -> bool {
    place.to_ascii_lowercase().contains("authorization")
}

fn is_called(name: &str) -> bool {
    CALLED.is_match(name) && !ABOUT.is_match(name)
}

/// Name and value side by side, in whichever two groups.
fn pairs(form: &Regex, text: &str) -> Vec<Hit> {
    let hit = |found: regex::Captures<'_>| {
        let mut groups = found.iter().skip(1).flatten();
        let (name, value) = (groups.next()?, groups.next()?);
        let wanted = is_called(name.as_str()) && entropy::is_random(value.as_str());
        let range: Range<usize> = value.range();
        wanted.then(|| Hit { range, kind: BY_NAME, name: name.as_str().to_owned() })
    };
    form.captures_iter(text).filter_map(hit).collect()
}
