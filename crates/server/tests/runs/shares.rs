//! What whoever has a link sees, and what not.

use serde_json::{Value, json};

use crate::{
    common::{Answer, As},
    world::World,
};

const VALUE: &str = "s3cr3t-Value-of-the-0wner";
const NAME: &str = "Zq7_name_of_a_secret";
/// Shown to the team and outside alike: what proves that the place was looked at.
const CONTROL: &str = "control-Vq7Lm2Xn";

/// A test that uses a secret in every way that could name it, and a run of it.
async fn with_secrets() -> (World, String, Value) {
    let world = World::start().await;
    let redact = json!({"name": NAME, "value": VALUE, "visibility": "redact"});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), redact).await.expect(201);
    let get = format!("{{{{get_secret({NAME})}}}}");
    let step = |path: &str| {
        json!({"step_type": "request", "method": "GET", "url": world.target.url(path), "note": CONTROL,
            "headers": {"X-Key": [get]},
            "assertions": [{"source": "response_json", "property": "key", "comparison": "equal", "value": get}],
            "variables": [{"source": "response_json", "property": "key", "name": "echo"}]})
    };
    let (test, _) = world
        .test(json!({"name": format!("T {CONTROL}"), "steps": [
            step("/a"),
            step(&format!("/b?k={get}")),
            {"step_type": "condition", "left_value": get, "comparison": "equal", "right_value": "1",
             "steps": [step("/c")]},
            {"step_type": "request", "method": "GET", "url": world.target.url(&format!("/?k={{{{get_secret({NAME}_gone)}}}}"))}]}))
        .await;
    let result = world.run(&test).await;
    assert_eq!(result["result"], "fail", "{result}");
    (world, test, result)
}

async fn share(world: &World, body: Value) -> Value {
    world.server.post(As::Member, &world.server.in_bucket("/shares"), body).await.expect(201).data()
}

pub(crate) async fn share_result(world: &World, result: &Value) -> Value {
    share(
        world,
        json!({"kind": "result", "test_id": result["test_id"], "test_run_id": result["test_run_id"]}),
    )
    .await
}

/// Where the API has what a page shows.
pub(crate) fn shared(link: &Value) -> String {
    link["url"].as_str().unwrap().replace("/share/", "/v1/shared/")
}

async fn open(world: &World, path: &str) -> Answer {
    world.server.get(As::Nobody, path).await
}

#[tokio::test]
async fn nobody_outside_sees_a_value_or_the_name_of_a_secret() {
    let (world, _, result) = with_secrets().await;
    let inside = world.server.get(As::Reader, result["test_run_url"].as_str().unwrap()).await;
    assert!(inside.text.contains(NAME) && inside.text.contains(&format!("[secret:{NAME}]")), "the control");
    let link = share_result(&world, &result).await;
    let outside = open(&world, &shared(&link)).await.expect(200);
    assert!(outside.text.contains(CONTROL) && outside.text.contains("[secret]"), "{}", outside.text);
    for hidden in [VALUE, NAME, "run_by", "member@example.com", world.server.bucket.0.as_str()] {
        assert!(!outside.text.contains(hidden), "{hidden}: {}", outside.text);
    }
    assert_eq!(outside.data()["record"]["secrets"], json!([]));
    let badge = share(&world, json!({"kind": "badge", "test_id": result["test_id"]})).await;
    let feed = share(&world, json!({"kind": "feed"})).await;
    for link in [badge, feed] {
        let seen = open(&world, link["url"].as_str().unwrap()).await.expect(200);
        assert!(seen.text.contains(CONTROL), "{}", seen.text);
        assert!(!seen.text.contains(VALUE) && !seen.text.contains(NAME), "{}", seen.text);
    }
}

