//! Ids of one bucket, test or team used with another's.

use serde_json::{Value, json};
use tacit_spec::{BucketKey, TeamId};
use tacit_store::buckets::{self, Bucket};

use crate::{
    common::{As, TestServer},
    operations,
};

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What a bucket has, by the names of the paths.
struct Things(Vec<(&'static str, String)>);

impl Things {
    async fn of(server: &TestServer, somebody: As, bucket: &str, team: &str) -> Self {
        let made =
            server.post(somebody, &format!("/v1/buckets/{bucket}/tests"), json!({"name": "t"})).await.data();
        let test = text(&made["id"]);
        let shared = json!({"name": "shared"});
        let shared =
            server.post(somebody, &format!("/v1/buckets/{bucket}/environments"), shared).await.data();
        let run =
            server.post(somebody, &format!("/v1/buckets/{bucket}/tests/{test}/run"), json!({})).await.data();
        Self(vec![
            ("bucket", bucket.into()),
            ("bucket_key", bucket.into()),
            ("team_id", team.into()),
            ("step", text(&made["steps"][0]["id"])),
            ("test", test),
            ("own", text(&made["environments"][0]["id"])),
            ("environment", text(&shared["id"])),
            ("run", text(&run["runs"][0]["test_run_id"])),
            ("revision", "1".into()),
        ])
    }

    fn get(&self, name: &str) -> String {
        let found = self.0.iter().find(|(own, _)| *own == name);
        found.map_or_else(|| "0190c0de-0000-7000-8000-00000000abcd".into(), |(_, id)| id.clone())
    }
}

/// The outsider's team gets a bucket, which no set-up makes for it.
async fn with_other_bucket(server: &TestServer) -> (String, String) {
    let team = TeamId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002));
    let mut tx = server.store.begin().await.unwrap();
    let bucket = Bucket {
        key: BucketKey("outsiders0000".into()),
        team,
        name: "Other".into(),
        is_default: true,
        trigger_token: "0190c0de-0000-7000-8000-0000000000ff".into(),
        created_at: 1,
    };
    buckets::insert(&mut tx, &bucket).await.unwrap();
    tx.commit().await.unwrap();
    (team.to_string(), bucket.key.0)
}

#[tokio::test]
async fn nothing_of_one_bucket_is_reached_through_another() {
    let server = TestServer::start().await;
    let (other_team, other_bucket) = with_other_bucket(&server).await;
    let mine = Things::of(&server, As::Outsider, &other_bucket, &other_team).await;
    let theirs = Things::of(&server, As::Member, &server.bucket.0, &server.team.to_string()).await;
    let second =
        server.post(As::Owner, "/v1/buckets", json!({"name": "second", "team_id": server.team})).await.data();
    let second = Things::of(&server, As::Member, &text(&second["key"]), &server.team.to_string()).await;
    let before =
        server.get(As::Member, &server.in_bucket(&format!("/tests/{}", theirs.get("test")))).await.text;

    let ids = ["step", "test", "environment", "run", "revision"];
    let mut tried = 0;
    for operation in operations::all() {
        if !ids.iter().any(|id| operation.path.contains(&format!("{{{id}}}"))) {
            continue;
        }
        // Own bucket with the ids of another; own test with the step, environment or run of another.
        for (somebody, own) in [(As::Outsider, &mine), (As::Member, &second)] {
            let crossed =
                operation.with(|name| if name == "bucket" { own.get(name) } else { theirs.get(name) });
            let within = operation.with(|name| {
                if name == "bucket" || name == "test" { own.get(name) } else { theirs.get(name) }
            });
            let mut paths = vec![crossed];
            let inner = ["{step}", "{run}", "{environment}"];
            if operation.path.contains("{test}") && inner.iter().any(|id| operation.path.contains(id)) {
                paths.push(within);
                // An environment of a test is not one of another test, shared ones are of none.
                paths.push(operation.with(|name| match name {
                    "environment" => theirs.get("own"),
                    "bucket" | "test" => own.get(name),
                    name => theirs.get(name),
                }));
            }
            for path in paths {
                let call = server.call_as(somebody, &operation.method, &path);
                // Fields that do not belong there would be refused before the ids are looked at.
                let strict = operation.path.ends_with("/run") || operation.path.contains("/schedules");
                let body = match strict {
                    true => json!({}),
                    false => json!({"name": "taken over", "step_type": "pause", "duration": 1}),
                };
                let answer = call.json(body).send().await;
                let context = format!("{somebody:?} {} {path}: {}", operation.method, answer.text);
                assert_eq!(answer.status, 404, "{context}");
                tried += 1;
            }
        }
        // Their bucket, as somebody of another team: there is no such bucket.
        let path = operation.with(|name| theirs.get(name));
        let answer = server.call_as(As::Outsider, &operation.method, &path).json(json!({})).send().await;
        assert_eq!((answer.status, &*answer.message()), (404, "there is no such bucket"), "{path}");
    }
    assert!(tried > 60, "{tried}");
    let after =
        server.get(As::Member, &server.in_bucket(&format!("/tests/{}", theirs.get("test")))).await.text;
    assert_eq!(before, after, "nothing of it was changed");
}

