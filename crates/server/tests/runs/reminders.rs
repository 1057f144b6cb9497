//! Owners are reminded of values that stop working.

use serde_json::json;

use crate::{common::As, world::World};

const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn owners_are_told_two_weeks_and_three_days_before_and_on_the_day() {
    let world = World::idle().await;
    let (server, clock) = (&world.server, &world.server.clock);
    let now = 1_800_000_000;
    let secret = |name: &str, days: i64| json!({"name": name, "value": "some-Value-4-it", "expires_at": now + days * DAY});
    let mut ids = Vec::new();
    for (name, days) in [("soon", 20), ("never", 400)] {
        let made =
            server.post(As::Owner, &server.in_team("/secrets"), secret(name, days)).await.expect(201).data();
        ids.push(made["secret_uuid"].as_str().unwrap().to_owned());
    }
    let told = async || {
        server.app.remind_owners().await.unwrap();
        std::mem::take(&mut *server.messenger.mails.lock().unwrap())
    };
    assert_eq!(told().await, []);
    let owner = || vec![As::Owner.email().to_owned()];
    for (passed, left) in [(6, 14), (11, 2), (3, -1)] {
        clock.advance(passed * DAY);
        assert_eq!(told().await, [(owner(), format!("soon: {left}"))]);
        clock.advance(60 * 60);
        assert_eq!(told().await, [], "once");
    }
    // Another date is told of anew.
    let one = server.in_team(&format!("/secrets/{}", ids[0]));
    server.put(As::Owner, &one, json!({"expires_at": now + 22 * DAY})).await.expect(200);
    assert_eq!(told().await.len(), 1);
    server.put(As::Owner, &one, json!({"expires_at": null})).await.expect(200);
    clock.advance(30 * DAY);
    assert_eq!(told().await, []);
}
