//! A full disk: writes are refused in clear words, reads go on, and with space again everything does.

use serde_json::json;
use tacit_store::Store;

use crate::common::{As, PASSWORD, TestServer};

#[tokio::test]
async fn nothing_is_lost_and_everything_goes_on() {
    let server = TestServer::start_with(|file| async move {
        let pages = u32::try_from(std::fs::metadata(&file).unwrap().len() / 4096).unwrap();
        Store::open_sqlite_capped(&file, Some(pages + 60)).await.unwrap()
    })
    .await;
    let session = server.sign_in(As::Owner).await;
    let tests = server.in_bucket("/tests");
    let big = |name: usize| {
        json!({"name": format!("t{name}"), "steps": [
            {"step_type": "request", "method": "POST", "url": "https://example.com/", "body": "x".repeat(20_000)}]})
    };
    let mut kept = Vec::new();
    let refused = loop {
        let answer = server.post(As::Member, &tests, big(kept.len())).await;
        if answer.status != 201 {
            break answer;
        }
        kept.push(answer.data()["id"].as_str().unwrap().to_owned());
        assert!(kept.len() < 200, "the disk is full some time");
    };
    assert_eq!(refused.status, 507, "{}", refused.text);
    assert!(refused.message().contains("full"), "{}", refused.text);
    assert!(kept.len() > 1);
    // Small writes fit for a while; then each says the same.
    let secrets = server.in_team("/secrets");
    for number in 0.. {
        let secret = json!({"name": format!("s{number}"), "value": "v".repeat(16_000)});
        let answer = server.post(As::Owner, &secrets, secret).await;
        if answer.status == 507 {
            break;
        }
        answer.expect(201);
    }
    for (path, body) in [
        (server.in_team("/secrets"), json!({"name": "one_more", "value": "v".repeat(16_000)})),
        (server.in_bucket("/import"), big(1000)),
    ] {
        let answer = server.post(As::Owner, &path, body).await;
        assert_eq!(answer.status, 507, "{path}: {}", answer.text);
        answer.message();
    }
    let signed_in = server.try_sign_in(As::Reader.email(), PASSWORD).await;
    assert!(matches!(signed_in.status, 200 | 507), "{}", signed_in.text);

    // A clock that goes on makes each request want to note its time.
    server.clock.advance(120);
    for path in [&*tests, "/v1/account", "/readyz", "/healthz", &server.in_team("/audit"), &secrets] {
        let answer = server.call("GET", path).cookie(&session).send().await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    let listed = server.get(As::Member, &tests).await.data();
    assert_eq!(
        listed.as_array().unwrap().len(),
        kept.len(),
        "what was answered with 201 is there, and no more"
    );

    // Room again.
    for test in &kept {
        server.delete(As::Member, &format!("{tests}/{test}")).await.expect(204);
    }
    server.post(As::Member, &tests, big(0)).await.expect(201);
    let verdict = server.get(As::Owner, &server.in_team("/audit/verification")).await.data();
    assert_eq!(verdict["intact"], true, "{verdict}");
    server.post(As::Owner, &secrets, json!({"name": "after", "value": "v"})).await.expect(201);
}
