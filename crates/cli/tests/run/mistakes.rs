//! Wrong arguments, wrong files: exit code 2 and the place, or 3 when the world is in the way.

use crate::{
    common::{Workplace, finish_with},
    look::finish,
};

const GOOD: &str = "name: t\nsteps:\n  - {step_type: request, method: GET, url: 'http://127.0.0.1:1/'}\n";

#[tokio::test]
async fn broken_definitions_are_pointed_at() {
    let place = Workplace::new();
    place.write(
        "broken.json",
        "{\"name\": \"t\",\n \"steps\": [\n  {\"step_type\": \"request\" \"method\": \"GET\"}\n ]}",
    );
    place.write("broken.yaml", "name: t\nsteps:\n  - step_type: request\n   method: GET\n");
    place.write(
        "comparison.yaml",
        "name: t\nsteps:\n  - step_type: request\n    method: GET\n    url: http://a.example/\n    assertions:\n      - \
         {source: response_status, comparison: equals_number, value: 200}\n",
    );
    place.write("empty.json", "[]");
    let done = place.run(&["run", "broken.json", "broken.yaml", "comparison.yaml", "empty.json"]).await;
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    insta::assert_snapshot!("broken_definitions", done.err);
    assert_eq!(place.run(&["validate", "comparison.yaml"]).await.code, 2);
}

#[tokio::test]
async fn files_that_cannot_be_read() {
    let place = Workplace::new();
    place.write("good.yaml", GOOD);
    place.write("latin.yaml", b"name: caf\xe9\n");
    let mut told = String::new();
    for (arguments, code) in [
        (&["run", "missing.yaml"][..], 3),
        (&["run", "."], 3),
        (&["run", "good.yaml", "-e", "missing.yaml"], 3),
        (&["run", "good.yaml", "--secret-file", "missing.env"], 3),
        (&["run", "good.yaml", "--cacert", "good.yaml"], 3),
        (&["run", "good.yaml", "--reporter-junit", "no/such/directory.xml"], 3),
        (&["run", "latin.yaml"], 2),
    ] {
        let done = place.run(arguments).await;
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{arguments:?}: {}", done.err);
        told.push_str(&done.err);
    }
    insta::assert_snapshot!("files", told);
}

#[tokio::test]
async fn wrong_arguments() {
    let place = Workplace::new();
    place.write("good.yaml", GOOD);
    let mut told = String::new();
    for arguments in [
        &["run"][..],
        &["run", "good.yaml", "--var", "novalue"],
        &["run", "good.yaml", "--var", "=x"],
        &["run", "good.yaml", "--var", "runscope_region=x"],
        &["run", "good.yaml", "--environment-name", "Staging"],
        &["run", "good.yaml", "--reporter", "tap"],
        &["run", "good.yaml", "--allow-egress", "everything"],
        &["frobnicate"],
    ] {
        let done = place.run(arguments).await;
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}: {}", done.err);
        told.push_str(&done.err);
    }
    insta::assert_snapshot!("arguments", told);
}

#[tokio::test]
async fn secrets_are_not_taken_from_arguments() {
    let place = Workplace::new();
    place.write("good.yaml", GOOD);
    for arguments in [
        &["run", "good.yaml", "--secret", "key=canary-on-argv-4815"][..],
        &["run", "good.yaml", "--secret=key=canary-on-argv-4815"],
        &["run", "--secret", "key=canary-on-argv-4815", "good.yaml"],
    ] {
        let done = place.run(arguments).await;
        assert_eq!(done.code, 2);
        assert!(!done.err.contains("canary"), "{}", done.err);
        assert!(done.err.contains("TACIT_SECRET_name"), "{}", done.err);
    }
}

#[tokio::test]
async fn mistakes_around_secrets_never_quote_values() {
    let place = Workplace::new();
    place.write("good.yaml", GOOD);
    place.write("number.json", "{\"api_key\":\n 48151623}");
    place.write("cut.json", "{\"api_key\": \"canary-value-4815");
    place.write("noequals.env", "# comment\n\ncanary-value-4815\n");
    place.write("name.env", "api key=canary-value-4815\n");
    place.write("empty.env", "api_key=\n");
    place.write("large.env", format!("api_key={}\n", "canary-value-4815".repeat(1024)));
    place.write("binary.env", b"api_key=\xff\xfe");
    let mut told = String::new();
    for file in
        ["number.json", "cut.json", "noequals.env", "name.env", "empty.env", "large.env", "binary.env"]
    {
        let done = place.run(&["run", "good.yaml", "--secret-file", file]).await;
        assert_eq!(done.code, 2, "{file}: {}", done.err);
        told.push_str(&done.err);
    }
    let mut command = place.tacit(&["run", "good.yaml"]);
    command.env("TACIT_SECRET_2nd", "canary-value-4815");
    told.push_str(&finish(command).await.err);
    let command = place.tacit(&["run", "good.yaml", "--secret-stdin", "api-key"]);
    told.push_str(&finish_with(command, "canary-value-4815").await.err);
    assert!(!told.contains("4815") && !told.contains("canary"), "{told}");
    insta::assert_snapshot!("secrets", told);
}

#[tokio::test]
async fn a_loose_file_of_secrets_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new();
    place.write("good.yaml", GOOD);
    let path = place.write("loose.env", "api_key=canary-value-4815\n");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let done = place.run(&["run", "good.yaml", "--secret-file", "loose.env"]).await;
    assert!(done.err.contains("other users may read loose.env"), "{}", done.err);
}
