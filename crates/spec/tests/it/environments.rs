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
    ] {
        report += &lines(&load_environment(text, "dev.yaml").unwrap_err());
        report += "--\n";
    }
    insta::assert_snapshot!(report, @"");
}
