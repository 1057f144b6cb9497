//! Credentials that are written out in definitions: found, and turned into secrets.

use serde_json::{Value, json};

use crate::common::{As, TestServer};

/// Looks random, and is of nobody.
const KEY: &str = "kX9vbQ27TzRmmW4pLq8s";
const PASSWORD: &str = "vT4mQ8zLp2";

async fn found(server: &TestServer, query: &str) -> Value {
    let path = server.in_bucket(&format!("/credentials{query}"));
    let answer = server.get(As::Member, &path).await.expect(200);
    assert!(!answer.text.contains(KEY) && !answer.text.contains(PASSWORD), "{}", answer.text);
    answer.data()
}

async fn test(server: &TestServer) -> Value {
    let step = json!({"step_type": "request", "method": "POST", "url": "https://api.example.com/",
        "headers": {"Authorization": [format!("Bearer {KEY}")]},
        "body": json!({"a_token": KEY, "b_token": PASSWORD}).to_string(),
        "before_scripts": [format!("variables.set('db_password', '{PASSWORD}');"), format!("log('token', 'x{KEY}');")]});
    let body = json!({"name": "Orders", "steps": [step]});
    server.post(As::Member, &server.in_bucket("/tests"), body).await.expect(201).data()
}

#[tokio::test]
async fn they_are_found_in_tests_and_environments() {
    let server = TestServer::start().await;
    assert_eq!(found(&server, "").await, json!([]));
    let test = test(&server).await;
    let shared =
        json!({"name": "Shared", "initial_variables": {"api_key": KEY, "base_url": "https://a.example"}});
    server.post(As::Member, &server.in_bucket("/environments"), shared).await.expect(201);
    let all = found(&server, "").await;
    let places: Vec<_> = all.as_array().unwrap().iter().map(|one| one["place"].as_str().unwrap()).collect();
    assert_eq!(
        places,
        [
            "steps[0].headers.Authorization[0]",
            "steps[0].body",
            "steps[0].body",
            "steps[0].before_scripts[0]",
            "steps[0].before_scripts[1]",
            "initial_variables.api_key",
        ]
    );
    assert_eq!((&all[1]["suggested_name"], &all[1]["nth"]), (&json!("a_token"), &json!(0)));
    assert_eq!((&all[2]["suggested_name"], &all[2]["nth"]), (&json!("b_token"), &json!(1)));
    assert_eq!((&all[5]["test_id"], &all[5]["environment_name"]), (&Value::Null, &json!("Shared")));
    let of_test = found(&server, &format!("?test_id={}", test["id"].as_str().unwrap())).await;
    assert_eq!(of_test.as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn the_owner_turns_them_into_secrets() {
    let server = TestServer::start().await;
    let test = test(&server).await;
    let turn = server.in_bucket("/credentials/secret");
    let at = |place: &str, nth: usize, name: &str| json!({"test_id": test["id"], "place": place, "nth": nth, "name": name, "allowed_hosts": ["api.example.com"]});
    let body = at("steps[0].body", 1, "b_token");
    let made = server.post(As::Owner, &turn, body.clone()).await.expect(201);
    assert!(!made.text.contains(PASSWORD), "{}", made.text);
    assert_eq!((&made.data()["name"], &made.data()["used_by"]), (&json!("b_token"), &json!(1)));
    let taken = server.post(As::Owner, &turn, at("steps[0].body", 0, "b_token")).await.expect(409);
    assert!(taken.text.contains("already has a secret"), "{}", taken.text);
    let again = server.post(As::Owner, &turn, body).await.expect(409);
    assert!(again.text.contains("look again"), "{}", again.text);
    for (place, name) in
        [("steps[0].headers.Authorization[0]", "orders"), ("steps[0].before_scripts[0]", "db")]
    {
        server.post(As::Owner, &turn, at(place, 0, name)).await.expect(201);
    }
    let by_hand = server.post(As::Owner, &turn, at("steps[0].before_scripts[1]", 0, "part")).await;
    assert!(matches!(by_hand.status, 201 | 409), "{}", by_hand.text);

    let path = server.in_bucket(&format!("/tests/{}", test["id"].as_str().unwrap()));
    let saved = server.get(As::Member, &path).await.data();
    let step = &saved["steps"][0];
    assert_eq!(step["headers"]["Authorization"][0], "Bearer {{get_secret(orders)}}");
    assert_eq!(step["before_scripts"][0], "variables.set('db_password', get_secret(\"db\"));");
    let body: Value = serde_json::from_str(step["body"].as_str().unwrap()).unwrap();
    assert_eq!((&body["a_token"], &body["b_token"]), (&json!(KEY), &json!("{{get_secret(b_token)}}")));
    let revisions = server.get(As::Member, &format!("{path}/revisions")).await.data();
    assert!(revisions.as_array().unwrap().len() >= 4, "{revisions}");
    for wrong in [
        json!({"place": "steps[0].url", "name": "a"}),
        json!({"test_id": test["id"], "place": "nowhere", "name": "b"}),
        json!({"test_id": test["id"], "place": "steps[0].body", "name": "no name"}),
    ] {
        let status = server.post(As::Owner, &turn, wrong.clone()).await.status;
        assert!((400..500).contains(&status), "{wrong}: {status}");
    }
}
