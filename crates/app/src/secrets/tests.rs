//! What dispatch gets.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, atomic::AtomicI64, atomic::Ordering},
};

use rand::{CryptoRng, rngs::StdRng};
use tacit_spec::TeamId;
use tacit_store::{Store, secrets as rows};
use tacit_taint::Secret;
use tacit_vault::Reference;

use super::{NewSecret, NewValue, SecretChange, SecretScope};
use crate::{
    App, AppError, Clock, Confidential, Founded, Installation, JobSecret, NewOwner, Randomness, SourceOffer,
    SourceTrouble, ValueSources, Via, Who,
};

struct Tick(AtomicI64);

impl Clock for Tick {
    fn now(&self) -> i64 {
        self.0.fetch_add(1_000_000, Ordering::SeqCst)
    }
}

struct Os;

impl Randomness for Os {
    fn generator(&self) -> Box<dyn CryptoRng + Send> {
        Box::new(rand::make_rng::<StdRng>())
    }
}

struct House {
    app: App,
    founded: Founded,
    owner: Who,
    _folder: tempfile::TempDir,
}

impl House {
    async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("tacit.db")).await.unwrap();
        let clock = Arc::new(Tick(AtomicI64::new(1_800_000_000_000_000)));
        let made = Installation::create(&store, &folder.path().join("key"), &Os, &*clock).await;
        let app = App::new(store, made.ok().unwrap().0, clock, Arc::new(Os));
        let owner = NewOwner {
            email: "ada@example.com".into(),
            name: "Ada".into(),
            password: Confidential::new("correct horse".into()),
            team_name: "Engines".into(),
        };
        let founded = app.set_up(owner).await.unwrap();
        let owner = Who { person: founded.person, via: Via::Session };
        Self { app, founded, owner, _folder: folder }
    }

    fn team(&self) -> SecretScope {
        SecretScope::Team(self.founded.team)
    }

    async fn create(&self, scope: &SecretScope, name: &str, value: &str) -> tacit_spec::SecretId {
        let new = NewSecret {
            name: name.into(),
            value: NewValue::Here(Confidential::new(value.into())),
            description: None,
            visibility: None,
            allowed_hosts: Vec::new(),
            expires_at: None,
        };
        self.app.create_secret(&self.owner, scope, new).await.unwrap().id
    }

    async fn open(&self) -> Result<Arc<Vec<JobSecret>>, AppError> {
        self.app.opened_secrets(self.founded.team, &self.founded.bucket, None).await
    }
}

fn is(secret: &Secret, text: &str) -> bool {
    secret.same_as(&Secret::new(text.into()))
}

#[tokio::test]
async fn values_are_opened_with_those_before_them() {
    let house = House::build().await;
    assert!(house.open().await.unwrap().is_empty());
    let bucket = SecretScope::Bucket(house.founded.bucket.clone());
    house.create(&bucket, "of_bucket", "b").await;
    let key = house.create(&house.team(), "key", "one").await;
    for value in ["two", "three"] {
        let value = Some(NewValue::Here(Confidential::new(value.into())));
        let change = SecretChange { value, ..SecretChange::default() };
        house.app.update_secret(&house.owner, &house.team(), key, change).await.unwrap();
    }
    let change = SecretChange { name: Some("renamed".into()), ..SecretChange::default() };
    house.app.update_secret(&house.owner, &house.team(), key, change).await.unwrap();

    let open = house.open().await.unwrap();
    let of = |name: &str| open.iter().find(|secret| secret.name == name).unwrap();
    assert_eq!(open.len(), 2);
    assert!(is(of("of_bucket").value.as_ref().unwrap(), "b") && of("of_bucket").others.is_empty());
    assert!(is(of("renamed").value.as_ref().unwrap(), "three") && !of("renamed").redact);
    assert_eq!(of("renamed").others.len(), 2);
    assert!(is(&of("renamed").others[0], "two") && is(&of("renamed").others[1], "one"));
}

#[tokio::test]
async fn the_hosts_go_with_the_value() {
    let house = House::build().await;
    let key = house.create(&house.team(), "key", "value-one").await;
    let change = |hosts: &[&str], value: Option<&str>| SecretChange {
        allowed_hosts: Some(hosts.iter().map(ToString::to_string).collect()),
        value: value.map(|value| NewValue::Here(Confidential::new(value.into()))),
        ..SecretChange::default()
    };
    for (hosts, value) in [
        (&["a.example"][..], Some("value-two")),
        (&["*.b.example", "a.example"], None),
        (&[], None),
        (&["c.example"], None),
    ] {
        house.app.update_secret(&house.owner, &house.team(), key, change(hosts, value)).await.unwrap();
        let open = house.open().await.unwrap();
        let mut told: Vec<_> = open[0].allowed_hosts.iter().map(ToString::to_string).collect();
        told.sort();
        assert_eq!(told, hosts);
        assert!(is(open[0].value.as_ref().unwrap(), "value-two") && is(&open[0].others[0], "value-one"));
    }
}

