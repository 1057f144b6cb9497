//! A value that is known, in the place of which a secret belongs: wherever it stands in a definition.

use std::collections::HashMap;

use serde_json::Value;

use super::replace::around_literal;
use crate::{
    Environment, SecretName, TestDefinition,
    source::Path,
    walk::{self, Text},
};

/// What stands for the value in a text that was looked through. No definition has it: it is not a character.
pub const MARK: &str = "\u{FDD0}secret\u{FDD1}";

/// Where the value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// `steps[0].headers.Authorization[0]`.
    pub place: String,
    /// Whether [`filled_in`] puts the secret there.
    pub by_itself: bool,
}

/// What a text of a definition is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Template,
    Script,
    /// A name or a remark: nothing is filled in there.
    Plain,
}

/// Every place of a definition at which `marked` finds the value, and the definition with the secret there: `get_secret` where
/// it is filled in, a mask elsewhere. `marked` gives a text with [`MARK`] for each time the value stands in it, or `None`.
#[must_use]
pub fn filled_in(
    definition: &Value,
    of_environment: bool,
    name: &SecretName,
    marked: &dyn Fn(&str) -> Option<String>,
) -> (Value, Vec<Standing>) {
    let mut kinds = HashMap::new();
    let mut note = |path: &Path<'_>, text: Text<'_>| {
        let kind = match text {
            Text::Template(_) => Kind::Template,
            Text::Script(_) => Kind::Script,
            Text::Variable(_) => return,
        };
        kinds.insert(path.to_string(), kind);
    };
    // What cannot be read has no templates: it cannot run either.
    if of_environment {
        if let Ok(environment) = Environment::from_value(definition) {
            walk::environment(&environment, &mut note);
        }
    } else if let Ok(test) = TestDefinition::from_value(definition) {
        walk::test(&test, &mut note);
    }
    let (mut changed, mut found) = (definition.clone(), Vec::new());
    fill(&mut changed, &Path::Root, name, &kinds, marked, &mut found);
    (changed, found)
}

fn fill(
    value: &mut Value,
    path: &Path<'_>,
    name: &SecretName,
    kinds: &HashMap<String, Kind>,
    marked: &dyn Fn(&str) -> Option<String>,
    found: &mut Vec<Standing>,
) {
    match value {
        Value::String(text) => {
            let Some(hit) = marked(text) else { return };
            let place = path.to_string();
            let filled = match kinds.get(&place).copied().unwrap_or(Kind::Plain) {
                Kind::Template => Some(hit.replace(MARK, &format!("{{{{get_secret({name})}}}}"))),
                Kind::Script => in_script(&hit, name),
                Kind::Plain => Some(hit.replace(MARK, &format!("[secret:{name}]"))),
            };
            found.push(Standing { place, by_itself: filled.is_some() });
            if let Some(filled) = filled {
                *text = filled;
            }
        }
        Value::Number(number) => {
            if marked(&number.to_string()).is_some() {
                found.push(Standing { place: path.to_string(), by_itself: false });
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                fill(item, &path.item(index), name, kinds, marked, found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                if marked(key).is_some() {
                    found.push(Standing { place: format!("{path}, a name"), by_itself: false });
                }
                fill(field, &path.field(key), name, kinds, marked, found);
            }
        }
        Value::Bool(_) | Value::Null => {}
    }
}

/// `None` when one of them is a part of a longer text: that is changed by hand.
fn in_script(marked: &str, name: &SecretName) -> Option<String> {
    let mut script = marked.to_owned();
    while let Some(at) = script.find(MARK) {
        let (before, after) = around_literal(&script[..at], &script[at + MARK.len()..])?;
        script = format!("{before}get_secret(\"{name}\"){after}");
    }
    Some(script)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(definition: &Value, of_environment: bool) -> (Value, Vec<(String, bool)>) {
        let name = SecretName::parse("key").unwrap();
        let marked = |text: &str| text.contains("s3cr3t").then(|| text.replace("s3cr3t", MARK));
        let (changed, found) = filled_in(definition, of_environment, &name, &marked);
        (changed, found.into_iter().map(|one| (one.place, one.by_itself)).collect())
    }

    #[test]
    fn each_place_gets_what_is_read_there() {
        let test = json!({"name": "with s3cr3t", "steps": [{
            "step_type": "request", "method": "GET", "url": "https://a.example/?k=s3cr3t", "note": "s3cr3t",
            "headers": {"X-Key": ["Bearer s3cr3t"]},
            "scripts": ["send('s3cr3t')", "send('Bearer s3cr3t')"],
        }]});
        let (changed, mut found) = filled(&test, false);
        found.sort();
        assert_eq!(
            found,
            [
                ("name".into(), true),
                ("steps[0].headers[\"X-Key\"][0]".into(), true),
                ("steps[0].note".into(), true),
                ("steps[0].scripts[0]".into(), true),
                ("steps[0].scripts[1]".into(), false),
                ("steps[0].url".into(), true),
            ]
        );
        let step = &changed["steps"][0];
        assert_eq!(changed["name"], "with [secret:key]");
        assert_eq!(step["url"], "https://a.example/?k={{get_secret(key)}}");
        assert_eq!(step["note"], "[secret:key]");
        assert_eq!(step["headers"]["X-Key"][0], "Bearer {{get_secret(key)}}");
        assert_eq!(step["scripts"], json!(["send(get_secret(\"key\"))", "send('Bearer s3cr3t')"]));
    }

    #[test]
    fn environments_too_and_names_are_told() {
        let environment = json!({"name": "e", "initial_variables": {"token": "s3cr3t", "s3cr3t": "x"}});
        let (changed, found) = filled(&environment, true);
        assert_eq!(changed["initial_variables"]["token"], "{{get_secret(key)}}");
        assert_eq!(
            found,
            [("initial_variables.token".into(), true), ("initial_variables, a name".into(), false)]
        );
        assert_eq!(filled(&json!({"name": "nothing"}), true).1, []);
    }
}
