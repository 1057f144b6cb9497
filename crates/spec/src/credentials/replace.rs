//! A secret in the place of a credential.

use percent_encoding::percent_decode_str;
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
    let mut credential = text.get(finding.range.clone()).ok_or(Irreplaceable::Gone)?.to_owned();
    let (before, after) = (&text[..finding.range.start], &text[finding.range.end..]);
    *text = if finding.in_script {
        let (before, after) = around_literal(before, after).ok_or(Irreplaceable::InText)?;
        format!("{before}get_secret(\"{name}\"){after}")
    } else {
        if finding.place.ends_with("url") {
            // A value that is filled into a URL is encoded there.
            credential = percent_decode_str(&credential)
                .decode_utf8()
                .map_or_else(|_| credential.clone(), |decoded| decoded.into_owned());
        }
        format!("{before}{{{{get_secret({name})}}}}{after}")
    };
    Ok((credential, changed))
}

/// What stands around a text of a script of which the credential is the whole, and which is a value: not the name of a field,
/// and not a part of a longer text, as in JSON that a script writes out.
pub(super) fn around_literal<'t>(before: &'t str, after: &'t str) -> Option<(&'t str, &'t str)> {
    let quote = before.chars().next_back().filter(|last| matches!(last, '"' | '\''))?;
    let (before, after) = (&before[..before.len() - 1], after.strip_prefix(quote)?);
    let names_field = after.trim_start().starts_with(':') && before.trim_end().ends_with(['{', ',']);
    (!names_field && is_code(before)).then_some((before, after))
}

/// Whether what follows this part of a script is code: no text, template or comment is open.
fn is_code(script: &str) -> bool {
    let mut open: Option<&str> = None;
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        let step = match open {
            Some("//") if c == '\n' => {
                open = None;
                1
            }
            Some("/*") if rest.starts_with("*/") => {
                open = None;
                2
            }
            Some("//" | "/*") => c.len_utf8(),
            Some(_) if c == '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            Some(quote) if rest.starts_with(quote) => {
                open = None;
                1
            }
            Some(_) => c.len_utf8(),
            None => {
                let begins = ["//", "/*", "\"", "'", "`"].into_iter().find(|begin| rest.starts_with(begin));
                open = begins;
                begins.map_or(c.len_utf8(), str::len)
            }
        };
        rest = &rest[step..];
    }
    open.is_none()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_script_is_replaced_where_it_is_a_value() {
        let around = |script: &str| {
            let (before, after) = script.split_once("KEY").unwrap();
            around_literal(before, after).map(|(before, after)| format!("{before}*{after}"))
        };
        for (script, expected) in [
            ("send(\"KEY\")", Some("send(*)")),
            ("x = ok ? 'KEY' : ''", Some("x = ok ? * : ''")),
            ("f('', 'KEY')", Some("f('', *)")),
            ("// it's\nf('KEY')", Some("// it's\nf(*)")),
            ("/* \" */ f('KEY')", Some("/* \" */ f(*)")),
            ("f('\\'', 'KEY')", Some("f('\\'', *)")),
            ("{a: 'KEY'}", Some("{a: *}")),
            ("'{\"key\":\"KEY\"}'", None),
            ("{'KEY': 1}", None),
            ("{a: 1, \"KEY\" : 1}", None),
            ("`\"KEY\"`", None),
            ("// 'KEY'", None),
            ("'Bearer KEY'", None),
        ] {
            assert_eq!(around(script).as_deref(), expected, "{script}");
        }
    }
}
