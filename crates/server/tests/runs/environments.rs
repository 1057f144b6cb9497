//! Environments of tests and shared ones.

use serde_json::json;

use crate::{common::As, world::World};

#[tokio::test]
async fn a_test_inherits_from_a_shared_one_of_its_bucket() {
    let world = World::start().await;
    let server = &world.server;
    let shared_path = server.in_bucket("/environments");
    let base = json!({"name": "Base", "initial_variables": {"place": "shared", "key": "from-shared"},
        "headers": {"X-Key": ["{{key}}"]}});
    let shared = server.post(As::Member, &shared_path, base).await.expect(201).data();
    assert_eq!((&shared["test_id"], &shared["revision"]), (&json!(null), &json!(1)));
    let (test, _) = world
        .test(json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": world.target.url("/{{place}}")}]}))
        .await;
    let own =
        json!({"name": "Own", "parent_environment_id": shared["id"], "initial_variables": {"place": "own"}});
    let own = server.post(As::Member, &format!("{test}/environments"), own).await.expect(201).data();
    let run = world.ask(&test, json!({"environment_id": own["id"]})).await;
    assert_eq!(world.result(&run).await["environment_name"], "Own");
    let run =
        world.ask(&test, json!({"environment_id": shared["id"], "variables": {"place": "given"}})).await;
    assert_eq!(world.result(&run).await["result"], "pass");
    assert_eq!(world.target.requests(), ["GET /own from-shared", "GET /given from-shared"]);

    let path = format!("{shared_path}/{}", shared["id"].as_str().unwrap());
    let refused = server.delete(As::Member, &path).await.expect(409);
    assert!(refused.message().contains("Own"), "{}", refused.message());
    server.delete(As::Member, &format!("{shared_path}/{}", own["id"].as_str().unwrap())).await.expect(204);
    server.delete(As::Member, &path).await.expect(204);
}

#[tokio::test]
async fn parents_are_shared_ones_of_the_same_bucket() {
    let world = World::idle().await;
    let server = &world.server;
    let shared_path = server.in_bucket("/environments");
    let shared = server.post(As::Member, &shared_path, json!({"name": "s"})).await.expect(201).data();
    let heir = json!({"name": "s2", "parent_environment_id": shared["id"]});
    server.post(As::Member, &shared_path, heir.clone()).await.expect(400);
    let (test, made) = world.simple("/a").await;
    let environments = format!("{test}/environments");
    let of_test = json!({"name": "e", "parent_environment_id": made["default_environment_id"]});
    server.post(As::Member, &environments, of_test).await.expect(400);
    let other = server.post(As::Owner, "/v1/buckets", json!({"name": "Other"})).await.expect(201).data();
    let other = format!("/v1/buckets/{}", other["key"].as_str().unwrap());
    let foreign = server
        .post(As::Member, &format!("{other}/environments"), json!({"name": "f"}))
        .await
        .expect(201)
        .data();
    let of_foreign = json!({"name": "e", "parent_environment_id": foreign["id"]});
    server.post(As::Member, &environments, of_foreign).await.expect(400);
    server
        .post(As::Member, &format!("{test}/run"), json!({"environment_id": foreign["id"]}))
        .await
        .expect(400);
    server.post(As::Member, &environments, heir).await.expect(201);
}

#[tokio::test]
async fn each_save_is_a_revision() {
    let world = World::idle().await;
    let server = &world.server;
    let (test, made) = world.simple("/a").await;
    let id = made["default_environment_id"].as_str().unwrap();
    let path = format!("{test}/environments/{id}");
    let put = |body| server.put(As::Member, &path, body);
    let saved =
        put(json!({"name": "One", "initial_variables": {"a": "1"}, "revision": 1})).await.expect(200).data();
    assert_eq!((&saved["revision"], &saved["id"], &saved["test_id"]), (&json!(2), &json!(id), &made["id"]));
    put(json!({"name": "Two", "revision": 1})).await.expect(409);
    put(json!({"name": "Two", "initial_variables": {"get_secret": "1"}})).await.expect(400);
    put(json!({"name": "Two", "initial_variables": {"a": "{{get_secret()}}"}})).await.expect(400);
    put(json!({"name": "Two"})).await.expect(200);
    let revisions = server.in_bucket(&format!("/environments/{id}/revisions"));
    let list = server.get(As::Reader, &revisions).await.data();
    assert_eq!(list.as_array().unwrap().len(), 3);
    let one = server.get(As::Reader, &format!("{revisions}/2")).await.data();
    assert_eq!(one["definition"]["initial_variables"], json!({"a": "1"}));
    let restored =
        server.post(As::Member, &format!("{revisions}/2/restore"), json!({})).await.expect(200).data();
    assert_eq!((&restored["name"], &restored["revision"]), (&json!("One"), &json!(4)));
    server.get(As::Outsider, &revisions).await.expect(404);
}

#[tokio::test]
async fn the_last_environment_of_a_test_stays() {
    let world = World::start().await;
    let server = &world.server;
    let (test, made) = world.simple("/a").await;
    let environment = |id: &serde_json::Value| format!("{test}/environments/{}", id.as_str().unwrap());
    let first = environment(&made["default_environment_id"]);
    server.delete(As::Member, &first).await.expect(409);
    let second = server
        .post(As::Member, &format!("{test}/environments"), json!({"name": "b"}))
        .await
        .expect(201)
        .data();
    server.delete(As::Member, &first).await.expect(204);
    let now = server.get(As::Reader, &test).await.data();
    assert_eq!(
        (&now["default_environment_id"], &now["environments"][0]["id"]),
        (&json!(null), &second["id"])
    );
    // Runs take place in the one that is left.
    assert_eq!(world.run(&test).await["environment_name"], "b");
}
