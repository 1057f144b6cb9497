//! Another key for everything that is sealed, while a server works with it, and when it is killed in the middle.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use tacit_testkit::target::Target;

use crate::{
    common::{Done, Workplace},
    crash::{Owner, installed, send},
    server::Server,
};

const SERVE: &[&str] =
    &["serve", "--data-dir", "data", "--listen", "127.0.0.1:0", "--allow-egress", "127.0.0.0/8"];
/// How often the rotation is killed.
const KILLS: usize = 200;
/// Secrets of the test.
const SECRETS: usize = 40;

struct World {
    place: Workplace,
    owner: Owner,
    server: Server,
    target: Target,
}

impl World {
    async fn start() -> Self {
        let place = Workplace::new();
        let owner = installed(&place).await;
        let server = Server::start(place.tacit(SERVE)).await;
        Self { place, owner, server, target: Target::http().await }
    }

    /// One call that goes well.
    async fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = send(&self.server.url, &self.owner, method, path, body).await;
        let (status, data) = answer.expect("an answer");
        assert!((200..300).contains(&status), "{method} {path}: {status} {data}");
        data
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.call("POST", path, body).await
    }

    fn in_team(&self, path: &str) -> String {
        format!("/v1/teams/{}{path}", self.owner.team)
    }

    async fn rotate(&self, more: &[&str]) -> Done {
        let done = self.place.run(&[&["key", "rotate", "--data-dir", "data"], more].concat()).await;
        assert_eq!(done.code, 0, "{}", done.err);
        done
    }

    /// What the target gets for each of the names.
    async fn values(&self, names: &[String]) -> BTreeMap<String, String> {
        let headers: serde_json::Map<_, _> =
            names.iter().map(|name| (header(name), json!([format!("{{{{get_secret({name})}}}}")]))).collect();
        let step = json!({"step_type": "request", "method": "GET", "url": self.target.url("/echo"), "headers": headers});
        let tests = format!("/v1/buckets/{}/tests", self.owner.bucket);
        let test = self.post(&tests, &json!({"name": "all", "steps": [step]})).await;
        let run = format!("{tests}/{}/run", test["id"].as_str().unwrap());
        let run = self.post(&run, &json!({})).await["runs"][0]["test_run_url"].as_str().unwrap().to_owned();
        loop {
            let result = self.call("GET", &run, &json!({})).await;
            match result["result"].as_str() {
                Some("pass") => break,
                Some("queued" | "working") => tokio::time::sleep(Duration::from_millis(10)).await,
                _ => panic!("{result}"),
            }
        }
        let seen = self.target.seen();
        let last = seen.last().unwrap();
        let value = |name: &String| (name.clone(), last.header(&header(name)).unwrap().to_owned());
        names.iter().map(value).collect()
    }
}

fn header(name: &str) -> String {
    format!("x-{}", name.replace('_', "-"))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_on_the_old_key_and_nobody_notices() {
    let world = World::start().await;
    let secrets = world.in_team("/secrets");
    let mut values = BTreeMap::new();
    for n in 0..SECRETS {
        let (name, value) = (format!("key_{n}"), format!("value of {n}"));
        let made = world.post(&secrets, &json!({"name": name, "value": "before"})).await;
        let one = format!("{secrets}/{}", made["secret_uuid"].as_str().unwrap());
        world.call("PUT", &one, &json!({"value": value})).await;
        let next = format!("/v1/secrets/{}/next", made["secret_uuid"].as_str().unwrap());
        world.call("PUT", &next, &json!({"value": "to come"})).await;
        values.insert(name, value);
    }
    let names: Vec<_> = values.keys().cloned().collect();
    let channel = json!({"kind": "webhook", "name": "hook", "settings": {"url": world.target.url("/hook")}});
    let channel = world.post(&world.in_team("/channels"), &channel).await;

    let status = world.rotate(&["--status"]).await;
    assert!(status.out.contains("key 1, 0 records") && status.err.is_empty(), "{status:?}");
    let done = world.rotate(&[]).await;
    assert!(done.out.contains("key 2, 0 records on keys of before"), "{}", done.out);
    let left: Vec<_> = done.err.lines().filter(|line| line.contains("records are left")).collect();
    assert_eq!(left.len(), 2, "120 values and a channel, 100 at a time: {}", done.err);
    assert!(left[0].contains(": 20 records"), "{}", left[0]);

    assert_eq!(world.values(&names).await, values);
    let hook = format!("{}/{}/test", world.in_team("/channels"), channel["id"].as_str().unwrap());
    let told = world.post(&hook, &json!({})).await;
    assert!(world.target.seen().iter().any(|seen| seen.path == "/hook"), "{told}");
    let done = world.rotate(&["--json"]).await;
    let told: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&told["key_version"], &told["records_left"]), (&json!(3), &json!(0)));
    assert_eq!(world.values(&names).await, values);
    let verified = world.place.run(&["audit", "verify", "--data-dir", "data"]).await;
    assert_eq!(verified.code, 0, "{}", verified.out);
    assert_eq!(world.server.stop().await.code, 0);
}

