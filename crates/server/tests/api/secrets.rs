//! Secrets: made, changed, found in tests, deleted.

use serde_json::{Value, json};

use crate::common::{As, TestServer};

async fn make(server: &TestServer, path: &str, name: &str) -> Value {
    server
        .post(As::Owner, path, json!({"name": name, "value": "value-of-the-secret"}))
        .await
        .expect(201)
        .data()
}

fn id(secret: &Value) -> &str {
    secret["secret_uuid"].as_str().unwrap()
}

#[tokio::test]
async fn a_misspelt_list_of_hosts_is_no_plain_secret() {
    let server = TestServer::start().await;
    let list = server.in_team("/secrets");
    for field in ["allowed_host", "allowedHosts", "visibilty"] {
        let body = json!({"name": "key", "value": "k-1-long-enough", field: ["api.example.com"]});
        let refused = server.post(As::Owner, &list, body).await.expect(400);
        assert!(refused.message().contains("known are name, value"), "{}", refused.text);
    }
    assert_eq!(server.get(As::Owner, &list).await.data(), json!([]));
    let made = server.post(As::Owner, &list, json!({"name": "key", "value": "k-1"})).await.expect(201).data();
    let one = format!("{list}/{}", id(&made));
    server.put(As::Owner, &one, json!({"allowed_host": []})).await.expect(400);
    // What was read can be sent back.
    let same = server.put(As::Owner, &one, made.clone()).await.expect(200).data();
    assert_eq!((&same["version"], &same["allowed_hosts"]), (&made["version"], &made["allowed_hosts"]));
}

#[tokio::test]
async fn a_stored_value_is_not_asked_about() {
    let server = TestServer::start().await;
    let list = server.in_team("/secrets");
    let mut said = Vec::new();
    for (name, value) in [("short", "k-1"), ("digits", "123456789012"), ("common", "password1234")] {
        let made =
            server.post(As::Owner, &list, json!({"name": name, "value": value})).await.expect(201).data();
        let one = format!("{list}/{}", id(&made));
        let refused = server.put(As::Owner, &one, json!({"visibility": "redact"})).await.expect(400);
        said.push(refused.message().to_owned());
    }
    assert!(said.iter().all(|words| *words == said[0]), "{said:?}");
}

#[tokio::test]
async fn a_life_of_a_secret() {
    let server = TestServer::start().await;
    for path in [server.in_team("/secrets"), server.in_bucket("/secrets")] {
        assert_eq!(server.get(As::Owner, &path).await.data(), json!([]));
        let body = json!({"name": "private_api_key", "value": "k-1", "description": " for orders "});
        let made = server.post(As::Owner, &path, body).await.expect(201).data();
        let now = 1_800_000_000.0;
        let expected = json!({
            "secret_uuid": id(&made), "name": "private_api_key", "description": "for orders", "version": 1,
            "visibility": "strict", "allowed_hosts": [], "created_at": now, "updated_at": now, "last_used_at": null,
            "expires_at": null, "from": null, "trouble": null, "next": null, "used_by": 0, "stands_in": null, "echoed_in": []
        });
        assert_eq!(made, expected);
        assert_eq!(server.get(As::Owner, &path).await.data(), json!([made]));
        let one = format!("{path}/{}", id(&made));
        assert_eq!(server.get(As::Owner, &one).await.data(), made);

        server.clock.advance(10);
        let changed = server.put(As::Owner, &one, json!({"value": "k-2"})).await.data();
        assert_eq!((&changed["version"], &changed["updated_at"]), (&json!(2), &json!(now + 10.0)));
        assert_eq!(changed["description"], "for orders");
        let changed = server.put(As::Owner, &one, json!({"description": null})).await.data();
        assert_eq!((&changed["version"], &changed["description"]), (&json!(2), &Value::Null));
        let changed = server.put(As::Owner, &one, json!({"name": "KEY", "value": "k-3"})).await.data();
        assert_eq!((&changed["version"], &changed["name"]), (&json!(3), &json!("KEY")));
        // Three values, each opened under the name it is kept for now.
        server.put(As::Owner, &one, json!({"name": "KEY_2"})).await.expect(200);
        server.put(As::Owner, &one, json!({"name": "KEY_3", "description": "x"})).await.expect(200);

        server.delete(As::Owner, &one).await.expect(204);
        server.get(As::Owner, &one).await.expect(404);
        server.delete(As::Owner, &one).await.expect(404);
        assert_eq!(server.get(As::Owner, &path).await.data(), json!([]));
        server.clock.advance(-10);
    }
}

