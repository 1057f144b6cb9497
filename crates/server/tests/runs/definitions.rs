//! The life of tests and their steps.

use serde_json::{Value, json};

use crate::{common::As, world::World};

#[tokio::test]
async fn a_new_test_has_a_request_to_change_and_an_environment() {
    let world = World::idle().await;
    let (path, test) = world.test(json!({"name": " Orders ", "description": "d"})).await;
    assert_eq!(
        (&test["name"], &test["description"], &test["revision"]),
        (&json!("Orders"), &json!("d"), &json!(1))
    );
    let step = &test["steps"][0];
    assert_eq!((&step["method"], &step["url"]), (&json!("GET"), &json!("https://yourapihere.com/")));
    assert!(step["id"].is_string());
    assert_eq!(test["environments"][0]["name"], "Test Settings");
    assert_eq!(test["default_environment_id"], test["environments"][0]["id"]);
    assert_eq!(test["created_by"]["email"], As::Member.email());
    assert_eq!(world.server.get(As::Member, &path).await.data(), test);
    let listed = world.server.get(As::Reader, &world.server.in_bucket("/tests")).await.data();
    assert_eq!((&listed[0]["id"], &listed[0]["step_count"]), (&test["id"], &json!(1)));
}

#[tokio::test]
async fn steps_get_ids_that_stay() {
    let world = World::idle().await;
    let (path, test) = world
        .test(json!({"name": "t", "steps": [world.step("/a"), {"step_type": "condition", "left_value": "1",
            "comparison": "equal", "right_value": "1", "steps": [world.step("/b")]}]}))
        .await;
    let ids = |test: &Value| {
        [&test["steps"][0]["id"], &test["steps"][1]["id"], &test["steps"][1]["steps"][0]["id"]]
            .map(Value::clone)
    };
    let first = ids(&test);
    assert!(first.iter().all(Value::is_string));
    let mut steps = test["steps"].as_array().unwrap().clone();
    let copy = steps[0].clone();
    steps.push(copy);
    let changed =
        world.server.put(As::Member, &path, json!({"name": "t", "steps": steps})).await.expect(200).data();
    assert_eq!(ids(&changed), first);
    assert_ne!(changed["steps"][2]["id"], first[0]);
    assert_eq!(changed["revision"], 2);
}

#[tokio::test]
async fn only_what_is_named_changes() {
    let world = World::idle().await;
    let (path, test) = world.simple("/a").await;
    let put = |body| world.server.put(As::Member, &path, body);
    let renamed = put(json!({"name": "new"})).await.expect(200).data();
    assert_eq!((&renamed["name"], &renamed["steps"]), (&json!("new"), &test["steps"]));
    let environments = format!("{path}/environments");
    let other =
        world.server.post(As::Member, &environments, json!({"name": "Other"})).await.expect(201).data();
    let chosen = put(json!({"default_environment_id": other["id"]})).await.expect(200).data();
    assert_eq!(
        (&chosen["default_environment_id"], &chosen["revision"]),
        (&other["id"], &renamed["revision"])
    );
    let (_, stranger) = world.simple("/b").await;
    put(json!({"default_environment_id": stranger["default_environment_id"]})).await.expect(400);
    put(json!({"default_environment_id": "x"})).await.expect(400);
}

#[tokio::test]
async fn a_stale_revision_is_a_conflict() {
    let world = World::idle().await;
    let (path, _) = world.simple("/a").await;
    let put = |body| world.server.put(As::Member, &path, body);
    put(json!({"name": "b", "revision": 1})).await.expect(200);
    let stale = put(json!({"name": "c", "revision": 1})).await.expect(409);
    assert!(stale.message().contains("revision 2"), "{}", stale.message());
    let call = |tag: &str| {
        world.server.call_as(As::Member, "PUT", &path).header("if-match", tag).json(json!({"name": "d"}))
    };
    call("\"1\"").send().await.expect(409);
    call("\"2\"").send().await.expect(200);
    call("new").send().await.expect(400);
    assert_eq!(world.server.get(As::Reader, &path).await.data()["name"], "d");
}

