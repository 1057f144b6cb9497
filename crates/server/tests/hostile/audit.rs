//! Whoever can write the database cannot make the audit log say something else, or less, without being noticed.

use serde_json::{Value, json};

use crate::{
    common::{As, TestServer},
    vault::sql,
};

async fn verification(server: &TestServer) -> Value {
    server.get(As::Owner, &server.in_team("/audit/verification")).await.data()
}

async fn one_more_entry(server: &TestServer) {
    server.post(As::Owner, "/v1/account/tokens", json!({"name": "one more"})).await.expect(201);
}

const LAST: &str = "(SELECT MAX(seq) FROM audit)";

#[tokio::test]
async fn what_was_changed_stays_visible_whatever_is_written_after() {
    let changes = [
        ("the last entry is gone", format!("DELETE FROM audit WHERE seq = {LAST}")),
        ("the last entries are gone", format!("DELETE FROM audit WHERE seq > {LAST} - 3")),
        ("all entries are gone", "DELETE FROM audit".into()),
        ("one in the middle is gone", "DELETE FROM audit WHERE seq = 3".into()),
        (
            "two entries are exchanged",
            "UPDATE audit SET seq = 0 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 0"
                .into(),
        ),
        (
            "an entry says something else",
            "UPDATE audit SET entry = replace(entry, 'person', 'nosrep') WHERE seq = 2".into(),
        ),
        ("one stands before the first", "INSERT INTO audit SELECT 0, entry, mac FROM audit WHERE seq = 1".into()),
        ("some stand far before", "INSERT INTO audit SELECT -seq, entry, mac FROM audit WHERE seq > 2".into()),
        ("a check sum is another", format!("UPDATE audit SET mac = zeroblob(32) WHERE seq = {LAST}")),
        ("a check sum is cut", format!("UPDATE audit SET mac = x'00' WHERE seq = {LAST}")),
        (
            "the end and its seal are gone",
            format!("DELETE FROM audit WHERE seq = {LAST}; DELETE FROM meta WHERE key = 'audit.head'"),
        ),
        ("the seal is gone", "DELETE FROM meta WHERE key = 'audit.head'".into()),
        (
            "the seal is another",
            "UPDATE meta SET value = zeroblob(length(value)) WHERE key = 'audit.head'".into(),
        ),
        (
            "an entry was put in",
            format!("INSERT INTO audit SELECT {LAST} + 1, entry, mac FROM audit WHERE seq = 1"),
        ),
    ];
    for (what, script) in changes {
        let server = TestServer::start().await;
        one_more_entry(&server).await;
        assert_eq!(verification(&server).await["intact"], true, "{what}");
        sql(&server, &script).await;
        let verdict = verification(&server).await;
        assert_eq!(verdict["intact"], false, "{what}: {verdict}");
        assert!(verdict["message"].as_str().unwrap().contains("backup"), "{what}: {verdict}");
        // The log goes on, and does not heal.
        for _ in 0..3 {
            one_more_entry(&server).await;
        }
        let verdict = verification(&server).await;
        assert_eq!(verdict["intact"], false, "{what}, afterwards: {verdict}");
        server.get(As::Owner, &server.in_team("/audit")).await.expect(200);
    }
}

/// A copy of the whole log, its seal with it, is genuine: what is kept elsewhere tells that it is an old one.
#[tokio::test]
async fn a_log_that_was_put_back_as_a_whole_contradicts_an_end_kept_elsewhere() {
    let server = TestServer::start().await;
    let app = &server.app;
    sql(
        &server,
        "CREATE TABLE kept_audit AS SELECT * FROM audit; CREATE TABLE kept_meta AS SELECT * FROM meta",
    )
    .await;
    let before = app.operator_verify_audit(None).await.unwrap();
    let (entries, early) = (before.genuine, before.end.unwrap());
    for _ in 0..3 {
        one_more_entry(&server).await;
    }
    let late = app.operator_verify_audit(Some(early)).await.unwrap().end.unwrap();
    assert_eq!((early.seq, late.seq), (entries, entries + 3));
    assert_eq!(verification(&server).await["end"], late.to_string());

    let back = "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept_audit;
                DELETE FROM meta WHERE key = 'audit.head'; INSERT INTO meta SELECT * FROM kept_meta WHERE key = 'audit.head'";
    sql(&server, back).await;
    let alone = app.operator_verify_audit(None).await.unwrap();
    assert_eq!((alone.broken, alone.genuine), (None, entries), "by itself it looks right");
    assert_eq!(app.operator_verify_audit(Some(early)).await.unwrap().broken, None);
    let broken = app.operator_verify_audit(Some(late)).await.unwrap().broken.unwrap();
    assert!(broken.contains("cut off") && broken.contains(&format!("entry {}", entries + 1)), "{broken}");

    for _ in 0..5 {
        one_more_entry(&server).await;
    }
    assert_eq!(verification(&server).await["intact"], true);
    let broken = app.operator_verify_audit(Some(late)).await.unwrap().broken.unwrap();
    assert!(broken.contains("rewritten") && broken.contains(&format!("entry {}", late.seq)), "{broken}");
}
