//! Environment files.

use tacit_spec::test_file::load_environment;

use crate::lines;

#[test]
fn names_and_values() {
    let read = load_environment("base_url: http://127.0.0.1\nport: 8080\nregions: eu\n", "dev.yaml").unwrap();
    let variables: Vec<_> = read.initial_variables.into_iter().collect();
    let expected = [("base_url", "http://127.0.0.1"), ("port", "8080"), ("regions", "eu")];
    assert_eq!(variables, expected.map(|(name, value)| (name.into(), value.into())));
    assert!(load_environment("", "dev.yaml").unwrap().initial_variables.is_empty());
}

#[test]
fn all_fields() {
    let text =
        r#"{"name": "dev", "initial_variables": {"a": "1"}, "headers": {"A": "{{a}}"}, "verify_ssl": false}"#;
    let read = load_environment(text, "dev.json").unwrap();
    assert_eq!((read.name.as_str(), read.verify_ssl), ("dev", false));
    assert_eq!(read.headers["A"], ["{{a}}"]);
}

#[test]
fn mistakes() {
    let mut report = String::new();
    for text in [
        "a: [1]\nget_secret: x\nb: {}\n",
        "get_secret: x\nok: '{{md5(}}'\nrunscope_region: eu\n",
        "initial_variables:\n  get_secret: x\n  ok: '{{md5(}}'\nheaders:\n  A: '{{get_secret(1)}}'\n",
        "initial_variables: {a: [b]}\nverify_ssl: 1\nregions: [{}]\nparent_environment_id: x\nheader: {a: b}\n",
        "- a\n",
        "regions: []\nremote_agents: [x, {}, {uuid: office}, {uuid: 6f1f2a5e-7d0c-4c1b-9c55-0d9a4b8f3a11, nam: b}]\n",
    ] {
        report += &lines(&load_environment(text, "dev.yaml").unwrap_err());
        report += "--\n";
    }
    insta::assert_snapshot!(report, @r#"
    line 1, column 4: expected text, found a list (a)
    line 3, column 4: expected text, found a mapping: quote it; a JSON body is text too, in YAML as a block after `|` (b)
    --
    line 1, column 13: a variable cannot be called `get_secret`, which is how secrets are read: choose another name (get_secret)
    line 2, column 5: the call of `md5` is not closed (character 1 of the text): write `)` before the closing `}}` (ok)
    line 3, column 18: the variable `runscope_region` has a name that runs set themselves: names that start with `runscope_` are reserved (runscope_region)
    --
    line 2, column 15: a variable cannot be called `get_secret`, which is how secrets are read: choose another name (initial_variables.get_secret)
    line 3, column 7: the call of `md5` is not closed (character 1 of the text): write `)` before the closing `}}` (initial_variables.ok)
    line 5, column 6: the name of a secret starts with a letter or `_` (headers.A[0])
    --
    line 1, column 24: expected text, found a list (initial_variables.a)
    line 2, column 13: expected true or false, found a number (verify_ssl)
    line 3, column 11: expected text, found a mapping: quote it; a JSON body is text too, in YAML as a block after `|` (regions[0])
    line 4, column 24: this is not a UUID: leave the field out to have an id made (parent_environment_id)
    line 5, column 1: unknown field `header`: did you mean `headers`? (header)
    --
    line 1, column 1: expected a mapping of names and texts, found a list
    --
    line 2, column 17: expected a mapping of fields, found text (remote_agents[0])
    line 2, column 20: the field `uuid` is missing (remote_agents[1])
    line 2, column 24: this is not the id of an agent: copy it from the list of the team's agents (remote_agents[2].uuid)
    line 2, column 85: unknown field `nam`: did you mean `name`? (remote_agents[3].nam)
    --
    "#);
}
