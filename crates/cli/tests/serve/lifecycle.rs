//! Start, stop, and what stands in the way.

use crate::{common::Workplace, server::Server};

const SERVE: &[&str] = &["serve", "--data-dir", "data", "--listen", "127.0.0.1:0"];

#[tokio::test]
async fn a_first_start_makes_an_installation_and_a_signal_stops_it_in_order() {
    let place = Workplace::new();
    let server = Server::start(place.tacit(SERVE)).await;
    assert!(server.greeting.contains("open it to set tacit up"), "{}", server.greeting);
    assert_eq!(server.get("/healthz", "").await.status, 200);
    assert_eq!(server.get("/readyz", "").await.status, 200);
    assert!(server.get("/v1/setup", "").await.body.contains(r#""needed":true"#));

    let done = place.run(SERVE).await;
    assert_eq!(done.code, 3);
    assert!(done.err.contains("another server uses the data directory data"), "{}", done.err);

    let done = server.stop().await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(place.path().join("data/tacit.db").is_file());
    assert!(!place.path().join("data/tacit.db-wal").exists(), "everything is in the database file");
    use std::os::unix::fs::PermissionsExt;
    for private in ["data.key", "data.key.recovery", "data/tacit.db"] {
        let mode = std::fs::metadata(place.path().join(private)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{private} is for its owner alone");
    }
    let code = place.read("data.key.recovery");
    assert!(!done.err.contains(code.trim()), "the code is not in the log");
}

#[tokio::test]
async fn two_signals_at_once_count_as_one() {
    let place = Workplace::new();
    let server = Server::start(place.tacit(SERVE)).await;
    server.signal();
    server.signal();
    assert_eq!(server.stop().await.code, 0);
}

#[tokio::test]
async fn a_key_file_that_is_missing_wrong_or_loose() {
    let place = Workplace::new();
    assert_eq!(Server::start(place.tacit(SERVE)).await.stop().await.code, 0);
    let other = ["serve", "--data-dir", "other", "--listen", "127.0.0.1:0"];
    assert_eq!(Server::start(place.tacit(&other)).await.stop().await.code, 0);
    let key = std::fs::read(place.path().join("data.key")).unwrap();

    let mut told = String::new();
    std::fs::rename(place.path().join("data.key"), place.path().join("kept")).unwrap();
    told.push_str(&refused(&place).await);
    std::fs::copy(place.path().join("other.key"), place.path().join("data.key")).unwrap();
    told.push_str(&refused(&place).await);
    place.write("data.key", "my shopping list");
    told.push_str(&refused(&place).await);
    place.write("data.key", &key[..key.len() - 9]);
    told.push_str(&refused(&place).await);
    let path = place.write("data.key", &key);
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o640)).unwrap();
    told.push_str(&refused(&place).await);
    let told = told.replace(&place.path().canonicalize().unwrap().display().to_string(), "[place]");
    let ids = regex::Regex::new("[0-9a-f]{8}-[0-9a-f-]{27}").unwrap();
    insta::assert_snapshot!("key_files", ids.replace_all(&told, "[id]"));

    place.write("data.key", &key);
    assert_eq!(Server::start(place.tacit(SERVE)).await.stop().await.code, 0, "nothing was lost");
}

async fn refused(place: &Workplace) -> String {
    let done = place.run(SERVE).await;
    assert_eq!((done.code, done.out.as_str()), (3, ""));
    done.err
}

#[tokio::test]
async fn a_lost_key_file_is_replaced_with_the_recovery_code() {
    let place = Workplace::new();
    assert_eq!(Server::start(place.tacit(SERVE)).await.stop().await.code, 0);
    std::fs::remove_file(place.path().join("data.key")).unwrap();
    let done =
        place.run(&["admin", "recover", "--data-dir", "data", "--code-file", "data.key.recovery"]).await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(Server::start(place.tacit(SERVE)).await.stop().await.code, 0);
}

#[tokio::test]
async fn the_key_does_not_lie_with_the_data() {
    let place = Workplace::new();
    let arguments = [SERVE, &["--key-file", "data/key"]].concat();
    let done = place.run(&arguments).await;
    assert_eq!(done.code, 2);
    assert!(done.err.contains("would lie in the data directory"), "{}", done.err);
}

#[tokio::test]
async fn wrong_settings() {
    let place = Workplace::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().map(|address| (address.to_string(), taken)).unwrap();
    let done = place.run(&["serve", "--data-dir", "data", "--listen", &taken.0]).await;
    assert_eq!(done.code, 3);
    assert!(done.err.contains("another program uses the port"), "{}", done.err);

    let done = place.run(&[SERVE, &["--log-level", "loud=very=much"]].concat()).await;
    assert_eq!(done.code, 2);
    place.write("file", "");
    let done = place.run(&["serve", "--data-dir", "file", "--listen", "127.0.0.1:0"]).await;
    assert_eq!(done.code, 3, "{}", done.err);
    let done =
        place.run(&[SERVE, &["--database-url", "postgres://u:canary-4815@127.0.0.1:1/x"]].concat()).await;
    assert_eq!(done.code, 3);
    assert!(!done.err.contains("canary"), "{}", done.err);
}
