//! A backup that is made beside a server that runs, and comes back elsewhere.

use std::{fs, iter};

use serde_json::{Value, json};

use crate::{
    common::{Done, Workplace},
    crash::{Owner, installed, send},
    server::Server,
};

const SECRET: &str = "backup-canary-4711";

/// An installation with a secret and a session, and a key to backups.
struct Kept {
    place: Workplace,
    owner: Owner,
    recipient: String,
}

impl Kept {
    async fn build() -> Self {
        let place = Workplace::new();
        let owner = installed(&place).await;
        let server = Server::start(serve(&place, "data", &[])).await;
        let secret = json!({"name": "key", "value": SECRET});
        let path = format!("/v1/teams/{}/secrets", owner.team);
        assert_eq!(send(&server.url, &owner, "POST", &path, &secret).await.unwrap().0, 201);
        let key = place.run(&["key", "backup", "--to", "backup.key", "--json"]).await;
        assert_eq!(key.code, 0, "{}", key.err);
        let recipient: Value = serde_json::from_str(&key.out).unwrap();
        let recipient = recipient["recipient"].as_str().unwrap().to_owned();
        assert!(recipient.starts_with("age1") && !key.out.contains("SECRET"));
        let kept = Self { place, owner, recipient };
        let made = kept.backup("whole.age", &["--recipient", &kept.recipient]).await;
        assert_eq!(made.code, 0, "{}", made.err);
        assert_eq!(server.stop().await.code, 0);
        kept
    }

    async fn backup(&self, to: &str, more: &[&str]) -> Done {
        self.place.run(&[&["backup", "--data-dir", "data", "--to", to], more].concat()).await
    }

    async fn restore(&self, to: &str, from: &str, more: &[&str]) -> Done {
        self.place.run(&[&["restore", "--data-dir", to, "--from", from], more].concat()).await
    }

    fn has_database(&self, directory: &str) -> bool {
        let left = fs::read_dir(self.place.path().join(directory)).map(Iterator::collect::<Vec<_>>);
        left.is_ok_and(|left| left.into_iter().any(|file| file.unwrap().file_name() != "lock"))
    }
}

fn serve(place: &Workplace, data: &str, more: &[&str]) -> tokio::process::Command {
    place.tacit(&[&["serve", "--data-dir", data, "--listen", "127.0.0.1:0"], more].concat())
}

#[tokio::test]
async fn everything_but_the_key_comes_back() {
    let kept = Kept::build().await;
    let sealed = fs::read(kept.place.path().join("whole.age")).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
    for clear in ["SQLite format 3", "o@example.com", "CREATE TABLE", SECRET] {
        assert!(memchr::memmem::find(&sealed, clear.as_bytes()).is_none(), "{clear}");
    }
    let left: Vec<_> = fs::read_dir(kept.place.path().join("data")).unwrap().collect();
    assert!(left.iter().all(|file| !file.as_ref().unwrap().file_name().to_string_lossy().contains("part")));

    let done = kept.restore("other", "whole.age", &["--key", "backup.key", "--json"]).await;
    assert_eq!(done.code, 0, "{}", done.err);
    let told: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&told["key_found"], &told["audit_entries"]), (&json!(false), &Value::Null));
    let lost = kept.place.run(&["audit", "verify", "--data-dir", "other"]).await;
    assert!(lost.code == 3 && lost.err.contains("there is no key file"), "{}", lost.err);

    let done = kept.restore("third", "whole.age", &["--key", "backup.key", "--key-file", "data.key"]).await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("the key file opens it"), "{}", done.out);
    let server = Server::start(serve(&kept.place, "third", &["--key-file", "data.key"])).await;
    let path = format!("/v1/teams/{}/secrets", kept.owner.team);
    let (status, list) = send(&server.url, &kept.owner, "GET", &path, &Value::Null).await.unwrap();
    assert_eq!((status, &list[0]["name"]), (200, &json!("key")));
    let path = format!("/v1/teams/{}/audit", kept.owner.team);
    let (_, log) = send(&server.url, &kept.owner, "GET", &path, &Value::Null).await.unwrap();
    let log = log.to_string();
    assert!(log.contains("backup_made") && log.contains("backup_restored"), "{log}");
    server.stop().await;
}

