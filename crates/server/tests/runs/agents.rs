//! Remote agents: they take runs, hand in results, and are not believed.

use std::time::Duration;

use serde_json::{Value, json};
use tacit_app::{DispatchSettings, Scheduler};
use tacit_courier::{
    identity::Identity,
    protocol::{Jobs, Outcome, RefusalCode, Why, path},
};

use tacit_store::Store;
use tacit_testkit::postgres::Postgres;

use crate::{
    afar::{Agent, added, enroll, environment, record, refused},
    common::{As, TestServer},
    numbers::number,
    world::World,
};

/// Until it holds.
async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("{what}"));
}

/// A world with an agent, a test, and the id of its environment there.
async fn with_agent() -> (World, Agent, String, String) {
    let world = World::start().await;
    let agent = Agent::start(&world.server, "Office").await;
    let (test, _) = world.simple("/a").await;
    let environment = environment(&world, &test, &[], &[&agent]).await;
    (world, agent, test, environment)
}

async fn ask(world: &World, test: &str, environment: &str) -> String {
    world.ask(test, json!({"environment_id": environment})).await
}

#[tokio::test]
async fn a_run_goes_there_and_its_result_comes_back() {
    let (world, agent, test, environment) = with_agent().await;
    let secret = json!({"name": "key", "value": "s3cr3t-Value-of-the-0wner"});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), secret).await.expect(201);
    let run = ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    assert_eq!(taken.job.test.steps.len(), 1);
    assert_eq!((taken.job.secrets.len(), taken.job.secrets[0].name.as_str()), (1, "key"));
    let working = world.server.get(As::Reader, &run).await.data();
    assert_eq!((&working["result"], &working["agent"]), (&json!("working"), &json!(agent.id())));
    assert_eq!((&working["region"], &working["agent_name"]), (&Value::Null, &json!("Office")));

    agent.tell(taken.held, json!({"event": "step_started", "place": "1"})).await;
    agent.tell(taken.held, json!({"event": "step_started", "place": "s3cr3t-Value-of-the-0wner"})).await;
    let events = format!("{run}/events");
    let news = world.server.get(As::Reader, &events);
    let hand_in = async {
        assert!(agent.beat(&[taken.held]).await.is_empty());
        agent.hand_in(taken.held, record("pass", "a value")).await
    };
    let (news, outcome) = tokio::join!(news, hand_in);
    assert_eq!(outcome, Ok(Outcome::Accepted));
    assert!(news.text.contains("step_started") && news.text.contains("pass"), "{}", news.text);
    assert!(!news.text.contains("s3cr3t"), "what holds a secret is not shown");

    let result = world.server.get(As::Reader, &run).await.data();
    assert_eq!((&result["result"], &result["requests_executed"]), (&json!("pass"), &json!(1)));
    assert_eq!(result["record"]["variables"][0]["value"]["shown"], "a value");
    let (began, ended) = (result["started_at"].as_f64().unwrap(), result["finished_at"].as_f64().unwrap());
    assert!(began >= result["created_at"].as_f64().unwrap() && ended >= began, "its clock is not believed");
    assert_eq!(world.target.requests(), [""; 0], "nothing was sent from here");
    assert_eq!(agent.hand_in(taken.held, record("fail", "again")).await, Ok(Outcome::Stale));

    let view = world.server.get(As::Reader, &world.server.in_team(&format!("/agents/{}", agent.id()))).await;
    let view = view.data();
    assert_eq!((&view["state"], &view["version"]), (&json!("online"), &json!("1.2.3")));
    assert_eq!((&view["instances"], &view["running"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_run_in_each_place() {
    let world = World::start().await;
    let agents = [Agent::start(&world.server, "One").await, Agent::start(&world.server, "Two").await];
    let (test, _) = world.simple("/a").await;
    let environment = environment(&world, &test, &["local"], &[&agents[0]]).await;
    let (path, body) = (format!("{test}/run"), json!({"environment_id": environment}));
    let started = world.server.post(As::Member, &path, body).await.expect(201).data();
    assert_eq!(started["runs_total"], 2);
    let places: Vec<_> =
        started["runs"].as_array().unwrap().iter().map(|run| (&run["region"], &run["agent"])).collect();
    assert_eq!(places, [(&json!("local"), &Value::Null), (&Value::Null, &json!(agents[0].id()))]);

    // The places that a trigger names stand in for those of the environment.
    let trigger =
        world.server.get(As::Member, &test).await.data()["trigger_url"].as_str().unwrap().to_owned();
    let both = format!("{trigger}?runscope_agent={},{}", agents[1].id(), agents[0].id());
    let started = world.server.get(As::Nobody, &both).await.expect(201).data();
    let places: Vec<_> = started["runs"].as_array().unwrap().iter().map(|run| &run["agent"]).collect();
    assert_eq!(places, [&json!(agents[1].id()), &json!(agents[0].id())]);
    let one = json!({"environment_id": environment, "regions": ["local"]});
    let started = world.server.post(As::Member, &format!("{test}/run"), one).await.expect(201).data();
    assert_eq!(started["runs_total"], 1);
    let wrong = json!({"environment_id": environment, "regions": ["us1"]});
    world.server.post(As::Member, &format!("{test}/run"), wrong).await.expect(400);

    let taken = agents[0].take(5).await;
    assert_eq!(taken.len(), 2, "its own, and those of nobody else");
    for one in &taken {
        assert_eq!(agents[0].hand_in(one.held, record("pass", "x")).await, Ok(Outcome::Accepted));
    }
    let metrics = |filter: String| {
        let path = format!("{test}/metrics?timeframe=hour&{filter}");
        let server = &world.server;
        async move { server.get(As::Reader, &path).await.data()["this_time_period"]["total_test_runs"].clone() }
    };
    assert_eq!(metrics(format!("agent={}", agents[0].id())).await, 2);
    assert_eq!(metrics(format!("agent={}", agents[1].id())).await, 0);
    until("the runs here end", async || metrics("region=local".into()).await == 2).await;
}

#[tokio::test]
async fn only_the_current_claim_counts() {
    let (world, agent, test, environment) = with_agent().await;
    let run = ask(&world, &test, &environment).await;
    let first = agent.take_one().await;
    // It is not heard of for longer than its lease; another process of the agent is there.
    let twin = agent.twin();
    world.server.clock.advance(61);
    let second = twin.take_one().await;
    assert_eq!((second.held.run, second.held.epoch), (first.held.run, first.held.epoch + 1));
    let stop = agent.beat(&[first.held]).await;
    assert_eq!(stop.iter().map(|stop| (stop.held, stop.why)).collect::<Vec<_>>(), [(first.held, Why::Lost)]);
    assert_eq!(agent.hand_in(first.held, record("fail", "late")).await, Ok(Outcome::Stale));
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "working");
    assert_eq!(twin.hand_in(second.held, record("pass", "in time")).await, Ok(Outcome::Accepted));
    assert_eq!(world.result(&run).await["result"], "pass");
}

#[tokio::test]
async fn leases_are_kept_by_heartbeats() {
    let (world, agent, test, environment) = with_agent().await;
    let run = ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    for _ in 0..4 {
        world.server.clock.advance(40);
        assert!(agent.beat(&[taken.held]).await.is_empty());
    }
    assert_eq!(agent.hand_in(taken.held, record("pass", "x")).await, Ok(Outcome::Accepted));
    assert_eq!(world.result(&run).await["result"], "pass");
}

#[tokio::test]
async fn what_is_given_back_waits_again() {
    let (world, agent, test, environment) = with_agent().await;
    let run = ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    agent.release(&[taken.held], false).await;
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "queued");
    let again = agent.twin().take_one().await;
    assert_eq!((again.held.run, again.held.epoch), (taken.held.run, taken.held.epoch + 1));
}

#[tokio::test]
async fn a_cancelled_run_ends_with_what_there_is() {
    let (world, agent, test, environment) = with_agent().await;
    let run = ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    let polling = agent.poll(3);
    let cancel = async {
        world.server.post(As::Member, &format!("{run}/cancel"), json!({})).await.expect(200);
    };
    let (polled, ()) = tokio::join!(polling, cancel);
    let stop = polled.unwrap().1.stop;
    assert_eq!(
        stop.iter().map(|stop| (stop.held, stop.why)).collect::<Vec<_>>(),
        [(taken.held, Why::Cancelled)]
    );
    assert_eq!(agent.beat(&[taken.held]).await, stop, "heartbeats say it again");
    assert_eq!(agent.hand_in(taken.held, record("canceled", "half")).await, Ok(Outcome::Accepted));
    let result = world.result(&run).await;
    assert_eq!(
        (&result["result"], &result["record"]["variables"][0]["value"]["shown"]),
        (&json!("canceled"), &json!("half"))
    );

    // One that waits goes at once.
    let agent_is_busy = ask(&world, &test, &environment).await;
    world.server.post(As::Member, &format!("{agent_is_busy}/cancel"), json!({})).await.expect(200);
    assert_eq!(world.result(&agent_is_busy).await["result"], "canceled");
}

#[tokio::test]
async fn several_processes_are_one_agent_with_so_many_runs() {
    let (world, agent, test, environment) = with_agent().await;
    let own = world.server.in_team(&format!("/agents/{}", agent.id()));
    world.server.put(As::Owner, &own, json!({"slots": 3})).await.expect(200);
    for _ in 0..5 {
        ask(&world, &test, &environment).await;
    }
    let twin = agent.twin();
    let first = agent.take(2).await;
    let second = twin.take(9).await;
    assert_eq!((first.len(), second.len()), (2, 1), "three runs at once, whoever asks");
    let view = world.server.get(As::Reader, &own).await.data();
    assert_eq!((&view["instances"], &view["running"], &view["waiting"]), (&json!(2), &json!(3), &json!(2)));
    let id = agent.id().to_string();
    let told = ["tacit_agent_instances", "tacit_agent_runs_under_way", "tacit_queue_length"];
    assert_eq!(told.map(|name| number(&world.server.app, name, &[&id])), [2.0, 3.0, 2.0]);
    // Room is made while somebody waits.
    let waiting = twin.take(9);
    let done = async { agent.hand_in(first[0].held, record("pass", "x")).await };
    let (next, outcome) = tokio::join!(waiting, done);
    assert_eq!((next.len(), outcome), (1, Ok(Outcome::Accepted)));
}

#[tokio::test]
async fn an_agent_that_is_away_lets_runs_expire() {
    let world = World::idle().await;
    let away = Duration::from_millis(300);
    world.dispatch(DispatchSettings { agent_away: away, ..DispatchSettings::default() }).await;
    let agent = Agent::start(&world.server, "Office").await;
    let (test, _) = world.simple("/a").await;
    let environment = environment(&world, &test, &[], &[&agent]).await;
    let run = ask(&world, &test, &environment).await;
    let result = world.result(&run).await;
    assert_eq!((&result["result"], &result["agent_expired"]), (&json!("fail"), &json!(true)));
    assert_eq!(result["reason"]["code"], "agent_expired");
    assert!(result["error_messages"][0].as_str().unwrap().contains("Remote Agent Expired"));
    let metrics = world.server.get(As::Reader, &format!("{test}/metrics?timeframe=hour")).await.data();
    assert_eq!(metrics["this_time_period"]["total_test_runs"], 0, "it says nothing of what is tested");
    let own = world.server.in_team(&format!("/agents/{}", agent.id()));
    let state = async || world.server.get(As::Reader, &own).await.data()["state"].clone();
    assert_eq!(state().await, "offline");

    // It comes back, takes a run, and vanishes in the middle of it.
    let coming = agent.take(1);
    let asking = async {
        until("it is there", async || state().await == "online").await;
        ask(&world, &test, &environment).await
    };
    let (taken, run) = tokio::join!(coming, asking);
    assert_eq!(taken.len(), 1);
    until("it is away", async || state().await == "offline").await;
    world.server.clock.advance(61);
    let result = world.result(&run).await;
    assert_eq!((&result["reason"]["code"], &result["agent_expired"]), (&json!("agent_lost"), &json!(true)));
    assert_eq!(agent.hand_in(taken[0].held, record("pass", "late")).await, Ok(Outcome::Stale));
}

#[tokio::test]
async fn a_removed_agent_is_refused_at_once() {
    let (world, agent, test, environment) = with_agent().await;
    let first = ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    let second = ask(&world, &test, &environment).await;
    let twin = agent.twin();
    twin.take_one().await;
    let own = world.server.in_team(&format!("/agents/{}", agent.id()));
    let remove = async { world.server.delete(As::Owner, &own).await.expect(200) };
    let (polled, removed) = tokio::join!(agent.poll(1), remove);
    assert_eq!(refused(polled), RefusalCode::AgentRevoked, "while it waits");
    assert_eq!(removed.data()["environments"][0]["environment_id"], json!(environment));
    for run in [&first, &second] {
        assert_eq!(world.result(run).await["reason"]["code"], "agent_expired");
    }
    assert_eq!(refused(agent.hand_in(taken.held, record("pass", "x")).await), RefusalCode::AgentRevoked);
    let third = ask(&world, &test, &environment).await;
    assert_eq!(world.result(&third).await["reason"]["code"], "agent_expired");
}

#[tokio::test]
async fn tokens_enrol_once_and_in_time() {
    let world = World::start().await;
    let server = &world.server;
    let identity = Identity::create(&mut rand::make_rng::<rand::rngs::StdRng>());
    let (id, token) = added(server, "Office").await;
    let wrong = token.replace(&token[10..14], "aaaa");
    for unknown in ["", "x", &wrong, server.token(As::Owner)] {
        let outcome = enroll(server.address, unknown, &identity).await;
        assert_eq!(refused(outcome), RefusalCode::TokenUnknown, "{unknown}");
    }
    assert_eq!(enroll(server.address, &token, &identity).await.unwrap().agent.to_string(), id);
    assert_eq!(refused(enroll(server.address, &token, &identity).await), RefusalCode::TokenUsed);
    let (_, late) = added(server, "Cellar").await;
    server.clock.advance(3601);
    assert_eq!(refused(enroll(server.address, &late, &identity).await), RefusalCode::TokenExpired);

    // Who enrols anew takes the place of who was there.
    let renewed =
        server.post(As::Owner, &server.in_team(&format!("/agents/{id}/enrolment")), json!({})).await;
    let token = renewed.data()["token"].as_str().unwrap().to_owned();
    let (_, other) = added(server, "Attic").await;
    let before = Agent::enrolled(server, &other).await;
    let now = Agent::enrolled(server, &token).await;
    assert!(now.beat(&[]).await.is_empty() && before.beat(&[]).await.is_empty());
    let log = server.get(As::Owner, &server.in_team("/audit?count=100")).await.expect(200).text;
    assert!(log.contains("\"agent\""), "who enrolled is told: {log}");
}

#[tokio::test]
async fn requests_count_once_as_they_were_signed_and_now() {
    let (world, agent, test, environment) = with_agent().await;
    ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    let body = serde_json::to_vec(&json!({"instance": agent.instance, "runs": [taken.held]})).unwrap();
    let signed = agent.authorization(path::HEARTBEAT, &body);
    agent.send::<Value>(path::HEARTBEAT, &signed, &body).await.unwrap();
    assert_eq!(refused(agent.send::<Value>(path::HEARTBEAT, &signed, &body).await), RefusalCode::Replayed);
    let altered = [body.as_slice(), b" "].concat();
    let fresh = || agent.authorization(path::HEARTBEAT, &body);
    for (path, authorization, body) in [
        (path::HEARTBEAT, fresh(), altered.as_slice()),
        (path::RELEASE, fresh(), body.as_slice()),
        (path::HEARTBEAT, String::new(), body.as_slice()),
        (path::HEARTBEAT, format!("Bearer {}", world.server.token(As::Owner)), body.as_slice()),
    ] {
        let outcome = agent.send::<Value>(path, &authorization, body).await;
        assert_eq!(refused(outcome), RefusalCode::Signature, "{path} {authorization}");
    }
    let old = fresh();
    world.server.clock.advance(61);
    let outcome = agent.send::<Value>(path::HEARTBEAT, &old, &body).await;
    assert!(
        matches!(outcome, Err(refusal) if refusal.code == RefusalCode::Clock && refusal.server_time.is_some())
    );

    // Nothing of people's is open to it, and nothing of its is open to people.
    let account = world.server.call("GET", "/v1/account").header("authorization", &fresh()).send().await;
    assert_eq!(account.status, 401);
}

/// Every route but that of enrolling, and who is refused there how.
#[tokio::test]
async fn every_route_asks_for_a_proof() {
    let (world, agent, ..) = with_agent().await;
    let removed = Agent::start(&world.server, "Removed").await;
    let own = world.server.in_team(&format!("/agents/{}", removed.id()));
    world.server.delete(As::Owner, &own).await.expect(200);
    let (pending, _) = added(&world.server, "Pending").await;
    let mut unknown = agent.twin();
    unknown.enrolled.agent = "6f1f2a5e-7d0c-4c1b-9c55-0d9a4b8f3a11".parse().unwrap();
    let mut waiting = agent.twin();
    waiting.enrolled.agent = pending.parse().unwrap();
    let mut elsewhere = agent.twin();
    elsewhere.enrolled.installation = uuid::Uuid::nil();
    let mut thief = Agent::start(&world.server, "Thief").await;
    thief.enrolled.agent = agent.enrolled.agent;
    for path in [path::POLL, path::HEARTBEAT, path::PROGRESS, path::RESULT, path::RELEASE] {
        let body = b"{}".as_slice();
        for (whose, code) in [
            (&removed, RefusalCode::AgentRevoked),
            (&unknown, RefusalCode::AgentUnknown),
            (&waiting, RefusalCode::AgentUnknown),
            (&elsewhere, RefusalCode::Signature),
            (&thief, RefusalCode::Signature),
            // The proof holds; what was said does not.
            (&agent, RefusalCode::Malformed),
        ] {
            let signed = whose.authorization(path, body);
            let refusal = whose.send::<Value>(path, &signed, body).await.unwrap_err();
            assert_eq!((refusal.code, refusal.status), (code, code.status()), "{path}");
        }
        for word in ["", "Bearer x", "Tacit-Agent x", "Tacit-Agent a.b.c"] {
            assert_eq!(
                refused(agent.send::<Value>(path, word, body).await),
                RefusalCode::Signature,
                "{path}"
            );
        }
        let session = world.server.sign_in(As::Owner).await;
        let by_page = world.server.call("POST", path).cookie(&session).by_page().json(json!({})).send().await;
        assert_eq!(by_page.status, 401, "{path}");
        assert_eq!(world.server.get(As::Owner, path).await.status, 405, "{path}");
    }
}

#[tokio::test]
async fn a_server_that_stops_lets_polls_go() {
    let (world, agent, ..) = with_agent().await;
    let stop = async {
        let own = world.server.in_team(&format!("/agents/{}", agent.id()));
        let online = async || world.server.get(As::Reader, &own).await.data()["state"] == "online";
        until("it polls", online).await;
        world.shut_down().await;
    };
    let polled = tokio::time::timeout(Duration::from_secs(10), async { tokio::join!(agent.poll(1), stop).0 });
    let (_, jobs) = polled.await.expect("long before the poll's own time").unwrap();
    assert!(jobs.jobs.is_empty() && jobs.stop.is_empty());
}

#[tokio::test]
async fn runs_of_others_are_out_of_reach() {
    let (world, agent, test, environment) = with_agent().await;
    let run = ask(&world, &test, &environment).await;
    let other = Agent::start(&world.server, "Other").await;
    let taken = agent.take_one().await;
    assert_eq!(other.hand_in(taken.held, record("fail", "x")).await, Ok(Outcome::Stale));
    let stop = other.beat(&[taken.held]).await;
    assert_eq!(stop[0].why, Why::Lost);
    other.release(&[taken.held], false).await;
    other.tell(taken.held, json!({"event": "step_started", "place": "foreign"})).await;
    let here = world.ask(&test, json!({})).await;
    world.result(&here).await;
    let here = serde_json::from_value(json!(here.rsplit('/').next().unwrap())).unwrap();
    let held = tacit_courier::protocol::Held { run: here, epoch: 1 };
    assert_eq!(agent.hand_in(held, record("fail", "x")).await, Ok(Outcome::Stale));

    assert!(agent.beat(&[taken.held]).await.is_empty(), "nothing has changed for its own agent");
    assert_eq!(agent.hand_in(taken.held, record("pass", "x")).await, Ok(Outcome::Accepted));
    assert_eq!(world.result(&run).await["result"], "pass");
}

#[tokio::test]
async fn what_is_no_record_is_refused_in_clear_words() {
    let (world, agent, test, environment) = with_agent().await;
    let run = ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    let mut wrong = record("pass", "x");
    wrong["steps"] = json!([{"surprise": "s3cr3t-surprise"}]);
    for body in [wrong, json!({}), json!("s3cr3t-surprise"), json!({"result": "perfect"})] {
        let refusal = agent.hand_in(taken.held, body).await.unwrap_err();
        assert_eq!(refusal.code, RefusalCode::Malformed);
        assert!(!refusal.message.contains("surprise"), "it is not quoted");
    }
    for body in [b"".as_slice(), b"{", b"\xff", b"[[[[[["] {
        let signed = agent.authorization(path::RESULT, body);
        assert_eq!(refused(agent.send::<Value>(path::RESULT, &signed, body).await), RefusalCode::Malformed);
    }
    let large = vec![b' '; (1 << 20) + 1];
    let signed = agent.authorization(path::HEARTBEAT, &large);
    assert_eq!(refused(agent.send::<Value>(path::HEARTBEAT, &signed, &large).await), RefusalCode::TooLarge);
    let mut poll = json!({"instance": agent.instance, "keys": []});
    poll["instance"]["protocol"] = json!(999);
    assert_eq!(refused(agent.say::<Jobs>(path::POLL, &poll).await), RefusalCode::AgentTooNew);
    poll["instance"]["protocol"] = json!(0);
    assert_eq!(refused(agent.say::<Jobs>(path::POLL, &poll).await), RefusalCode::AgentTooOld);
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "working");
    assert_eq!(agent.hand_in(taken.held, record("pass", "x")).await, Ok(Outcome::Accepted));
}