#[tokio::test]
async fn every_save_is_kept_and_can_be_restored() {
    let world = World::idle().await;
    let (path, first) = world.simple("/a").await;
    world.server.put(As::Owner, &path, json!({"name": "b", "steps": [world.step("/b")]})).await.expect(200);
    let list = world.server.get(As::Reader, &format!("{path}/revisions")).await.data();
    let seen: Vec<_> =
        list.as_array().unwrap().iter().map(|one| (&one["revision"], &one["author"]["email"])).collect();
    let (owner, member) = (json!(As::Owner.email()), json!(As::Member.email()));
    assert_eq!(seen, [(&json!(2), &owner), (&json!(1), &member)]);
    let one = world.server.get(As::Reader, &format!("{path}/revisions/1")).await.data();
    assert_eq!(one["definition"]["steps"], first["steps"]);
    let restore = format!("{path}/revisions/1/restore");
    world.server.post(As::Reader, &restore, json!({})).await.expect(403);
    let restored = world.server.post(As::Member, &restore, json!({})).await.expect(200).data();
    assert_eq!(
        (&restored["revision"], &restored["name"], &restored["steps"]),
        (&json!(3), &first["name"], &first["steps"])
    );
    world.server.get(As::Reader, &format!("{path}/revisions/9")).await.expect(404);
}

#[tokio::test]
async fn mistakes_have_a_place_and_a_next_step() {
    let world = World::idle().await;
    let tests = world.server.in_bucket("/tests");
    let send = |text: &str| world.server.call_as(As::Member, "POST", &tests).text(text.to_owned()).send();
    let unknown = "{\n \"name\": \"t\",\n \"steps\": [{\"step_type\": \"request\", \"method\": \"GET\", \"url\": \"u\",\n\
        \"assertions\": [{\"source\": \"response_status\", \"comparison\": \"equals\", \"value\": 1}]}]}";
    let answer = send(unknown).await.expect(400);
    let error = &answer.json()["error"]["errors"][0];
    assert_eq!((&error["path"], &error["line"]), (&json!("steps[0].assertions[0].comparison"), &json!(4)));
    assert!(error["hint"].as_str().unwrap().contains("equal"), "{error}");

    let broken = send("{\n\"name\": \"the-value\", oops").await.expect(400);
    assert_eq!(broken.json()["error"]["errors"][0]["line"], 2);
    assert!(!broken.text.contains("the-value") && !broken.text.contains("oops"));
    send("[]").await.expect(400);
    send("").await.expect(400);
    for name in ["", "  ", "a\nb"] {
        world.server.post(As::Member, &tests, json!({"name": name})).await.expect(400);
    }
    let reserved = json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": "u",
        "variables": [{"name": "get_secret", "source": "response_json", "property": "id"}]}]});
    let answer = world.server.post(As::Member, &tests, reserved).await.expect(400);
    assert!(answer.message().contains("get_secret"), "{}", answer.text);
    let template =
        json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": "{{get_secret()}}"}]});
    world.server.post(As::Member, &tests, template).await.expect(400);
}

