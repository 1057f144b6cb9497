//! What the audit log cannot tell is not done: with a log that takes no entry, everything it would tell of is refused.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::{Connection, Row, SqliteConnection};
use tacit_app::DispatchSettings;

use super::{operations, vault::sql};
use crate::{
    common::{As, PASSWORD, TestServer},
    incident::open_incident,
    search,
    world::World,
};

/// What changes something and is told by no entry: definitions have revisions, runs have results.
const UNTOLD: &[&str] = &[
    "POST /v1/buckets",
    "PUT /v1/buckets/{bucket}",
    "POST /v1/radar/{token}/batch",
    "PUT /v1/buckets/{bucket}/emails",
    "PUT /v1/account",
    "POST /v1/agent/{call}",
    "POST /v1/secrets/{secret}/search",
    "POST /v1/setup",
    "PUT /v1/teams/{team}/agents/{agent}",
    "POST /v1/teams/{team}/channels/{channel}/test",
    "POST /v1/teams/{team}/channels/{channel}/deliveries/{delivery}/retry",
];

/// Parts of paths of the same kind.
const UNTOLD_PARTS: &[&str] = &["/tests", "/steps", "/environments", "/schedules", "/trigger", "/results"];

/// Everything that is stored, as text; but for when tokens and people were seen last.
async fn everything(server: &TestServer) -> Vec<String> {
    let url = format!("sqlite://{}", server.database().display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut all = Vec::new();
    for table in sqlx::query(tables).fetch_all(&mut connection).await.unwrap() {
        let table: String = table.get(0);
        let columns = format!(
            "SELECT name FROM pragma_table_info('{table}') WHERE name NOT IN ('last_used_at', 'last_seen_at')"
        );
        let columns = sqlx::query(sqlx::AssertSqlSafe(columns)).fetch_all(&mut connection).await.unwrap();
        let quoted: Vec<String> =
            columns.iter().map(|name| format!("quote({})", name.get::<String, _>(0))).collect();
        let rows = format!("SELECT '{table}: ' || {} FROM {table} ORDER BY 1", quoted.join(" || ', ' || "));
        let rows = sqlx::query(sqlx::AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap();
        all.extend(rows.iter().map(|row| row.get::<String, _>(0)));
    }
    connection.close().await.unwrap();
    all
}

/// Ids of things to change.
struct Furniture {
    secret: String,
    of_bucket: String,
    agent: String,
    channel: String,
    share: String,
    token: String,
    incident: String,
    /// A test with a credential that is written out.
    written: String,
    schedule: String,
    window: String,
    bucket: String,
}

async fn furnish(server: &TestServer) -> Furniture {
    let make = async |path: String, body: Value, id: &str| {
        let made = server.post(As::Owner, &path, body).await;
        assert!(made.status < 300, "{path}: {}", made.text);
        made.data()[id].as_str().unwrap().to_owned()
    };
    let value = |name: &str| json!({"name": name, "value": "value-one"});
    let secret = make(server.in_team("/secrets"), value("key"), "secret_uuid").await;
    let one = server.in_team(&format!("/secrets/{secret}"));
    server.put(As::Owner, &one, json!({"value": "value-two"})).await.expect(200);
    search::end(server, &secret).await;
    let hook = json!({"kind": "webhook", "name": "hook", "settings": {"url": "http://127.0.0.1:9/"}});
    let step = json!({"step_type": "request", "method": "GET", "url": "https://a.example/",
        "headers": {"X-Api-Key": ["kX9vbQ27TzRmmW4pLq8s"]}});
    let written = make(server.in_bucket("/tests"), json!({"name": "T", "steps": [step]}), "id").await;
    let schedules = server.in_bucket(&format!("/tests/{written}/schedules"));
    let window = json!({"name": "w", "cron": "* * * * *", "duration": "1m"});
    Furniture {
        schedule: make(schedules, json!({"interval": "1d"}), "id").await,
        window: make(server.in_bucket("/maintenance"), window, "id").await,
        bucket: make("/v1/buckets".into(), json!({"name": "other"}), "key").await,
        written,
        secret,
        of_bucket: make(server.in_bucket("/secrets"), value("other"), "secret_uuid").await,
        agent: make(server.in_team("/agents"), json!({"name": "Office"}), "agent_id").await,
        channel: make(server.in_team("/channels"), hook, "id").await,
        share: make(server.in_bucket("/shares"), json!({"kind": "feed"}), "id").await,
        token: make("/v1/account/tokens".into(), json!({"name": "t"}), "id").await,
        incident: open_incident(server, &server.bucket.to_string()).await.to_string(),
    }
}

/// What is told, with something to send.
fn told(server: &TestServer, made: &Furniture) -> Vec<(&'static str, String, Value)> {
    let Furniture {
        secret,
        of_bucket,
        agent,
        channel,
        share,
        token,
        incident,
        written,
        schedule,
        window,
        bucket: other,
    } = made;
    let team = |path: &str| server.in_team(path);
    let bucket = |path: &str| server.in_bucket(path);
    let (none, value) = (json!({}), json!({"name": "new", "value": "value-three"}));
    let hook = json!({"kind": "webhook", "name": "new", "settings": {"url": "http://127.0.0.1:9/"}});
    let person = json!({"email": "new@example.com", "name": "New", "role": "member", "password": PASSWORD});
    let turned = json!({"test_id": written, "place": "steps[0].headers[\"X-Api-Key\"][0]", "name": "turned"});
    let reader = server.id(As::Reader);
    vec![
        ("POST", team("/secrets"), value.clone()),
        ("PUT", team(&format!("/secrets/{secret}")), json!({"value": "value-three"})),
        ("DELETE", team(&format!("/secrets/{secret}")), none.clone()),
        ("POST", bucket("/secrets"), value),
        ("PUT", bucket(&format!("/secrets/{of_bucket}")), json!({"description": "other"})),
        ("DELETE", bucket(&format!("/secrets/{of_bucket}")), none.clone()),
        ("POST", format!("/v1/secrets/{secret}/search/take-out"), none.clone()),
        ("PUT", format!("/v1/secrets/{secret}/next"), json!({"value": "value-three"})),
        ("DELETE", format!("/v1/secrets/{of_bucket}/next"), none.clone()),
        ("POST", format!("/v1/secrets/{of_bucket}/next/promote"), json!({"untried": true})),
        ("POST", format!("/v1/secrets/{of_bucket}/next/trial"), none.clone()),
        ("POST", format!("/v1/secrets/{secret}/versions/1/restore"), none.clone()),
        ("POST", team("/people"), person),
        ("PUT", team(&format!("/people/{reader}")), json!({"role": "member"})),
        ("DELETE", team(&format!("/people/{reader}")), none.clone()),
        ("POST", "/v1/account/password".into(), json!({"current": PASSWORD, "new": "another password"})),
        ("POST", "/v1/account/tokens".into(), json!({"name": "new"})),
        ("DELETE", format!("/v1/account/tokens/{token}"), none.clone()),
        ("POST", team("/agents"), json!({"name": "New"})),
        ("POST", team(&format!("/agents/{agent}/enrolment")), none.clone()),
        ("DELETE", team(&format!("/agents/{agent}")), none.clone()),
        ("POST", team("/channels"), hook),
        ("PUT", team(&format!("/channels/{channel}")), json!({"paused": true})),
        ("DELETE", team(&format!("/channels/{channel}")), none.clone()),
        ("POST", bucket("/shares"), json!({"kind": "badge"})),
        ("PUT", bucket(&format!("/shares/{share}")), json!({"expires_in_days": 3})),
        ("POST", bucket(&format!("/shares/{share}/reset")), none.clone()),
        ("DELETE", bucket(&format!("/shares/{share}")), none.clone()),
        ("POST", bucket(&format!("/incidents/{incident}/acknowledge")), none.clone()),
        ("POST", bucket(&format!("/incidents/{incident}/close")), none.clone()),
        ("POST", bucket("/credentials/secret"), turned),
        ("POST", bucket("/reset-trigger"), none.clone()),
        ("POST", bucket(&format!("/tests/{written}/reset-trigger")), none.clone()),
        ("DELETE", format!("/v1/buckets/{other}"), none.clone()),
        ("DELETE", bucket(&format!("/tests/{written}")), none.clone()),
        ("PUT", bucket(&format!("/tests/{written}/schedules/{schedule}")), json!({"paused": true})),
        ("DELETE", bucket(&format!("/tests/{written}/schedules/{schedule}")), none.clone()),
        ("POST", bucket("/pause"), none.clone()),
        ("POST", bucket("/resume"), none.clone()),
        ("POST", bucket("/maintenance"), json!({"name": "new", "cron": "0 3 * * *", "duration": "1h"})),
        ("PUT", bucket(&format!("/maintenance/{window}")), json!({"name": "other"})),
        ("POST", bucket(&format!("/maintenance/{window}/end")), none.clone()),
        ("DELETE", bucket(&format!("/maintenance/{window}")), none.clone()),
        ("POST", bucket("/import"), json!({"name": "I", "steps": [{"step_type": "pause", "duration": 1}]})),
        ("GET", bucket("/export"), none.clone()),
        ("GET", team("/audit/export"), none.clone()),
    ]
}

/// The route of a path: ids replaced by what they are called.
fn route(operations: &[operations::Operation], method: &str, path: &str) -> String {
    let fits = |pattern: &str| {
        let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
        pattern.len() == path.len()
            && pattern.iter().zip(&path).all(|(pattern, path)| pattern.starts_with('{') || pattern == path)
    };
    // Of two that fit, the one with fewer names.
    let found = operations.iter().filter(|one| one.method == method && fits(&one.path));
    let found = found.min_by_key(|one| one.path.matches('{').count());
    found.map_or_else(|| panic!("no route for {method} {path}"), |one| format!("{} {}", one.method, one.path))
}

#[tokio::test]
async fn nothing_is_done_that_cannot_be_told() {
    let server = TestServer::start().await;
    let made = furnish(&server).await;
    let next = format!("/v1/secrets/{}/next", made.of_bucket);
    server.put(As::Owner, &next, json!({"value": "value-three"})).await.expect(200);
    let session = server.sign_in(As::Owner).await;
    sql(&server, "CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'mute'); END").await;
    let before = everything(&server).await;
    let operations = operations::all();
    let mut routes = BTreeSet::new();
    for (method, path, body) in told(&server, &made) {
        let answer = server.call_as(As::Owner, method, &path).json(body).send().await;
        assert!(answer.status >= 500, "{method} {path}: {} {}", answer.status, answer.text);
        assert!(!answer.text.contains("mute"), "{method} {path}: {}", answer.text);
        let after = everything(&server).await;
        let changed: Vec<_> = after.iter().filter(|row| !before.contains(row)).collect();
        assert_eq!((changed.len(), after.len()), (0, before.len()), "{method} {path}: {changed:?}");
        routes.insert(route(&operations, method, &path));
    }
    let signing_in = server.try_sign_in(As::Owner.email(), PASSWORD).await;
    let signing_out = server.call("DELETE", "/v1/session").cookie(&session).by_page().send().await;
    for (route, answer) in [("POST /v1/session", signing_in), ("DELETE /v1/session", signing_out)] {
        assert!(answer.status >= 500, "{route}: {} {}", answer.status, answer.text);
        assert_eq!(everything(&server).await.len(), before.len(), "{route}");
        routes.insert(route.to_owned());
    }
    let untold =
        |route: &str| UNTOLD.contains(&route) || UNTOLD_PARTS.iter().any(|part| route.contains(part));
    let missing: Vec<_> = operations
        .iter()
        .filter(|one| one.method != "GET")
        .map(|one| format!("{} {}", one.method, one.path))
        .filter(|route| !routes.contains(route) && !untold(route))
        .collect();
    assert!(missing.is_empty(), "neither tried nor named as untold: {missing:#?}");

    sql(&server, "DROP TRIGGER mute").await;
    let (method, path, body) = told(&server, &made).swap_remove(0);
    server.call_as(As::Owner, method, &path).json(body).send().await.expect(201);
}

#[tokio::test]
async fn secrets_are_not_opened_for_runs_that_cannot_be_told() {
    let world = World::idle().await;
    let secret = json!({"name": "key", "value": "value-one"});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), secret).await.expect(201);
    let mut step = world.step("/a");
    step["headers"] = json!({"X-Key": ["{{get_secret(key)}}"]});
    let (test, _) = world.test(json!({"name": "t", "steps": [step]})).await;
    sql(&world.server, "CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'mute'); END")
        .await;
    world.dispatch(DispatchSettings::default()).await;
    let result = world.run(&test).await;
    assert_eq!((&result["result"], world.target.requests().len()), (&json!("fail"), 0), "{result}");
    sql(&world.server, "DROP TRIGGER mute").await;
    assert_eq!(world.run(&test).await["result"], "pass");
}
