//! Credentials that are written out in a definition, where a secret belongs.
//!
//! ```text
//!   texts of a definition --+--> issuers    what their own form gives away: `ghp_...`, a private key
//!                           +--> context    what their place gives away: `X-Api-Key: ...`, `"password": "..."`
//! ```
//!
//! A finding says where and what kind, never the text: it may be shown to whoever may see the definition, and to nobody less
//! is told by it. What a template fills in is no finding, and neither is a placeholder such as `YOUR_API_KEY`.

mod context;
mod entropy;
mod issuers;
mod known;
mod replace;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::{
    Environment, TestDefinition,
    source::Path,
    walk::{self, Text},
};

pub use known::{MARK, Standing, filled_in};
pub use replace::{Irreplaceable, replaced};

/// A credential that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: `steps[0].headers.Authorization[0]`.
    pub place: String,
    /// What it looks like, for people: `a GitHub token`.
    pub kind: &'static str,
    /// A name for the secret that takes its place.
    pub suggestion: String,
    /// Whether it stands in a script.
    pub in_script: bool,
    /// Which bytes of the text.
    pub(crate) range: Range<usize>,
}

/// In a test's steps.
pub fn in_test(test: &TestDefinition) -> Vec<Finding> {
    let mut found = Vec::new();
    walk::test(test, &mut |path, text| look(path, text, &mut found));
    found
}

/// In an environment's variables, headers, credentials and scripts; a parent is not looked at.
pub fn in_environment(environment: &Environment) -> Vec<Finding> {
    let mut found = Vec::new();
    walk::environment(environment, &mut |path, text| look(path, text, &mut found));
    found
}

fn look(path: &Path<'_>, text: Text<'_>, found: &mut Vec<Finding>) {
    let (text, in_script) = match text {
        Text::Template(text) => (text, false),
        Text::Script(text) => (text, true),
        Text::Variable(_) => return,
    };
    let place = path.to_string();
    let named = path.last_name().unwrap_or_default();
    let mut hits = issuers::find(text);
    hits.extend(context::find(&place, named, text, in_script));
    hits.sort_by_key(|hit| (hit.range.start, usize::MAX - hit.range.end));
    let mut end = 0;
    for hit in hits {
        // Of two that overlap the first one tells more.
        if hit.range.start < end || entropy::is_placeholder(&text[hit.range.clone()]) {
            continue;
        }
        end = hit.range.end;
        let suggestion = suggestion(if hit.name.is_empty() { named } else { &hit.name }, hit.kind);
        found.push(Finding { place: place.clone(), kind: hit.kind, suggestion, in_script, range: hit.range });
    }
}

/// What was found in one text.
struct Hit {
    range: Range<usize>,
    kind: &'static str,
    /// What the text itself calls it; empty when it does not.
    name: String,
}

/// A name of a secret out of what the place is called.
fn suggestion(named: &str, kind: &str) -> String {
    let source =
        if named.is_empty() || ["authorization", "url", "body", "value"].contains(&&*named.to_lowercase()) {
            kind.trim_start_matches("a ").trim_start_matches("an ")
        } else {
            named
        };
    let mut name = String::new();
    for character in source.chars() {
        match character {
            'a'..='z' | '0'..='9' => name.push(character),
            'A'..='Z' => name.push(character.to_ascii_lowercase()),
            _ if name.ends_with('_') || name.is_empty() => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => "secret".to_owned(),
        Some('0'..='9') => format!("key_{name}"),
        Some(_) => name.chars().take(60).collect(),
    }
}