#[tokio::test]
async fn a_link_that_is_not_there_looks_the_same_however_it_went() {
    let (world, test, result) = with_secrets().await;
    let misspelt = json!({"kind": "badge", "expires_at": 1_900_000_000});
    world.server.post(As::Member, &world.server.in_bucket("/shares"), misspelt).await.expect(400);
    let mut answers = Vec::new();
    let link = share_result(&world, &result).await;
    let path = shared(&link);
    open(&world, &path).await.expect(200);
    // Withdrawn.
    let own = world.server.in_bucket(&format!("/shares/{}", link["id"].as_str().unwrap()));
    world.server.delete(As::Member, &own).await.expect(204);
    answers.push(open(&world, &path).await);
    world.server.delete(As::Member, &own).await.expect(404);
    // Replaced.
    let link = share_result(&world, &result).await;
    let own = world.server.in_bucket(&format!("/shares/{}", link["id"].as_str().unwrap()));
    let renewed = world.server.post(As::Member, &format!("{own}/reset"), json!({})).await.expect(201).data();
    answers.push(open(&world, &shared(&link)).await);
    open(&world, &shared(&renewed)).await.expect(200);
    // Expired, to the second.
    world.server.clock.advance(7 * 24 * 3600 - 1);
    open(&world, &shared(&renewed)).await.expect(200);
    world.server.clock.advance(1);
    answers.push(open(&world, &shared(&renewed)).await);
    assert_eq!(world.server.get(As::Member, &world.server.in_bucket("/shares")).await.data(), json!([]));
    // Never made; no token at all; the token of something else.
    let typed = format!("{}{}", &path[..path.len() - 1], if path.ends_with('a') { 'q' } else { 'a' });
    answers.push(open(&world, &typed).await);
    answers.push(open(&world, "/v1/shared/x").await);
    let badge = share(&world, json!({"kind": "badge"})).await;
    let token = badge["url"].as_str().unwrap().split('/').nth(3).unwrap().to_owned();
    answers.push(open(&world, &format!("/v1/shared/{token}")).await);
    answers.push(open(&world, &format!("/v1/shared/{}", token.replace("tcb_", "tcl_"))).await);
    // Deleted with its test.
    let last = share_result(&world, &result).await;
    world.server.delete(As::Member, &test).await.expect(204);
    answers.push(open(&world, &shared(&last)).await);
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (404, &answers[0].text));
    }
}

#[tokio::test]
async fn a_link_can_be_copied_again_by_those_who_share_and_is_not_in_the_store() {
    let (world, _, result) = with_secrets().await;
    let link = share_result(&world, &result).await;
    let again = share_result(&world, &result).await;
    assert_eq!((&again["url"], &again["id"]), (&link["url"], &link["id"]));
    let own = world.server.in_bucket(&format!("/shares/{}", link["id"].as_str().unwrap()));
    let longer = world.server.put(As::Member, &own, json!({"expires_in_days": 30})).await.expect(200).data();
    assert_eq!(longer["url"], link["url"]);
    let days = |link: &Value| {
        (link["expires_at"].as_f64().unwrap() - link["created_at"].as_f64().unwrap()) / 86400.0
    };
    assert!((days(&link) - 7.0).abs() < 0.1 && (days(&longer) - 30.0).abs() < 0.1);
    let detail = world.server.get(As::Reader, result["test_run_url"].as_str().unwrap()).await.data();
    assert_eq!(
        detail["shared_until"], longer["expires_at"],
        "everybody in the team can see that it is shared"
    );
    let list = world.server.get(As::Member, &world.server.in_bucket("/shares")).await.data();
    assert_eq!(list[0]["url"], link["url"]);
    assert_eq!(list[0]["test_name"], json!(format!("T {CONTROL}")));
    for days in [0, 91, 1_000_000] {
        let refused = world.server.put(As::Member, &own, json!({"expires_in_days": days})).await.expect(400);
        assert!(refused.message().contains("1 to 90"), "{}", refused.message());
    }
    let token = link["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let folder = world.server.database().parent().unwrap().to_owned();
    let mut looked_at = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        looked_at += usize::from(bytes.windows(CONTROL.len()).any(|part| part == CONTROL.as_bytes()));
        assert!(
            !bytes.windows(token.len()).any(|part| part == token.as_bytes()),
            "the token is in the store"
        );
    }
    assert!(looked_at > 0);
    let log = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200);
    for action in ["share_created", "share_changed"] {
        assert_eq!(log.text.matches(action).count(), 1, "{}", log.text);
    }
}

#[tokio::test]
async fn pages_behind_links_are_kept_by_nobody_and_visited_so_often() {
    let (world, _, result) = with_secrets().await;
    let link = share_result(&world, &result).await;
    for path in [shared(&link), link["url"].as_str().unwrap().to_owned()] {
        let answer = open(&world, &path).await.expect(200);
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-robots-tag", "noindex, nofollow"),
        ] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
    }
    let mut refused = None;
    for _ in 0..200 {
        let answer = open(&world, &shared(&link)).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a limit");
    world.server.clock.advance(refused.headers["retry-after"].to_str().unwrap().parse().unwrap());
    open(&world, &shared(&link)).await.expect(200);
    // What is no link is not remembered, so it cannot use up anybody's share.
    open(&world, "/v1/shared/x").await.expect(404);
}

