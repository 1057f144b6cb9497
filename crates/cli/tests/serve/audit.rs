//! `tacit audit verify`, beside a server that runs.

use serde_json::{Value, json};

use crate::{
    common::{Done, Workplace},
    crash::{installed, send},
    server::Server,
};

async fn verify(place: &Workplace, more: &[&str]) -> Done {
    place.run(&[&["audit", "verify", "--data-dir", "data"], more].concat()).await
}

#[tokio::test]
async fn the_log_is_checked_and_its_end_is_compared_later() {
    let place = Workplace::new();
    let owner = installed(&place).await;
    let server =
        Server::start(place.tacit(&["serve", "--data-dir", "data", "--listen", "127.0.0.1:0"])).await;
    let first = verify(&place, &["--json"]).await;
    assert_eq!(first.code, 0, "{}", first.err);
    let first: Value = serde_json::from_str(&first.out).unwrap();
    assert_eq!((&first["intact"], &first["message"]), (&json!(true), &Value::Null));
    let end = first["end"].as_str().unwrap().to_owned();
    assert!(end.starts_with(&format!("{}:", first["genuine"])), "{end}");

    let token = json!({"name": "one more entry"});
    let (status, _) = send(&server.url, &owner, "POST", "/v1/account/tokens", &token).await.unwrap();
    assert_eq!(status, 201);
    let later = verify(&place, &["--expect", &end]).await;
    assert_eq!(later.code, 0, "{}", later.err);
    let entries = first["genuine"].as_u64().unwrap() + 1;
    assert!(
        later.out.contains(&format!("as it was written: {entries} entries\nend: {entries}:")),
        "{}",
        later.out
    );

    let (_, digits) = end.split_once(':').unwrap();
    let beyond = verify(&place, &["--expect", &format!("{}:{digits}", entries + 5)]).await;
    assert_eq!(beyond.code, 1, "{}", beyond.out);
    assert!(beyond.out.contains("cut off"), "{}", beyond.out);
    let other = verify(&place, &["--json", "--expect", &format!("{entries}:{digits}")]).await;
    assert_eq!(other.code, 1);
    let other: Value = serde_json::from_str(&other.out).unwrap();
    assert_eq!((&other["intact"], &other["end"]), (&json!(false), &Value::Null));
    assert!(other["message"].as_str().unwrap().contains("rewritten"), "{other}");

    let wrong = verify(&place, &["--expect", "latest"]).await;
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("--expect") && wrong.err.contains("64 hexadecimal digits"), "{}", wrong.err);
    let nowhere = place.run(&["audit", "verify", "--data-dir", "elsewhere"]).await;
    assert_eq!(nowhere.code, 3);
    assert!(nowhere.err.contains("there is no installation"), "{}", nowhere.err);
    assert_eq!(server.stop().await.code, 0);
}
