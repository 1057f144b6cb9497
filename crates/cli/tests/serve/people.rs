//! An installation without a browser.

use serde_json::Value;

use crate::{
    common::{Workplace, finish_with},
    server::Server,
};

const INIT: &[&str] = &[
    "init",
    "--data-dir",
    "data",
    "--owner-email",
    "owner@example.com",
    "--owner-password-file",
    "password",
    "--json",
];

fn add<'a>(email: &'a str, role: &'a str) -> Vec<&'a str> {
    vec![
        "admin",
        "add-person",
        "--data-dir",
        "data",
        "--email",
        email,
        "--role",
        role,
        "--password-file",
        "password",
        "--json",
    ]
}

#[tokio::test]
async fn an_owner_and_people_while_the_server_runs() {
    let place = Workplace::new();
    place.write("password", "correct horse battery staple\n");
    let done = place.run(INIT).await;
    assert_eq!(done.code, 0, "{}", done.err);
    let made: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(made.as_object().unwrap().len(), 3);
    assert_eq!(made["bucket_key"].as_str().unwrap().len(), 12);
    assert!(made["team_id"].is_string());

    let mut command = place.tacit(&["serve", "--data-dir", "data", "--listen", "127.0.0.1:0"]);
    command.env("TACIT_LOG", "trace");
    let server = Server::start(command).await;
    assert!(!server.greeting.contains("set tacit up"), "{}", server.greeting);
    let mut tokens = vec![made["token"].as_str().unwrap().to_owned()];
    for (email, role) in
        [("a@example.com", "administrator"), ("m@example.com", "member"), ("r@example.com", "read-only")]
    {
        let done = place.run(&add(email, role)).await;
        assert_eq!(done.code, 0, "{}", done.err);
        let person: Value = serde_json::from_str(&done.out).unwrap();
        assert_eq!(person.as_object().unwrap().len(), 2);
        assert!(person["person_id"].is_string());
        tokens.push(person["token"].as_str().unwrap().to_owned());
    }
    for token in &tokens {
        let answer = server.get("/v1/account", &format!("Authorization: Bearer {token}\r\n")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let done = server.stop().await;
    assert_eq!(done.code, 0);
    assert!(done.err.contains("tacit_server"), "the log is there");
    for token in &tokens {
        assert!(!done.err.contains(token.as_str()), "a token is in the log");
    }
}

#[tokio::test]
async fn what_cannot_be_done() {
    let place = Workplace::new();
    place.write("password", "correct horse battery staple");
    let done = place.run(&add("m@example.com", "member")).await;
    assert_eq!(done.code, 3);
    assert!(done.err.contains("tacit init --data-dir data"), "{}", done.err);
    assert!(!place.path().join("data").exists(), "nothing was made");

    let mut arguments = INIT.to_vec();
    arguments[6] = "-";
    let done = finish_with(place.tacit(&arguments), "short").await;
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("too short"), "{}", done.err);
    assert_eq!(place.run(INIT).await.code, 0, "a second try is not in the way of the first");
    let done = place.run(INIT).await;
    assert_eq!(done.code, 3);
    assert!(done.err.contains("set up already"), "{}", done.err);

    let done = place.run(&add("m@example.com", "owner")).await;
    assert_eq!(done.code, 2);
    let done = place.run(&add("no address", "member")).await;
    assert_eq!(done.code, 2, "{}", done.err);
    assert_eq!(place.run(&add("m@example.com", "member")).await.code, 0);
    let done = place.run(&add("m@example.com", "member")).await;
    assert_eq!(done.code, 3, "{}", done.err);
}
