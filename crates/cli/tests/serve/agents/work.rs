//! Runs that go through an agent.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use super::world::{NAME, SECRET, Working, World};

#[tokio::test]
async fn a_run_with_a_secret_goes_through_an_agent() {
    let world = World::start().await;
    let added = world.added().await;
    let agent = Working::start(world.agent(&["--token-file", "agent.token"])).await;
    assert!(agent.said.contains(&format!("enrolled as {NAME}")), "{}", agent.said);
    let test = world.test(&added, "/echo").await;
    let result = world.ended(&world.ask(&test).await).await;
    assert_eq!((&result["result"], &result["agent"]), (&json!("pass"), &json!(added.id)), "{result}");
    assert_eq!(world.target.seen()[0].header("x-key"), Some(SECRET));
    assert!(!result.to_string().contains(SECRET));

    let (_, view) = world.call("GET", &world.in_team(&format!("/agents/{}", added.id)), &json!({})).await;
    assert_eq!((&view["state"], &view["instances"]), (&json!("online"), &json!(1)), "{view}");
    assert_eq!(view["version"], json!(env!("CARGO_PKG_VERSION")));

    let state = world.place.path().join("agent.state");
    assert_eq!(fs::metadata(&state).unwrap().mode() & 0o777, 0o600);
    let text = world.place.read("agent.state");
    assert!(text.contains(&added.id) && !text.contains(SECRET) && text.len() < 1024);
    let done = agent.stop().await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!done.err.contains(SECRET));

    // The token is of no use any more, and is not needed either.
    fs::remove_file(&added.token).unwrap();
    let agent = Working::start(world.agent(&[])).await;
    let result = world.ended(&world.ask(&test).await).await;
    assert_eq!(result["result"], json!("pass"));
    agent.stop().await;
}

#[tokio::test]
async fn several_programs_with_one_state_are_one_agent() {
    let world = World::start().await;
    let added = world.added().await;
    let one = Working::start(world.agent(&["--token-file", "agent.token", "--concurrency", "1"])).await;
    let other = Working::start(world.agent(&["--concurrency", "1"])).await;
    let test = world.test(&added, "/slow?head=3000").await;
    let runs = [world.ask(&test).await, world.ask(&test).await];
    // Each has room for one run: that both are under way at once takes both.
    world.seen(2).await;
    let (_, view) = world.call("GET", &world.in_team(&format!("/agents/{}", added.id)), &json!({})).await;
    assert_eq!((&view["instances"], &view["running"]), (&json!(2), &json!(2)), "{view}");
    for run in runs {
        assert_eq!(world.ended(&run).await["result"], json!("pass"));
    }
    one.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn a_cancelled_run_ends_within_seconds() {
    let world = World::start().await;
    let added = world.added().await;
    let agent = Working::start(world.agent(&["--token-file", "agent.token", "--concurrency", "1"])).await;
    let run = world.ask(&world.test(&added, "/slow?head=60000").await).await;
    world.seen(1).await;
    let begun = Instant::now();
    let (status, said) = world.call("POST", &format!("{run}/cancel"), &json!({})).await;
    assert!(status < 300, "{status} {said}");
    assert_eq!(world.ended(&run).await["result"], json!("canceled"));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // Its slot is free again.
    let next = world.ask(&world.test(&added, "/echo").await).await;
    assert_eq!(world.ended(&next).await["result"], json!("pass"));
    agent.stop().await;
}

#[tokio::test]
async fn a_power_failure_of_the_server_loses_no_result() {
    let world = World::start().await;
    let added = world.added().await;
    let agent = Working::start(world.agent(&["--token-file", "agent.token"])).await;
    let test = world.test(&added, "/slow?head=1500").await;
    let run = world.ask(&test).await;
    world.seen(1).await;
    let world = world.power_failure().await;
    let result = world.ended(&run).await;
    assert_eq!(result["result"], json!("pass"), "{result}");
    assert_eq!(world.target.seen().len(), 1, "it ran once");
    agent.stop().await;
}

/// Passes connections on to the server until they are cut.
struct Line {
    url: String,
    cut: tokio::sync::watch::Sender<u32>,
}

impl Line {
    async fn to(server: &str) -> Self {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (cut, cuts) = tokio::sync::watch::channel(0);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (server, mut cuts) = (server.clone(), cuts.clone());
                cuts.mark_unchanged();
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = cuts.changed() => {}
                    }
                });
            }
        });
        Self { url, cut }
    }
}

#[tokio::test]
async fn a_line_that_breaks_costs_a_moment() {
    let world = World::start().await;
    let added = world.added().await;
    let line = Line::to(&world.server.url).await;
    let more = ["--token-file", "agent.token", "--concurrency", "10"];
    let agent = Working::start(world.agent_of(&line.url, &more)).await;
    let test = world.test(&added, "/slow?head=200").await;
    // Each slot that was freed has a poll of its own out.
    let mut runs = Vec::new();
    for _ in 0..10 {
        runs.push(world.ask(&test).await);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    for run in runs {
        world.ended(&run).await;
    }
    line.cut.send_modify(|cuts| *cuts += 1);
    let begun = Instant::now();
    for _ in 0..5 {
        let result = world.ended(&world.ask(&test).await).await;
        assert_eq!(result["result"], json!("pass"), "{result}");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    agent.stop().await;
}

#[tokio::test]
async fn what_is_not_done_when_an_agent_stops_goes_back() {
    let world = World::start().await;
    let added = world.added().await;
    let first = Working::start(world.agent(&["--token-file", "agent.token", "--drain", "0"])).await;
    let run = world.ask(&world.test(&added, "/slow?head=2500").await).await;
    world.seen(1).await;
    let done = first.stop().await;
    assert_eq!(done.code, 0, "{}", done.err);
    let second = Working::start(world.agent(&["--drain", "20"])).await;
    world.seen(2).await;
    // This one finishes what it has.
    assert_eq!(second.stop().await.code, 0);
    assert_eq!(world.ended(&run).await["result"], json!("pass"));
}
