//! What a script costs: processor time of parent and sandbox together, and wall time, per run on a warm process.
//!
//! `cargo run --release -p tacit-script --example measure`

#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tacit_script::{
    Context, Host, Kind, Limits, Part, Pool, PoolConfig, RequestView, ResponseView, Script, sandbox_main,
};
use uuid::Uuid;
use zeroize::Zeroizing;

const RUNS: u32 = 1000;
const SIGN_AND_CHECK: &str = r#"
    var signature = CryptoJS.HmacSHA256(request.method + request.url + request.body, "a key").toString();
    request.headers["X-Signature"] = signature;
    assert.equal(signature.length, 64, "length");
"#;

struct Silent;

impl Host for Silent {
    fn secret(&mut self, _name: &str) -> Option<Zeroizing<String>> {
        Some(Zeroizing::new("value".to_owned()))
    }

    fn call(&mut self, _: &str, _: &[String]) -> Result<String, String> {
        Err(String::new())
    }

    fn variable(&mut self, _name: &str) -> Option<String> {
        None
    }

    fn request(&mut self) -> RequestView {
        RequestView {
            method: "POST".to_owned(),
            url: "https://api.example.com/orders?a=1".to_owned(),
            params: vec![("a".to_owned(), "1".to_owned())],
            headers: vec![("Content-Type".to_owned(), vec!["application/json".to_owned()])],
            form: None,
            body: r#"{"order": 1}"#.to_owned(),
        }
    }

    fn response(&mut self) -> ResponseView {
        ResponseView { status: 200, body: r#"{"id": 7}"#.to_owned(), ..ResponseView::default() }
    }
}

fn script(source: &str) -> Script {
    Script {
        kind: Kind::PostResponse,
        source: Arc::from(source),
        libraries: vec![],
        variables: vec![],
        on_demand_variables: vec![],
        request: Part::OnRead,
        response: Part::OnRead,
        context: Context::default(),
        limits: Limits::default(),
    }
}

/// Processor time of process `id` so far.
fn processor_time(id: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{id}/schedstat")).unwrap_or_default();
    Duration::from_nanos(stat.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0))
}

/// The one sandbox of this process.
fn sandbox() -> u32 {
    let own = std::process::id();
    let list = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
    list.split_whitespace().next().and_then(|id| id.parse().ok()).unwrap_or(0)
}

async fn run(pool: &Pool, source: &str) -> Option<Duration> {
    let outcome = pool.run(Uuid::nil(), script(source), &mut Silent).await.ok()?;
    outcome.error.is_none().then_some(outcome.cpu)
}

#[tokio::main(flavor = "current_thread")]
async fn measure() -> Option<()> {
    let program = std::env::current_exe().ok()?;
    println!(
        "{:<26}{:>12}{:>12}{:>12}{:>12}{:>12}",
        "script", "first wall", "wall", "CPU", "sandbox", "in script"
    );
    for (name, source) in [
        ("nothing", ""),
        ("read the response", "JSON.parse(response.body).id"),
        ("one assertion", "assert.equal(response.status, 200)"),
        ("CryptoJS HMAC", "CryptoJS.HmacSHA256('what do ya want for nothing?', 'Jefe').toString()"),
        ("HMAC, edit, assertion", SIGN_AND_CHECK),
        ("moment", "moment.utc(0).format('YYYY-MM-DD')"),
        ("secret", "get_secret('key')"),
    ] {
        let pool = Pool::new(PoolConfig {
            program: program.clone(),
            args: vec!["sandbox".into()],
            max_children: 1,
            idle_timeout: Duration::from_secs(60),
        });
        let start = Instant::now();
        run(&pool, source).await?;
        let first = start.elapsed();
        for _ in 0..20 {
            run(&pool, source).await?;
        }
        let (own, child) = (std::process::id(), sandbox());
        let before = (processor_time(own), processor_time(child), Instant::now());
        let mut inside = Duration::ZERO;
        for _ in 0..RUNS {
            inside += run(&pool, source).await?;
        }
        let wall = before.2.elapsed() / RUNS;
        let sandbox = (processor_time(child) - before.1) / RUNS;
        let parent = (processor_time(own) - before.0) / RUNS;
        println!(
            "{name:<26}{first:>12.1?}{wall:>12.1?}{:>12.1?}{sandbox:>12.1?}{:>12.1?}",
            sandbox + parent,
            inside / RUNS
        );
        pool.close().await;
    }
    Some(())
}

fn main() -> ExitCode {
    if std::env::args().nth(1).is_some_and(|argument| argument == "sandbox") {
        return sandbox_main();
    }
    if measure().is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
