//! Remote agents as people see them.

use serde_json::{Value, json};

use crate::common::{As, TestServer};

#[tokio::test]
async fn an_agent_is_added_with_a_token_that_is_shown_once() {
    let server = TestServer::start().await;
    let agents = server.in_team("/agents");
    let added = server.post(As::Administrator, &agents, json!({"name": " Office "})).await.expect(201);
    let token = added.data()["enrolment"]["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("tca_"), "{token}");
    let agent = added.data();
    assert_eq!(
        (&agent["name"], &agent["state"], &agent["slots"]),
        (&json!("Office"), &json!("pending"), &json!(10))
    );

    let list = server.get(As::Reader, &agents).await.expect(200);
    assert_eq!(list.data()[0]["agent_id"], agent["agent_id"]);
    let own = format!("{agents}/{}", agent["agent_id"].as_str().unwrap());
    let read = server.get(As::Reader, &own).await.expect(200);
    assert_eq!((&read.data()["version"], &read.data()["environments"]), (&Value::Null, &json!([])));
    for answer in [&list, &read] {
        assert!(!answer.text.contains(&token), "nobody can show it again");
    }
    let next = server.post(As::Owner, &format!("{own}/enrolment"), json!({})).await.expect(201).data();
    assert_ne!(next["token"], json!(token));

    let body = json!({"name": "Cellar", "slots": 3});
    let changed = server.put(As::Owner, &own, body).await.expect(200).data();
    assert_eq!((&changed["name"], &changed["slots"]), (&json!("Cellar"), &json!(3)));
    server.put(As::Owner, &own, json!({"slots": 0})).await.expect(400);
    server.post(As::Owner, &agents, json!({"name": "Cellar"})).await.expect(409);
    server.post(As::Owner, &agents, json!({"name": ""})).await.expect(400);
}

#[tokio::test]
async fn environments_name_agents_of_their_team_only_and_hear_of_their_end() {
    let server = TestServer::start().await;
    let agents = server.in_team("/agents");
    let agent = server.post(As::Owner, &agents, json!({"name": "Office"})).await.expect(201).data();
    let id = agent["agent_id"].as_str().unwrap();
    let environments = server.in_bucket("/environments");
    let body = |id: &str| json!({"name": "E", "remote_agents": [{"name": "Office", "uuid": id}]});
    let made = server.post(As::Member, &environments, body(id)).await.expect(201).data();
    assert_eq!(made["remote_agents"], json!([{"name": "Office", "uuid": id}]));
    let own = format!("{environments}/{}", made["id"].as_str().unwrap());

    let foreign = "6f1f2a5e-7d0c-4c1b-9c55-0d9a4b8f3a11";
    let refused = server.post(As::Member, &environments, body(foreign)).await.expect(400);
    assert!(refused.message().contains("no agent with this id"), "{}", refused.text);
    let refused =
        server.post(As::Member, &environments, json!({"name": "E", "regions": ["us1"]})).await.expect(400);
    assert!(refused.message().contains("`local`"), "{}", refused.text);
    // Those made at the same time come in any order.
    server.clock.advance(1);
    // What comes from another installation names places of its own.
    let steps = json!([{"step_type": "pause", "duration": 1}]);
    let file = json!({"name": "T", "steps": steps, "environments": [{"name": "E", "regions": ["us1", "local"],
        "remote_agents": [{"name": "Office", "uuid": foreign}, {"name": "Office", "uuid": id}]}]});
    let test = server.post(As::Member, &server.in_bucket("/tests"), file).await.expect(201).data();
    let kept = &test["environments"][0];
    assert_eq!(kept["regions"], json!(["local"]));
    assert_eq!(kept["remote_agents"], json!([{"name": "Office", "uuid": id}]));

    let agent = format!("{agents}/{id}");
    let used = server.get(As::Member, &agent).await.data()["environments"].clone();
    assert_eq!(used[0]["environment_id"], made["id"]);
    let told = server.delete(As::Owner, &agent).await.expect(200).data();
    assert!(told["environments"].as_array().unwrap().contains(&used[0]), "{told}");
    assert_eq!(server.get(As::Member, &agent).await.data()["state"], "revoked");
    assert_eq!(server.get(As::Member, &agents).await.data(), json!([]));
    server.delete(As::Owner, &agent).await.expect(404);
    server.post(As::Owner, &format!("{agent}/enrolment"), json!({})).await.expect(404);
    let refused = server.put(As::Member, &own, body(id)).await.expect(400);
    assert!(refused.message().contains("was removed"), "{}", refused.text);

    let log = server.get(As::Owner, &server.in_team("/audit")).await.expect(200).text;
    for action in ["agent_added", "agent_removed"] {
        assert!(log.contains(action), "{log}");
    }
}
