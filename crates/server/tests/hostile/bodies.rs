//! Bodies that are wrong in every way: each a clear error in the envelope, nothing of the body in it or in the log.

use serde_json::{Value, json};

use crate::{
    common::{Answer, As, TestServer},
    log, operations,
};

/// Nothing else in an answer or in the log is like it.
const CANARY: &str = "cAnArY-8f3e0b7d";
const NUMBER: &str = "48151623420815";
/// As the name of a field. What is wrong in a definition has a path, and in the path stand the names on the way; only the
/// one who wrote them sees them.
const KEY: &str = "cAnArYkEy-17d2";

#[track_caller]
fn harmless(context: &str, answer: &Answer) {
    assert_ne!(answer.status, 500, "{context}: {}", answer.text);
    if answer.status >= 400 {
        assert!(!answer.message().is_empty(), "{context}");
        let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok());
        assert_eq!(kind, Some("application/json"), "{context}");
        assert!(!answer.text.contains(CANARY) && !answer.text.contains(NUMBER), "{context}: {}", answer.text);
    }
}

struct Place {
    server: TestServer,
    test: String,
    environment: String,
    step: String,
}

impl Place {
    async fn make() -> Self {
        let server = TestServer::start().await;
        let made = server.post(As::Member, &server.in_bucket("/tests"), json!({"name": "t"})).await.data();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            test: text(&made["id"]),
            environment: text(&made["environments"][0]["id"]),
            step: text(&made["steps"][0]["id"]),
            server,
        }
    }

    fn id(&self, name: &str) -> String {
        match name {
            "bucket" | "bucket_key" => self.server.bucket.0.clone(),
            "team" | "team_id" => self.server.team.to_string(),
            "test" => self.test.clone(),
            "environment" => self.environment.clone(),
            "step" => self.step.clone(),
            "person_id" => self.server.id(As::Reader).to_string(),
            "revision" => "1".into(),
            _ => "0190c0de-0000-7000-8000-00000000abcd".into(),
        }
    }
}

/// One field at a time, and all of them, each of a kind that no field has.
fn wrong_bodies() -> Vec<String> {
    let fields = operations::fields();
    let mut bodies = Vec::new();
    let wrong: [Value; 4] = [
        json!(CANARY),
        json!(NUMBER.parse::<u64>().unwrap()),
        json!([{KEY: CANARY}]),
        json!({KEY: {"deep": CANARY}}),
    ];
    for value in &wrong {
        bodies.push(
            Value::Object(fields.iter().map(|name| (name.clone(), value.clone())).collect()).to_string(),
        );
        bodies.push(value.to_string());
    }
    bodies.extend([
        format!("{{\"name\": \"{CANARY}\", \"name\": \"{CANARY}\", \"value\": \"{CANARY}"),
        format!("{{\"{KEY}\": 1e999}}"),
        format!("{{\"password\": \"{CANARY}\\ud800\"}}"),
        format!("{KEY}: &a [*a]\nsteps: {CANARY}"),
        format!("<{CANARY}/>"),
        "[".repeat(100_000) + CANARY,
        format!("{{\"name\": {}\"{CANARY}\"", "{\"a\":".repeat(50_000)),
        "\u{0}".into(),
        format!("\u{feff}{{\"name\": \"{CANARY}\"}}"),
    ]);
    bodies
}

