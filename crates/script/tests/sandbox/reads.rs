//! The host is asked when a script reads, and only then.

use tacit_script::{Kind, Part, ThrownKind};

use crate::support::{Recorder, TEAM, pool, script};

async fn asked_by(source: &str) -> (Vec<String>, tacit_script::Outcome) {
    let mut lazy = script(source);
    lazy.request = Part::OnRead;
    lazy.response = Part::OnRead;
    lazy.on_demand_variables = vec!["token".to_owned(), "gone".to_owned()];
    let mut host = Recorder::default();
    let outcome = pool().run(TEAM, lazy, &mut host).await.unwrap_or_else(|failure| panic!("{failure}"));
    (host.asked, outcome)
}

#[tokio::test]
async fn nothing_is_asked_of_a_script_that_reads_nothing() {
    let (asked, outcome) =
        asked_by("log(typeof variables, variables.get('city'), 'request' in globalThis)").await;
    assert_eq!(asked, Vec::<String>::new());
    assert_eq!(outcome.log, ["object Graz true"]);
}

#[tokio::test]
async fn each_is_asked_once_at_its_first_read() {
    let (asked, outcome) = asked_by(
        r#"
        log(variables.get("token"), variables.get("token")); log(variables.get("gone"), variables.get("gone"));
        log(response.status, response.body.length); log(request.method, request.url.length);
        log(get_secret("key")); log(get_secret("key"));
        "#,
    )
    .await;
    let expected = ["variable token", "variable gone", "response", "request", "secret key", "secret key"]
        .map(str::to_owned);
    assert_eq!(asked, expected);
    assert_eq!(outcome.log[0], "late late");
    assert_eq!(outcome.log[1], "undefined undefined");
    assert_eq!(outcome.log[4], "s3cr3t-välue");
}

#[tokio::test]
async fn a_variable_set_first_is_not_asked() {
    let (asked, outcome) = asked_by("variables.set('token', 'mine'); log(variables.get('token'))").await;
    assert!(asked.is_empty());
    assert_eq!(outcome.log, ["mine"]);
}

#[tokio::test]
async fn a_branch_not_taken_asks_nothing() {
    let (asked, _) =
        asked_by("if (variables.get('city') === 'Linz') { get_secret('key'); log(response); }").await;
    assert!(asked.is_empty());
}

#[tokio::test]
async fn a_secret_that_is_not_there_is_named() {
    let (_, outcome) = asked_by("log('before');\nget_secret('nope')").await;
    let thrown = outcome.error.expect("it throws");
    assert_eq!((thrown.kind, thrown.message.as_str()), (ThrownKind::Exception, "SECRET_UNAVAILABLE: nope"));
    assert_eq!(thrown.line, Some(2));
}

#[tokio::test]
async fn absent_parts_are_not_defined() {
    let mut initial = script("log(typeof request, typeof response); response");
    initial.kind = Kind::Initial;
    initial.request = Part::Absent;
    initial.response = Part::Absent;
    let outcome = pool()
        .run(TEAM, initial, &mut Recorder::default())
        .await
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(outcome.log, ["undefined undefined"]);
    assert_eq!(outcome.error.expect("it throws").message, "ReferenceError: response is not defined");
}
