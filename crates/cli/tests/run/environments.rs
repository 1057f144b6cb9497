//! Where a test runs: the environment of its file, one given, and variables over it.

use serde_json::json;
use tacit_testkit::target::Target;

use crate::{common::Workplace, look::finish};

async fn place(target: &Target) -> Workplace {
    let place = Workplace::new();
    let environment = |name: &str, word: &str| {
        json!({"name": name, "initial_variables": {"base": target.url("").trim_end_matches('/'), "word": word},
               "headers": {"X-From": [name]}})
    };
    let test = json!({
        "name": "Where", "environments": [environment("Default", "one"), environment("Staging", "two")],
        "steps": [{"step_type": "request", "method": "GET",
                   "url": "{{base}}/echo?word={{word}}&in={{runscope_environment}}"}]
    });
    place.write("test.json", test.to_string());
    place
}

fn last(target: &Target) -> (String, Option<String>) {
    let seen = target.seen().pop().unwrap();
    (seen.path.clone(), seen.header("x-from").map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_of_the_file_or_the_named_one() {
    let target = Target::http().await;
    let place = place(&target).await;
    assert_eq!(place.run(&["run", "test.json"]).await.code, 0);
    assert_eq!(last(&target), ("/echo?word=one&in=Default".into(), Some("Default".into())));
    assert_eq!(place.run(&["run", "test.json", "--environment-name", "Staging"]).await.code, 0);
    assert_eq!(last(&target), ("/echo?word=two&in=Staging".into(), Some("Staging".into())));
}

#[tokio::test(flavor = "multi_thread")]
async fn variables_are_laid_over_and_a_whole_environment_takes_the_place() {
    let target = Target::http().await;
    let place = place(&target).await;
    place.write("over.yaml", "word: three\n");
    assert_eq!(place.run(&["run", "test.json", "-e", "over.yaml"]).await.code, 0);
    assert_eq!(last(&target), ("/echo?word=three&in=Default".into(), Some("Default".into())));

    let whole = json!({"name": "Whole", "headers": {"X-From": ["Whole"]},
                       "initial_variables": {"base": target.url("").trim_end_matches('/'), "word": "four"}});
    place.write("whole.json", whole.to_string());
    assert_eq!(place.run(&["run", "test.json", "-e", "whole.json"]).await.code, 0);
    assert_eq!(last(&target), ("/echo?word=four&in=Whole".into(), Some("Whole".into())));

    assert_eq!(place.run(&["run", "test.json", "-e", "over.yaml", "--var", "word=five"]).await.code, 0);
    assert_eq!(last(&target).0, "/echo?word=five&in=Default");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variable_is_literal_and_flags_have_variables() {
    let target = Target::http().await;
    let place = place(&target).await;
    place.write("over.yaml", "word: three\n");
    let mut command = place.tacit(&["run", "test.json", "--var", "word={{uuid}}"]);
    command.env("TACIT_ENVIRONMENT", "over.yaml").env("TACIT_QUIET", "1");
    let done = finish(command).await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(last(&target).0, "/echo?word=%7B%7Buuid%7D%7D&in=Default");
    assert!(done.out.starts_with("Tests: 1 passed"), "{}", done.out);
}