#[tokio::test]
async fn single_steps_can_be_changed() {
    let world = World::idle().await;
    let (path, _) = world
        .test(
            json!({"name": "t", "steps": [{"step_type": "condition", "left_value": "1", "comparison": "equal",
            "right_value": "1", "steps": [world.step("/inner")]}]}),
        )
        .await;
    let steps = format!("{path}/steps");
    let all = world.server.post(As::Member, &steps, world.step("/last")).await.expect(201).data();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let inner = format!("{steps}/{}", all[0]["steps"][0]["id"].as_str().unwrap());
    let mut step = world.server.get(As::Reader, &inner).await.expect(200).data();
    step["note"] = json!("changed");
    let changed = world.server.put(As::Member, &inner, step).await.expect(200).data();
    assert_eq!((&changed["note"], &changed["id"]), (&json!("changed"), &all[0]["steps"][0]["id"]));
    world.server.delete(As::Member, &inner).await.expect(204);
    world.server.get(As::Reader, &inner).await.expect(404);
    world.server.put(As::Member, &inner, world.step("/x")).await.expect(404);
    let condition = format!("{steps}/{}", all[0]["id"].as_str().unwrap());
    world.server.delete(As::Member, &condition).await.expect(204);
    let last = format!("{steps}/{}", all[1]["id"].as_str().unwrap());
    let refused = world.server.delete(As::Member, &last).await.expect(400);
    assert!(refused.message().contains("no steps"), "{}", refused.message());
    world.server.post(As::Member, &steps, json!({"step_type": "reqest"})).await.expect(400);
}

#[tokio::test]
async fn tests_of_other_buckets_and_teams_are_not_there() {
    let world = World::idle().await;
    let (path, test) = world.simple("/a").await;
    world.server.get(As::Outsider, &path).await.expect(404);
    world.server.get(As::Nobody, &path).await.expect(401);
    world.server.delete(As::Reader, &path).await.expect(403);
    let other =
        world.server.post(As::Owner, "/v1/buckets", json!({"name": "Other"})).await.expect(201).data();
    let elsewhere =
        format!("/v1/buckets/{}/tests/{}", other["key"].as_str().unwrap(), test["id"].as_str().unwrap());
    world.server.get(As::Owner, &elsewhere).await.expect(404);
    world.server.delete(As::Owner, &elsewhere).await.expect(404);
    world.server.get(As::Owner, &world.server.in_bucket("/tests/not-an-id")).await.expect(404);
    world.server.delete(As::Member, &path).await.expect(204);
    world.server.get(As::Member, &path).await.expect(404);
}

#[tokio::test]
async fn a_new_trigger_url_ends_the_old_one() {
    let world = World::idle().await;
    let (path, test) = world.simple("/a").await;
    let old = test["trigger_url"].as_str().unwrap();
    world.server.call("POST", old).send().await.expect(201);
    let new =
        world.server.post(As::Member, &format!("{path}/reset-trigger"), json!({})).await.expect(200).data();
    world.server.call("POST", old).send().await.expect(404);
    world.server.call("POST", new["trigger_url"].as_str().unwrap()).send().await.expect(201);
}

#[tokio::test]
async fn buckets_come_and_go() {
    let world = World::idle().await;
    let server = &world.server;
    let listed = server.get(As::Reader, "/v1/buckets").await.data();
    assert_eq!((&listed[0]["key"], &listed[0]["default"]), (&json!(server.bucket.0), &json!(true)));
    assert_eq!(listed.as_array().unwrap().len(), 1);
    server.post(As::Member, "/v1/buckets", json!({"name": "Second"})).await.expect(403);
    let path = format!("/v1/buckets?name=Second&team_uuid={}", server.team);
    let made = server.call_as(As::Administrator, "POST", &path).send().await.expect(201).data();
    let key = made["key"].as_str().unwrap();
    assert!(
        key.len() == 12 && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()),
        "{key}"
    );
    server.post(As::Owner, "/v1/buckets", json!({"name": "Second"})).await.expect(409);
    let path = format!("/v1/buckets/{key}");
    let renamed = server.put(As::Administrator, &path, json!({"name": "Third"})).await.expect(200).data();
    assert_eq!(renamed["name"], "Third");
    assert_eq!(server.get(As::Outsider, "/v1/buckets").await.data(), json!([]));
    server.delete(As::Member, &path).await.expect(403);
    server.delete(As::Administrator, &path).await.expect(204);
    server.get(As::Owner, &path).await.expect(404);
    let refused = server.delete(As::Owner, &server.in_bucket("")).await.expect(409);
    assert!(refused.message().contains("default"), "{}", refused.message());
}