#[tokio::test]
async fn a_record_that_holds_a_secret_is_dropped() {
    const NOW: &str = "s3cr3t-Value-of-the-0wner";
    const BEFORE: &str = "an-earlier-value-of-it";
    let (world, agent, test, environment) = with_agent().await;
    let secrets = world.server.in_team("/secrets");
    let made = world.server.post(As::Owner, &secrets, json!({"name": "key", "value": BEFORE})).await.data();
    let own = format!("{secrets}/{}", made["secret_uuid"].as_str().unwrap());
    world.server.put(As::Owner, &own, json!({"value": NOW})).await.expect(200);
    for planted in [NOW.to_owned(), format!("seen: {BEFORE}"), "czNjcjN0LVZhbHVlLW9mLXRoZS0wd25lcg==".into()]
    {
        let run = ask(&world, &test, &environment).await;
        let taken = agent.take_one().await;
        assert_eq!(agent.hand_in(taken.held, record("pass", &planted)).await, Ok(Outcome::Accepted));
        let result = world.server.get(As::Owner, &run).await.expect(200);
        let data = result.data();
        assert_eq!(
            (&data["result"], &data["reason"]["code"]),
            (&json!("pass"), &json!("withheld")),
            "{planted}"
        );
        assert_eq!(data["record"]["variables"], json!([]));
        assert!(!result.text.contains(&planted));
    }
    let log = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200).text;
    assert_eq!(log.matches("leak_stopped").count(), 3);
    // The control: what is no secret stays.
    let run = ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    agent.hand_in(taken.held, record("pass", "[secret:key] was here")).await.unwrap();
    let result = world.server.get(As::Owner, &run).await.data();
    assert_eq!(result["record"]["variables"][0]["value"]["shown"], "[secret:key] was here");
}

