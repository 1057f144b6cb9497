//! What is left of a secret where the server runs: in its memory, and in its data for whoever has not the key.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    search::{family, forms, in_files, in_memory},
    world::{NAME, SECRET, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_secret_is_left_in_the_server() {
    if !rustix::process::geteuid().is_root() {
        println!("LEFT OUT: 1 test, which takes root");
        return;
    }
    let world = World::reaching().await;
    let process = world.server.process();
    let forms = forms(SECRET);
    let tests = format!("/v1/buckets/{}/tests", world.owner.bucket);
    let test = async |path: &str, more: serde_json::Value| {
        let mut step = json!({"step_type": "request", "method": "GET", "url": world.target.url(path),
            "headers": {"X-Key": ["{{get_secret(api_key)}}"]},
            "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}]});
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = world.post(&tests, &json!({"name": path, "steps": [step]})).await;
        (format!("{tests}/{}", made["id"].as_str().unwrap()), json!({}))
    };

    let slow = world.ask(&test("/slow?head=3000", json!({})).await).await;
    world.seen(1).await;
    assert!(!in_memory(process, &forms).is_empty(), "the search finds nothing");
    assert_eq!(world.ended(&slow).await["result"], json!("pass"));

    let echo = test("/echo", json!({})).await;
    let script = json!({"before_scripts": ["request.headers['X-Seen'] = get_secret('api_key') + '!';"]});
    let scripted = test("/echo", script).await;
    for asked in [&echo, &scripted, &echo, &scripted] {
        let run = world.ask(asked).await;
        assert_eq!(world.ended(&run).await["result"], json!("pass"));
    }
    let last = world.target.seen();
    assert_eq!(last.last().unwrap().header("x-seen"), Some(format!("{SECRET}!").as_str()));

    let all = family(process);
    assert!(all.len() > 1, "a process for scripts");
    let look = || all.iter().map(|one| (*one, in_memory(*one, &forms))).collect::<Vec<_>>();
    let begun = Instant::now();
    let mut left = look();
    while left.iter().any(|(_, left)| !left.is_empty()) && begun.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = look();
    }
    println!("left by process after {:?}: {left:?} (the first is the server)", begun.elapsed());
    assert!(left.iter().all(|(_, left)| left.is_empty()), "left in memory: {left:?}");
    let known = |one: &u32| !in_memory(*one, &[b"get_secret".to_vec()]).is_empty();
    assert!(all.iter().all(known), "the search finds nothing");
    assert_eq!(world.server.stop().await.code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_file_the_data_gives_nothing_away() {
    let world = World::reaching().await;
    let channel = json!({"kind": "slack", "name": NAME, "whole_team": true, "rule": {"notify_on": "all"},
        "settings": {"url": world.target.url(&format!("/echo?{SECRET}"))}});
    world.post(&world.in_team("/channels"), &channel).await;
    let World { place, server, .. } = world;
    assert_eq!(server.stop().await.code, 0);
    let data = place.path().join("data");
    assert!(in_files(&data, &forms(SECRET)).is_empty(), "the value lies in the data as it is");
    assert_eq!(
        in_files(&data, &[NAME.as_bytes().to_vec()]),
        [data.join("tacit.db")],
        "the search finds nothing"
    );

    std::fs::rename(place.path().join("data.key"), place.path().join("away")).unwrap();
    for command in [
        &["serve", "--data-dir", "data", "--listen", "127.0.0.1:0"][..],
        &["audit", "verify", "--data-dir", "data"],
    ] {
        let done = place.run(command).await;
        assert_eq!(done.code, 3, "{command:?}: {}", done.out);
        assert!(done.err.contains("data.key") && done.err.contains("recover"), "{command:?}: {}", done.err);
    }
    assert!(!place.path().join("data.key").exists(), "another key would be another installation");
    std::fs::rename(place.path().join("away"), place.path().join("data.key")).unwrap();
    assert_eq!(place.run(&["audit", "verify", "--data-dir", "data"]).await.code, 0);
}