#[tokio::test]
async fn nothing_wrong_is_repeated_or_breaks_anything() {
    log::keep();
    let place = Place::make().await;
    let bodies = wrong_bodies();
    let mut refused = 0;
    for operation in operations::all() {
        if operation.method == "GET" || operation.method == "DELETE" {
            continue;
        }
        let path = operation.with(|name| place.id(name));
        for body in &bodies {
            let call = place.server.call_as(As::Owner, &operation.method, &path).by_page();
            let answer = call.header("content-type", "application/json").text(body.clone()).send().await;
            let context = format!("{} {path} with {:.90}", operation.method, body);
            harmless(&context, &answer);
            let definition =
                ["/tests", "/steps", "/environments", "/import"].iter().any(|part| path.contains(part));
            assert!(
                definition || answer.status < 400 || !answer.text.contains(KEY),
                "{context}: {}",
                answer.text
            );
            refused += usize::from(answer.status >= 400);
        }
    }
    assert!(refused > 300, "{refused}");
    let log = log::text();
    assert!(log.contains("request"), "the log is kept: {log:.300}");
    assert!(!log.contains(CANARY) && !log.contains(NUMBER) && !log.contains(KEY));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413_and_bytes_that_are_no_text_are_400() {
    let place = Place::make().await;
    let server = &place.server;
    for path in [
        server.in_bucket("/tests"),
        server.in_bucket("/import"),
        server.in_team("/secrets"),
        "/v1/session".into(),
    ] {
        let call = server.call_as(As::Owner, "POST", &path).by_page();
        let large = format!("{{\"name\": \"{}\"}}", CANARY.repeat(700_000));
        let answer = call.text(large).send().await;
        assert_eq!(answer.status, 413, "{path}: {:.200}", answer.text);
        harmless(&path, &answer);

        let call = server.call_as(As::Owner, "POST", &path).by_page();
        let answer = call.bytes(b"{\"name\": \"cAnArY-8f3e0b7d\xff\xfe\"}".to_vec()).send().await;
        assert_eq!(answer.status, 400, "{path}: {:.200}", answer.text);
        harmless(&path, &answer);
    }
}

#[tokio::test]
async fn names_and_texts_with_a_nul_or_a_line_break_are_refused_or_kept_whole() {
    let place = Place::make().await;
    let server = &place.server;
    for bad in ["a\u{0}b", "a\r\nSet-Cookie: x=1", "a\u{85}b"] {
        for (path, body) in [
            (server.in_bucket("/tests"), json!({"name": bad})),
            (server.in_team("/secrets"), json!({"name": bad, "value": "v"})),
            (
                server.in_team("/people"),
                json!({"name": bad, "email": "x@example.com", "role": "member", "password": "long enough"}),
            ),
            (
                server.in_team("/people"),
                json!({"name": "x", "email": format!("{bad}@example.com"), "role": "member", "password": "long enough"}),
            ),
            ("/v1/buckets".into(), json!({"name": bad})),
            ("/v1/account/tokens".into(), json!({"name": bad})),
        ] {
            let answer = server.post(As::Owner, &path, body).await;
            assert_eq!(answer.status, 400, "{path} {bad:?}: {}", answer.text);
        }
    }
    // What may have line breaks comes back as it was, and a NUL is refused by every database alike.
    for (text, status) in [("one\r\ntwo \u{202e} three 🦀", 201), ("a\u{0}b", 400)] {
        let body = json!({"name": format!("secret_{status}"), "value": "v", "description": text});
        let answer = server.post(As::Owner, &server.in_team("/secrets"), body).await.expect(status);
        if status == 201 {
            assert_eq!(answer.data()["description"], text);
        }
        let body = json!({"name": "unicode 🦀 ünïcode", "description": text});
        let answer = server.post(As::Member, &server.in_bucket("/tests"), body).await.expect(status);
        if status == 201 {
            assert_eq!(answer.data()["description"], text);
        }
    }
}

#[tokio::test]
async fn files_made_to_take_long_do_not() {
    let place = Place::make().await;
    let head = "name: t\nsteps:\n- step_type: pause\n  duration: 1\n";
    let mut bomb = format!("{head}a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for level in 1..12 {
        let before = vec![format!("*a{}", level - 1); 10].join(",");
        bomb += &format!("a{level}: &a{level} [{before}]\n");
    }
    let many = (0..100_000).fold(head.to_owned(), |text, number| text + &format!("k{number}: 1\n"));
    let deep = format!("{head}x: {}", "[".repeat(200_000));
    let began = std::time::Instant::now();
    for (file, status) in [(bomb, 400), (deep, 400), (many, 201)] {
        let import = place.server.in_bucket("/import");
        let answer = place.server.call_as(As::Member, "POST", &import).text(file).send().await;
        assert_eq!(answer.status, status, "{:.300}", answer.text);
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(30), "{:?}", began.elapsed());
}
