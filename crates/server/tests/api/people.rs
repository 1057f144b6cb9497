//! The people of a team and their roles.

use serde_json::{Value, json};

use crate::common::{As, TestServer};

fn newcomer(role: &str) -> Value {
    json!({"email": "grace@example.com", "name": "Grace", "role": role, "password": "a first password"})
}

#[tokio::test]
async fn somebody_is_added_promoted_and_removed() {
    let server = TestServer::start().await;
    let people = server.in_team("/people");
    let grace = server.post(As::Administrator, &people, newcomer("read-only")).await.expect(201).data();
    assert_eq!((&grace["role"], &grace["email"]), (&json!("read-only"), &json!("grace@example.com")));
    assert_eq!((&grace["group_name"], &grace["last_login_at"]), (&json!("read-only"), &Value::Null));
    let everybody = server.get(As::Reader, &people).await.data();
    let names: Vec<_> =
        everybody.as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Olive Owner", "Administrator", "Member", "Reader", "Grace"]);

    let session =
        server.try_sign_in("grace@example.com", "a first password").await.expect(200).session().unwrap();
    let role =
        || async { server.call("GET", "/v1/session").cookie(&session).send().await.data()["role"].clone() };
    assert_eq!(role().await, "read-only");
    let one = format!("{people}/{}", grace["id"].as_str().unwrap());
    let changed = server.put(As::Owner, &one, json!({"role": "administrator"})).await.data();
    assert_eq!(changed["role"], "administrator");
    assert!(changed["last_login_at"].is_f64());
    // A session has no role of its own.
    assert_eq!(role().await, "administrator");

    server.delete(As::Owner, &one).await.expect(204);
    server.call("GET", "/v1/session").cookie(&session).send().await.expect(401);
    server.try_sign_in("grace@example.com", "a first password").await.expect(401);
    server.delete(As::Owner, &one).await.expect(404);
}

#[tokio::test]
async fn the_owner_is_one_and_stays() {
    let server = TestServer::start().await;
    let people = server.in_team("/people");
    let owner = format!("{people}/{}", server.id(As::Owner));
    server.delete(As::Administrator, &owner).await.expect(409);
    server.put(As::Administrator, &owner, json!({"role": "member"})).await.expect(400);
    let member = format!("{people}/{}", server.id(As::Member));
    server.put(As::Administrator, &member, json!({"role": "owner"})).await.expect(400);
    server.post(As::Administrator, &people, newcomer("owner")).await.expect(400);
    // Nobody of another team can be reached through this one.
    let outsider = format!("{people}/{}", server.id(As::Outsider));
    server.put(As::Owner, &outsider, json!({"role": "member"})).await.expect(404);
    server.delete(As::Owner, &outsider).await.expect(404);
}

#[tokio::test]
async fn wrong_inputs_name_their_place() {
    let server = TestServer::start().await;
    let people = server.in_team("/people");
    for (field, wrong) in [
        ("email", "grace"),
        ("name", ""),
        ("role", "emperor"),
        ("password", "short"),
        ("password", "grace@example.com"),
    ] {
        let mut body = newcomer("member");
        body[field] = json!(wrong);
        let answer = server.post(As::Owner, &people, body).await.expect(400);
        assert_eq!(answer.json()["error"]["errors"][0]["path"], field, "{}", answer.text);
    }
    let mut taken = newcomer("member");
    taken["email"] = json!("MEMBER@example.com");
    assert!(server.post(As::Owner, &people, taken).await.expect(409).message().contains("already"));
}

#[tokio::test]
async fn the_account_tells_teams_and_roles() {
    let server = TestServer::start().await;
    let account = server.get(As::Member, "/v1/account").await.data();
    assert_eq!(account["id"], account["uuid"]);
    assert_eq!(account["teams"][0]["role"], "member");
    assert_eq!(account["teams"][0]["owner"], Value::Null);
    let account = server.get(As::Member, "/v1/account?include_owner=true").await.data();
    assert_eq!(account["teams"][0]["owner"]["email"], As::Owner.email());
    let renamed = server.put(As::Member, "/v1/account", json!({"name": " Mel "})).await.data();
    assert_eq!(renamed["name"], "Mel");
}
