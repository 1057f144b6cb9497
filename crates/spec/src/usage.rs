//! Which secrets a definition names, and where: for "which tests use it".
//!
//! Names that are written out are found, in templates and in scripts. A name that a script or a template puts together
//! is known only in a run. In a script, a call within a comment counts too: better one use too many than one too few.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

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

/// In a script, also where the function is given another name.
static MENTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bget_secret\b").expect("a fixed expression"));
/// In a template.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"get_secret\(\s*[A-Za-z_]\w*\s*\)").expect("a fixed expression"));

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

/// Where a test's steps read a secret whose name is not written out: which one shows in a run only.
pub fn computed_names(test: &TestDefinition) -> Vec<String> {
    let mut places = Vec::new();
    walk::test(test, &mut |path, text| places.extend(computes(text).then(|| path.to_string())));
    places
}

/// The same of an environment.
pub fn computed_names_of_environment(environment: &Environment) -> Vec<String> {
    let mut places = Vec::new();
    walk::environment(environment, &mut |path, text| places.extend(computes(text).then(|| path.to_string())));
    places
}

/// The hosts, as they are written, of the steps that `places` are in: `api.example.com`, `{{base_url}}`.
pub fn hosts(test: &TestDefinition, places: &[String]) -> BTreeSet<String> {
    let mut hosts = BTreeSet::new();
    walk::test(test, &mut |path, text| {
        let path = path.to_string();
        if let (Some(step), Text::Template(url)) = (path.strip_suffix(".url"), text)
            && places.iter().any(|place| place.strip_prefix(step).is_some_and(|rest| rest.starts_with('.')))
        {
            hosts.extend(host(url));
        }
    });
    hosts
}

/// What stands before the path, without anybody's name and password.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest[..end].rsplit('@').next()?.trim();
    (!authority.is_empty()).then(|| authority.to_owned())
}

fn computes(text: Text<'_>) -> bool {
    let (mentioned, named) = match text {
        Text::Template(text) if text.contains("{{") => {
            (text.matches("get_secret(").count(), NAMED.find_iter(text).count())
        }
        Text::Script(script) => (MENTION.find_iter(script).count(), secrets_in_script(script).count()),
        Text::Template(_) | Text::Variable(_) => return false,
    };
    mentioned > named
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
    fn tells_names_that_only_a_run_knows_and_where_values_go() {
        let test = TestDefinition::from_value(&json!({"name": "t", "steps": [
            {"step_type": "request", "method": "GET", "url": "https://user:word@a.example:8443/x?k={{get_secret(key)}}",
             "scripts": ["get_secret('k') + get_secret( \"k\" )"]},
            {"step_type": "request", "method": "GET", "url": "{{base_url}}/y", "before_scripts": ["get_secret(name)"]},
            {"step_type": "request", "method": "GET", "url": "https://c.example", "before_scripts": ["let read = get_secret;"]}
        ]}))
        .unwrap();
        assert_eq!(computed_names(&test), ["steps[1].before_scripts[0]", "steps[2].before_scripts[0]"]);
        let of = |place: &str| hosts(&test, &[place.to_owned()]).into_iter().collect::<Vec<_>>();
        assert_eq!(of("steps[0].url"), ["a.example:8443"]);
        assert_eq!(of("steps[1].before_scripts[0]"), ["{{base_url}}"]);
        assert_eq!(of("steps[2].headers"), ["c.example"]);
        assert_eq!(of("steps[22].headers"), [""; 0]);
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