#[tokio::test]
async fn environments_of_others_are_neither_parents_nor_places_of_runs() {
    let server = TestServer::start().await;
    let (other_team, other_bucket) = with_other_bucket(&server).await;
    let mine = Things::of(&server, As::Outsider, &other_bucket, &other_team).await;
    let theirs = Things::of(&server, As::Member, &server.bucket.0, &server.team.to_string()).await;
    let (test, foreign) = (mine.get("test"), theirs.get("environment"));
    let in_mine = |rest: &str| format!("/v1/buckets/{other_bucket}/tests/{test}{rest}");

    for environment in [theirs.get("environment"), theirs.get("own")] {
        let run = json!({"environment_id": environment});
        server.post(As::Outsider, &in_mine("/run"), run).await.expect(400).message();
        let default = json!({"default_environment_id": environment});
        server.put(As::Outsider, &in_mine(""), default).await.expect(400).message();
        let child = json!({"name": "child", "parent_environment_id": environment});
        server.post(As::Outsider, &in_mine("/environments"), child).await.expect(400).message();
    }
    // A parent of an import that is not here is left out.
    let file = json!({"name": "i", "steps": [{"step_type": "pause", "duration": 1}],
        "environments": [{"name": "e", "parent_environment_id": foreign}]});
    let import = format!("/v1/buckets/{other_bucket}/import");
    let added = server.post(As::Outsider, &import, file).await.expect(201).data();
    let added = server
        .get(As::Outsider, &format!("/v1/buckets/{other_bucket}/tests/{}", text(&added[0]["id"])))
        .await;
    assert!(!added.text.contains(&foreign), "{}", added.text);

    // Triggers: an environment of another bucket is refused in words that say nothing of it.
    let made = server.get(As::Outsider, &in_mine("")).await.data();
    let trigger = format!("{}?runscope_environment={foreign}", text(&made["trigger_url"]));
    let answer = server.call("GET", &trigger).send().await.expect(400);
    assert!(!answer.text.contains("shared\""), "{}", answer.text);
}

#[tokio::test]
async fn a_token_of_one_team_is_nobody_elsewhere() {
    let server = TestServer::start().await;
    let limited = json!({"name": "limited", "team_id": server.team});
    let made = server.post(As::Owner, "/v1/account/tokens", limited).await.expect(201).data();
    let token = text(&made["token"]);
    // The owner of the first team joins the second one.
    let (other_team, other_bucket) = with_other_bucket(&server).await;
    let mut tx = server.store.begin().await.unwrap();
    let id = TeamId(other_team.parse().unwrap());
    tacit_store::memberships::insert(&mut tx, id, server.id(As::Owner), "owner", 1).await.unwrap();
    tx.commit().await.unwrap();

    let elsewhere = [
        format!("/v1/teams/{other_team}"),
        format!("/v1/teams/{other_team}/secrets"),
        format!("/v1/buckets/{other_bucket}"),
        format!("/v1/buckets/{other_bucket}/tests"),
    ];
    for path in &elsewhere {
        assert_eq!(server.get(As::Owner, path).await.status, 200, "{path}");
        assert_eq!(server.call("GET", path).bearer(&token).send().await.status, 404, "{path}");
    }
    let call = || server.call("POST", "/v1/buckets").bearer(&token);
    assert_eq!(call().json(json!({"name": "b", "team_id": other_team})).send().await.status, 404);
    for path in ["/v1/account", "/v1/buckets"] {
        let answer = server.call("GET", path).bearer(&token).send().await.expect(200);
        assert!(
            !answer.text.contains(&other_team) && !answer.text.contains(&other_bucket),
            "{}",
            answer.text
        );
    }
    // It makes no token that reaches further, and neither sees nor withdraws those that do.
    let call = server.call("POST", "/v1/account/tokens").bearer(&token);
    let child = call.json(json!({"name": "child"})).send().await.expect(201).data();
    assert_eq!(child["team_id"], server.team.to_string());
    let call = server.call("POST", "/v1/account/tokens").bearer(&token);
    call.json(json!({"name": "wide", "team_id": other_team})).send().await.expect(404);
    let listed = server.call("GET", "/v1/account/tokens").bearer(&token).send().await.data();
    let listed: Vec<_> = listed.as_array().unwrap().iter().map(|token| token["team_id"].clone()).collect();
    assert_eq!(listed, [json!(server.team), json!(server.team)]);
    let all = server.get(As::Owner, "/v1/account/tokens").await.data();
    let wide = all.as_array().unwrap().iter().find(|token| token["team_id"].is_null()).unwrap();
    let path = format!("/v1/account/tokens/{}", text(&wide["id"]));
    assert_eq!(server.call("DELETE", &path).bearer(&token).send().await.status, 404);
    // The account reaches further than the team.
    let call = server.call("PUT", "/v1/account").bearer(&token);
    call.json(json!({"name": "Somebody else"})).send().await.expect(403);
    let call = server.call("POST", "/v1/account/password").bearer(&token);
    call.json(json!({"current": "a password of tests", "new": "another password"})).send().await.expect(403);
}