#[tokio::test]
async fn what_cannot_be_shared_says_why() {
    let world = World::idle().await;
    let (test, made) = world.simple("/a").await;
    let run = world.ask(&test, json!({})).await;
    let run = run.rsplit('/').next().unwrap();
    let shares = world.server.in_bucket("/shares");
    let id = &made["id"];
    for (body, status, words) in [
        (json!({"kind": "result", "test_id": id, "test_run_id": run}), 409, "has not ended"),
        (json!({"kind": "result", "test_id": id}), 400, "name the run"),
        (json!({"kind": "result", "test_id": id, "test_run_id": id}), 404, "run"),
        (json!({"kind": "badge", "test_id": run}), 404, "test"),
        (json!({"kind": "badge", "test_run_id": run}), 400, "leave it out"),
        (json!({"kind": "feed", "test_id": id}), 400, "whole bucket"),
        (json!({"kind": "secret"}), 400, "choose"),
        (json!({}), 400, "kind is missing"),
    ] {
        let refused = world.server.post(As::Member, &shares, body).await.expect(status);
        assert!(refused.message().contains(words), "{}", refused.message());
    }
    let answer = world.server.get(As::Member, &format!("{shares}?test_run_id={run}")).await.expect(200);
    assert_eq!(answer.data(), json!([]));
}

#[tokio::test]
async fn badges_say_how_things_stand() {
    let world = World::start().await;
    let (test, made) = world.simple("/a").await;
    world.simple("/b").await;
    let of_test = share(&world, json!({"kind": "badge", "test_id": made["id"]})).await;
    let of_bucket = share(&world, json!({"kind": "badge"})).await;
    let (of_test, of_bucket) = (of_test["url"].as_str().unwrap(), of_bucket["url"].as_str().unwrap());
    let first = open(&world, of_test).await.expect(200);
    assert!(first.text.contains("<title>get /a: no runs</title>"), "{}", first.text);
    assert_eq!(first.headers["content-type"], "image/svg+xml");
    assert_eq!(first.headers["cache-control"], "max-age=60");
    let again =
        world.server.call("GET", of_test).header("if-none-match", first.headers["etag"].to_str().unwrap());
    let again = again.send().await.expect(304);
    assert_eq!((again.text.as_str(), &again.headers["etag"]), ("", &first.headers["etag"]));

    world.run(&test).await;
    let mut broken = made["steps"].clone();
    broken[0]["url"] = json!(world.target.url("/missing"));
    world.server.put(As::Member, &test, json!({"name": "<b>&\"x", "steps": broken})).await.expect(200);
    world.server.clock.advance(1);
    world.run(&test).await;
    assert!(open(&world, of_test).await.text.contains("no runs"), "worked out a moment ago");
    world.server.clock.advance(30);
    for (query, title) in [
        ("", "&lt;b&gt;&amp;&quot;x: failing"),
        ("?show=success", "&lt;b&gt;&amp;&quot;x: 50% in 24 h"),
        ("?show=success&timeframe=month", "&lt;b&gt;&amp;&quot;x: 50% in 30 days"),
    ] {
        let badge = open(&world, &format!("{of_test}{query}")).await.expect(200);
        assert!(badge.text.contains(&format!("<title>{title}</title>")), "{}", badge.text);
        assert_ne!(badge.headers["etag"], first.headers["etag"]);
    }
    let badge = open(&world, of_bucket).await.expect(200);
    assert!(badge.text.contains(": 1 of 2 failing</title>"), "{}", badge.text);
    for wrong in ["?show=x", "?timeframe=year"] {
        open(&world, &format!("{of_test}{wrong}")).await.expect(400);
    }
    // Ids are no token.
    for id in [made["id"].as_str().unwrap(), &world.server.bucket.0] {
        open(&world, &format!("/v1/badges/{id}/badge.svg")).await.expect(404);
    }
}

#[tokio::test]
async fn a_feed_tells_of_failures_and_recoveries() {
    let world = World::start().await;
    let (test, made) = world.simple("/a").await;
    let link = share(&world, json!({"kind": "feed"})).await;
    let path = link["url"].as_str().unwrap();
    let titles = async || {
        let feed = open(&world, path).await.expect(200);
        assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
        let titles =
            feed.text.split("<title>").skip(2).map(|rest| rest.split('<').next().unwrap().to_owned());
        (titles.collect::<Vec<_>>(), feed.text)
    };
    assert_eq!(titles().await.0, [""; 0]);
    let set = async |path: &str| {
        let mut steps = made["steps"].clone();
        steps[0]["url"] = json!(world.target.url(path));
        world.server.put(As::Member, &test, json!({"name": "A & B", "steps": steps})).await.expect(200);
        world.server.clock.advance(60);
        world.run(&test).await;
    };
    for path in ["/a", "/missing", "/missing", "/a", "/a", "/missing"] {
        set(path).await;
    }
    let (told, text) = titles().await;
    assert_eq!(told, ["A &amp; B failed", "A &amp; B is passing again", "A &amp; B failed"]);
    assert!(text.contains("<summary>Environment: Test Settings.</summary>"), "{text}");
    let ids: std::collections::BTreeSet<_> =
        text.split("<id>").skip(1).map(|rest| rest.split('<').next()).collect();
    assert_eq!(ids.len(), 4, "every entry is known by an id of its own: {text}");
    assert!(!text.contains("tcf_"), "the address of the feed is nobody's to pass on: {text}");
}
