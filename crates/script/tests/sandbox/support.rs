//! A pool over the test's own sandbox program, a host that remembers what it was asked, and short ways to run a script.

use std::sync::Arc;
use std::time::Duration;

use tacit_script::{
    Context, Failure, Host, Kind, Limits, Outcome, Part, Pool, PoolConfig, RequestView, ResponseView, Script,
    TOKEN_MARK, ThrownKind,
};
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_tacit-sandbox-test");
pub(crate) const TEAM: Uuid = Uuid::from_u128(1);

pub(crate) fn pool() -> Pool {
    pool_of(4)
}

pub(crate) fn pool_of(max_children: usize) -> Pool {
    Pool::new(PoolConfig {
        program: PROGRAM.into(),
        args: vec!["sandbox".into()],
        max_children,
        idle_timeout: Duration::from_secs(60),
    })
}

pub(crate) fn script(source: &str) -> Script {
    Script {
        kind: Kind::PostResponse,
        source: Arc::from(source),
        libraries: vec![],
        variables: vec![("city".to_owned(), "Graz".to_owned())],
        on_demand_variables: vec![],
        request: Part::Ready(request()),
        response: Part::Ready(response()),
        context: Context { bucket_key: "abc123def456".to_owned() },
        limits: Limits::default(),
    }
}

fn text(value: &str) -> String {
    value.to_owned()
}

pub(crate) fn request() -> RequestView {
    RequestView {
        method: text("POST"),
        url: text("https://api.example.com:8443/v1/orders?page=1&tag=a%20b#top"),
        headers: vec![
            (text("Content-Type"), vec![text("application/json")]),
            (text("X-Twice"), vec![text("1"), text("2")]),
        ],
        params: vec![(text("page"), text("1")), (text("tag"), text("a b"))],
        form: None,
        body: text(r#"{"name":"Zoë"}"#),
    }
}

pub(crate) fn response() -> ResponseView {
    ResponseView {
        status: 200,
        reason: text("OK"),
        headers: vec![(text("content-type"), vec![text("application/json")])],
        body: text(r#"{"id":7,"phone":"555-1234"}"#),
        response_time_ms: 42,
        size_bytes: 27,
    }
}

/// Remembers every question, answers from what it holds.
#[derive(Default)]
pub(crate) struct Recorder {
    pub(crate) asked: Vec<String>,
}

impl Host for Recorder {
    fn secret(&mut self, name: &str) -> Option<Zeroizing<String>> {
        self.asked.push(format!("secret {name}"));
        match name {
            "key" => Some(Zeroizing::new(text("s3cr3t-välue"))),
            "sealed" => Some(Zeroizing::new(format!("{TOKEN_MARK}abc"))),
            _ => None,
        }
    }

    fn call(&mut self, function: &str, arguments: &[String]) -> Result<String, String> {
        self.asked.push(format!("call {function}"));
        match arguments {
            [] => Err(format!("{function} takes (value)")),
            _ => Ok(format!("{TOKEN_MARK}{function}{}", arguments.len())),
        }
    }

    fn variable(&mut self, name: &str) -> Option<String> {
        self.asked.push(format!("variable {name}"));
        (name == "token").then(|| text("late"))
    }

    fn request(&mut self) -> RequestView {
        self.asked.push(text("request"));
        request()
    }

    fn response(&mut self) -> ResponseView {
        self.asked.push(text("response"));
        response()
    }
}

/// Runs `source` in a pool of its own.
pub(crate) async fn run(source: &str) -> Result<Outcome, Failure> {
    pool().run(TEAM, script(source), &mut Recorder::default()).await
}

/// What `source` logs; it must not throw.
pub(crate) async fn log_of(source: &str) -> Vec<String> {
    let outcome = run(source).await.unwrap_or_else(|failure| panic!("{failure}"));
    if let Some(thrown) = outcome.error {
        panic!("threw {} at {:?}", thrown.message, thrown.line);
    }
    outcome.log
}

/// Message, line and column of what `source` throws.
pub(crate) async fn thrown_by(source: &str) -> (ThrownKind, String, Option<u32>, Option<u32>) {
    let outcome = run(source).await.unwrap_or_else(|failure| panic!("{failure}"));
    let thrown = outcome.error.expect("it throws");
    (thrown.kind, thrown.message, thrown.line, thrown.column)
}