#[tokio::test]
async fn a_restart_of_the_server_loses_no_run_of_an_agent() {
    let (mut world, mut agent, test, environment) = with_agent().await;
    let secret = json!({"name": "key", "value": "s3cr3t-Value-of-the-0wner"});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), secret).await.expect(201);
    let runs = [ask(&world, &test, &environment).await, ask(&world, &test, &environment).await];
    let taken = agent.take(2).await;
    let waiting = ask(&world, &test, &environment).await;
    world.restart(DispatchSettings::default()).await;
    agent.facing(&world.server);
    assert!(agent.beat(&[taken[0].held, taken[1].held]).await.is_empty());
    assert_eq!(agent.hand_in(taken[0].held, record("pass", "clean")).await, Ok(Outcome::Accepted));
    let planted = record("pass", "s3cr3t-Value-of-the-0wner");
    assert_eq!(agent.hand_in(taken[1].held, planted).await, Ok(Outcome::Accepted));
    assert_eq!(world.result(&runs[0]).await["record"]["variables"][0]["value"]["shown"], "clean");
    assert_eq!(world.result(&runs[1]).await["reason"]["code"], "withheld", "the needles are made again");
    let taken = agent.take_one().await;
    agent.hand_in(taken.held, record("pass", "x")).await.unwrap();
    assert_eq!(world.result(&waiting).await["result"], "pass");
}

