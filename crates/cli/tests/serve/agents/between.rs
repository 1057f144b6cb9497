//! Somebody in between who changes, keeps and repeats what passes.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bytes::Bytes;
use serde_json::{Value, json};
use tacit_testkit::front::{Front, Passed};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::world::{Working, World};

const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// What is done to the job in an answer; the first one that passed is at hand.
type Trick = fn(job: &mut Value, first: &Value);

const TRICKS: &[(Trick, &str)] = &[
    (flip, "the job was changed on the way"),
    (|job, _| job["agent"] = json!("00000000-0000-4000-8000-000000000001"), "the job is for another agent"),
    (|job, _| job["installation"] = json!("00000000-0000-4000-8000-000000000001"), "of another installation"),
    (|job, _| job["run"] = json!("00000000-0000-4000-8000-000000000001"), "the job was changed on the way"),
    (|job, _| job["epoch"] = json!(77), "the job was changed on the way"),
    (|job, _| job["expires_at"] = json!(1), "the job has expired"),
    (|job, first| *job = first.clone(), "the job came before"),
];

fn flip(job: &mut Value, _: &Value) {
    let sealed = job["sealed"].as_str().unwrap();
    let other = if sealed.starts_with('A') { "B" } else { "A" };
    job["sealed"] = json!(format!("{other}{}", &sealed[1..]));
}

/// How many answers with a job have passed, and the first of the jobs.
#[derive(Default)]
struct Tricks {
    passed: usize,
    first: Value,
}

impl Tricks {
    fn play(&mut self, body: Bytes) -> Bytes {
        let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else { return body };
        let Some(job) = answer["data"]["jobs"].get_mut(0) else { return body };
        match self.passed {
            0 => self.first = job.clone(),
            number => {
                if let Some((trick, _)) = TRICKS.get(number - 1) {
                    trick(job, &self.first);
                }
            }
        }
        self.passed += 1;
        answer.to_string().into()
    }
}

async fn front(world: &World, change: impl Fn(&str, Bytes) -> Bytes + Send + Sync + 'static) -> Front {
    let upstream = world.server.url.trim_start_matches("http://").parse().unwrap();
    Front::start(LOOPBACK, None, upstream, Arc::new(change)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_were_touched_kept_or_sent_elsewhere_are_not_taken() {
    let world = World::start().await;
    let added = world.added().await;
    let tricks = Arc::new(Mutex::new(Tricks::default()));
    let playing = Arc::clone(&tricks);
    let front = front(&world, move |_, body| playing.lock().unwrap().play(body)).await;
    let url = format!("http://{}", front.address());
    let agent = Working::start(world.agent_of(&url, &["--token-file", "agent.token"])).await;
    let test = world.test(&added, "/echo").await;
    assert_eq!(world.ended(&world.ask(&test).await).await["result"], json!("pass"));
    let begun = Instant::now();
    for number in 1..=TRICKS.len() {
        world.ask(&test).await;
        while tricks.lock().unwrap().passed <= number {
            assert!(begun.elapsed() < Duration::from_secs(60), "no job passes");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    // One more, as it is: whatever came before it was looked at by now.
    assert_eq!(world.ended(&world.ask(&test).await).await["result"], json!("pass"));
    assert_eq!(world.target.seen().len(), 2, "what was not taken was not executed");
    let done = agent.stop().await;
    for (_, cause) in TRICKS {
        assert!(done.err.contains(cause), "{cause}: {}", done.err);
    }
    assert_eq!(done.err.matches("a job was not taken").count(), TRICKS.len(), "{}", done.err);
}

/// Sends a request as it was, or nearly; the code of the refusal.
async fn again(world: &World, passed: &Passed, path: &str, body: &[u8]) -> Value {
    let address = world.server.url.trim_start_matches("http://");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nauthorization: {}\r\ncontent-length: {}\r\n\r\n",
        passed.authorization,
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    serde_json::from_str::<Value>(body).unwrap()["error"]["code"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_were_captured_are_of_no_use() {
    let world = World::start().await;
    let added = world.added().await;
    let front = front(&world, |_, body| body).await;
    let url = format!("http://{}", front.address());
    let agent = Working::start(world.agent_of(&url, &["--token-file", "agent.token"])).await;
    let run = world.ask(&world.test(&added, "/echo").await).await;
    assert_eq!(world.ended(&run).await["result"], json!("pass"));
    let passed = front.passed();
    let of = |path: &str| passed.iter().find(|one| one.path == path).unwrap_or_else(|| panic!("{path}"));
    for path in ["/v1/agent/heartbeat", "/v1/agent/poll", "/v1/agent/result"] {
        let one = of(path);
        assert_eq!(again(&world, one, path, &one.body).await, json!("replayed"), "{path}");
        let changed = String::from_utf8(one.body.to_vec()).unwrap().replacen(':', ": ", 1);
        assert_eq!(again(&world, one, path, changed.as_bytes()).await, json!("signature"), "{path}");
        assert_eq!(again(&world, one, "/v1/agent/release", &one.body).await, json!("signature"), "{path}");
    }
    let enroll = of("/v1/agent/enroll");
    assert_eq!(again(&world, enroll, &enroll.path, &enroll.body).await, json!("token_used"));
    agent.stop().await;
}
