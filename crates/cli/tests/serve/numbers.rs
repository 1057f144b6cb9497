//! Numbers that go out: a real Prometheus reads them, and nothing of a secret is in them.

use std::time::{Duration, Instant};

use regex::Regex;
use serde_json::{Value, json};
use tacit_testkit::{
    prometheus::{Prometheus, check_metrics},
    target::Target,
};

use crate::{
    common::Workplace,
    crash::{Owner, installed, send},
    server::Server,
};

const TOKEN: &str = "a-token-of-the-operator-4815";
const SECRET: &str = "canary-9f27c1-Zq+/=value";
/// What must be found where the secret must not.
const CONTROL: &str = "ordinary Vt5 name";

/// A server with a test that uses a secret, which ran once.
struct Ran {
    place: Workplace,
    server: Server,
    owner: Owner,
    target: Target,
    collector: Target,
    test: String,
}

impl Ran {
    async fn with(secret: &str) -> Self {
        let place = Workplace::new();
        let owner = installed(&place).await;
        let (target, collector) = (Target::http().await, Target::http().await);
        place.write("token", format!("{TOKEN}\n"));
        place.write("headers", format!("X-Key: {TOKEN}\n"));
        let server =
            Server::start(place.tacit(&arguments(&collector).iter().map(String::as_str).collect::<Vec<_>>()))
                .await;
        let body = json!({"name": "api_key", "value": secret});
        let secrets = format!("/v1/teams/{}/secrets", owner.team);
        assert_eq!(send(&server.url, &owner, "POST", &secrets, &body).await.unwrap().0, 201);
        let step = |extra: Value| {
            let mut step = json!({"step_type": "request", "method": "GET", "url": target.url("/echo/shown")});
            step.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            step
        };
        let steps = json!([
            step(json!({})),
            step(json!({"headers": {"X-Key": ["{{get_secret(api_key)}}"]}})),
            step(json!({"url": format!("{}?k={{{{get_secret(api_key)}}}}", target.url("/echo"))})),
            step(
                json!({"before_scripts": ["request.headers['X-B'] = btoa(get_secret('api_key')); throw get_secret('api_key');"]})
            ),
        ]);
        let tests = format!("/v1/buckets/{}/tests", owner.bucket);
        let body = json!({"name": CONTROL, "steps": steps});
        let (status, made) = send(&server.url, &owner, "POST", &tests, &body).await.unwrap();
        assert_eq!(status, 201, "{made}");
        let test = made["id"].as_str().unwrap().to_owned();
        let ran = Self { place, server, owner, target, collector, test };
        ran.run().await;
        ran
    }

