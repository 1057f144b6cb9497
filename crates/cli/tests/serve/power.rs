//! Server and agent are killed three hundred times at any moment. Every tick of every schedule has one result, or one record
//! that says why it has none; what was once answered stays; and of each result one message goes out, under one key.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tacit_testkit::target::Target;

use crate::{
    agents::world::Working,
    common::Workplace,
    crash::{Owner, installed, send},
    server::Server,
};

const KILLS: usize = 300;
const TESTS: usize = 8;
/// Seconds between two ticks.
const EVERY: f64 = 15.0;
/// Results that are asked for at once.
const PAGE: usize = 50;
/// Of the tests that fail, those whose runs are repeated: a quick one and a slow one.
const REPEATED: [usize; 2] = [0, 3];

struct World {
    place: Workplace,
    owner: Owner,
    target: Target,
    address: String,
    /// Paths of the tests.
    tests: Vec<String>,
    /// How each run had ended when it was first said.
    told: HashMap<String, String>,
}

/// Numbers that look random and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        // Knuth's constants for a linear congruential generator; the high bits are good.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

impl World {
    async fn serve(&self) -> Server {
        let arguments = ["serve", "--data-dir", "data", "--listen", &self.address, "--log-level", "error"];
        Server::start(self.place.tacit(&[&arguments[..], &["--allow-egress", "127.0.0.0/8"]].concat())).await
    }

    fn agent(&self, url: &str, more: &[&str]) -> tokio::process::Command {
        let arguments = ["agent", "--server", url, "--allow-egress", "127.0.0.0/8", "--log-level", "error"];
        let mut command = self.place.tacit(&[&arguments[..], more].concat());
        command.env("TACIT_STATE_FILE", "agent.state").stderr(std::process::Stdio::null());
        command
    }

    async fn post(&self, url: &str, path: &str, body: Value) -> Value {
        let (status, data) = send(url, &self.owner, "POST", path, &body).await.expect("an answer");
        assert!(matches!(status, 200 | 201), "{path}: {status} {data}");
        data
    }

    async fn get(&self, url: &str, path: &str) -> Value {
        let (status, data) = send(url, &self.owner, "GET", path, &json!({})).await.expect("an answer");
        assert_eq!(status, 200, "{path}: {data}");
        data
    }

    /// Tests that pass and tests that fail, each inside and at the agent; every run is told.
    async fn furnish(&mut self, url: &str) -> Working {
        let team = format!("/v1/teams/{}", self.owner.team);
        let added = self.post(url, &format!("{team}/agents"), json!({"name": "far"})).await;
        let token = added["enrolment"]["token"].as_str().unwrap().to_owned() + "\n";
        let token = self.place.write("agent.token", token);
        let agent = Working::start(self.agent(url, &["--token-file", token.to_str().unwrap()])).await;
        let regions = self.get(url, "/v1/regions").await;
        let region = regions["regions"][0]["region_code"].as_str().unwrap().to_owned();
        let hook = json!({"kind": "webhook", "name": "all of it", "whole_team": true,
            "settings": {"url": self.target.url("/echo?hook")}, "rule": {"notify_on": "all"}});
        self.post(url, &format!("{team}/channels"), hook).await;
        let tests = format!("/v1/buckets/{}/tests", self.owner.bucket);
        for number in 0..TESTS {
            // Some take a while, so that a kill finds runs under way; every third fails.
            let path = if number % 2 == 0 { "/json" } else { "/slow?head=400&body=10" };
            let expected = if number % 3 == 0 { 299 } else { 200 };
            let step = json!({"step_type": "request", "method": "GET", "url": self.target.url(path),
                "assertions": [{"source": "response_status", "comparison": "equal_number", "value": expected}]});
            let test = self.post(url, &tests, json!({"name": format!("t{number}"), "steps": [step]})).await;
            let test = format!("{tests}/{}", test["id"].as_str().unwrap());
            let both = json!({"name": "both", "regions": [region], "retry_on_failure": REPEATED.contains(&number),
                "remote_agents": [{"name": "far", "uuid": added["agent_id"]}]});
            let environment = self.post(url, &format!("{test}/environments"), both).await;
            let schedule =
                json!({"environment_id": environment["id"], "interval": format!("{}s", EVERY as u32)});
            self.post(url, &format!("{test}/schedules"), schedule).await;
            self.tests.push(test);
        }
        agent
    }

