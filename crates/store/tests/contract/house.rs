//! What most behaviours need: a team with an owner, a bucket and a test, and short ways to make more.

use tacit_record::{Counters, Run, RunResult, Tally};
use tacit_spec::{BucketKey, PersonId, Place, RunId, SecretId, TeamId, TestId};
use tacit_store::{
    Micros, Store, Tx, buckets, people,
    runs::{self, Claim, FinishedRun, NewRun, RunSource},
    secrets, teams, tests,
};
use uuid::Uuid;

/// One second in [`Micros`].
pub(crate) const SECOND: Micros = 1_000_000;

/// Ids that differ in the number differ.
pub(crate) fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n).into()
}

pub(crate) struct House {
    pub(crate) owner: PersonId,
    pub(crate) team: TeamId,
    pub(crate) bucket: BucketKey,
    pub(crate) test: TestId,
}

impl House {
    pub(crate) async fn build(store: &Store) -> Self {
        let house = Self { owner: id(1), team: id(2), bucket: BucketKey("bucket0000aa".into()), test: id(3) };
        let mut tx = store.begin().await.unwrap();
        people::insert(&mut tx, &person(1, "owner@example.com")).await.unwrap();
        teams::insert(&mut tx, &team(2, house.owner)).await.unwrap();
        buckets::insert(&mut tx, &bucket(&house.bucket.0, house.team, "First", true)).await.unwrap();
        tests::insert(&mut tx, &test(3, &house.bucket)).await.unwrap();
        tx.commit().await.unwrap();
        house
    }

    pub(crate) fn run(&self, n: u128) -> NewRun {
        NewRun {
            id: id(n),
            team: self.team,
            bucket: self.bucket.clone(),
            test: self.test,
            test_name: "A test".into(),
            revision: 1,
            environment: None,
            environment_name: "Test Settings".into(),
            place: Place::Region("us1".into()),
            source: RunSource::Manual,
            run_by: Some(self.owner),
            trigger_group: None,
            trigger_variables: None,
            trial_of: None,
            created_at: n as Micros * SECOND,
        }
    }

    /// Asks for a run and claims it; returns it with its epoch.
    pub(crate) async fn working(&self, tx: &mut Tx, n: u128) -> (RunId, i64) {
        let run = self.run(n);
        runs::create(tx, &run).await.unwrap();
        let epoch = runs::claim(tx, run.id, claim(run.created_at)).await.unwrap().unwrap();
        (run.id, epoch)
    }

    /// A run that has ended.
    pub(crate) async fn finished(&self, tx: &mut Tx, n: u128, result: RunResult) -> RunId {
        let (run, epoch) = self.working(tx, n).await;
        runs::finish(tx, &finished(run, epoch, &record(result, n as f64))).await.unwrap();
        run
    }
}

pub(crate) fn person(n: u128, email: &str) -> people::Person {
    people::Person {
        id: id(n),
        email: email.into(),
        name: "A Person".into(),
        password_hash: Some("$argon2id$...".into()),
        created_at: n as Micros,
        last_login_at: None,
    }
}

pub(crate) fn team(n: u128, owner: PersonId) -> teams::Team {
    teams::Team {
        id: id(n),
        name: "A Team".into(),
        owner,
        created_at: n as Micros,
        data_key: vec![1, 0, 255],
        key_version: 1,
        manifest: None,
    }
}

pub(crate) fn bucket(key: &str, team: TeamId, name: &str, is_default: bool) -> buckets::Bucket {
    buckets::Bucket {
        key: BucketKey(key.into()),
        team,
        name: name.into(),
        is_default,
        trigger_token: format!("trigger-{key}"),
        created_at: 5,
    }
}

pub(crate) fn test(n: u128, bucket: &BucketKey) -> tests::Test {
    tests::Test {
        id: id(n),
        bucket: bucket.clone(),
        name: "A test".into(),
        description: None,
        definition: r#"{"steps":[]}"#.into(),
        revision: 1,
        default_environment: None,
        trigger_token: format!("trigger-{n}"),
        created_by: Some(id(1)),
        created_at: n as Micros,
        updated_at: n as Micros,
    }
}

pub(crate) fn secret(n: u128, team: TeamId, bucket: Option<&BucketKey>, name: &str) -> secrets::Secret {
    secrets::Secret {
        id: id::<SecretId>(n),
        team,
        bucket: bucket.cloned(),
        name: name.into(),
        description: None,
        visibility: "strict".into(),
        allowed_hosts: "[]".into(),
        version: 1,
        created_at: n as Micros,
        updated_at: n as Micros,
        last_used_at: None,
        expires_at: None,
        kept_in: None,
    }
}

pub(crate) fn claim(now: Micros) -> Claim {
    Claim { now, lease_until: now + 60 * SECOND }
}

pub(crate) fn record(result: RunResult, response_time_ms: f64) -> Run {
    Run {
        result,
        started_at: 10,
        finished_at: 20,
        response_time_ms: Some(response_time_ms),
        initial_variables: Vec::new(),
        variables: Vec::new(),
        steps: Vec::new(),
        counters: Counters {
            requests_executed: 1,
            assertions: Tally { defined: 4, passed: 2, failed: 1 },
            variables: Tally { defined: 7, passed: 6, failed: 5 },
            scripts: Tally { defined: 10, passed: 9, failed: 8 },
        },
        errors: Vec::new(),
        secrets: Vec::new(),
        aside: tacit_record::Aside::default(),
        withheld: false,
    }
}

pub(crate) fn finished(run: RunId, epoch: i64, record: &Run) -> FinishedRun {
    FinishedRun::new(run, epoch, record).unwrap()
}