/// The results of a test, newest first: where, how, and why.
async fn outcomes(world: &World, test: &str) -> Vec<(Value, Value, Value)> {
    let all = world.server.get(As::Reader, &format!("{test}/results?count=50")).await.data();
    let row = |run: &Value| (run["region"].clone(), run["result"].clone(), run["reason"]["code"].clone());
    all.as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn a_tick_of_a_schedule_has_a_run_in_each_place() {
    let (world, agent, test, _) = with_agent().await;
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    let shared = world.server.in_bucket("/environments");
    let body = json!({"name": "Shared", "remote_agents": [{"name": "Office", "uuid": agent.id()}]});
    let shared = world.server.post(As::Member, &shared, body).await.expect(201).data();
    let heir = json!({"name": "Heir", "parent_environment_id": shared["id"], "regions": ["local"],
        "retry_on_failure": true});
    let heir = world.server.post(As::Member, &format!("{test}/environments"), heir).await.expect(201).data();
    let schedule = json!({"interval": "1h", "environment_id": heir["id"]});
    world.server.post(As::Member, &format!("{test}/schedules"), schedule).await.expect(201);

    // Here it passes; the agent takes its run, and is busy with it when the next time comes.
    let taken = agent.take_one().await;
    let here = async |count: usize| {
        let all = outcomes(&world, &test).await;
        all.iter().filter(|(region, result, _)| region == "local" && result == "pass").count() == count
    };
    until("the run here ends", async || here(1).await).await;
    // To the moment of the next time, and the lease is kept on the way.
    let list = world.server.get(As::Reader, &format!("{test}/schedules")).await.data();
    let next = list[0]["next_run_at"].as_f64().unwrap();
    let first = world.server.get(As::Reader, &format!("{test}/results/latest")).await.data();
    let mut left = (next - first["created_at"].as_f64().unwrap()).ceil() as i64;
    while left > 0 {
        assert!(agent.beat(&[taken.held]).await.is_empty());
        world.server.clock.advance(left.min(50));
        left -= 50;
    }
    until("the second run here ends", async || here(2).await).await;
    let missed = async || {
        let all = outcomes(&world, &test).await;
        all.contains(&(Value::Null, json!("missed"), json!("missed_overlap")))
    };
    until("each place is judged by its own runs", missed).await;

    // A failure is repeated in the same place.
    agent.beat(&[taken.held]).await;
    assert_eq!(agent.hand_in(taken.held, record("fail", "x")).await, Ok(Outcome::Accepted));
    let again = agent.take_one().await;
    assert_ne!(again.held.run, taken.held.run);
    assert_eq!(agent.hand_in(again.held, record("pass", "x")).await, Ok(Outcome::Accepted));
    let all = world.server.get(As::Reader, &format!("{test}/results?count=50")).await.data();
    let repeated =
        all.as_array().unwrap().iter().find(|run| run["retry_of"] == json!(taken.held.run)).unwrap();
    assert_eq!((&repeated["agent"], &repeated["result"]), (&json!(agent.id()), &json!("pass")));
}

#[tokio::test]
async fn a_tick_for_an_agent_that_is_away_is_missed_and_says_so() {
    let world = World::idle().await;
    let away = Duration::from_millis(1);
    world.dispatch(DispatchSettings { agent_away: away, ..DispatchSettings::default() }).await;
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    let agent = Agent::start(&world.server, "Office").await;
    let (test, _) = world.simple("/a").await;
    let environment = environment(&world, &test, &[], &[&agent]).await;
    let schedule = json!({"interval": "1h", "environment_id": environment});
    world.server.post(As::Member, &format!("{test}/schedules"), schedule).await.expect(201);
    let expired = async || {
        let all = outcomes(&world, &test).await;
        all == [(Value::Null, json!("missed"), json!("agent_expired"))]
    };
    until("it is missed", expired).await;
    let result = world.server.get(As::Reader, &format!("{test}/results/latest")).await.data();
    assert_eq!(result["agent_expired"], true);
}

#[tokio::test]
async fn environments_of_an_older_version_keep_their_places() {
    let (mut world, mut agent, test, environment) = with_agent().await;
    let file = format!("sqlite://{}", world.server.database().display());
    let mut database = <sqlx::SqliteConnection as sqlx::Connection>::connect(&file).await.unwrap();
    sqlx::query("UPDATE environments SET places = NULL").execute(&mut database).await.unwrap();
    world.restart(DispatchSettings::default()).await;
    agent.facing(&world.server);
    ask(&world, &test, &environment).await;
    let taken = agent.take_one().await;
    agent.hand_in(taken.held, record("pass", "x")).await.unwrap();
    let here = world.ask(&test, json!({})).await;
    assert_eq!(world.result(&here).await["region"], "local");
}

#[tokio::test]
async fn the_same_on_postgresql() {
    let Some(postgres) = Postgres::shared() else { return };
    let store = Store::open_postgres(&postgres.database()).await.unwrap();
    let world = World::around(TestServer::on(store).await).await;
    world.dispatch(DispatchSettings::default()).await;
    let agent = Agent::start(&world.server, "Office").await;
    let (test, _) = world.simple("/a").await;
    let environment = environment(&world, &test, &["local"], &[&agent]).await;
    let run = |started: &Value, at: usize| {
        format!("{test}/results/{}", started["runs"][at]["test_run_id"].as_str().unwrap())
    };
    let body = json!({"environment_id": environment});
    let started = world.server.post(As::Member, &format!("{test}/run"), body).await.expect(201).data();
    let first = agent.take_one().await;
    assert!(agent.beat(&[first.held]).await.is_empty());
    world.server.clock.advance(61);
    let second = agent.twin().take_one().await;
    assert_eq!(agent.hand_in(first.held, record("fail", "late")).await, Ok(Outcome::Stale));
    assert_eq!(agent.hand_in(second.held, record("pass", "x")).await, Ok(Outcome::Accepted));
    assert_eq!(world.result(&run(&started, 0)).await["result"], "pass");
    assert_eq!(world.result(&run(&started, 1)).await["agent"], json!(agent.id()));
    let by_agent = format!("{test}/metrics?timeframe=hour&agent={}", agent.id());
    let metrics = world.server.get(As::Reader, &by_agent).await.data();
    assert_eq!(metrics["this_time_period"]["total_test_runs"], 1);

    let body = json!({"environment_id": environment});
    let started = world.server.post(As::Member, &format!("{test}/run"), body).await.expect(201).data();
    let third = agent.take_one().await;
    let own = world.server.in_team(&format!("/agents/{}", agent.id()));
    let used = world.server.delete(As::Owner, &own).await.expect(200).data();
    assert_eq!(used["environments"][0]["environment_id"], json!(environment));
    assert_eq!(world.result(&run(&started, 1)).await["reason"]["code"], "agent_expired");
    assert_eq!(refused(agent.hand_in(third.held, record("pass", "x")).await), RefusalCode::AgentRevoked);
}

#[tokio::test]
async fn two_programs_of_one_agent_share_its_slots() {
    let (world, agent, test, environment) = with_agent().await;
    let own = world.server.in_team(&format!("/agents/{}", agent.id()));
    world.server.put(As::Owner, &own, json!({"slots": 1})).await.expect(200);
    let twin = agent.twin();
    let second = async {
        let first = [ask(&world, &test, &environment).await, ask(&world, &test, &environment).await];
        until("one of both is taken", async || {
            world.server.get(As::Owner, &own).await.data()["running"] == 1
        })
        .await;
        first
    };
    // Both wait already when the runs come.
    let (one, two) = (agent.poll(5), twin.poll(5));
    tokio::pin!(one, two);
    let (mut taken, runs) = {
        let first = async {
            tokio::select! {
                (mut keys, jobs) = async { (&mut one).await.unwrap() } => {
                    jobs.jobs.into_iter().map(|job| (true, agent.open(&mut keys, job))).collect::<Vec<_>>()
                }
                (mut keys, jobs) = async { (&mut two).await.unwrap() } => {
                    jobs.jobs.into_iter().map(|job| (false, twin.open(&mut keys, job))).collect()
                }
            }
        };
        tokio::join!(first, second)
    };
    let (by_first, taken) = taken.remove(0);
    world.server.clock.advance(5);
    let other = async {
        let (program, jobs) = if by_first { (&twin, (&mut two).await) } else { (&agent, (&mut one).await) };
        let (mut keys, jobs) = jobs.unwrap();
        jobs.jobs.into_iter().map(|job| program.open(&mut keys, job)).collect::<Vec<_>>()
    };
    let program = if by_first { &agent } else { &twin };
    let (outcome, other) = tokio::join!(program.hand_in(taken.held, record("pass", "a")), other);
    assert_eq!((outcome, other.len()), (Ok(Outcome::Accepted), 1));
    let mut began = Vec::new();
    for run in &runs {
        began.push(world.server.get(As::Reader, run).await.data()["started_at"].as_f64().unwrap());
    }
    assert!((began[0] - began[1]).abs() >= 5.0, "the second began before the first had ended: {began:?}");
}
