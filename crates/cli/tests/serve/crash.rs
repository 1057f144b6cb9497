//! The power fails, again and again: what was answered with success is there afterwards.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{common::Workplace, server::Server};

const SERVE: &[&str] = &["serve", "--data-dir", "data", "--listen", "127.0.0.1:0", "--log-level", "warn"];
const ROUNDS: usize = 30;

/// Who may do everything, and where.
pub(crate) struct Owner {
    pub(crate) team: String,
    pub(crate) bucket: String,
    pub(crate) token: String,
}

pub(crate) async fn installed(place: &Workplace) -> Owner {
    place.write("password", "a password of tests");
    let arguments = [
        "init",
        "--data-dir",
        "data",
        "--owner-email",
        "o@example.com",
        "--owner-password-file",
        "password",
        "--json",
    ];
    let done = place.run(&arguments).await;
    assert_eq!(done.code, 0, "{}", done.err);
    let made: Value = serde_json::from_str(&done.out).unwrap();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    Owner { team: text("team_id"), bucket: text("bucket_key"), token: text("token") }
}

/// One request; `None` when the server went away before it had answered.
pub(crate) async fn send(
    url: &str,
    owner: &Owner,
    method: &str,
    path: &str,
    body: &Value,
) -> Option<(u16, Value)> {
    let address = url.strip_prefix("http://").unwrap();
    let body = body.to_string();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
        owner.token,
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all((head + &body).as_bytes()).await.ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await.ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer: Value = serde_json::from_str(body).ok()?;
    Some((head.split(' ').nth(1)?.parse().ok()?, answer["data"].clone()))
}

/// What the server has said is done.
#[derive(Default)]
struct Told {
    tests: Vec<String>,
    secrets: Vec<String>,
    /// Version of the first secret.
    version: i64,
    /// Name of the first test.
    name: String,
    /// The name that was asked for last.
    asked: String,
    runs: Vec<String>,
}

impl Told {
    /// Writes of every kind until the server is gone.
    async fn write(&mut self, url: &str, owner: &Owner, round: usize) {
        let bucket = format!("/v1/buckets/{}", owner.bucket);
        let id = |answer: &Value, name: &str| answer[name].as_str().unwrap().to_owned();
        for number in 0.. {
            // Loopback is not allowed: the run ends at once, in a result.
            let test = json!({"name": format!("t-{round}-{number}"), "steps": [
                {"step_type": "request", "method": "GET", "url": "http://127.0.0.1:9/"}]});
            let Some((status, made)) = send(url, owner, "POST", &format!("{bucket}/tests"), &test).await
            else {
                return;
            };
            assert_eq!(status, 201, "{made}");
            let test = id(&made, "id");
            self.tests.push(test.clone());
            let secret = json!({"name": format!("s_{round}_{number}"), "value": "a value that is kept"});
            let secrets = format!("/v1/teams/{}/secrets", owner.team);
            let Some((status, made)) = send(url, owner, "POST", &secrets, &secret).await else { return };
            assert_eq!(status, 201, "{made}");
            self.secrets.push(id(&made, "secret_uuid"));
            let first = format!("{secrets}/{}", self.secrets[0]);
            let value = json!({"value": format!("another value {number}")});
            let Some((status, made)) = send(url, owner, "PUT", &first, &value).await else { return };
            assert_eq!(status, 200, "{made}");
            self.version = made["version"].as_i64().unwrap();
            let first = format!("{bucket}/tests/{}", self.tests[0]);
            let name = format!("name {round} {number}");
            self.asked.clone_from(&name);
            let Some((status, made)) = send(url, owner, "PUT", &first, &json!({"name": name})).await else {
                return;
            };
            assert_eq!(status, 200, "{made}");
            self.name = name;
            let run = format!("{bucket}/tests/{test}/run");
            let Some((status, made)) = send(url, owner, "POST", &run, &json!({})).await else { return };
            assert_eq!(status, 201, "{made}");
            self.runs.push(id(&made["runs"][0], "test_run_url"));
        }
    }

    /// Everything that was said to be done is there.
    async fn verify(&self, url: &str, owner: &Owner) {
        let get = async |path: String| {
            let (status, data) = send(url, owner, "GET", &path, &json!({})).await.expect("an answer");
            assert_eq!(status, 200, "{path}");
            data
        };
        let has = |list: &Value, name: &str, ids: &[String]| {
            let there: std::collections::HashSet<_> =
                list.as_array().unwrap().iter().map(|one| one[name].as_str().unwrap()).collect();
            ids.iter().all(|id| there.contains(id.as_str()))
        };
        let bucket = format!("/v1/buckets/{}", owner.bucket);
        assert!(has(&get(format!("{bucket}/tests?count=1000")).await, "id", &self.tests));
        let secrets = get(format!("/v1/teams/{}/secrets", owner.team)).await;
        assert!(has(&secrets, "secret_uuid", &self.secrets));
        if let (Some(test), Some(secret)) = (self.tests.first(), self.secrets.first()) {
            let secret = get(format!("/v1/teams/{}/secrets/{secret}", owner.team)).await;
            assert!(secret["version"].as_i64().unwrap() >= self.version);
            let name = get(format!("{bucket}/tests/{test}")).await["name"].as_str().unwrap().to_owned();
            let expected = [&self.name, &self.asked];
            assert!(self.name.is_empty() || expected.contains(&&name), "{name}, not {expected:?}");
        }
        let log = get(format!("/v1/teams/{}/audit/verification", owner.team)).await;
        assert_eq!(log["intact"], true, "{log}");
    }
}

#[tokio::test]
async fn killed_at_any_moment_it_loses_nothing_that_it_had_told() {
    let place = Workplace::new();
    let owner = installed(&place).await;
    let mut told = Told::default();
    for round in 0..ROUNDS {
        let server = Server::start(place.tacit(SERVE)).await;
        told.verify(&server.url, &owner).await;
        // Each round is cut elsewhere.
        let url = server.url.clone();
        let cut = async {
            tokio::time::sleep(Duration::from_millis(20 + (round as u64 * 37) % 200)).await;
            server.kill().await;
        };
        tokio::join!(told.write(&url, &owner, round), cut);
    }
    let server = Server::start(place.tacit(SERVE)).await;
    told.verify(&server.url, &owner).await;
    assert!(
        told.tests.len() > ROUNDS / 2 && told.runs.len() > ROUNDS / 4,
        "{} {}",
        told.tests.len(),
        told.runs.len()
    );
    // Every run that was promised has ended, or ends now.
    let began = Instant::now();
    for run in &told.runs {
        loop {
            let (_, result) = send(&server.url, &owner, "GET", run, &json!({})).await.unwrap();
            if result["result"] == "fail" || result["result"] == "pass" {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{result}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    assert_eq!(server.stop().await.code, 0);
}

#[tokio::test]
async fn it_stops_while_somebody_listens() {
    let place = Workplace::new();
    let owner = installed(&place).await;
    let server = Server::start(place.tacit(SERVE)).await;
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let request = format!(
        "GET /v1/buckets/{}/events HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\r\n",
        owner.bucket, owner.token
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut start = [0; 15];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
    let began = Instant::now();
    assert_eq!(server.stop().await.code, 0);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