#[tokio::test]
async fn a_passphrase_opens_what_it_closed() {
    let kept = Kept::build().await;
    kept.place.write("phrase", "a phrase for the safe\n");
    kept.place.write("wrong", "a phrase for the door\n");
    let made = kept.backup("phrase.age", &["--passphrase-file", "phrase"]).await;
    assert_eq!(made.code, 0, "{}", made.err);
    for more in [["--passphrase-file", "wrong"], ["--key", "backup.key"]] {
        let refused = kept.restore("other", "phrase.age", &more).await;
        assert!(refused.code == 3 && refused.err.contains("was not made for this"), "{}", refused.err);
        assert!(!kept.has_database("other"));
    }
    assert_eq!(kept.restore("other", "phrase.age", &["--passphrase-file", "phrase"]).await.code, 0);
    assert!(kept.has_database("other"));
}

#[tokio::test]
async fn what_is_no_whole_backup_restores_nothing() {
    let kept = Kept::build().await;
    let whole = fs::read(kept.place.path().join("whole.age")).unwrap();
    let mut changed = whole.clone();
    let middle = whole.len() / 2;
    changed[middle] ^= 1;
    let recipient: age::x25519::Recipient = kept.recipient.parse().unwrap();
    let text = b"SQLite format 3\0 and nothing behind it";
    let foreign = age::encrypt(&recipient, text).unwrap();
    for (name, bytes, said) in [
        ("changed", changed.as_slice(), "damaged"),
        ("cut", &whole[..whole.len() - 7], "damaged"),
        ("in two", &whole[..70_000], "damaged"),
        ("empty", &[], "no backup"),
        ("text", b"hello, world", "no backup"),
        ("foreign", &foreign, "no backup of tacit"),
    ] {
        kept.place.write("broken.age", bytes);
        let refused = kept.restore("other", "broken.age", &["--key", "backup.key"]).await;
        assert!(refused.code == 3 && refused.err.contains(said), "{name}: {}", refused.err);
        assert!(!kept.has_database("other"), "{name}");
    }
    assert_eq!(kept.restore("other", "whole.age", &["--key", "backup.key"]).await.code, 0);
}

#[tokio::test]
async fn nothing_is_written_over() {
    let kept = Kept::build().await;
    let before = fs::read(kept.place.path().join("whole.age")).unwrap();
    let again = kept.backup("whole.age", &["--recipient", &kept.recipient]).await;
    assert!(again.code == 2 && again.err.contains("exists already"), "{}", again.err);
    assert_eq!(fs::read(kept.place.path().join("whole.age")).unwrap(), before);
    let over = kept.restore("data", "whole.age", &["--key", "backup.key"]).await;
    assert!(over.code == 3 && over.err.contains("there is an installation"), "{}", over.err);
    let server = Server::start(serve(&kept.place, "data", &[])).await;
    let beside = kept.restore("data", "whole.age", &["--key", "backup.key"]).await;
    assert!(beside.code == 3 && beside.err.contains("another server"), "{}", beside.err);
    server.stop().await;
    let key = kept.place.run(&["key", "backup", "--to", "backup.key"]).await;
    assert_eq!(key.code, 3, "a key is not replaced: {}", key.err);

    for (arguments, said) in [
        (vec!["--to", "x.age"], "--recipient"),
        (vec!["--to", "x.age", "--recipient", "age1nonsense"], "is no recipient"),
        (vec!["--to", "nowhere/x.age", "--recipient", &kept.recipient], "cannot be written"),
        (vec!["--to", "x.age", "--passphrase-file", "missing"], "cannot be read"),
    ] {
        let refused =
            kept.place.run(&[&["backup", "--data-dir", "data"], arguments.as_slice()].concat()).await;
        assert!(refused.code > 1 && refused.err.contains(said), "{arguments:?}: {}", refused.err);
        assert!(!kept.place.path().join("x.age").exists());
    }
}

#[tokio::test]
async fn any_age_program_opens_it() {
    let kept = Kept::build().await;
    let key = kept.place.read("backup.key");
    let identity: age::x25519::Identity = key.lines().last().unwrap().parse().unwrap();
    let sealed = fs::File::open(kept.place.path().join("whole.age")).unwrap();
    let decryptor = age::Decryptor::new(sealed).unwrap();
    let mut clear = decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).unwrap();
    let mut database = Vec::new();
    std::io::copy(&mut clear, &mut database).unwrap();
    assert!(database.starts_with(b"SQLite format 3\0"));
    for value in [SECRET, "a password of tests"] {
        assert!(memchr::memmem::find(&database, value.as_bytes()).is_none(), "{value}");
    }
    assert!(memchr::memmem::find(&database, b"o@example.com").is_some(), "the control value");
}
