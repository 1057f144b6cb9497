//! The ways to unlock an installation: listed, added, checked, taken away.

use std::fs;

use serde_json::Value;
use tokio::process::Command;

use crate::{
    common::{Done, Workplace, finish_with},
    crash::installed,
    server::Server,
};

const PHRASE: &str = "six plain words are well enough";

async fn key(place: &Workplace, what: &str, more: &[&str]) -> Done {
    place.run(&[&["key", what, "--data-dir", "data"], more].concat()).await
}

/// The same, unlocked by the passphrase.
async fn by_phrase(place: &Workplace, what: &str, more: &[&str]) -> Done {
    key(place, what, &[&["--unlock-passphrase-file", "phrase"], more].concat()).await
}

async fn slots(place: &Workplace) -> Vec<(String, String)> {
    let listed = key(place, "list", &["--json"]).await;
    assert_eq!(listed.code, 0, "{}", listed.err);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all: Vec<Value> = serde_json::from_str(&listed.out).unwrap();
    all.iter().map(|slot| (text(&slot["id"]), text(&slot["kind"]))).collect()
}

async fn kinds(place: &Workplace) -> Vec<String> {
    slots(place).await.into_iter().map(|(_, kind)| kind).collect()
}

fn serve(place: &Workplace, more: &[&str]) -> Command {
    place.tacit(&[&["serve", "--data-dir", "data", "--listen", "127.0.0.1:0"], more].concat())
}

/// Why a server does not start.
async fn refused(command: Command) -> String {
    let done = finish_with(command, "").await;
    assert_eq!(done.code, 3, "{}", done.err);
    done.err
}

#[tokio::test]
async fn a_passphrase_takes_the_place_of_the_key_file() {
    let place = Workplace::new();
    installed(&place).await;
    assert_eq!(kinds(&place).await, ["key_file", "recovery_code"]);
    place.write("phrase", PHRASE);
    let running = Server::start(serve(&place, &[])).await;
    let short = place.tacit(&["key", "add-passphrase", "--data-dir", "data"]);
    let short = finish_with(short, "too short by one ..").await;
    assert!(short.code == 3 && short.err.contains("at least 20 characters"), "{}", short.err);
    let added = key(&place, "add-passphrase", &["--passphrase-file", "phrase"]).await;
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(kinds(&place).await, ["key_file", "recovery_code", "passphrase"]);
    assert_eq!(running.stop().await.code, 0, "a server that runs is not disturbed");

    fs::rename(place.path().join("data.key"), place.path().join("away.key")).unwrap();
    assert!(refused(serve(&place, &[])).await.contains("there is no key file"));
    place.write("wrong", "six other words are not enough");
    let wrong = refused(serve(&place, &["--unlock-passphrase-file", "wrong"])).await;
    assert!(wrong.contains("opens none of the key slots") && !wrong.contains("six other"), "{wrong}");
    Server::start(serve(&place, &["--unlock-passphrase-file", "phrase"])).await.stop().await;

    // The key file is made useless by another way than itself.
    let id = &slots(&place).await[0].0;
    let itself = key(&place, "remove", &["--key-file", "away.key", id]).await;
    assert_eq!(itself.code, 3, "{}", itself.out);
    assert_eq!(kinds(&place).await.len(), 3, "nothing was removed");
    let removed = by_phrase(&place, "remove", &[id]).await;
    assert_eq!(removed.code, 0, "{}", removed.err);
    assert_eq!(kinds(&place).await, ["recovery_code", "passphrase"]);
    let gone = refused(serve(&place, &["--key-file", "away.key"])).await;
    assert!(gone.contains("opens none of its key slots"), "{gone}");
    let again = by_phrase(&place, "remove", &[id]).await;
    assert!(again.code == 3 && again.err.contains("there is no such key slot"), "{}", again.err);

    let inside = by_phrase(&place, "add-file", &["--to", "data/inside.key"]).await;
    assert_eq!(inside.code, 2, "{}", inside.err);
    let added = by_phrase(&place, "add-file", &["--to", "new.key"]).await;
    assert_eq!(added.code, 0, "{}", added.err);
    Server::start(serve(&place, &["--key-file", "new.key"])).await.stop().await;
}

#[tokio::test]
async fn a_recovery_code_is_tried_before_it_is_needed() {
    let place = Workplace::new();
    installed(&place).await;
    let first = place.read("data.key.recovery");
    let check = async |code: &str| {
        place.write("code", code);
        key(&place, "check", &["--code-file", "code"]).await
    };
    let good = check(&first.to_lowercase()).await;
    assert_eq!((good.code, good.out.as_str()), (0, "it unlocks the data\n"), "{}", good.err);
    let typo = check(&first.replacen(|c: char| c.is_ascii_alphanumeric(), "U", 1)).await;
    assert!(typo.code == 3 && typo.err.contains("none a code can have"), "{}", typo.err);

    fs::remove_file(place.path().join("data.key.recovery")).unwrap();
    let made = key(&place, "new-recovery-code", &[]).await;
    assert_eq!(made.code, 0, "{}", made.err);
    let second = place.read("data.key.recovery");
    assert!(!made.out.contains(second.trim()) && !made.err.contains(second.trim()));
    for code in [&first, &second] {
        assert_eq!(check(code).await.code, 0);
    }
    let old = &slots(&place).await[1].0;
    assert_eq!(key(&place, "remove", &[old]).await.code, 0);
    let gone = check(&first).await;
    assert!(gone.code == 3 && gone.err.contains("a newer code has replaced"), "{}", gone.err);
    let verified = place.run(&["audit", "verify", "--data-dir", "data"]).await;
    assert_eq!(verified.code, 0, "{}", verified.out);
}

#[tokio::test]
async fn the_service_manager_hands_the_key_over_or_the_environment_does() {
    let place = Workplace::new();
    installed(&place).await;
    let text = place.read("data.key");
    fs::remove_file(place.path().join("data.key")).unwrap();
    fs::create_dir(place.path().join("credentials")).unwrap();
    place.write("credentials/tacit.key", &text);
    let started = |name: &str, value: &str| {
        let mut command = serve(&place, &[]);
        command.env(name, value);
        command
    };
    Server::start(started("CREDENTIALS_DIRECTORY", "credentials")).await.stop().await;
    Server::start(started("TACIT_KEY", &text)).await.stop().await;
    let line = text.lines().last().unwrap();
    Server::start(started("TACIT_KEY", line)).await.stop().await;

    let cut = &line[..line.len() - 3];
    let why = refused(started("TACIT_KEY", cut)).await;
    assert!(why.contains("TACIT_KEY is damaged") && !why.contains(&cut[60..]), "{why}");
    place.write("credentials/tacit.key", "something else");
    let why = refused(started("CREDENTIALS_DIRECTORY", "credentials")).await;
    assert!(why.contains("the credential tacit.key is not a tacit key file"), "{why}");
    // Who names a file means it.
    let mut named = serve(&place, &["--key-file", "data.key"]);
    named.env("TACIT_KEY", &text);
    assert!(refused(named).await.contains("there is no key file at data.key"));
}