#[tokio::test]
async fn runs_share_what_is_open_until_it_changes() {
    let house = House::build().await;
    let key = house.create(&house.team(), "key", "one").await;
    let first = house.open().await.unwrap();
    assert!(Arc::ptr_eq(&first, &house.open().await.unwrap()));
    let value = Some(NewValue::Here(Confidential::new("two".into())));
    let change = SecretChange { value, ..SecretChange::default() };
    house.app.update_secret(&house.owner, &house.team(), key, change).await.unwrap();
    let second = house.open().await.unwrap();
    assert!(is(first[0].value.as_ref().unwrap(), "one") && is(second[0].value.as_ref().unwrap(), "two"));
    drop((first, second));
    let desk = house.app.parts.secrets.open.lock().unwrap();
    assert!(desk.values().all(|open| open.secrets.strong_count() == 0), "nothing is kept");
}

#[tokio::test]
async fn nothing_is_opened_once_a_rule_was_changed_outside() {
    let house = House::build().await;
    let key = house.create(&house.team(), "key", "one").await;
    drop(house.open().await.unwrap());
    let rules = tacit_store::secrets::Rules {
        name: "key",
        description: None,
        visibility: "redact",
        allowed_hosts: "[]",
        expires_at: None,
        kept_in: None,
    };
    let mut tx = house.app.parts.store.begin().await.unwrap();
    tacit_store::secrets::set_rules(&mut tx, key, rules, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(house.open().await, Err(AppError::Tampered(_))));
    assert!(matches!(house.open().await, Err(AppError::Tampered(_))));
    let all = crate::AuditFilter { limit: 50, ..Default::default() };
    let log = house.app.audit_entries(&house.owner, house.founded.team, &all).await.unwrap();
    assert_eq!(log.entries.iter().filter(|entry| entry.action == "secret_tampered").count(), 1, "told once");
    // What cannot be looked for keeps nothing waiting, and says so.
    while house.app.do_next_search().await.unwrap() {}
    let search = house.app.secret_search(&house.owner, key).await.unwrap().unwrap();
    let found = search.found.unwrap();
    assert!(found.failed && found.count() == 0, "{found:?}");
}

#[tokio::test]
async fn old_values_are_forgotten_in_time() {
    let house = House::build().await;
    let key = house.create(&house.team(), "key", "one").await;
    let value = Some(NewValue::Here(Confidential::new("two".into())));
    let change = SecretChange { value, ..SecretChange::default() };
    house.app.update_secret(&house.owner, &house.team(), key, change).await.unwrap();
    assert_eq!(house.app.retire_secret_values(0).await.unwrap(), 0);
    assert_eq!(house.open().await.unwrap()[0].others.len(), 1);
    assert_eq!(house.app.retire_secret_values(i64::MAX).await.unwrap(), 1);
    let open = house.open().await.unwrap();
    assert!(open[0].others.is_empty() && is(open[0].value.as_ref().unwrap(), "two"));
    house.create(&house.team(), "another", "x").await;
}

/// A source whose values a test sets.
#[derive(Default)]
struct Shelf(Mutex<HashMap<String, String>>);

#[async_trait::async_trait]
impl ValueSources for Shelf {
    fn of_team(&self, _: TeamId) -> Vec<SourceOffer> {
        Vec::new()
    }

    async fn fetch(&self, _: TeamId, from: &Reference) -> Result<Arc<Secret>, SourceTrouble> {
        let found = self.0.lock().unwrap().get(&from.path).cloned();
        found.map(|value| Arc::new(Secret::new(value))).ok_or(SourceTrouble("it has nothing there".into()))
    }

    fn trouble(&self, _: TeamId, from: &Reference) -> Option<SourceTrouble> {
        let known = self.0.lock().unwrap().contains_key(&from.path);
        (!known).then(|| SourceTrouble("it has nothing there".into()))
    }
}

fn at(path: &str) -> Reference {
    Reference { source: "shelf".into(), path: path.into(), field: None }
}