/// Writes values until it is stopped or the server is gone; keeps what was acknowledged, and what may have been.
async fn write(
    url: String,
    owner: &Owner,
    round: usize,
    known: &mut BTreeMap<String, Vec<String>>,
    stop: &AtomicBool,
) {
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let name = format!("key_{}", (round * 7 + n) % SECRETS);
        let value = format!("value {round} {n}");
        let secrets = format!("/v1/teams/{}/secrets", owner.team);
        let Some((_, list)) = send(&url, owner, "GET", &secrets, &json!({})).await else { return };
        let found = list.as_array().unwrap().iter().find(|one| one["name"] == name.as_str());
        let (method, path) = match found {
            None => ("POST", secrets),
            Some(one) => ("PUT", format!("{secrets}/{}", one["secret_uuid"].as_str().unwrap())),
        };
        known.entry(name.clone()).or_default().push(value.clone());
        let body = json!({"name": name, "value": value});
        match send(&url, owner, method, &path, &body).await {
            Some((200 | 201, _)) => {
                known.insert(name, vec![value]);
            }
            // The storage was held by the other process for too long: nothing was written, and it said so.
            Some((503, _)) => drop(known.get_mut(&name).and_then(Vec::pop)),
            Some((status, told)) => panic!("{method} {path}: {status} {told}"),
            None => return,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_loses_no_value() {
    let World { place, owner, mut server, target } = World::start().await;
    let mut known = BTreeMap::new();
    let mut finished = 0;
    for round in 0..KILLS {
        let mut rotation = place.tacit(&["key", "rotate", "--data-dir", "data"]).spawn().unwrap();
        let url = server.url.clone();
        // Each round is cut elsewhere; now and then the server is, too.
        let patience = Duration::from_millis(20 + (round as u64 * 13) % 130);
        let stop = AtomicBool::new(false);
        let cut = async {
            if tokio::time::timeout(patience, rotation.wait()).await.is_ok() {
                finished += 1;
            }
            rotation.kill().await.unwrap();
        };
        let writing = write(url, &owner, round, &mut known, &stop);
        if round % 5 == 4 {
            let fall = async {
                cut.await;
                server.kill().await;
            };
            tokio::join!(fall, writing);
            server = Server::start(place.tacit(SERVE)).await;
        } else {
            let end = async {
                cut.await;
                stop.store(true, Ordering::Relaxed);
            };
            tokio::join!(end, writing);
        }
    }
    println!("{} values, {finished} of {KILLS} rotations came to their end", known.len());
    let world = World { place, owner, server, target };
    world.rotate(&[]).await;
    let status = world.rotate(&["--status"]).await;
    assert!(status.out.contains(" 0 records on keys of before"), "{}", status.out);
    let names: Vec<_> = known.keys().cloned().collect();
    assert!(names.len() > SECRETS / 2, "{}", names.len());
    for (name, value) in world.values(&names).await {
        assert!(known[&name].contains(&value), "{name} is {value:?}, not one of {:?}", known[&name]);
    }
    let verified = world.place.run(&["audit", "verify", "--data-dir", "data"]).await;
    assert_eq!(verified.code, 0, "{}", verified.out);
    assert_eq!(world.server.stop().await.code, 0);
}
