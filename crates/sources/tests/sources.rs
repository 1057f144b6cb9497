//! Sources as a run meets them. Vault stands in as a server with its documented answers: its program cannot be had here.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

use std::{
    net::SocketAddr,
    os::unix::fs::symlink,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use axum::{
    Json, Router,
    extract::{Path as UrlPath, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde_json::{Value, json};
use tacit_sources::{Sources, Trouble};
use tacit_spec::TeamId;
use tacit_taint::Secret;
use tacit_vault::Reference;
use uuid::Uuid;

const TEAM: TeamId = TeamId(Uuid::from_u128(7));
const CANARY: &str = "canary-Kq9/zX+4v~tail";

fn from(source: &str, path: &str, field: Option<&str>) -> Reference {
    Reference { source: source.into(), path: path.into(), field: field.map(str::to_owned) }
}

fn everybody() -> Value {
    json!([{"team": "*"}])
}

fn read(sources: Value) -> Sources {
    Sources::read(&json!({"sources": sources}).to_string()).unwrap()
}

fn is(found: &Result<Arc<Secret>, Trouble>, value: &str) -> bool {
    found.as_ref().is_ok_and(|found| found.same_as(&Secret::new(value.into())))
}

/// Vault's KV 2 and AppRole, as documented.
#[derive(Default)]
struct Vault {
    data: Mutex<Value>,
    token: Mutex<String>,
    asked: AtomicUsize,
    logins: AtomicUsize,
    down: Mutex<Option<StatusCode>>,
}

async fn data(
    State(vault): State<Arc<Vault>>,
    UrlPath(path): UrlPath<String>,
    headers: HeaderMap,
) -> (StatusCode, Json<Value>) {
    vault.asked.fetch_add(1, SeqCst);
    let no = |status, word: &str| (status, Json(json!({"errors": [format!("{word} {CANARY}")]})));
    if let Some(status) = *vault.down.lock().unwrap() {
        return no(status, "sealed");
    }
    let token = headers.get("x-vault-token").and_then(|token| token.to_str().ok()).unwrap_or_default();
    if token != *vault.token.lock().unwrap() || headers.get("x-vault-request").is_none() {
        return no(StatusCode::FORBIDDEN, "permission denied");
    }
    match vault.data.lock().unwrap().get(&path) {
        Some(fields) => (
            StatusCode::OK,
            Json(json!({"data": {"data": fields, "metadata": {"version": 2}}, "lease_duration": 0})),
        ),
        None => no(StatusCode::NOT_FOUND, "nothing"),
    }
}

async fn login(State(vault): State<Arc<Vault>>, Json(body): Json<Value>) -> (StatusCode, Json<Value>) {
    vault.logins.fetch_add(1, SeqCst);
    if body != json!({"role_id": "tacit", "secret_id": "role-secret"}) {
        return (StatusCode::BAD_REQUEST, Json(json!({"errors": ["invalid role or secret ID"]})));
    }
    let token = vault.token.lock().unwrap().clone();
    (StatusCode::OK, Json(json!({"auth": {"client_token": token, "lease_duration": 3600}})))
}

async fn start() -> (Arc<Vault>, SocketAddr) {
    let vault = Arc::new(Vault::default());
    *vault.token.lock().unwrap() = "hvs.one".into();
    *vault.data.lock().unwrap() =
        json!({"orders/api": {"key": CANARY, "number": 7, "list": [CANARY], "empty": ""}});
    let router = Router::new()
        .route("/v1/kv/data/{*path}", get(data))
        .route("/v1/auth/approle/login", post(login))
        .with_state(Arc::clone(&vault));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (vault, address)
}

fn vault_entry(address: SocketAddr, more: Value) -> Value {
    let mut entry = json!({"name": "vault", "teams": everybody(), "keep_seconds": 0, "outage_seconds": 0});
    let mut own =
        json!({"address": format!("http://{address}"), "mount": "kv", "allow_egress": ["127.0.0.0/8"]});
    for (name, value) in more.as_object().unwrap() {
        let at = if name.ends_with("_seconds") { &mut entry } else { &mut own };
        at[name] = value.clone();
    }
    entry["vault_kv2"] = own;
    entry
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[tokio::test]
async fn files_as_kubernetes_mounts_them() {
    let folder = tempfile::tempdir().unwrap();
    let (outside, mounted) = (folder.path().join("outside"), folder.path().join("mounted"));
    let versioned = mounted.join("..2026_11_26");
    std::fs::create_dir_all(&versioned).unwrap();
    std::fs::create_dir_all(&outside).unwrap();
    written(&versioned, "key", &format!("{CANARY}\n"));
    written(&versioned, "json", &json!({"key": CANARY}).to_string());
    written(&versioned, "empty", "\n");
    written(&outside, "passwd", "root");
    symlink(&versioned, mounted.join("..data")).unwrap();
    for name in ["key", "json", "empty"] {
        symlink(format!("..data/{name}"), mounted.join(name)).unwrap();
    }
    symlink(outside.join("passwd"), mounted.join("leads_out")).unwrap();
    std::fs::write(mounted.join("bytes"), [0xff, 0xfe]).unwrap();
    let sources = read(json!([{"name": "mounted", "files": {"directory": mounted}, "teams": everybody()}]));
    let fetch = async |path: &str, field| sources.fetch(TEAM, &from("mounted", path, field)).await;
    assert!(is(&fetch("key", None).await, CANARY), "without the line end");
    assert!(is(&fetch("json", Some("key")).await, CANARY));
    for (path, field, trouble) in [
        ("gone", None, Trouble::Missing),
        ("json", Some("gone"), Trouble::Missing),
        ("..data", None, Trouble::Missing),
        ("leads_out", None, Trouble::Path),
        ("../outside/passwd", None, Trouble::Path),
        ("/etc/passwd", None, Trouble::Path),
        ("", None, Trouble::Path),
        ("empty", None, Trouble::Unfit("a value has from 1 byte to 16 KiB")),
        ("bytes", None, Trouble::Unfit("it is not text")),
        ("key", Some("key"), Trouble::Unfit("it is not JSON with fields")),
    ] {
        assert_eq!(fetch(path, field).await.err(), Some(trouble), "{path}");
    }
}

#[tokio::test]
async fn a_team_gets_what_is_listed_for_it_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["orders", "orders-old"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        written(&folder.path().join(name), "key", CANARY);
    }
    let other = TeamId(Uuid::from_u128(8));
    let teams = json!([{"team": TEAM.0.simple().to_string().to_uppercase(), "prefix": "orders/"}, {"team": other.to_string(), "prefix": ""}]);
    let sources = read(json!([{"name": "mounted", "files": {"directory": folder.path()}, "teams": teams}]));
    let fetch = async |team, source: &str, path: &str| sources.fetch(team, &from(source, path, None)).await;
    assert!(is(&fetch(TEAM, "mounted", "orders/key").await, CANARY));
    assert!(is(&fetch(other, "mounted", "orders-old/key").await, CANARY));
    for (team, source, path) in [
        (TEAM, "mounted", "orders-old/key"),
        (TEAM, "mounted", "orders/../orders-old/key"),
        (TeamId(Uuid::from_u128(9)), "mounted", "orders/key"),
        (TEAM, "other", "orders/key"),
    ] {
        let refused = fetch(team, source, path).await.err().unwrap();
        assert!(matches!(refused, Trouble::NotAllowed | Trouble::Path), "{path}: {refused}");
    }
    let names =
        |team| sources.of_team(team).into_iter().map(|info| (info.name, info.prefixes)).collect::<Vec<_>>();
    assert_eq!(names(TEAM), [("mounted".to_owned(), vec!["orders/".to_owned()])]);
    assert!(names(TeamId(Uuid::from_u128(9))).is_empty());
}

#[tokio::test]
async fn vault_gives_fields_and_says_what_is_wrong() {
    let (vault, address) = start().await;
    let folder = tempfile::tempdir().unwrap();
    let token = written(folder.path(), "token", "hvs.one\n");
    let sources = read(json!([vault_entry(address, json!({"token_file": token}))]));
    let fetch = async |path: &str, field| sources.fetch(TEAM, &from("vault", path, Some(field))).await;
    assert!(is(&fetch("orders/api", "key").await, CANARY));
    assert!(is(&fetch("orders/api", "number").await, "7"));
    for (path, field, trouble) in [
        ("orders/api", "gone", Trouble::Missing),
        ("orders/gone", "key", Trouble::Missing),
        ("orders/api", "list", Trouble::Unfit("it is not a text: write it as one")),
        ("orders/api", "empty", Trouble::Unfit("a value has from 1 byte to 16 KiB")),
        ("orders/../sys", "key", Trouble::Path),
    ] {
        let found = fetch(path, field).await.err();
        assert!(!format!("{found:?}").contains("canary"), "{found:?}");
        assert_eq!(found, Some(trouble), "{path} {field}");
    }
    assert_eq!(sources.trouble(TEAM, &from("vault", "orders/api", Some("key"))), None);
    // The token was revoked: what was known counts no more.
    *vault.token.lock().unwrap() = "hvs.two".into();
    assert_eq!(fetch("orders/api", "key").await.err(), Some(Trouble::Refused));
    assert_eq!(sources.trouble(TEAM, &from("vault", "orders/api", Some("key"))), Some(Trouble::Refused));
}

#[tokio::test]
async fn an_app_role_signs_in_and_again_when_its_token_has_ended() {
    let (vault, address) = start().await;
    let folder = tempfile::tempdir().unwrap();
    let secret = written(folder.path(), "secret", "role-secret");
    let entry = |secret: &str| vault_entry(address, json!({"role_id": "tacit", "secret_id_file": secret}));
    let sources = read(json!([entry(&secret)]));
    let key = from("vault", "orders/api", Some("key"));
    for _ in 0..2 {
        assert!(is(&sources.fetch(TEAM, &key).await, CANARY));
    }
    assert_eq!(vault.logins.load(SeqCst), 1, "signed in once");
    *vault.token.lock().unwrap() = "hvs.two".into();
    assert!(is(&sources.fetch(TEAM, &key).await, CANARY));
    assert_eq!(vault.logins.load(SeqCst), 2, "and again when it had to");
    let wrong = written(folder.path(), "wrong", "another");
    let sources = read(json!([entry(&wrong)]));
    assert_eq!(sources.fetch(TEAM, &key).await.err(), Some(Trouble::Refused));
    let gone = folder.path().join("gone").display().to_string();
    assert_eq!(read(json!([entry(&gone)])).fetch(TEAM, &key).await.err(), Some(Trouble::NoCredentials));
}

#[tokio::test]
async fn a_source_that_is_away_is_bridged_and_not_hammered() {
    let (vault, address) = start().await;
    let folder = tempfile::tempdir().unwrap();
    let token = written(folder.path(), "token", "hvs.one");
    let key = from("vault", "orders/api", Some("key"));
    let kept = read(json!([vault_entry(address, json!({"token_file": token, "keep_seconds": 60}))]));
    for _ in 0..20 {
        assert!(is(&kept.fetch(TEAM, &key).await, CANARY));
    }
    assert_eq!(vault.asked.load(SeqCst), 1, "asked once a minute");

    let bridged = read(json!([vault_entry(address, json!({"token_file": token, "outage_seconds": 600}))]));
    let cut = read(json!([vault_entry(address, json!({"token_file": token}))]));
    assert!(is(&bridged.fetch(TEAM, &key).await, CANARY) && is(&cut.fetch(TEAM, &key).await, CANARY));
    *vault.down.lock().unwrap() = Some(StatusCode::SERVICE_UNAVAILABLE);
    assert!(is(&bridged.fetch(TEAM, &key).await, CANARY), "the value of before, for a while");
    assert_eq!(bridged.trouble(TEAM, &key), Some(Trouble::Status(503)), "and the owner hears of it");
    let before = vault.asked.load(SeqCst);
    for _ in 0..20 {
        assert_eq!(cut.fetch(TEAM, &key).await.err(), Some(Trouble::Status(503)));
    }
    assert_eq!(vault.asked.load(SeqCst), before + 1, "not asked again at once");

    let away = json!({"token_file": token, "address": "http://127.0.0.1:1"});
    let away = read(json!([vault_entry(address, away)])).fetch(TEAM, &key).await.err().unwrap();
    assert!(matches!(away, Trouble::Away(_)), "{away}");
    let closed = json!({"token_file": token, "allow_egress": []});
    let closed = read(json!([vault_entry(address, closed)])).fetch(TEAM, &key).await.err();
    assert_eq!(closed, Some(Trouble::Address), "a private address is opened by the operator alone");
}

#[tokio::test]
async fn what_the_operator_writes_is_checked_and_not_quoted() {
    let wrong = |sources: Value| {
        Sources::read(&json!({"sources": sources}).to_string()).err().expect("it is refused").to_string()
    };
    let files = |more: Value| {
        let mut entry = json!({"name": "a", "files": {"directory": "/run/x"}, "teams": everybody()});
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([entry])
    };
    let vault = |more: Value| {
        let mut own = json!({"address": "https://v.example", "token_file": "/t"});
        own.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([{"name": "a", "vault_kv2": own, "teams": everybody()}])
    };
    for (sources, words) in [
        (files(json!({"teams": []})), "which teams"),
        (files(json!({"teams": [{"team": "orders"}]})), "written as its id"),
        (files(json!({"name": "a b"})), "its name"),
        (files(json!({"environment": {"prefix": "X_"}})), "of which kind"),
        (files(json!({"files": null})), "of which kind"),
        (files(json!({"files": {"directry": "/x"}})), "unknown field"),
        (files(json!({"keep_seconds": 4000})), "keep_seconds"),
        (files(json!({"keep_seconds": "canary"})), "another type"),
        (vault(json!({"address": "http://v.example"})), "https"),
        (vault(json!({"address": "https://canary:canary@v.example"})), "without user"),
        (vault(json!({"role_id": "r"})), "how to sign in"),
        (vault(json!({"cacert": "/nowhere"})), "cacert"),
        (json!([files(json!({}))[0], files(json!({}))[0]]), "two sources"),
    ] {
        let said = wrong(sources);
        assert!(said.contains(words), "{words}: {said}");
        assert!(!said.contains("canary"), "{said}");
    }
    assert!(Sources::read("{\"sources\": [").err().unwrap().to_string().contains("not JSON"));
}
