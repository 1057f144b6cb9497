//! Who somebody is, is asked at every request: what was taken away is gone at once.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;

use crate::{
    common::{As, PASSWORD, TestServer},
    operations,
    world::World,
};

/// What a stream begins with, whatever is to be told.
const HELLO: &str = ": connected\n\n";

/// Opens a stream of events; the rest of it is the body.
async fn listen(server: &TestServer, path: &str, header: (&str, &str)) -> Incoming {
    let stream = TcpStream::connect(server.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(async move { drop(connection.await) });
    let request = Request::get(path).header("host", "localhost").header(header.0, header.1);
    let answer = sender.send_request(request.body(Empty::<Bytes>::new()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.into_body()
}

/// What comes until the end of the stream.
async fn rest(body: Incoming) -> String {
    let body = tokio::time::timeout(Duration::from_secs(10), body.collect()).await.expect("the stream ends");
    String::from_utf8(body.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn who_is_removed_is_nobody_and_hears_nothing_more() {
    let world = World::start().await;
    let server = &world.server;
    let session = server.sign_in(As::Member).await;
    let events = server.in_bucket("/events");
    let by_token = format!("Bearer {}", server.token(As::Member));
    let by_cookie = format!("__Host-tacit={session}");
    let streams = [
        listen(server, &events, ("authorization", &by_token)).await,
        listen(server, &events, ("cookie", &by_cookie)).await,
    ];
    let (test, _) = world.simple("/a").await;
    let person = server.in_team(&format!("/people/{}", server.id(As::Member)));
    server.delete(As::Administrator, &person).await.expect(204);
    assert_eq!(server.call("GET", "/v1/account").cookie(&session).send().await.status, 401);
    assert_eq!(server.get(As::Member, "/v1/account").await.status, 401);
    assert_eq!(server.try_sign_in(As::Member.email(), PASSWORD).await.status, 401);
    server.post(As::Owner, &format!("{test}/run"), json!({})).await.expect(201);
    for stream in streams {
        assert_eq!(rest(stream).await, HELLO);
    }
    // The test and the run of the one who is gone stay.
    assert_eq!(server.get(As::Owner, &test).await.status, 200);
}

#[tokio::test]
async fn who_signs_out_or_withdraws_a_token_hears_nothing_more() {
    let world = World::start().await;
    let server = &world.server;
    let events = server.in_bucket("/events");
    let session = server.sign_in(As::Reader).await;
    let made = server.post(As::Reader, "/v1/account/tokens", json!({"name": "t"})).await.data();
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    let streams = [
        listen(server, &events, ("cookie", &format!("__Host-tacit={session}"))).await,
        listen(server, &events, ("authorization", &bearer)).await,
    ];
    server.call("DELETE", "/v1/session").cookie(&session).by_page().send().await.expect(204);
    let token = format!("/v1/account/tokens/{}", made["id"].as_str().unwrap());
    server.delete(As::Reader, &token).await.expect(204);
    let (test, _) = world.simple("/a").await;
    server.post(As::Owner, &format!("{test}/run"), json!({})).await.expect(201);
    for stream in streams {
        assert_eq!(rest(stream).await, HELLO);
    }
}

#[tokio::test]
async fn one_who_listens_everywhere_leaves_room_to_others() {
    let server = TestServer::start().await;
    let events = server.in_bucket("/events");
    let bearer = |who| format!("Bearer {}", server.token(who));
    let reader = bearer(As::Reader);
    let mut streams = Vec::new();
    for _ in 0..50 {
        streams.push(listen(&server, &events, ("authorization", &reader)).await);
    }
    assert_eq!(server.call_as(As::Reader, "GET", &events).status().await, 429);
    streams.push(listen(&server, &events, ("authorization", &bearer(As::Member))).await);
    drop(streams.remove(0));
    let again = async {
        while server.call_as(As::Reader, "GET", &events).status().await == 429 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), again).await.expect("one that was left is free again");
}

#[tokio::test]
async fn a_lesser_role_counts_at_once() {
    let server = TestServer::start().await;
    let session = server.sign_in(As::Administrator).await;
    let by_cookie = |path: &str| server.call("POST", path).cookie(&session).by_page();
    by_cookie("/v1/buckets").json(json!({"name": "one"})).send().await.expect(201);
    let person = server.in_team(&format!("/people/{}", server.id(As::Administrator)));
    server.put(As::Owner, &person, json!({"role": "read-only"})).await.expect(200);
    by_cookie("/v1/buckets").json(json!({"name": "two"})).send().await.expect(403);
    server.post(As::Administrator, &server.in_bucket("/tests"), json!({"name": "t"})).await.expect(403);
    // Nor can they take it back.
    server.put(As::Administrator, &person, json!({"role": "administrator"})).await.expect(403);
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let server = TestServer::start().await;
    let session = server.sign_in(As::Owner).await;
    for operation in operations::all() {
        // Whoever knows the address of a trigger needs no browser.
        if operation.method == "GET" || operation.path.contains("/radar/") {
            continue;
        }
        let path = operation.with(|name| match name {
            "team" | "team_id" => server.team.to_string(),
            "bucket" | "bucket_key" => server.bucket.0.clone(),
            _ => server.id(As::Member).to_string(),
        });
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let plain = [("content-type", "text/plain")];
        let cross = [("x-tacit-csrf", "1"), ("sec-fetch-site", "cross-site")];
        let sibling = [("x-tacit-csrf", "1"), ("sec-fetch-site", "same-site")];
        let bare = [("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
        for headers in [&form[..], &plain, &cross, &sibling, &bare] {
            let call = server
                .call(&operation.method, &path)
                .cookie(&session)
                .text("{\"name\": \"x\", \"role\": \"member\"}");
            let call = headers.iter().fold(call, |call, (name, value)| call.header(name, value));
            let answer = call.send().await;
            // What is wrong with a sign-in is told before who asks for it.
            let refused = answer.status == 403
                || (answer.status == 400 && operation.path.ends_with("/session")
                    || operation.path.ends_with("/setup"));
            assert!(refused, "{} {path} {headers:?}: {}", operation.method, answer.text);
            assert!(answer.headers.get("set-cookie").is_none());
        }
    }
    assert_eq!(server.call("GET", "/v1/session").cookie(&session).send().await.status, 200);
}

#[tokio::test]
async fn a_session_from_before_is_not_the_one_after() {
    let server = TestServer::start().await;
    let sign_in = |cookie: &str| {
        let body = json!({"email": As::Member.email(), "password": PASSWORD});
        server.call("POST", "/v1/session").cookie(cookie).by_page().json(body).send()
    };
    // Neither one that somebody thought up, nor one of somebody else's, becomes the member's.
    let others = server.sign_in(As::Reader).await;
    for planted in ["x", "tcs_0000000000000000000000000000000000000000", &others] {
        let answer = sign_in(planted).await.expect(200);
        let session = answer.session().unwrap();
        assert_ne!(session, planted);
        assert_eq!(server.call("GET", "/v1/session").cookie(planted).send().await.status, 401, "{planted}");
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        for flag in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert!(!cookie.contains("Domain"));
        let as_bearer = server.call("GET", "/v1/account").bearer(&session).send().await;
        assert_eq!(as_bearer.status, 401, "a session is no token");
        let as_cookie = server.call("GET", "/v1/account").cookie(server.token(As::Member)).send().await;
        assert_eq!(as_cookie.status, 401, "a token is no session");
    }
}

#[tokio::test]
async fn headers_of_proxies_do_not_hide_who_tries_passwords() {
    let server = TestServer::start().await;
    let mut last = 0;
    for attempt in 0..11 {
        let body = json!({"email": As::Owner.email(), "password": "not the password"});
        let address = format!("203.0.113.{attempt}");
        let call = server.call("POST", "/v1/session").by_page().json(body);
        let call = call.header("x-forwarded-for", &address).header("x-real-ip", &address);
        last = call.header("forwarded", &format!("for={address}")).send().await.status;
    }
    assert_eq!(last, 429);
}
