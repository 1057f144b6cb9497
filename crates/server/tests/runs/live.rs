//! News of runs as they come.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpStream, task::JoinHandle};

use crate::{common::As, world::World};

/// A browser that listens.
pub(crate) struct Listener {
    body: Incoming,
    text: String,
    driver: JoinHandle<()>,
}

impl Listener {
    pub(crate) async fn open(world: &World, path: &str) -> Self {
        let stream = TcpStream::connect(world.server.address).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        let driver = tokio::spawn(async move { drop(connection.await) });
        let request = Request::get(path)
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", world.server.token(As::Reader)))
            .body(Empty::<Bytes>::new())
            .unwrap();
        let answer = sender.send_request(request).await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { body: answer.into_body(), text: String::new(), driver }
    }

    /// The next event with its data; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
                let (name, data) = (field("event: ").to_owned(), field("data: ").to_owned());
                self.text = rest.to_owned();
                if !name.is_empty() {
                    return Some((name, serde_json::from_str(&data).unwrap()));
                }
                continue;
            }
            let frame = tokio::time::timeout(Duration::from_secs(20), self.body.frame())
                .await
                .expect("news in time")?;
            self.text.push_str(std::str::from_utf8(&frame.unwrap().into_data().unwrap()).unwrap());
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

#[tokio::test]
async fn who_comes_late_hears_everything() {
    let world = World::start().await;
    let (test, _) =
        world.test(json!({"name": "t", "steps": [world.step("/first"), world.step("/wait")]})).await;
    let run = world.ask(&test, json!({})).await;
    world.target.arrival().await;
    let mut listener = Listener::open(&world, &format!("{run}/events")).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let (name, data) = listener.next().await.unwrap();
        let place = if data["place"].is_null() { &data["step"]["place"] } else { &data["place"] };
        seen.push((name, data["event"].as_str().unwrap().to_owned(), place.as_str().unwrap().to_owned()));
    }
    let progress = |event: &str, place: &str| ("progress".to_owned(), event.to_owned(), place.to_owned());
    assert_eq!(
        seen,
        [progress("step_started", "1"), progress("step_finished", "1"), progress("step_started", "2")]
    );
    world.target.let_go();
    let (_, data) = listener.next().await.unwrap();
    assert_eq!(data["step"]["result"], json!({"shown": "pass"}));
    assert_eq!(listener.next().await.unwrap(), ("finished".into(), json!({"result": "pass"})));
    assert_eq!(listener.next().await, None);

    let mut later = Listener::open(&world, &format!("{run}/events")).await;
    assert_eq!(later.next().await.unwrap(), ("finished".into(), json!({"result": "pass"})));
    assert_eq!(later.next().await, None);
}

#[tokio::test]
async fn a_bucket_tells_of_its_runs() {
    let world = World::start().await;
    let (test, made) = world.simple("/a").await;
    let mut listener = Listener::open(&world, &world.server.in_bucket("/events")).await;
    let run = world.ask(&test, json!({})).await;
    for result in ["queued", "working", "pass"] {
        let (name, data) = listener.next().await.unwrap();
        assert_eq!((name.as_str(), &data["test_id"], &data["result"]), ("run", &made["id"], &json!(result)));
        assert!(run.ends_with(data["test_run_id"].as_str().unwrap()));
    }
    world.shut_down().await;
    assert_eq!(listener.next().await, None);
}

#[tokio::test]
async fn only_members_listen() {
    let world = World::idle().await;
    let (test, _) = world.simple("/a").await;
    let run = world.ask(&test, json!({})).await;
    for path in [format!("{run}/events"), world.server.in_bucket("/events")] {
        world.server.get(As::Outsider, &path).await.expect(404);
        world.server.get(As::Nobody, &path).await.expect(401);
    }
}
