//! A secret in the place of a credential.

use serde_json::Value;

use super::Finding;
use crate::{SecretName, source::Path};

/// Why a credential is replaced by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Irreplaceable {
    /// The definition was changed since.
    #[error("the place has another text now: look again")]
    Gone,
    /// It is a part of a longer text of a script.
    #[error("it is a part of a longer text of a script: put `get_secret(\"name\")` there by hand")]
    InText,
}

/// The credential, and the definition with `get_secret` in its place.
///
/// # Errors
/// See [`Irreplaceable`].
pub fn replaced(
    definition: &Value,
    finding: &Finding,
    name: &SecretName,
) -> Result<(String, Value), Irreplaceable> {
    let mut changed = definition.clone();
    let text = at(&mut changed, &Path::Root, &finding.place).ok_or(Irreplaceable::Gone)?;
    let credential = text.get(finding.range.clone()).ok_or(Irreplaceable::Gone)?.to_owned();
    let (before, after) = (&text[..finding.range.start], &text[finding.range.end..]);
    *text = if finding.in_script {
        let quote = before.chars().next_back().filter(|last| matches!(last, '"' | '\''));
        let quote = quote.filter(|quote| after.starts_with(*quote)).ok_or(Irreplaceable::InText)?;
        let (before, after) = (before.trim_end_matches(quote), &after[1..]);
        format!("{before}get_secret(\"{name}\"){after}")
    } else {
        format!("{before}{{{{get_secret({name})}}}}{after}")
    };
    Ok((credential, changed))
}

/// The text at a place.
fn at<'v>(value: &'v mut Value, path: &Path<'_>, place: &str) -> Option<&'v mut String> {
    match value {
        Value::String(text) if path.to_string() == place => Some(text),
        Value::Array(items) => {
            items.iter_mut().enumerate().find_map(|(index, item)| at(item, &path.item(index), place))
        }
        Value::Object(fields) => {
            fields.iter_mut().find_map(|(name, field)| at(field, &path.field(name), place))
        }
        _ => None,
    }
}