#[tokio::test]
async fn one_name_means_one_thing() {
    let server = TestServer::start().await;
    let (team, bucket) = (server.in_team("/secrets"), server.in_bucket("/secrets"));
    let other = server.post(As::Owner, "/v1/buckets", json!({"name": "Other"})).await.data();
    let other = format!("/v1/buckets/{}/secrets", other["key"].as_str().unwrap());
    let taken = |path: String, name: &'static str| {
        let server = &server;
        async move {
            server.post(As::Owner, &path, json!({"name": name, "value": "v"})).await.expect(409).message()
        }
    };
    make(&server, &bucket, "in_bucket").await;
    make(&server, &other, "in_bucket").await;
    make(&server, &team, "in_team").await;
    assert!(taken(bucket.clone(), "in_bucket").await.contains("Default"));
    let both = taken(team.clone(), "in_bucket").await;
    assert!(both.contains("Default") && both.contains("Other"), "{both}");
    assert!(taken(bucket.clone(), "in_team").await.contains("the team already has"));
    assert!(taken(team.clone(), "in_team").await.contains("the team already has"));
    // Case matters.
    let upper = make(&server, &bucket, "IN_TEAM").await;
    let one = format!("{bucket}/{}", id(&upper));
    server.put(As::Owner, &one, json!({"name": "in_team"})).await.expect(409);
    server.put(As::Owner, &one, json!({"name": "in_bucket"})).await.expect(409);
    assert_eq!(server.get(As::Owner, &one).await.data()["name"], "IN_TEAM");
    // A secret is found where it is and nowhere else.
    server.get(As::Owner, &format!("{team}/{}", id(&upper))).await.expect(404);
    server.get(As::Owner, &format!("{other}/{}", id(&upper))).await.expect(404);
}

#[tokio::test]
async fn wrong_inputs_name_their_place() {
    let server = TestServer::start().await;
    let path = server.in_team("/secrets");
    let existing = make(&server, &path, "existing").await;
    let one = format!("{path}/{}", id(&existing));
    let large = "x".repeat(17 * 1024);
    for (field, wrong, says) in [
        ("name", json!(""), "empty"),
        ("name", json!("2fa"), "starts with"),
        ("name", json!("a-b"), "character 2"),
        ("name", json!("n".repeat(101)), "100 characters"),
        ("value", json!(""), "needs a value"),
        ("value", json!(large), "16384 bytes"),
        ("description", json!("d".repeat(256)), "255 characters"),
        ("visibility", json!("open"), "strict or redact"),
        ("allowed_hosts", json!(["api.example.com", "*"]), "allowed host 2: a * can only be"),
        ("allowed_hosts", json!(["*.com"]), "a * can only be"),
        ("allowed_hosts", json!(["10.0.0.0/8"]), "ranges of addresses"),
        ("allowed_hosts", json!(["https://api.example.com/v1"]), "leave out the path"),
        ("allowed_hosts", json!(["ftp://api.example.com"]), "the scheme is https"),
        ("allowed_hosts", json!(["api.example.com:0"]), "from 1 to 65535"),
        ("allowed_hosts", json!(["api.example.com."]), "the dot at the end"),
        ("allowed_hosts", json!([""]), "it is empty"),
        (
            "allowed_hosts",
            json!((0..51).map(|n| format!("h{n}.example.com")).collect::<Vec<_>>()),
            "at most 50",
        ),
    ] {
        let mut body = json!({"name": "fresh", "value": "a value that is long enough"});
        body[field] = wrong;
        for answer in
            [server.post(As::Owner, &path, body.clone()).await, server.put(As::Owner, &one, body).await]
        {
            let answer = answer.expect(400);
            assert_eq!(answer.json()["error"]["errors"][0]["path"], field, "{}", answer.text);
            assert!(answer.message().contains(says), "{}", answer.text);
            assert!(answer.text.len() < 1000, "the value is not in it");
        }
    }
    assert_eq!(server.get(As::Owner, &path).await.data(), json!([existing]));
    for value in ["x".repeat(16 * 1024), "ä\u{1F511}\n\0".into(), "k".into()] {
        server.put(As::Owner, &one, json!({"value": value})).await.expect(200);
    }
}

/// Details of the newest audit entry about a change of a secret.
async fn last_change(server: &TestServer) -> Value {
    let log = server.get(As::Owner, &server.in_team("/audit?count=100")).await.data();
    let entries = log["entries"].as_array().unwrap();
    let newest = entries.iter().filter(|entry| {
        let action = entry["action"].as_str().unwrap();
        action == "secret_updated" || action == "secret_created"
    });
    newest.max_by_key(|entry| entry["seq"].as_u64()).unwrap().clone()
}

