//! Which secrets a definition names, and where: for "which tests use it".
//!
//! Names that are written out are found, in templates and in scripts. A name that a script or a template puts together
//! is known only in a run. In a script, a call within a comment counts too: better one use too many than one too few.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use crate::{
    Environment, Template, TestDefinition,
    source::Path,
    walk::{self, Text},
};

/// Name of a secret to the places that use it, in order: `steps[0].headers.Authorization[0]`.
pub type SecretUses = BTreeMap<String, Vec<String>>;

static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\bget_secret\s*\(\s*(?:"([^"\\\n]+)"|'([^'\\\n]+)'|`([^`\\$\n]+)`)\s*\)"#)
        .expect("a fixed expression")
});

/// Of a test's steps.
pub fn secrets_used(test: &TestDefinition) -> SecretUses {
    let mut uses = SecretUses::new();
    walk::test(test, &mut |path, text| note(&mut uses, path, text));
    uses
}

/// Of an environment's variables, headers, credentials and scripts; a parent is not looked at.
pub fn secrets_used_by_environment(environment: &Environment) -> SecretUses {
    let mut uses = SecretUses::new();
    walk::environment(environment, &mut |path, text| note(&mut uses, path, text));
    uses
}

/// Names in one script.
pub fn secrets_in_script(script: &str) -> impl Iterator<Item = &str> {
    CALL.captures_iter(script).map(|call| call.extract::<1>().1[0])
}

fn note(uses: &mut SecretUses, path: &Path<'_>, text: Text<'_>) {
    let mut add = |name: &str| {
        let places = uses.entry(name.to_owned()).or_default();
        let place = path.to_string();
        if places.last() != Some(&place) {
            places.push(place);
        }
    };
    match text {
        // A template with a mistake is reported by `validate`; it cannot run and so uses nothing.
        Text::Template(text) if text.contains("{{") => {
            Template::parse(text).unwrap_or_default().secrets().iter().for_each(|name| add(name));
        }
        Text::Script(script) => secrets_in_script(script).for_each(add),
        Text::Template(_) | Text::Variable(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_templates_and_scripts_with_their_places() {
        let test = TestDefinition::from_value(&json!({"name": "t", "steps": [
            {"step_type": "request", "method": "GET", "url": "https://a.example/?k={{url_encode({{get_secret(url_key)}})}}",
             "headers": {"X-Api-Key": ["{{get_secret(private_api_key)}}"]},
             "before_scripts": ["request.params.push({name: 'k', value: get_secret( \"private_api_key\" )}); get_secret(name)"]},
            {"step_type": "condition", "left_value": "{{get_secret(left)}}", "comparison": "equal", "right_value": "1",
             "steps": [{"step_type": "request", "method": "GET", "url": "", "scripts": ["get_secret('inner') + get_secret('inner')"]}]}
        ]}))
        .unwrap();
        let uses = secrets_used(&test);
        insta::assert_json_snapshot!(uses, @r#"
        {
          "inner": [
            "steps[1].steps[0].scripts[0]"
          ],
          "left": [
            "steps[1].left_value"
          ],
          "private_api_key": [
            "steps[0].headers[\"X-Api-Key\"][0]",
            "steps[0].before_scripts[0]"
          ],
          "url_key": [
            "steps[0].url"
          ]
        }
        "#);
    }

    #[test]
    fn finds_those_of_an_environment() {
        let environment = Environment::from_value(&json!({
            "name": "e", "initial_variables": {"auth": "Bearer {{get_secret(token)}}"},
            "script": "variables.set('x', get_secret(`other`))", "auth": {"auth_type": "basic", "username": "u", "password": "{{get_secret(pw)}}"}
        }))
        .unwrap();
        let uses = secrets_used_by_environment(&environment);
        insta::assert_json_snapshot!(uses, @r#"
        {
          "other": [
            "script"
          ],
          "pw": [
            "auth.password"
          ],
          "token": [
            "initial_variables.auth"
          ]
        }
        "#);
    }
}