    async fn run(&self) {
        let path = format!("/v1/buckets/{}/tests/{}/run", self.owner.bucket, self.test);
        let (status, made) = send(&self.server.url, &self.owner, "POST", &path, &json!({})).await.unwrap();
        assert_eq!(status, 201, "{made}");
        let run = made["runs"][0]["test_run_url"].as_str().unwrap().to_owned();
        let begun = Instant::now();
        loop {
            let (_, result) = send(&self.server.url, &self.owner, "GET", &run, &json!({})).await.unwrap();
            if result["result"] == "fail" || result["result"] == "pass" {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{result}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn metrics(&self, accept: &str) -> String {
        let headers = format!("Authorization: Bearer {TOKEN}\r\nAccept: {accept}\r\n");
        let answer = self.server.get("/metrics", &headers).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }
}

fn arguments(collector: &Target) -> Vec<String> {
    let endpoint = collector.url("/echo");
    [
        "serve",
        "--data-dir",
        "data",
        "--listen",
        "127.0.0.1:0",
        "--allow-egress",
        "127.0.0.0/8",
        "--metrics-token-file",
        "token",
        "--otlp-endpoint",
        &endpoint,
        "--otlp-headers-file",
        "headers",
        "--otlp-allow-egress",
        "127.0.0.0/8",
        "--log-level",
        "debug",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The value of the one sample that begins with `start` and has all of `labels`.
fn value(text: &str, start: &str, labels: &[&str]) -> f64 {
    let fits = |line: &&str| line.starts_with(start) && labels.iter().all(|label| line.contains(label));
    let lines: Vec<_> = text.lines().filter(fits).collect();
    assert_eq!(lines.len(), 1, "{start} {labels:?}: {lines:?}");
    lines[0].rsplit(' ').next().unwrap().parse().unwrap()
}

/// Forms in which the value is looked for; the proofs know many more.
fn forms(secret: &str) -> Vec<String> {
    use std::fmt::Write as _;
    let hex = secret.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let percent = secret.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    // "canary-9f27c1-Zq" at each of the three offsets.
    let base64 = ["Y2FuYXJ5LTlmMjdjMS1a", "NhbmFyeS05ZjI3YzEtWn", "jYW5hcnktOWYyN2MxLV"].map(str::to_owned);
    [vec![secret.to_owned(), secret.chars().rev().collect(), hex, percent], base64.to_vec()].concat()
}

#[tokio::test]
async fn a_real_prometheus_reads_them() {
    let ran = Ran::with(SECRET).await;
    let target = ran.server.url.strip_prefix("http://").unwrap().to_owned();
    let prometheus = Prometheus::start(&target, Some(TOKEN)).await;
    let begun = Instant::now();
    let passed = format!("tacit_test_last_run_passed{{test=\"{}\"}}", ran.test);
    let found = loop {
        let found = prometheus.query(&passed).await;
        if !found.is_empty() {
            break found;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it is not scraped: {:?}",
            prometheus.query("up").await
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(found[0]["metric"]["test_name"], CONTROL);
    assert_eq!(found[0]["value"][1], "0", "the script threw");
    assert_eq!(prometheus.query("up").await[0]["value"][1], "1");
    let runs = prometheus.query("sum(tacit_runs_total{source=\"manual\",result=\"fail\"})").await;
    assert_eq!(runs[0]["value"][1], "1");
    // One that does not show the token gets nothing.
    let stranger = Prometheus::start(&target, None).await;
    let begun = Instant::now();
    while stranger.query("up == 0").await.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(stranger.query("tacit_build_info").await.is_empty());
    assert_eq!(ran.server.stop().await.code, 0);
}

#[tokio::test]
async fn they_are_well_formed_and_described() {
    let ran = Ran::with(SECRET).await;
    let classic = ran.metrics("text/plain;version=0.0.4").await;
    assert_eq!(check_metrics(&classic), "", "{classic}");
    let open = ran.metrics("application/openmetrics-text;version=1.0.0").await;
    assert!(open.ends_with("# EOF\n"), "{open}");

    assert_eq!(value(&classic, "tacit_results_stored_total", &[]), 1.0);
    assert_eq!(value(&classic, "tacit_queue_length", &["inside"]), 0.0);
    assert_eq!(value(&classic, "tacit_test_series", &[]), 1.0);
    assert!(value(&classic, "tacit_test_last_run_timestamp_seconds", &[&ran.test]) > 1.7e9);
    assert!(
        !classic.contains("tacit_test_response_time_seconds{"),
        "a script saw the secret: times are hidden"
    );
    assert!(!classic.contains("http:"), "no address: {classic}");

    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/metrics.md"));
    let page = page.unwrap();
    for line in classic.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().unwrap();
        assert!(page.contains(&format!("`{name}`")), "{name} is not in docs/reference/metrics.md");
    }

    // Whoever deletes a test deletes its numbers.
    let test = format!("/v1/buckets/{}/tests/{}", ran.owner.bucket, ran.test);
    send(&ran.server.url, &ran.owner, "DELETE", &test, &json!({})).await;
    let gone = send(&ran.server.url, &ran.owner, "GET", &test, &json!({})).await.unwrap();
    assert_eq!(gone.0, 404);
    let after = ran.metrics("").await;
    assert!(!after.contains(&ran.test), "{after}");
    assert_eq!(value(&after, "tacit_test_series", &[]), 0.0);
}

#[tokio::test]
async fn nothing_of_a_secret_is_in_them() {
    let ran = Ran::with(SECRET).await;
    assert!(ran.target.seen().iter().any(|seen| seen.header("x-key") == Some(SECRET)), "it was used");
    let texts = [ran.metrics("text/plain").await, ran.metrics("application/openmetrics-text").await];
    let (place, collector) = (ran.place, ran.collector);
    let done = ran.server.stop().await;
    assert_eq!(done.code, 0);
    let seen = collector.seen();
    assert!(seen.iter().all(|seen| seen.header("x-key") == Some(TOKEN)));
    for signal in ["/echo/v1/metrics", "/echo/v1/traces"] {
        assert!(seen.iter().any(|seen| seen.path == signal), "{signal} came at the end");
    }
    let bodies = seen.iter().map(|seen| String::from_utf8_lossy(&seen.body).into_owned());
    for text in texts.into_iter().chain(bodies) {
        assert!(text.contains(CONTROL), "the control is not there: {text}");
        for form in forms(SECRET) {
            assert!(!text.to_lowercase().contains(&form.to_lowercase()), "{form} is in {text}");
        }
        assert!(!text.contains("api_key") && !text.contains(TOKEN), "{text}");
    }
    assert!(!done.err.contains(SECRET) && !done.err.contains(TOKEN), "{}", done.err);
    drop(place);
}

/// The text without what differs between any two installations and moments.
fn comparable(text: &str, owner: &Owner) -> String {
    let ids = Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
    let text = ids.replace_all(text, "id").replace(&owner.bucket, "bucket");
    let measured = |line: &str| {
        ["process_", "tacit_otlp_", "tacit_disk_"].iter().any(|start| line.starts_with(start))
            || (line.contains("_seconds") && !line.contains("_count"))
    };
    text.lines()
        .map(|line| match line.rsplit_once(' ') {
            Some((name, _)) if measured(line) => format!("{name} measured\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

#[tokio::test]
async fn two_values_of_equal_length_give_the_same_numbers() {
    let mut told = Vec::new();
    for secret in [SECRET, "zzzz-9999-yyyy-0-+/=valu"] {
        assert_eq!(secret.len(), SECRET.len());
        let ran = Ran::with(secret).await;
        told.push(comparable(&ran.metrics("").await, &ran.owner));
    }
    assert!(told[0].contains(CONTROL) && told[0].contains(r#"tacit_runs_total{result="fail""#));
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn a_restart_does_not_empty_them() {
    let ran = Ran::with(SECRET).await;
    let Ran { place, server, collector, test, .. } = ran;
    assert_eq!(server.stop().await.code, 0);
    let arguments = arguments(&collector);
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let server = Server::start(place.tacit(&arguments)).await;
    let begun = Instant::now();
    loop {
        let answer = server.get("/metrics", &format!("Authorization: Bearer {TOKEN}\r\n")).await;
        if answer.body.contains(&test) {
            assert_eq!(value(&answer.body, "tacit_test_last_run_passed", &[&test, CONTROL]), 0.0);
            assert!(!answer.body.contains("tacit_runs_total{"), "counters begin anew");
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", answer.body);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_collector_that_is_away_is_told_once_and_costs_no_result() {
    let place = Workplace::new();
    let owner = installed(&place).await;
    place.write("token", TOKEN);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let away = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let serve = ["serve", "--data-dir", "data", "--listen", "127.0.0.1:0", "--metrics-token-file", "token"];
    let otlp = ["--otlp-endpoint", &away, "--otlp-allow-egress", "127.0.0.0/8", "--otlp-interval", "1"];
    let server = Server::start(place.tacit(&[&serve[..], &otlp].concat())).await;
    let tests = format!("/v1/buckets/{}/tests", owner.bucket);
    let step = json!({"step_type": "request", "method": "GET", "url": "http://127.0.0.1:9/"});
    let body = json!({"name": CONTROL, "steps": [step]});
    let (_, made) = send(&server.url, &owner, "POST", &tests, &body).await.unwrap();
    let run = format!("{tests}/{}/run", made["id"].as_str().unwrap());
    send(&server.url, &owner, "POST", &run, &json!({})).await.unwrap();
    let begun = Instant::now();
    let failed = |text: &str, signal: &str| {
        let start = format!("tacit_otlp_exports_total{{signal=\"{signal}\",outcome=\"failed\"}} ");
        text.lines().find_map(|line| line.strip_prefix(&start)?.parse::<u32>().ok()).unwrap_or_default()
    };
    loop {
        let text = server.get("/metrics", &format!("Authorization: Bearer {TOKEN}\r\n")).await.body;
        if failed(&text, "metrics") >= 3 && failed(&text, "traces") >= 1 {
            assert_eq!(value(&text, "tacit_results_stored_total", &[]), 1.0);
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{text}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let done = server.stop().await;
    assert_eq!(done.code, 0);
    for signal in ["metrics", "traces"] {
        let told = |line: &&str| line.contains("does not take") && line.contains(signal);
        assert_eq!(done.err.lines().filter(told).count(), 1, "{signal}: {}", done.err);
    }
}

#[tokio::test]
async fn a_listener_of_their_own() {
    let place = Workplace::new();
    let arguments =
        ["serve", "--data-dir", "data", "--listen", "127.0.0.1:0", "--metrics-listener", "127.0.0.1:0"];
    let server = Server::start(place.tacit(&arguments)).await;
    assert_eq!(server.get("/metrics", "").await.status, 404);
    let done = server.stop().await;
    assert_eq!(done.code, 0);
    assert!(done.err.contains("numbers for Prometheus: http://127.0.0.1:"), "{}", done.err);
}

#[tokio::test]
async fn wrong_settings() {
    let place = Workplace::new();
    place.write("short", "canary");
    place.write("lines", "X: y\ncanary-without-a-colon");
    let refused = async |extra: &[&str]| {
        let arguments = [&["serve", "--data-dir", "data", "--listen", "127.0.0.1:0"], extra].concat();
        let done = place.run(&arguments).await;
        assert!(!done.err.contains("canary"), "{}", done.err);
        (done.code, done.err)
    };
    let (code, text) = refused(&["--metrics-token-file", "short"]).await;
    assert!(code == 2 && text.contains("too short"), "{text}");
    let (code, text) = refused(&["--metrics-token-file", "missing"]).await;
    assert!(code == 3 && text.contains("missing"), "{text}");
    let (code, text) = refused(&["--otlp-headers-file", "lines"]).await;
    assert!(code == 2 && text.contains("--otlp-endpoint"), "{text}");
    let (code, text) =
        refused(&["--otlp-endpoint", "http://127.0.0.1:4318", "--otlp-headers-file", "lines"]).await;
    assert!(code == 2 && text.contains("line 2"), "{text}");
    let (code, text) = refused(&["--otlp-endpoint", "https://a:canary@b"]).await;
    assert!(code == 2 && text.contains("user or a password"), "{text}");
}
