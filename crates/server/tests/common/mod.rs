//! A whole server for tests: real router, real SQLite file, real HTTP on loopback, and somebody of every role.
//!
//! ```ignore
//! let server = TestServer::start().await;
//! let answer = server.get(As::Member, "/v1/account").await;
//! assert_eq!(answer.status, 200);
//! server.post(As::Owner, "/v1/...", json!({...})).await;                      // with the personal token
//! server.call("POST", "/v1/...").cookie(&session).json(json!({})).send().await; // anything else
//! ```
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

mod call;
mod messenger;
mod template;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
};

use rand::{CryptoRng, rngs::StdRng};
use serde_json::Value;
use tacit_app::{App, Clock, Installation, Post, Randomness, Unlock};
use tacit_server::{Listening, ServerState, Settings, router};
use tacit_spec::{BucketKey, PersonId, TeamId};
use tacit_store::Store;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) use call::{Answer, Call};
pub(crate) use messenger::TestMessenger;
use template::template;

/// What everybody's password is.
pub(crate) const PASSWORD: &str = "a password of tests";

/// Somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    Owner,
    Administrator,
    Member,
    Reader,
    /// Owns another team of the same installation.
    Outsider,
    /// Sends no token.
    Nobody,
}

impl As {
    /// Everybody, in the order of the columns of the authorisation matrix.
    pub(crate) const ALL: [Self; 6] =
        [Self::Owner, Self::Administrator, Self::Member, Self::Reader, Self::Outsider, Self::Nobody];

    pub(crate) fn email(self) -> &'static str {
        match self {
            Self::Owner => "owner@example.com",
            Self::Administrator => "administrator@example.com",
            Self::Member => "member@example.com",
            Self::Reader => "reader@example.com",
            Self::Outsider => "outsider@example.com",
            Self::Nobody => "nobody@example.com",
        }
    }
}

/// A clock that stands still until it is moved.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.load(SeqCst)
    }
}

pub(crate) struct OsRandomness;

impl Randomness for OsRandomness {
    fn generator(&self) -> Box<dyn CryptoRng + Send> {
        Box::new(rand::make_rng::<StdRng>())
    }
}

/// A running server. Stops when dropped.
pub(crate) struct TestServer {
    pub(crate) app: App,
    pub(crate) store: Store,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) address: SocketAddr,
    pub(crate) team: TeamId,
    pub(crate) bucket: BucketKey,
    people: Vec<(As, PersonId, String)>,
    folder: tempfile::TempDir,
    /// What its channels deliver through.
    pub(crate) messenger: Arc<TestMessenger>,
    task: JoinHandle<()>,
}

impl TestServer {
    /// With an owner, an administrator, a member and a read-only member in one team with one bucket.
    pub(crate) async fn start() -> Self {
        Self::start_with(|file| async move { Store::open_sqlite(&file).await.unwrap() }).await
    }

