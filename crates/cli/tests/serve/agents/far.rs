//! An agent in a network of its own: what is left of a secret on its disk and in its memory.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::json;
use tacit_testkit::{
    front::Front,
    target::{Authority, Target, When},
};

use super::{
    network::Network,
    search::{family, forms, in_files, in_memory, open_files},
    world::{SECRET, Working, World},
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_secret_is_left_far_away() {
    let Some(network) = Network::new() else {
        println!("LEFT OUT: 1 test, which takes root and iproute2");
        return;
    };
    let here = |port| SocketAddr::new(network.here, port);
    let world = World::listening("127.0.0.1:0", Target::http_at(here(0)).await).await;
    let authority = Authority::new();
    let certificate = authority.issue(&[&network.here.to_string()], When::Now);
    let answers = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&answers);
    let look = move |_: &str, body: bytes::Bytes| {
        keep.lock().unwrap().extend_from_slice(&body);
        body
    };
    let upstream = world.server.url.trim_start_matches("http://").parse().unwrap();
    let tls = certificate.config(&[b"h2", b"http/1.1"]);
    let front = Front::start(here(0), Some(tls), upstream, Arc::new(look)).await;

    let added = world.added().await;
    let far = world.place.path().join("far");
    std::fs::create_dir(&far).unwrap();
    world.place.write("far/authority.pem", authority.root_pem());
    std::fs::rename(&added.token, far.join("agent.token")).unwrap();
    let url = format!("https://{}", front.address());
    let arguments = [
        "agent",
        "--server",
        &url,
        "--cacert",
        "authority.pem",
        "--token-file",
        "agent.token",
        "--state-file",
        "agent.state",
        "--allow-egress",
        "10.213.0.0/16",
        "--log-level",
        "trace",
    ];
    let mut command = world.place.tacit(&arguments);
    command.current_dir(&far).env("TMPDIR", &far);
    let agent = Working::start(network.within(&command)).await;
    let process = agent.child.id().unwrap();
    let forms = forms(SECRET);

    // While a run goes on its secret is there, or it could not be sent: so the search finds it.
    let at = |path: &str| format!("http://{}{path}", world.target.address());
    let slow = world.ask(&world.test_at(&added, &at("/slow?head=6000"), json!({})).await).await;
    world.seen(1).await;
    assert!(!in_memory(process, &forms).is_empty(), "the search finds nothing");
    assert_eq!(world.ended(&slow).await["result"], json!("pass"));
    assert_eq!(world.target.seen()[0].header("x-key"), Some(SECRET));

    let echo = world.test_at(&added, &at("/echo"), json!({})).await;
    for _ in 0..5 {
        let run = world.ask(&echo).await;
        let result = world.ended(&run).await;
        assert_eq!(result["result"], json!("pass"), "{result}");
        assert!(!result.to_string().contains(SECRET));
    }
    // The server has the result a moment before the agent drops what it had of the run.
    let begun = Instant::now();
    let mut left = in_memory(process, &forms);
    while !left.is_empty() && begun.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = in_memory(process, &forms);
    }
    println!("without scripts: {} left in memory after {:?}", left.len(), begun.elapsed());
    assert_eq!(left, [""; 0], "left in memory");
    assert!(!in_memory(process, &[url.clone().into_bytes()]).is_empty(), "the search finds nothing");

    // A script that reads the value has it in a process of its own, which forgets with the script.
    let script = json!({"before_scripts": ["request.headers['X-Seen'] = get_secret('api_key') + '!';"]});
    let scripted = world.test_at(&added, &at("/echo"), script).await;
    let run = world.ask(&scripted).await;
    assert_eq!(world.ended(&run).await["result"], json!("pass"));
    let seen = world.target.seen();
    assert_eq!(seen.last().unwrap().header("x-seen"), Some(format!("{SECRET}!").as_str()));
    let all = family(process);
    assert!(all.len() > 1, "a process for scripts");
    let begun = Instant::now();
    let look = || all.iter().map(|one| (*one, in_memory(*one, &forms).len())).collect::<Vec<_>>();
    while look().iter().any(|(_, left)| *left > 0) && begun.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    println!(
        "with a script, left by process after {:?}: {:?} (the first is the agent)",
        begun.elapsed(),
        look()
    );
    assert!(look().iter().all(|(_, left)| *left == 0), "left in memory: {:?}", look());
    let known = |one: &u32| !in_memory(*one, &[b"get_secret".to_vec()]).is_empty();
    assert!(all.iter().all(known), "the search finds nothing");

    // On its disk, and on the way.
    assert!(in_files(&far, &forms).is_empty());
    let control = vec![added.id.clone().into_bytes()];
    assert_eq!(in_files(&far, &control), [far.join("agent.state")]);
    assert!(open_files(process).is_empty(), "{:?}", open_files(process));
    let asked: Vec<u8> = front.passed().iter().flat_map(|one| one.body.to_vec()).collect();
    let answered = answers.lock().unwrap().clone();
    for (what, bytes, control) in [("asked", &asked, "/echo"), ("answered", &answered, "sealed")] {
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!forms.iter().any(|form| has(form)), "{what}");
        assert!(has(control.as_bytes()), "{what}: the search finds nothing");
    }
    let done = agent.stop().await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!done.err.contains(SECRET) && done.err.contains("stopping"), "{}", done.err);
}