    /// The results of a test. What was said before must be said again.
    async fn results(&mut self, url: &str, test: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        let mut path = format!("{test}/results?count={PAGE}");
        loop {
            let page = self.get(url, &path).await;
            let page = page.as_array().unwrap();
            let new = |one: &&Value| all.iter().all(|known| known["test_run_id"] != one["test_run_id"]);
            let new: Vec<_> = page.iter().filter(new).cloned().collect();
            assert!(page.len() < PAGE || !new.is_empty(), "{PAGE} results of one moment");
            all.extend(new);
            if page.len() < PAGE {
                break;
            }
            // A little later than the last one: several can be of one moment.
            let last = all.last().unwrap()["created_at"].as_f64().unwrap();
            path = format!("{test}/results?count={PAGE}&before={}", last + 0.001);
        }
        let now: HashMap<_, _> =
            all.iter().map(|one| (text(one, "test_run_id"), text(one, "result"))).collect();
        for (run, result) in &now {
            if !matches!(result.as_str(), "queued" | "working") {
                let told = self.told.entry(run.clone()).or_insert_with(|| result.clone());
                assert_eq!(told, result, "the result of {run} has changed");
            }
        }
        all
    }

    /// Waits until nothing waits or goes on any more.
    async fn settled(&mut self, url: &str) -> Vec<Vec<Value>> {
        let begun = Instant::now();
        loop {
            let mut all = Vec::new();
            for test in self.tests.clone() {
                all.push(self.results(url, &test).await);
            }
            let open = all.iter().flatten().find(|one| matches!(&*text(one, "result"), "queued" | "working"));
            let Some(open) = open else { return all };
            assert!(begun.elapsed() < Duration::from_secs(150), "it does not end: {open}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The keys under which the receiver heard of each run.
    fn heard(&self) -> HashMap<String, HashSet<String>> {
        let mut heard: HashMap<String, HashSet<String>> = HashMap::new();
        for seen in self.target.seen().iter().filter(|seen| seen.path.ends_with("?hook")) {
            let body: Value = serde_json::from_slice(&seen.body).unwrap();
            let key = seen.header("webhook-id").unwrap().to_owned();
            heard.entry(text(&body, "test_run_id")).or_default().insert(key);
        }
        heard
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// The runs that failed and have a repeat, which has to be the only one.
fn repeated(results: &[Value]) -> HashSet<String> {
    let mut failed = HashSet::new();
    for one in results.iter().filter(|one| !one["retry_of"].is_null()) {
        assert!(failed.insert(text(one, "retry_of")), "repeated twice: {one}");
    }
    failed
}

/// Whether the run says something about the test, or about its agent.
fn is_told(run: &Value) -> bool {
    match &*text(run, "result") {
        "pass" | "fail" => true,
        _ => run["agent_expired"] == true,
    }
}

/// Each tick of each place is there once.
fn complete(results: &[Value]) {
    let mut places: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
    for one in results.iter().filter(|one| one["retry_of"].is_null()) {
        let place = one["agent"].as_str().or(one["region"].as_str()).unwrap().to_owned();
        let at = (one["scheduled_at"].as_f64().expect("all of them are ticks") * 1e6).round() as i64;
        let ticks = if text(one, "result") == "missed" { one["missed_ticks"].as_i64().unwrap() } else { 1 };
        places.entry(place).or_default().push((at, ticks));
    }
    assert_eq!(places.len(), 2, "inside and at the agent");
    for (place, mut ticks) in places {
        ticks.sort_unstable();
        // The first run is at once; the others are spread, from less than two turns later on.
        assert!(ticks[1].0 - ticks[0].0 < 2 * (EVERY * 1e6) as i64, "{place}: {:?}", &ticks[..2]);
        for pair in ticks[1..].windows(2) {
            let expected = pair[0].0 + pair[0].1 * (EVERY * 1e6) as i64;
            let off = (pair[1].0 - expected).abs();
            // Times are numbers with a fraction on the way here.
            assert!(off < 1000, "{place}: after {:?} comes {:?}", pair[0], pair[1]);
        }
    }
}

#[tokio::test]
async fn killed_three_hundred_times_nothing_is_lost_and_nothing_told_twice() {
    let place = Workplace::new();
    let owner = installed(&place).await;
    let target = Target::http().await;
    let (tests, told) = (Vec::new(), HashMap::new());
    let mut world = World { place, owner, target, address: "127.0.0.1:0".into(), tests, told };
    let mut server = world.serve().await;
    let url = server.url.clone();
    world.address = url.trim_start_matches("http://").to_owned();
    let mut agent = world.furnish(&url).await;
    let mut chance = Chance(7);
    let mut kills = (0, 0);
    for round in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(chance.below(250))).await;
        if chance.below(3) == 0 {
            agent.child.kill().await.unwrap();
            agent = Working::start(world.agent(&url, &[])).await;
            kills.1 += 1;
        } else {
            server.kill().await;
            server = world.serve().await;
            kills.0 += 1;
        }
        if round % 10 == 0 {
            let test = world.tests[round / 10 % TESTS].clone();
            world.results(&url, &test).await;
        }
    }
    assert!(kills.0 > KILLS / 2 && kills.1 > KILLS / 5, "{kills:?}");
    let (status, _) =
        send(&url, &world.owner, "POST", &format!("/v1/buckets/{}/pause", world.owner.bucket), &json!({}))
            .await
            .unwrap();
    assert_eq!(status, 200);
    let all = world.settled(&url).await;
    for results in &all {
        complete(results);
    }
    let ran = all.iter().flatten().filter(|one| matches!(&*text(one, "result"), "pass" | "fail")).count();
    assert!(ran > TESTS * 4, "most ticks have no run: {ran}");

    // A failure that is repeated is told by its repeat, and each failure has one.
    let repeats: HashSet<_> = all.iter().flat_map(|results| repeated(results)).collect();
    let failures = REPEATED.iter().flat_map(|test| &all[*test]).filter(|one| one["retry_of"].is_null());
    let failures = failures.filter(|one| text(one, "result") == "fail" && one["reason"].is_null());
    assert_eq!(failures.map(|one| text(one, "test_run_id")).collect::<HashSet<_>>(), repeats);
    assert!(!repeats.is_empty(), "no failure was repeated");
    let told = all.iter().flatten().filter(|one| is_told(one)).map(|one| text(one, "test_run_id"));
    let expected: HashSet<_> = told.filter(|run| !repeats.contains(run)).collect();
    let begun = Instant::now();
    let heard = loop {
        let heard = world.heard();
        let missing: Vec<_> = expected.iter().filter(|run| !heard.contains_key(*run)).collect();
        if missing.is_empty() {
            break heard;
        }
        assert!(begun.elapsed() < Duration::from_secs(150), "nobody was told of {missing:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    for (run, keys) in &heard {
        assert!(expected.contains(run), "{run} was told and has no result");
        assert_eq!(keys.len(), 1, "{run} was told twice");
    }
    let log = world.get(&url, &format!("/v1/teams/{}/audit/verification", world.owner.team)).await;
    assert_eq!(log["intact"], true, "{log}");
    assert_eq!(agent.stop().await.code, 0);
    assert_eq!(server.stop().await.code, 0);
}
