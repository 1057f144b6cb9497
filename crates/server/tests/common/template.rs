//! An installation with people, made once and copied for each test: hashing passwords takes a while.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
};

use tacit_app::{App, Confidential, Installation, NewOwner, NewPerson, NewToken, Role, Via, Who};
use tacit_spec::{BucketKey, PersonId, TeamId};
use tacit_store::{Store, memberships, people, teams};
use tokio::sync::OnceCell;

use super::{As, OsRandomness, PASSWORD, TestClock};

/// When every test begins: 15 January 2027.
pub(super) const NOW: i64 = 1_800_000_000 * 1_000_000;

pub(super) struct Template {
    database: Vec<u8>,
    key: Vec<u8>,
    pub(super) team: TeamId,
    pub(super) bucket: BucketKey,
    pub(super) people: Vec<(As, PersonId, String)>,
}

pub(super) async fn template() -> &'static Template {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    TEMPLATE.get_or_init(make).await
}

impl Template {
    /// Returns the database file.
    pub(super) fn unpack(&self, folder: &Path) -> PathBuf {
        fs::write(folder.join("tacit.db"), &self.database).unwrap();
        let mut private = fs::OpenOptions::new();
        let mut key = private.write(true).create_new(true).mode(0o600).open(folder.join("key")).unwrap();
        key.write_all(&self.key).unwrap();
        folder.join("tacit.db")
    }
}

async fn make() -> Template {
    let folder = tempfile::tempdir().unwrap();
    let (database, key) = (folder.path().join("tacit.db"), folder.path().join("key"));
    let store = Store::open_sqlite(&database).await.unwrap();
    let Filled { team, bucket, people } = fill(&store, &key).await;
    store.close().await;
    Template { database: fs::read(database).unwrap(), key: fs::read(key).unwrap(), team, bucket, people }
}

/// Who and what is there.
pub(super) struct Filled {
    pub(super) team: TeamId,
    pub(super) bucket: BucketKey,
    pub(super) people: Vec<(As, PersonId, String)>,
}

/// Makes an installation with people in an empty store.
pub(super) async fn fill(store: &Store, key: &Path) -> Filled {
    let clock = Arc::new(TestClock(AtomicI64::new(NOW - 60 * 1_000_000)));
    let (instance, _) = Installation::create(store, key, &OsRandomness, &*clock).await.unwrap();
    let app = App::new(store.clone(), instance, clock.clone(), Arc::new(OsRandomness));
    let password = || Confidential::new(PASSWORD.into());
    let owner = NewOwner {
        email: As::Owner.email().into(),
        name: "Olive Owner".into(),
        password: password(),
        team_name: "First Team".into(),
    };
    let founded = app.set_up(owner).await.unwrap();
    let mut ids = vec![(As::Owner, founded.person)];
    for (somebody, role) in
        [(As::Administrator, Role::Administrator), (As::Member, Role::Member), (As::Reader, Role::ReadOnly)]
    {
        clock.advance(1);
        let new = NewPerson {
            email: somebody.email().into(),
            name: format!("{somebody:?}"),
            role,
            password: password(),
        };
        ids.push((somebody, app.operator_add_person(new).await.unwrap().id));
    }
    ids.push((As::Outsider, other_team(store).await));
    let mut everybody = Vec::new();
    for (somebody, id) in ids {
        let who = Who { person: id, via: Via::Session };
        let new = NewToken { name: "tests".into(), ..NewToken::default() };
        let (_, token) = app.create_token(&who, new).await.unwrap();
        everybody.push((somebody, id, token.as_str().to_owned()));
    }
    Filled { team: founded.team, bucket: founded.bucket, people: everybody }
}

/// A second team, which no use case makes yet, with its owner.
async fn other_team(store: &Store) -> PersonId {
    let person = PersonId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
    let team = TeamId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002));
    let mut tx = store.begin().await.unwrap();
    let row = people::Person {
        id: person,
        email: As::Outsider.email().into(),
        name: "Outsider".into(),
        password_hash: None,
        created_at: NOW,
        last_login_at: None,
    };
    people::insert(&mut tx, &row).await.unwrap();
    let row = teams::Team {
        id: team,
        name: "Second Team".into(),
        owner: person,
        created_at: NOW + 1,
        data_key: vec![0],
        key_version: 1,
        manifest: None,
    };
    teams::insert(&mut tx, &row).await.unwrap();
    memberships::insert(&mut tx, team, person, Role::Owner.as_str(), NOW).await.unwrap();
    tx.commit().await.unwrap();
    person
}
