//! An API that sends a value back is told of to the owner, and to nobody else.

use serde_json::{Value, json};

use crate::{common::As, world::World};

const STRONG: &str = "Kq9/zX+4v~of-the-orders";

async fn secret(world: &World, name: &str, value: &str) {
    let body = json!({"name": name, "value": value});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), body).await.expect(201);
}

async fn of_owner(world: &World, name: &str) -> Value {
    let all = world.server.get(As::Owner, &world.server.in_team("/secrets")).await.expect(200).data();
    all.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
}

#[tokio::test]
async fn a_value_that_comes_back_is_told_to_the_owner() {
    let world = World::start().await;
    for (name, value) in [("strong", STRONG), ("weak", "completed"), ("quiet", "nobody-Asks-4-this-0ne")] {
        secret(&world, name, value).await;
    }
    let sent = |name: &str| {
        let mut step = world.step("/echo");
        step["headers"] = json!({"X-Key": [format!("{{{{get_secret({name})}}}}")]});
        step
    };
    let (test, made) = world.test(json!({"name": "Orders", "steps": [sent("strong"), sent("weak")]})).await;
    let (silent, _) = world.simple("/silent").await;
    let result = world.run(&test).await;
    world.run(&silent).await;
    assert_eq!(result["result"], "pass", "{result:#}");
    assert!(!result.to_string().contains("echoed") && !result.to_string().contains(STRONG));
    let echoed = of_owner(&world, "strong").await["echoed_in"].clone();
    assert_eq!((&echoed[0]["test_id"], &echoed[0]["test_name"]), (&made["id"], &json!("Orders")), "{echoed}");
    assert_eq!(echoed.as_array().unwrap().len(), 1);
    // What stands in answers by chance is none of it, and neither is what was not sent.
    for name in ["weak", "quiet"] {
        assert_eq!(of_owner(&world, name).await["echoed_in"], json!([]), "{name}");
    }
    world.run(&test).await;
    let told = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200).text;
    assert_eq!(told.matches("secret_echoed").count(), 1, "the first time only: {told}");
    // It goes with its test.
    world.server.delete(As::Member, &test).await;
    assert_eq!(of_owner(&world, "strong").await["echoed_in"], json!([]));
}
