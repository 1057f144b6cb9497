//! The authorisation matrix: every route, everybody, what they get.
//!
//! `+` what was asked for; `-` 403; `0` 404, for there is no such thing for them; `!` 401. A route of the OpenAPI
//! document without a row fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tacit_spec::DeliveryId;
use tacit_store::deliveries::{self, Delivery, DeliveryStatus};
use uuid::Uuid;

use crate::{
    common::{As, PASSWORD, TestServer},
    incident::open_incident,
    search,
};

/// Method, path, and the outcomes for owner, administrator, member, read-only, another team's owner, nobody.
const ROWS: &[(&str, &str, &str)] = &[
    // Everybody's
    ("GET", "/v1/setup", "++++++"),
    ("GET", "/v1/notices", "+++++!"),
    ("GET", "/v1/regions", "+++++!"),
    ("DELETE", "/v1/session", "++++++"),
    // One's own
    ("GET", "/v1/session", "+++++!"),
    ("GET", "/v1/account", "+++++!"),
    ("PUT", "/v1/account", "+++++!"),
    ("POST", "/v1/account/password", "++++ !"),
    ("GET", "/v1/account/tokens", "+++++!"),
    ("POST", "/v1/account/tokens", "+++++!"),
    ("DELETE", "/v1/account/tokens/{token}", "+++++!"),
    // The team's
    ("GET", "/v1/teams/{team}", "++++0!"),
    ("GET", "/v1/teams/{team}/people", "++++0!"),
    ("POST", "/v1/teams/{team}/people", "++--0!"),
    ("PUT", "/v1/teams/{team}/people/{person}", "++--0!"),
    ("DELETE", "/v1/teams/{team}/people/{person}", "++--0!"),
    ("GET", "/v1/teams/{team}/audit", "+---0!"),
    ("GET", "/v1/teams/{team}/audit/verification", "+---0!"),
    ("GET", "/v1/teams/{team}/audit/export", "+---0!"),
    // Remote agents
    ("GET", "/v1/teams/{team}/agents", "++++0!"),
    ("POST", "/v1/teams/{team}/agents", "++--0!"),
    ("GET", "/v1/teams/{team}/agents/{agent}", "++++0!"),
    ("PUT", "/v1/teams/{team}/agents/{agent}", "++--0!"),
    ("DELETE", "/v1/teams/{team}/agents/{agent}", "++--0!"),
    ("POST", "/v1/teams/{team}/agents/{agent}/enrolment", "++--0!"),
    // Channels and incidents
    ("GET", "/v1/teams/{team}/channels", "+++-0!"),
    ("POST", "/v1/teams/{team}/channels", "++--0!"),
    ("GET", "/v1/teams/{team}/channels/{channel}", "+++-0!"),
    ("PUT", "/v1/teams/{team}/channels/{channel}", "++--0!"),
    ("DELETE", "/v1/teams/{team}/channels/{channel}", "++--0!"),
    ("POST", "/v1/teams/{team}/channels/{channel}/test", "++--0!"),
    ("GET", "/v1/teams/{team}/channels/{channel}/preview", "+++-0!"),
    ("GET", "/v1/teams/{team}/channels/{channel}/deliveries", "+++-0!"),
    ("POST", "/v1/teams/{team}/channels/{channel}/deliveries/{delivery}/retry", "++--0!"),
    ("GET", "/v1/teams/{team}/integrations", "++++0!"),
    ("GET", "/v1/teams/{team}/incidents", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/incidents", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/incidents/{incident}", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/incidents/{incident}/acknowledge", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/incidents/{incident}/close", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/emails", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}/emails", "++--0!"),
    // Secrets
    ("GET", "/v1/teams/{team}/secrets", "+---0!"),
    ("POST", "/v1/teams/{team}/secrets", "+---0!"),
    ("GET", "/v1/teams/{team}/secret-sources", "+---0!"),
    ("GET", "/v1/teams/{team}/secrets/{secret}", "+---0!"),
    ("PUT", "/v1/teams/{team}/secrets/{secret}", "+---0!"),
    ("DELETE", "/v1/teams/{team}/secrets/{secret}", "+---0!"),
    ("GET", "/v1/teams/{team}/secrets/{secret}/usage", "+---0!"),
    ("GET", "/v1/buckets/{bucket}/secrets", "+---0!"),
    ("POST", "/v1/buckets/{bucket}/secrets", "+---0!"),
    ("GET", "/v1/buckets/{bucket}/secrets/{secret}", "+---0!"),
    ("PUT", "/v1/buckets/{bucket}/secrets/{secret}", "+---0!"),
    ("DELETE", "/v1/buckets/{bucket}/secrets/{secret}", "+---0!"),
    ("GET", "/v1/buckets/{bucket}/secrets/{secret}/usage", "+---0!"),
    ("GET", "/v1/secrets/{secret}/search", "+---0!"),
    ("POST", "/v1/secrets/{secret}/search", "+---0!"),
    ("POST", "/v1/secrets/{secret}/search/take-out", "+---0!"),
    ("PUT", "/v1/secrets/{secret}/next", "+---0!"),
    ("DELETE", "/v1/secrets/{secret}/next", "+---0!"),
    ("POST", "/v1/secrets/{secret}/next/promote", "+---0!"),
    ("POST", "/v1/secrets/{secret}/next/trial", "+---0!"),
    ("GET", "/v1/secrets/{secret}/next/trial", "+---0!"),
    ("GET", "/v1/secrets/{secret}/versions", "+---0!"),
    ("POST", "/v1/secrets/{secret}/versions/{version}/restore", "+---0!"),
    ("GET", "/v1/buckets/{bucket}/credentials", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/credentials/secret", "+---0!"),
    ("GET", "/v1/buckets/{bucket}/secret-names", "+++-0!"),
    // Buckets
    ("GET", "/v1/buckets", "+++++!"),
    ("POST", "/v1/buckets", "++--+!"),
    ("GET", "/v1/buckets/{bucket}", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}", "++--0!"),
    ("DELETE", "/v1/buckets/{bucket}", "++--0!"),
    ("POST", "/v1/buckets/{bucket}/reset-trigger", "++--0!"),
    ("GET", "/v1/buckets/{bucket}/export", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/import", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/events", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/results/{group}", "++++0!"),
    // Tests
    ("GET", "/v1/buckets/{bucket}/tests", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/tests", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}/tests/{test}", "+++-0!"),
    ("DELETE", "/v1/buckets/{bucket}/tests/{test}", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/export", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/tests/{test}/reset-trigger", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/revisions", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/revisions/{revision}", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/tests/{test}/revisions/{revision}/restore", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/steps", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/tests/{test}/steps", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/steps/{step}", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}/tests/{test}/steps/{step}", "+++-0!"),
    ("DELETE", "/v1/buckets/{bucket}/tests/{test}/steps/{step}", "+++-0!"),
    // Environments
    ("GET", "/v1/buckets/{bucket}/environments", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/environments", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/environments/{environment}", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}/environments/{environment}", "+++-0!"),
    ("DELETE", "/v1/buckets/{bucket}/environments/{environment}", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/environments/{environment}/revisions", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/environments/{environment}/revisions/{revision}", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/environments/{environment}/revisions/{revision}/restore", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/environments", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/tests/{test}/environments", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/environments/{environment}", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}/tests/{test}/environments/{environment}", "+++-0!"),
    ("DELETE", "/v1/buckets/{bucket}/tests/{test}/environments/{environment}", "+++-0!"),
    // Schedules
    ("GET", "/v1/buckets/{bucket}/tests/{test}/schedules", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/tests/{test}/schedules", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/schedules/{schedule}", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}/tests/{test}/schedules/{schedule}", "+++-0!"),
    ("DELETE", "/v1/buckets/{bucket}/tests/{test}/schedules/{schedule}", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/schedules", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/pauses", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/pause", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/resume", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/environments/{environment}/pause", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/environments/{environment}/resume", "+++-0!"),
    // Links for readers outside the team
    ("GET", "/v1/buckets/{bucket}/shares", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/shares", "+++-0!"),
    ("PUT", "/v1/buckets/{bucket}/shares/{share}", "+++-0!"),
    ("DELETE", "/v1/buckets/{bucket}/shares/{share}", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/shares/{share}/reset", "+++-0!"),
    // All buckets at once
    ("GET", "/v1/teams/{team}/status", "++++0!"),
    ("GET", "/v1/teams/{team}/events", "++++0!"),
    // Maintenance
    ("GET", "/v1/buckets/{bucket}/maintenance", "++++0!"),
    ("POST", "/v1/buckets/{bucket}/maintenance", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/maintenance/{window}", "++++0!"),
    ("PUT", "/v1/buckets/{bucket}/maintenance/{window}", "+++-0!"),
    ("DELETE", "/v1/buckets/{bucket}/maintenance/{window}", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/maintenance/{window}/end", "+++-0!"),
    // Runs
    ("POST", "/v1/buckets/{bucket}/tests/{test}/run", "+++-0!"),
    ("POST", "/v1/buckets/{bucket}/tests/{test}/results/{run}/cancel", "+++-0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/metrics", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/results", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/results/latest", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/results/{run}", "++++0!"),
    ("GET", "/v1/buckets/{bucket}/tests/{test}/results/{run}/events", "++++0!"),
    // The run was only queued: there is no step yet.
    ("GET", "/v1/buckets/{bucket}/tests/{test}/results/{run}/steps/{step}", "00000!"),
];

/// Routes that ask for no account: what they take is a password, a trigger token or the token of a link. They have tests
/// of their own, and so has `/metrics`, which is no part of the API: `!` for everybody, whatever their role.
const OPEN: &[(&str, &str)] = &[
    ("POST", "/v1/setup"),
    ("POST", "/v1/session"),
    ("GET", "/v1/radar/{token}/trigger"),
    ("POST", "/v1/radar/{token}/trigger"),
    ("POST", "/v1/radar/{token}/batch"),
    ("GET", "/v1/radar/bucket/{token}/trigger"),
    ("POST", "/v1/radar/bucket/{token}/trigger"),
    ("GET", "/v1/shared/{token}"),
    ("GET", "/v1/badges/{token}/badge.svg"),
    ("GET", "/v1/feeds/{token}/atom.xml"),
];

/// Method and path of every route of the OpenAPI document.
pub(crate) fn routes_of_the_document() -> Vec<(String, String)> {
    let document = serde_json::to_value(tacit_server::openapi()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            if ["get", "post", "put", "delete", "patch"].contains(&method.as_str()) {
                routes.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    routes
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let routes: BTreeSet<_> = routes_of_the_document().into_iter().collect();
    let rows = ROWS.iter().map(|(method, path, _)| (*method, *path)).chain(OPEN.iter().copied());
    let rows: BTreeSet<_> = rows.map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    let without: Vec<_> = routes.difference(&rows).collect();
    let too_many: Vec<_> = rows.difference(&routes).collect();
    assert!(without.is_empty() && too_many.is_empty(), "no row: {without:#?}\nno route: {too_many:#?}");
}

#[tokio::test]
async fn everybody_gets_what_the_table_says() {
    let server = TestServer::start().await;
    let mut wrong = Vec::new();
    for (method, path, outcomes) in ROWS {
        for (somebody, outcome) in As::ALL.into_iter().zip(outcomes.chars()) {
            if outcome == ' ' {
                continue;
            }
            let target = Target::of(&server, path, somebody).await;
            let body = target.body.clone().or_else(|| Target::body(method, path));
            let mut call = server.call_as(somebody, method, &target.path).by_page();
            if let Some(body) = body {
                call = call.json(body);
            }
            let status =
                if path.ends_with("/events") { call.status().await } else { call.send().await.status };
            let right = match outcome {
                '+' => (200..300).contains(&status),
                '-' => status == 403,
                '0' => status == 404,
                '!' => status == 401,
                _ => false,
            };
            if !right {
                wrong.push(format!("{method} {path} as {somebody:?}: {status} instead of {outcome}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The path of a route with ids of things that are there, made for this one call.
pub(crate) struct Target {
    pub(crate) path: String,
    /// What has to be sent to this one.
    body: Option<Value>,
}

impl Target {
    pub(crate) async fn of(server: &TestServer, route: &str, somebody: As) -> Self {
        let mut made = Self { path: route.replace("{team}", &server.team.to_string()), body: None };
        let fresh = Uuid::new_v4().simple().to_string();
        // A default bucket stays: what is to be deleted is another one.
        let bucket = if route.starts_with("/v1/buckets/{bucket}") && !route.contains("secret") {
            text(&server.post(As::Owner, "/v1/buckets", json!({"name": fresh})).await.data()["key"])
        } else {
            server.bucket.to_string()
        };
        made.fill("{bucket}", &bucket);
        let in_bucket = format!("/v1/buckets/{bucket}");
        if route.contains("{secret}") {
            let list = match made.path.split_once("/{secret}").unwrap().0 {
                "/v1/secrets" => server.in_team("/secrets"),
                list => list.to_owned(),
            };
            let body = json!({"name": format!("s{fresh}"), "value": "v"});
            let secret = text(&server.post(As::Owner, &list, body).await.data()["secret_uuid"]);
            made.fill("{secret}", &secret);
            if route.contains("/take-out") {
                search::end(server, &secret).await;
            }
            if route.contains("/next") {
                let next = format!("/v1/secrets/{secret}/next");
                server.put(As::Owner, &next, json!({"value": "w"})).await.expect(200);
            }
            if route.contains("{version}") {
                let one = format!("{list}/{secret}");
                server.put(As::Owner, &one, json!({"value": "w"})).await.expect(200);
                made.fill("{version}", "1");
            }
        }
        if route.contains("{person}") {
            let people = server.in_team("/people");
            let body = json!({"email": format!("{fresh}@example.com"), "name": "P", "role": "member", "password": PASSWORD});
            made.fill("{person}", &text(&server.post(As::Owner, &people, body).await.data()["id"]));
        }
        if route.contains("{agent}") {
            let agent =
                server.post(As::Owner, &server.in_team("/agents"), json!({"name": fresh})).await.data();
            made.fill("{agent}", &text(&agent["agent_id"]));
        }
        if route.contains("/tokens/{token}") {
            let own = if somebody == As::Nobody { As::Owner } else { somebody };
            let token = server.post(own, "/v1/account/tokens", json!({"name": "t"})).await.data();
            made.fill("{token}", &text(&token["id"]));
        }
        if route.contains("{test}") {
            let test =
                server.post(As::Owner, &format!("{in_bucket}/tests"), json!({"name": "T"})).await.data();
            let test_id = text(&test["id"]);
            made.fill("{test}", &test_id);
            if route.contains("{step}") {
                // The only step of a test stays.
                let steps = format!("{in_bucket}/tests/{test_id}/steps");
                server.post(As::Owner, &steps, request()).await.expect(201);
            }
            if route.contains("{run}") || route.ends_with("/latest") {
                let run = format!("{in_bucket}/tests/{test_id}/run");
                let run = server.post(As::Owner, &run, json!({})).await.data();
                made.fill("{run}", &text(&run["runs"][0]["test_run_id"]));
            } else {
                made.fill("{step}", &text(&test["steps"][0]["id"]));
            }
        }
        if route.contains("{channel}") {
            let channel = server.post(As::Owner, &server.in_team("/channels"), channel(&fresh)).await.data();
            made.fill("{channel}", &text(&channel["id"]));
            if route.contains("{delivery}") {
                made.fill("{delivery}", &given_up(server, &text(&channel["id"])).await.to_string());
            }
        }
        if route.contains("{incident}") {
            made.fill("{incident}", &open_incident(server, &bucket).await.to_string());
        }
        if route.contains("{group}") {
            server.post(As::Owner, &format!("{in_bucket}/tests"), json!({"name": "T"})).await.expect(201);
            let trigger = text(&server.get(As::Owner, &in_bucket).await.data()["trigger_url"]);
            let started = server.post(As::Nobody, &trigger, json!({})).await.data();
            made.fill("{group}", &text(&started["runs_id"]));
        }
        if route.contains("{environment}") {
            let list = made.path.split_once("/{environment}").unwrap().0.to_owned();
            let environment = server.post(As::Owner, &list, json!({"name": "E"})).await.data();
            made.fill("{environment}", &text(&environment["id"]));
        }
        if route.contains("{share}") {
            let list = made.path.split_once("/{share}").unwrap().0.to_owned();
            let share = server.post(As::Owner, &list, json!({"kind": "feed"})).await.data();
            made.fill("{share}", &text(&share["id"]));
        }
        if route.contains("{schedule}") {
            let list = made.path.split_once("/{schedule}").unwrap().0.to_owned();
            let schedule = server.post(As::Owner, &list, json!({"interval": "1h"})).await.data();
            made.fill("{schedule}", &text(&schedule["id"]));
        }
        if route.contains("{window}") {
            let list = made.path.split_once("/{window}").unwrap().0.to_owned();
            let window = server.post(As::Owner, &list, json!({"until": 1_800_003_600})).await.data();
            made.fill("{window}", &text(&window["id"]));
        }
        if route.ends_with("/credentials/secret") {
            let step = json!({"step_type": "request", "method": "GET", "url": "https://a.example/",
                "headers": {"X-Api-Key": ["kX9vbQ27TzRmmW4pLq8s"]}});
            let body = json!({"name": "T", "steps": [step]});
            let test = server.post(As::Owner, &format!("{in_bucket}/tests"), body).await.data();
            let place = "steps[0].headers[\"X-Api-Key\"][0]";
            made.body = Some(json!({"test_id": test["id"], "place": place, "name": format!("s{fresh}")}));
        }
        made.fill("{revision}", "1");
        made
    }

    fn fill(&mut self, name: &str, value: &str) {
        self.path = self.path.replace(name, value);
    }

    fn body(method: &str, path: &str) -> Option<Value> {
        let fresh = Uuid::new_v4().simple().to_string();
        if !matches!(method, "POST" | "PUT") {
            return None;
        }
        let last = path.rsplit('/').next().unwrap();
        Some(match last {
            "password" => json!({"current": PASSWORD, "new": PASSWORD}),
            "people" => {
                json!({"email": format!("{fresh}@example.com"), "name": "P", "role": "member", "password": PASSWORD})
            }
            "{person}" => json!({"role": "read-only"}),
            "channels" => channel(&fresh),
            "emails" => json!({"notify_all": true, "notify_on": "switch"}),
            "test" | "retry" | "acknowledge" | "close" => json!({}),
            "secrets" => json!({"name": format!("s{fresh}"), "value": "v"}),
            "{secret}" | "next" => json!({"value": "w"}),
            "promote" => json!({"untried": true}),
            "import" => json!({"name": "I", "steps": [request()]}),
            "steps" | "{step}" => request(),
            "{test}" => json!({"name": "T", "steps": [request()]}),
            "schedules" | "{schedule}" => json!({"interval": "5m"}),
            "shares" => json!({"kind": "badge"}),
            "{share}" => json!({"expires_in_days": 3}),
            "maintenance" | "{window}" => json!({"cron": "0 3 * * *", "duration": "1h"}),
            "end" | "run" | "cancel" | "restore" | "reset-trigger" | "reset" => json!({}),
            _ => json!({"name": fresh}),
        })
    }
}

/// To a port where nobody listens.
fn channel(name: &str) -> Value {
    json!({"kind": "webhook", "name": name, "settings": {"url": "http://127.0.0.1:9/"}})
}

/// A message to a channel that was given up.
async fn given_up(server: &TestServer, channel: &str) -> DeliveryId {
    let bucket = server.bucket.clone();
    let tests = server.in_bucket("/tests");
    let test = text(&server.post(As::Owner, &tests, json!({"name": "T"})).await.data()["id"]);
    let id = DeliveryId(Uuid::new_v4());
    let delivery = Delivery {
        id,
        team: server.team,
        channel: channel.parse().unwrap(),
        bucket,
        test: test.parse().unwrap(),
        scope: Uuid::nil(),
        place: "local".into(),
        run: Uuid::new_v4().into(),
        incident: None,
        change: "failed".into(),
        tell: "{}".into(),
        names: None,
        status: DeliveryStatus::Failed,
        attempts: 1,
        persists: false,
        next_at: 0,
        created_at: 0,
        finished_at: Some(1),
    };
    let mut tx = server.store.begin().await.unwrap();
    deliveries::insert(&mut tx, &[delivery]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn request() -> Value {
    json!({"step_type": "request", "method": "GET", "url": "https://api.example.com/", "assertions": []})
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