#[tokio::test]
async fn a_secret_with_allowed_hosts_is_sealed() {
    let server = TestServer::start().await;
    for path in [server.in_team("/secrets"), server.in_bucket("/secrets")] {
        let hosts =
            json!([" API.Example.com/ ", "*.example.org", "http://10.0.0.5:8080", "api.example.com:443"]);
        let body = json!({"name": "key", "value": "value-of-the-secret", "allowed_hosts": hosts});
        let made = server.post(As::Owner, &path, body).await.expect(201).data();
        let stored = json!(["http://10.0.0.5:8080", "api.example.com", "*.example.org"]);
        assert_eq!(made["allowed_hosts"], stored, "each once, in one spelling");
        assert!(
            last_change(&server).await.to_string().contains("allowed_hosts\":3"),
            "{}",
            last_change(&server).await
        );
        let one = format!("{path}/{}", id(&made));
        assert_eq!(server.get(As::Owner, &one).await.data(), made);
        // What is left out stays.
        let changed = server.put(As::Owner, &one, json!({"description": "x"})).await.data();
        assert_eq!((&changed["allowed_hosts"], &changed["version"]), (&stored, &json!(1)));

        for (hosts, wider) in [
            (json!(["api.example.com", "*.example.org"]), false),
            (json!(["a.example.org", "api.example.com"]), false),
            (json!(["a.example.org", "api.example.com", "evil.example"]), true),
            (json!(["http://api.example.com"]), true),
            (json!([]), true),
            (json!(["api.example.com"]), false),
        ] {
            let changed =
                server.put(As::Owner, &one, json!({"allowed_hosts": hosts})).await.expect(200).data();
            assert_eq!(changed["allowed_hosts"], hosts);
            let told = last_change(&server).await.to_string();
            assert_eq!(told.contains("hosts_widened"), wider, "{hosts}: {told}");
        }
        // The value is sealed anew for each list: it opens under another name and with another value still.
        server
            .put(As::Owner, &one, json!({"name": "key_2", "value": "another-long-value"}))
            .await
            .expect(200);
        server
            .put(As::Owner, &one, json!({"name": "key_3", "allowed_hosts": ["b.example.com"]}))
            .await
            .expect(200);
        server.delete(As::Owner, &one).await.expect(204);
    }
}

#[tokio::test]
async fn a_value_too_short_to_be_found_cannot_be_sealed() {
    let server = TestServer::start().await;
    let path = server.in_team("/secrets");
    let hosts = json!(["api.example.com"]);
    let short = json!({"name": "pin", "value": "471-1", "allowed_hosts": hosts});
    let answer = server.post(As::Owner, &path, short).await.expect(400);
    assert_eq!(answer.json()["error"]["errors"][0]["path"], "allowed_hosts");
    assert!(answer.message().contains("fewer than 8 bytes") && !answer.text.contains("471-1"));
    let pin =
        server.post(As::Owner, &path, json!({"name": "pin", "value": "471-1"})).await.expect(201).data();
    let one = format!("{path}/{}", id(&pin));
    server.put(As::Owner, &one, json!({"allowed_hosts": hosts})).await.expect(400);
    server.put(As::Owner, &one, json!({"allowed_hosts": hosts, "value": "471-1-471-1"})).await.expect(200);
    server.put(As::Owner, &one, json!({"value": "471-1"})).await.expect(400);
}

#[tokio::test]
async fn weak_values_stay_strict() {
    let server = TestServer::start().await;
    let path = server.in_team("/secrets");
    let weak = json!({"name": "pin", "value": "4711", "visibility": "redact"});
    let answer = server.post(As::Owner, &path, weak).await.expect(400);
    assert_eq!(answer.json()["error"]["errors"][0]["path"], "visibility");
    assert!(answer.message().contains("too weak") && !answer.text.contains("4711"));
    let pin = server.post(As::Owner, &path, json!({"name": "pin", "value": "4711"})).await.data();
    let one = format!("{path}/{}", id(&pin));
    // The stored value is judged when only the visibility changes.
    server.put(As::Owner, &one, json!({"visibility": "redact"})).await.expect(400);
    let strong = json!({"value": "mQ7-vtz2-K0pw-88ce", "visibility": "redact"});
    assert_eq!(server.put(As::Owner, &one, strong).await.data()["visibility"], "redact");
    server.put(As::Owner, &one, json!({"value": "4711"})).await.expect(400);
    let strict = json!({"value": "4711", "visibility": "strict"});
    assert_eq!(server.put(As::Owner, &one, strict).await.data()["visibility"], "strict");
}