    /// The same with a database file that is opened in another way.
    pub(crate) async fn start_with<F: Future<Output = Store>>(open: impl FnOnce(PathBuf) -> F) -> Self {
        let template = template().await;
        let folder = tempfile::tempdir().unwrap();
        let store = open(template.unpack(folder.path())).await;
        let instance = Installation::open(&store, Unlock::KeyFile(folder.path().join("key"))).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(template::NOW)));
        let app = App::new(store.clone(), instance, clock.clone(), Arc::new(OsRandomness));
        let (address, messenger, task) = serve(&app).await;
        Self {
            app,
            store,
            clock,
            address,
            team: template.team,
            bucket: template.bucket.clone(),
            people: template.people.clone(),
            folder,
            messenger,
            task,
        }
    }

    /// The same people in an empty store of any kind.
    pub(crate) async fn on(store: Store) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key");
        let template::Filled { team, bucket, people } = template::fill(&store, &key).await;
        let instance = Installation::open(&store, Unlock::KeyFile(key.clone())).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(template::NOW)));
        let app = App::new(store.clone(), instance, clock.clone(), Arc::new(OsRandomness));
        let (address, messenger, task) = serve(&app).await;
        Self { app, store, clock, address, team, bucket, people, folder, messenger, task }
    }

    /// Where nobody is yet. There are no people, team and bucket, and nobody to send as.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("tacit.db")).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(template::NOW)));
        let made = Installation::create(&store, &folder.path().join("key"), &OsRandomness, &*clock).await;
        let app = App::new(store.clone(), made.unwrap().0, clock.clone(), Arc::new(OsRandomness));
        let (address, messenger, task) = serve(&app).await;
        let (team, bucket) = (TeamId(uuid::Uuid::nil()), BucketKey(String::new()));
        Self { app, store, clock, address, team, bucket, people: Vec::new(), folder, messenger, task }
    }

    /// The same data under a process that remembers nothing. The first one is still there.
    pub(crate) async fn restarted(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let instance =
            Installation::open(&self.store, Unlock::KeyFile(self.folder.path().join("key"))).await.unwrap();
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let app = App::new(store.clone(), instance, clock.clone(), Arc::new(OsRandomness));
        let (address, messenger, task) = serve(&app).await;
        let (team, bucket, people) = (self.team, self.bucket.clone(), self.people.clone());
        Self { app, store, clock, address, team, bucket, people, folder, messenger, task }
    }

    pub(crate) fn id(&self, somebody: As) -> PersonId {
        self.people.iter().find(|(own, ..)| *own == somebody).expect("somebody with an account").1
    }

    /// A personal token that reaches everything its owner does.
    pub(crate) fn token(&self, somebody: As) -> &str {
        &self.people.iter().find(|(own, ..)| *own == somebody).expect("somebody with an account").2
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("tacit.db")
    }

    /// The key file.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        Call::new(self.address, method, path)
    }

    pub(crate) fn call_as(&self, somebody: As, method: &str, path: &str) -> Call {
        let call = self.call(method, path);
        if somebody == As::Nobody { call } else { call.bearer(self.token(somebody)) }
    }

    pub(crate) async fn get(&self, somebody: As, path: &str) -> Answer {
        self.call_as(somebody, "GET", path).send().await
    }

    pub(crate) async fn post(&self, somebody: As, path: &str, body: Value) -> Answer {
        self.call_as(somebody, "POST", path).json(body).send().await
    }

    pub(crate) async fn put(&self, somebody: As, path: &str, body: Value) -> Answer {
        self.call_as(somebody, "PUT", path).json(body).send().await
    }

    pub(crate) async fn delete(&self, somebody: As, path: &str) -> Answer {
        self.call_as(somebody, "DELETE", path).send().await
    }

    /// `/v1/teams/{team}` and what follows.
    pub(crate) fn in_team(&self, rest: &str) -> String {
        format!("/v1/teams/{}{rest}", self.team)
    }

    /// `/v1/buckets/{bucket}` and what follows.
    pub(crate) fn in_bucket(&self, rest: &str) -> String {
        format!("/v1/buckets/{}{rest}", self.bucket)
    }

    /// Signs in with the password; returns the value of the session cookie.
    pub(crate) async fn sign_in(&self, somebody: As) -> String {
        let answer = self.try_sign_in(somebody.email(), PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.session().expect("a session cookie")
    }

    pub(crate) async fn try_sign_in(&self, email: &str, password: &str) -> Answer {
        let body = serde_json::json!({"email": email, "password": password});
        self.call("POST", "/v1/session").by_page().json(body).send().await
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(app: &App) -> (SocketAddr, Arc<TestMessenger>, JoinHandle<()>) {
    let messenger = Arc::new(TestMessenger::new());
    Post::start(app, messenger.clone(), CancellationToken::new(), &TaskTracker::new()).await.unwrap();
    let state = ServerState { app: app.clone(), settings: Arc::new(Settings::default()) };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(tacit_server::serve(
        listener,
        router(state),
        Listening::default(),
        CancellationToken::new(),
    ));
    (address, messenger, task)
}
