//! A value that was written out before it was a secret: found, told to the owner, and taken out.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{common::As, world::World};

const VALUE: &str = "s3cr3t-Value-of-the-0wner";

async fn searched(world: &World, secret: &str) -> Value {
    let path = format!("/v1/secrets/{secret}/search");
    let wait = async {
        loop {
            let search = world.server.get(As::Owner, &path).await.expect(200).data();
            if search["state"] == "finished" {
                return search;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the search ends")
}

async fn secret(world: &World, value: &str) -> String {
    let body = json!({"name": "key", "value": value});
    let made = world.server.post(As::Owner, &world.server.in_team("/secrets"), body).await.expect(201).data();
    made["secret_uuid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_value_that_was_written_out_is_found_and_taken_out() {
    let world = World::start().await;
    let mut step = world.step(&format!("/orders?key={VALUE}"));
    step["headers"] = json!({"X-Key": [VALUE], "X-Encoded": ["czNjcjN0LVZhbHVlLW9mLXRoZS0wd25lcg=="]});
    step["scripts"] = json!([format!("log('a {VALUE} inside')")]);
    let (test, _) = world.test(json!({"name": "Orders", "steps": [step]})).await;
    let run = world.ask(&test, json!({})).await;
    let environments = world.server.get(As::Member, &format!("{test}/environments")).await.data();
    let environment = environments[0]["id"].as_str().unwrap();
    let body = json!({"name": "Settings", "initial_variables": {"token": VALUE}});
    world.server.put(As::Member, &format!("{test}/environments/{environment}"), body).await.expect(200);
    let (bystander, _) = world.simple("/nothing").await;
    world.run(&bystander).await;
    let result = world.result(&run).await.to_string();
    assert!(result.contains(VALUE), "the control: results of before show it");

    let secret = secret(&world, VALUE).await;
    let found = searched(&world, &secret).await;
    let traces = &found["found"];
    assert_eq!(traces["definitions"].as_array().unwrap().len(), 2, "{found}");
    let of_test =
        traces["definitions"].as_array().unwrap().iter().find(|one| one["environment_id"].is_null());
    let of_test = of_test.unwrap();
    assert_eq!((&of_test["name"], &of_test["by_itself"]), (&json!("Orders"), &json!(false)));
    let places: Vec<_> =
        of_test["places"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    for place in ["steps[0].url", "steps[0].headers[\"X-Key\"][0]", "steps[0].scripts[0]"] {
        assert!(places.contains(&place), "{places:?}");
    }
    assert_eq!((&traces["results"], &traces["too_short"]), (&json!(1), &json!(false)), "{found}");
    assert!(traces["revisions"].as_u64().unwrap() >= 2 && !found.to_string().contains(VALUE), "{found}");

    // What cannot be put into a script is put there by hand, before or after.
    let take_out = format!("/v1/secrets/{secret}/search/take-out");
    world.server.post(As::Owner, &take_out, json!({})).await.expect(200);
    let left = searched(&world, &secret).await;
    assert_eq!((&left["repaired"], &left["found"]["results"]), (&json!(true), &json!(0)), "{left}");
    assert_eq!(left["found"]["definitions"].as_array().unwrap().len(), 1, "{left}");
    assert_eq!(left["found"]["definitions"][0]["places"], json!(["steps[0].scripts[0]"]));
    let now = world.server.get(As::Member, &test).await.data();
    assert_eq!(now["steps"][0]["headers"]["X-Key"][0], "{{get_secret(key)}}");
    let result = world.result(&run).await.to_string();
    assert!(!result.contains(VALUE) && result.contains("[secret:key]"), "{result}");
    let mut steps = now["steps"].clone();
    steps[0]["scripts"] = json!([]);
    world.server.put(As::Member, &test, json!({"name": "Orders", "steps": steps})).await.expect(200);
    world.server.post(As::Owner, &take_out, json!({})).await.expect(200);
    let left = searched(&world, &secret).await;
    assert_eq!(left["found"]["count"], 0, "{left}");

    let told = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200).text;
    assert!(told.contains("secret_found") && told.contains("secret_taken_out"));
    for somebody in [As::Administrator, As::Member, As::Reader] {
        let path = format!("/v1/secrets/{secret}/search");
        world.server.get(somebody, &path).await.expect(403);
        world.server.post(somebody, &take_out, json!({})).await.expect(403);
    }
}

#[tokio::test]
async fn what_is_too_short_is_said_to_be_and_nothing_is_no_news() {
    let world = World::start().await;
    world.simple("/a").await;
    let short = secret(&world, "12345").await;
    assert_eq!(searched(&world, &short).await["found"]["too_short"], true);
    let path = world.server.in_team(&format!("/secrets/{short}"));
    world
        .server
        .put(As::Owner, &path, json!({"value": "a-long-value-that-stands-nowhere"}))
        .await
        .expect(200);
    let found = searched(&world, &short).await;
    assert_eq!(
        (&found["found"]["too_short"], &found["found"]["count"]),
        (&json!(false), &json!(0)),
        "{found}"
    );
}