async fn with_shelf() -> (House, Arc<Shelf>, tacit_spec::SecretId) {
    let house = House::build().await;
    let shelf = Arc::new(Shelf::default());
    shelf.0.lock().unwrap().insert("orders/key".into(), "value-one".into());
    house.app.set_value_sources(shelf.clone());
    let new = NewSecret {
        name: "kept".into(),
        value: NewValue::Elsewhere(at("orders/key")),
        description: None,
        visibility: None,
        allowed_hosts: Vec::new(),
        expires_at: None,
    };
    let made = house.app.create_secret(&house.owner, &house.team(), new).await.unwrap();
    assert_eq!((made.from, made.trouble), (Some(at("orders/key")), None));
    (house, shelf, made.id)
}

fn changed(value: NewValue) -> SecretChange {
    SecretChange { value: Some(value), ..SecretChange::default() }
}

#[tokio::test]
async fn a_value_from_elsewhere_is_used_and_never_kept() {
    let (house, shelf, kept) = with_shelf().await;
    house.create(&house.team(), "here", "value-here").await;
    let open = house.open().await.unwrap();
    let of = |open: &[JobSecret], name: &str| open.iter().position(|secret| secret.name == name).unwrap();
    assert!(is(open[of(&open, "kept")].value.as_ref().unwrap(), "value-one"));
    drop(open);
    // It changes there.
    shelf.0.lock().unwrap().insert("orders/key".into(), "value-two".into());
    let open = house.open().await.unwrap();
    assert!(is(open[of(&open, "kept")].value.as_ref().unwrap(), "value-two"));
    drop(open);
    // It is gone there: whoever uses another goes on.
    shelf.0.lock().unwrap().clear();
    let open = house.open().await.unwrap();
    assert!(open[of(&open, "kept")].value.is_none() && open[of(&open, "here")].value.is_some());
    drop(open);
    let info = house.app.secret(&house.owner, &house.team(), kept).await.unwrap();
    assert_eq!(info.trouble.as_deref(), Some("it has nothing there"));
    // What is written into the store is where it lies, sealed.
    let versions = rows::versions(&house.app.parts.store, kept).await.unwrap();
    assert!(versions.iter().all(|version| !version.sealed.windows(6).any(|part| part == b"orders")));
}

#[tokio::test]
async fn the_place_is_changed_by_its_owner_alone() {
    let (house, shelf, kept) = with_shelf().await;
    shelf.0.lock().unwrap().insert("other/key".into(), "value-other".into());
    let update = async |change| house.app.update_secret(&house.owner, &house.team(), kept, change).await;
    let refused = update(changed(NewValue::Elsewhere(at("gone/key")))).await.unwrap_err();
    assert!(refused.to_string().contains("nothing there"), "{refused}");
    let redact = SecretChange { visibility: Some("redact".into()), ..SecretChange::default() };
    assert!(update(redact).await.unwrap_err().to_string().contains("strict"));
    update(changed(NewValue::Elsewhere(at("other/key")))).await.unwrap();
    let renamed = SecretChange { name: Some("renamed".into()), ..SecretChange::default() };
    update(renamed).await.unwrap();
    assert!(is(house.open().await.unwrap()[0].value.as_ref().unwrap(), "value-other"));
    let staged = house.app.stage_secret_value(&house.owner, kept, Confidential::new("next".into())).await;
    assert!(matches!(staged, Err(AppError::Conflict(_))), "it is rotated where it is kept");
    // Here from now on; what was a place is no value of before.
    let here = update(changed(NewValue::Here(Confidential::new("value-here".into())))).await.unwrap();
    assert_eq!(here.from, None);
    let open = house.open().await.unwrap();
    assert!(is(open[0].value.as_ref().unwrap(), "value-here") && open[0].others.is_empty());
    let restored = house.app.restore_secret_value(&house.owner, kept, 1).await;
    assert!(matches!(restored, Err(AppError::Conflict(_))), "a place is not restored as a value");

    // Somebody who can write to the store points elsewhere, or says that the place is the value.
    update(changed(NewValue::Elsewhere(at("orders/key")))).await.unwrap();
    for column in [Some(super::elsewhere::column(&at("other/key"))), None, Some("{}".into())] {
        let row = rows::find(&house.app.parts.store, kept).await.unwrap().unwrap();
        let mut tx = house.app.parts.store.begin().await.unwrap();
        let rules = rows::Rules {
            name: &row.name,
            description: None,
            visibility: &row.visibility,
            allowed_hosts: &row.allowed_hosts,
            expires_at: None,
            kept_in: column.as_deref(),
        };
        rows::set_rules(&mut tx, kept, rules, row.updated_at).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(house.open().await, Err(AppError::Tampered(_))), "{column:?}");
    }
}