#[tokio::test]
async fn it_is_told_which_tests_use_it() {
    let server = TestServer::start().await;
    let (team, bucket) = (server.in_team("/secrets"), server.in_bucket("/secrets"));
    let key = make(&server, &team, "key").await;
    make(&server, &bucket, "token").await;
    let other = make(&server, &team, "key_2").await;
    let test = json!({"name": "Orders", "steps": [
        {"step_type": "request", "method": "GET", "url": "https://api.example.com/?k={{get_secret(key)}}", "assertions": [],
         "headers": {"Authorization": ["Bearer {{get_secret(token)}}"]},
         "before_scripts": ["log(get_secret('key'));"]}
    ]});
    let test = server.post(As::Member, &server.in_bucket("/tests"), test).await.expect(201).data();
    let shared = json!({"name": "Staging", "initial_variables": {"auth": "{{get_secret(key)}}"}});
    let shared = server.post(As::Member, &server.in_bucket("/environments"), shared).await.expect(201).data();

    let usage = server.get(As::Owner, &format!("{team}/{}/usage", id(&key))).await.data();
    let base = json!({"bucket_key": server.bucket, "bucket_name": "Default", "last_passed_at": null});
    let with = |more: Value| {
        let mut all = base.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let steps = with(
        json!({"test_id": test["id"], "test_name": "Orders", "environment_id": null, "environment_name": null,
        "places": ["steps[0].url", "steps[0].before_scripts[0]"], "hosts": ["api.example.com"],
        "locations": ["This server"]}),
    );
    let environment = with(json!({"test_id": null, "test_name": null, "environment_id": shared["id"],
        "environment_name": "Staging", "places": ["initial_variables.auth"],
        "hosts": [], "locations": []}));
    assert_eq!(usage, json!({"safe_to_delete": false, "uses": [steps, environment], "computed": []}));
    let unused = format!("{team}/{}/usage", id(&other));
    let usage = server.get(As::Owner, &unused).await.data();
    assert_eq!(usage, json!({"safe_to_delete": true, "uses": [], "computed": []}));
    let test = json!({"name": "Any", "steps": [
        {"step_type": "request", "method": "GET", "url": "https://a.example/", "before_scripts": ["get_secret('k' + 1)"]}
    ]});
    let any = server.post(As::Member, &server.in_bucket("/tests"), test).await.expect(201).data();
    let usage = server.get(As::Owner, &unused).await.data();
    assert_eq!((&usage["safe_to_delete"], &usage["computed"][0]["test_id"]), (&json!(false), &any["id"]));

    let used_by = |secrets: Value| -> Vec<(String, u64)> {
        let one =
            |secret: &Value| (secret["name"].as_str().unwrap().into(), secret["used_by"].as_u64().unwrap());
        secrets.as_array().unwrap().iter().map(one).collect()
    };
    assert_eq!(used_by(server.get(As::Owner, &team).await.data()), [("key".into(), 2), ("key_2".into(), 0)]);
    assert_eq!(used_by(server.get(As::Owner, &bucket).await.data()), [("token".into(), 1)]);
}

#[tokio::test]
async fn names_are_for_those_who_write_tests() {
    let server = TestServer::start().await;
    make(&server, &server.in_team("/secrets"), "b_of_team").await;
    make(&server, &server.in_bucket("/secrets"), "a_of_bucket").await;
    let names = json!([{"name": "a_of_bucket", "scope": "bucket"}, {"name": "b_of_team", "scope": "team"}]);
    for somebody in [As::Owner, As::Administrator, As::Member] {
        assert_eq!(server.get(somebody, &server.in_bucket("/secret-names")).await.data(), names);
    }
    let refused = server.get(As::Reader, &server.in_bucket("/secret-names")).await.expect(403);
    assert!(refused.message().contains("ask Olive Owner (owner@example.com)"), "{}", refused.text);
}

#[tokio::test]
async fn changes_at_once_lose_nothing() {
    let server = TestServer::start().await;
    let path = server.in_team("/secrets");
    let first = make(&server, &path, "first").await;
    let one = format!("{path}/{}", id(&first));
    let changes = (0..12).map(|n| {
        let (server, path, one) = (&server, &path, &one);
        async move {
            if n % 2 == 0 {
                server.put(As::Owner, one, json!({"value": format!("value {n}")})).await.expect(200);
            } else {
                make(server, path, &format!("more_{n}")).await;
            }
        }
    });
    futures::future::join_all(changes).await;
    assert_eq!(server.get(As::Owner, &one).await.data()["version"], 7);
    assert_eq!(server.get(As::Owner, &path).await.data().as_array().unwrap().len(), 7);
    // The manifest fits: the next change is not refused.
    make(&server, &path, "last").await;
}
