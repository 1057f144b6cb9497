//! What an agent says when it cannot work.

use std::time::{Duration, Instant};

use serde_json::json;
use tacit_testkit::target::{ServerCertificate, Target};

use super::world::{Working, World};
use crate::common::{Done, Workplace, ended};

/// Starts an agent that has a token of nobody.
async fn said(arguments: &[&str]) -> Done {
    let place = Workplace::new();
    place.write("token", "tca_0000000000000000000000000000000000000000000\n");
    let mut all = vec!["agent"];
    all.extend(arguments);
    let done = place.run(&all).await;
    assert!(!place.path().join("tacit-agent.state.new").exists());
    assert!(!place.path().join("tacit-agent.state").exists());
    done
}

#[track_caller]
fn is(done: &Done, code: i32, text: &str) {
    assert_eq!(done.code, code, "{done:?}");
    assert!(done.err.contains(text), "{done:?}");
}

#[tokio::test]
async fn a_wrong_address_is_said() {
    let with = async |url: &str| said(&["--token-file", "token", "--server", url]).await;
    is(&with("tacit.example.com").await, 2, "is not a URL");
    is(&with("http://tacit.example.com").await, 2, "use https");
    is(&with("http://127.0.0.1:9").await, 3, "The connection was refused");
    let other = Target::http().await;
    is(&with(&other.url("/echo")).await, 3, "is not a tacit server");
    is(&with(&other.url("/echo?to=/")).await, 2, "more than scheme, host, port and path");
    is(&with(&other.url("/loop")).await, 3, "leads to another one");
}

#[tokio::test]
async fn a_certificate_nobody_knows_is_said() {
    let target = Target::https(&ServerCertificate::self_signed(&["localhost"])).await;
    let url = target.url_at("localhost", "");
    let done = said(&["--token-file", "token", "--server", &url]).await;
    is(&done, 3, "signed by an authority this location does not trust");
    is(&done, 3, "--cacert");
}

#[tokio::test]
async fn a_token_is_needed_once() {
    let world = World::start().await;
    is(&ended(world.agent(&[]).spawn().unwrap()).await, 2, "this agent is not enrolled");
    world.place.write("wrong", "tca_0000000000000000000000000000000000000000000");
    is(&ended(world.agent(&["--token-file", "wrong"]).spawn().unwrap()).await, 3, "not one of this server's");
    world.place.write("empty", "\n");
    is(&ended(world.agent(&["--token-file", "empty"]).spawn().unwrap()).await, 2, "the token is empty");

    world.added().await;
    let agent = Working::start(world.agent(&["--token-file", "agent.token"])).await;
    agent.stop().await;
    let mut again = world.agent(&["--token-file", "agent.token", "--state-file", "other.state"]);
    is(&ended(again.spawn().unwrap()).await, 3, "was used before");
}

#[tokio::test]
async fn a_state_that_others_can_read_is_not_used() {
    let world = World::start().await;
    let path = world.place.write("agent.state", "{}");
    is(&ended(world.agent(&[]).spawn().unwrap()).await, 3, "cannot be read");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    is(&ended(world.agent(&[]).spawn().unwrap()).await, 3, "by others than its owner");
    let mut nowhere = world.agent(&["--token-file", "agent.state", "--state-file", "no/such/place"]);
    is(&ended(nowhere.spawn().unwrap()).await, 3, "cannot be written");
}

#[tokio::test]
async fn a_removed_agent_ends_within_a_minute() {
    let world = World::start().await;
    let added = world.added().await;
    let agent = Working::start(world.agent(&["--token-file", "agent.token"])).await;
    let run = world.ask(&world.test(&added, "/slow?head=120000").await).await;
    world.seen(1).await;
    let begun = Instant::now();
    let (status, _) =
        world.call("DELETE", &world.in_team(&format!("/agents/{}", added.id)), &json!({})).await;
    assert_eq!(status, 200);
    let done = agent.ended().await;
    let took = begun.elapsed();
    println!("revocation took effect after {took:?}");
    assert!(took < Duration::from_secs(60), "{took:?}");
    is(&done, 3, "the agent was removed");
    let result = world.ended(&run).await;
    assert_ne!(result["result"], json!("pass"), "{result}");
    // Nor does it come back.
    is(&ended(world.agent(&[]).spawn().unwrap()).await, 3, "the agent was removed");
}
