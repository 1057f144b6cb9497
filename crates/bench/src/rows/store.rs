//! Results that became durable, against one commit for each.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tacit_record::{Counters, Run, RunRecord, RunResult};
use tacit_spec::{BucketKey, PersonId, RunId, TeamId, TestId};
use tacit_store::{
    ResultWriter, Store, buckets, people,
    runs::{self, Claim, FinishedRun, NewRun, RunSource},
    teams, tests,
};
use uuid::Uuid;

use super::{Row, row};

const ALONE: u128 = 300;
const TOGETHER: u128 = 10_000;
const TASKS: usize = 64;

pub(super) async fn results() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open_sqlite(&folder.path().join("tacit.db")).await.expect("SQLite opens");
    furnish(&store).await;
    let alone = shared(&store, ALONE, 1, 0).await;
    let together = shared(&store, TOGETHER, TASKS, 1 << 40).await;
    store.close().await;
    let found = format!("{together:.0}/s, {:.1}x one commit for each ({alone:.0}/s)", together / alone);
    vec![row(format!("results stored durably, {TASKS} at once, SQLite"), found, ">= 1,000/s")]
}

pub(super) fn record() -> Run {
    RunRecord {
        result: RunResult::Pass,
        started_at: 0,
        finished_at: 1000,
        response_time_ms: Some(12.5),
        initial_variables: Vec::new(),
        variables: Vec::new(),
        steps: Vec::new(),
        counters: Counters::default(),
        errors: Vec::new(),
        secrets: Vec::new(),
        aside: tacit_record::Aside::default(),
        withheld: false,
    }
}

/// Results a second with `tasks` handing them in.
async fn shared(store: &Store, count: u128, tasks: usize, from: u128) -> f64 {
    let claimed = claim_all(store, from, count).await;
    let writer = Arc::new(ResultWriter::start(store.clone(), Arc::new(tacit_store::aftermath::Nothing)));
    let began = Instant::now();
    let saving: Vec<_> = claimed
        .chunks(claimed.len().div_ceil(tasks))
        .map(|part| tokio::spawn(save(Arc::clone(&writer), part.to_vec())))
        .collect();
    for task in saving {
        task.await.expect("saving does not panic");
    }
    let rate = rate(count, began.elapsed());
    writer.close().await;
    rate
}

async fn save(writer: Arc<ResultWriter>, claimed: Vec<(RunId, i64)>) {
    for (run, epoch) in claimed {
        let run = FinishedRun::new(run, epoch, &record()).expect("a record can be serialised");
        writer.save(run).await.expect("there is room");
    }
}

fn rate(count: u128, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

pub(super) async fn furnish(store: &Store) {
    let (person, team, bucket) =
        (PersonId(Uuid::from_u128(1)), TeamId(Uuid::from_u128(2)), BucketKey("bench".into()));
    let mut tx = store.begin().await.expect("a unit of work");
    let owner = people::Person {
        id: person,
        email: "owner@example.com".into(),
        name: "Owner".into(),
        password_hash: None,
        created_at: 0,
        last_login_at: None,
    };
    people::insert(&mut tx, &owner).await.expect("the first person");
    let row = teams::Team {
        id: team,
        name: "Team".into(),
        owner: person,
        created_at: 0,
        data_key: Vec::new(),
        key_version: 1,
        manifest: None,
    };
    teams::insert(&mut tx, &row).await.expect("the first team");
    let row = buckets::Bucket {
        key: bucket.clone(),
        team,
        name: "Bucket".into(),
        is_default: true,
        trigger_token: "b".into(),
        created_at: 0,
    };
    buckets::insert(&mut tx, &row).await.expect("the first bucket");
    let row = tests::Test {
        id: TestId(Uuid::from_u128(3)),
        bucket,
        name: "Test".into(),
        description: None,
        definition: "{}".into(),
        revision: 1,
        default_environment: None,
        trigger_token: "t".into(),
        created_by: None,
        created_at: 0,
        updated_at: 0,
    };
    tests::insert(&mut tx, &row).await.expect("the first test");
    tx.commit().await.expect("there is room");
}

async fn claim_all(store: &Store, from: u128, count: u128) -> Vec<(RunId, i64)> {
    let mut tx = store.begin().await.expect("a unit of work");
    let mut claimed = Vec::new();
    for n in from..from + count {
        let run = new_run(n, BucketKey("bench".into()));
        runs::create(&mut tx, &run).await.expect("a new run");
        let claim = Claim { now: 0, lease_until: 1 };
        let epoch = runs::claim(&mut tx, run.id, claim).await.expect("a claim").expect("it is queued");
        claimed.push((run.id, epoch));
    }
    tx.commit().await.expect("there is room");
    claimed
}

pub(super) fn new_run(n: u128, bucket: BucketKey) -> NewRun {
    NewRun {
        id: RunId(Uuid::from_u128((1 << 100) | n)),
        team: TeamId(Uuid::from_u128(2)),
        bucket,
        test: TestId(Uuid::from_u128(3)),
        test_name: "Test".into(),
        revision: 1,
        environment: None,
        environment_name: "Test Settings".into(),
        place: tacit_spec::Place::Region("local".into()),
        source: RunSource::Scheduled,
        run_by: None,
        trigger_group: None,
        trigger_variables: None,
        trial_of: None,
        created_at: 0,
    }
}
