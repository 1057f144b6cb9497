//! How many results a second become durable in SQLite: one commit for each, and commits shared by those who wait.
//!
//! `cargo run -p tacit-store --example results [FOLDER]`; the folder should be on the disk that counts.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement on the terminal")]

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use tacit_record::{Counters, Run, RunResult};
use tacit_spec::{BucketKey, PersonId, RunId, TeamId, TestId};
use tacit_store::{
    ResultWriter, Store, buckets, people,
    runs::{self, Claim, FinishedRun, NewRun, RunSource},
    teams, tests,
};
use tacit_taint::CleanText;
use uuid::Uuid;

const FEW: u128 = 500;
const MANY: u128 = 20_000;

#[tokio::main]
async fn main() {
    let parent = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(parent).unwrap();
    let store = Store::open_sqlite(&folder.path().join("tacit.db")).await.unwrap();
    furnish(&store).await;
    let record = record();
    println!("a record has {} bytes", serde_json::to_string(&record).unwrap().len());

    let start = Instant::now();
    let claimed = claim_all(&store, 0, MANY).await;
    println!("asked for and claimed, in one unit of work: {:.0}/s", rate(MANY, start.elapsed()));

    let start = Instant::now();
    for (run, epoch) in &claimed[..FEW as usize] {
        let mut tx = store.begin().await.unwrap();
        runs::finish(&mut tx, &FinishedRun::new(*run, *epoch, &record).unwrap()).await.unwrap();
        tx.commit().await.unwrap();
    }
    println!("one commit for each result: {:.0}/s", rate(FEW, start.elapsed()));

    for tasks in [1, 16, 64, 256, 1024] {
        let total = if tasks == 1 { FEW } else { MANY };
        let claimed = claim_all(&store, 1_000_000 * tasks as u128, total).await;
        let writer = Arc::new(ResultWriter::start(store.clone()));
        let start = Instant::now();
        let saving: Vec<_> = claimed
            .chunks(claimed.len().div_ceil(tasks))
            .map(|part| tokio::spawn(save(Arc::clone(&writer), part.to_vec(), record.clone())))
            .collect();
        for task in saving {
            task.await.unwrap();
        }
        println!("{tasks} tasks that share commits: {:.0}/s", rate(total, start.elapsed()));
        writer.close().await;
    }
    store.close().await;
}

async fn save(writer: Arc<ResultWriter>, claimed: Vec<(RunId, i64)>, record: Run) {
    for (run, epoch) in claimed {
        writer.save(FinishedRun::new(run, epoch, &record).unwrap()).await.unwrap();
    }
}

fn rate(count: u128, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

async fn furnish(store: &Store) {
    let person = people::Person {
        id: PersonId(Uuid::from_u128(1)),
        email: "owner@example.com".into(),
        name: "Owner".into(),
        password_hash: None,
        created_at: 0,
        last_login_at: None,
    };
    let team = teams::Team {
        id: TeamId(Uuid::from_u128(2)),
        name: "Team".into(),
        owner: person.id,
        created_at: 0,
        data_key: vec![],
        key_version: 1,
        manifest: None,
    };
    let bucket = buckets::Bucket {
        key: BucketKey("bucket".into()),
        team: team.id,
        name: "Bucket".into(),
        is_default: true,
        trigger_token: "b".into(),
        created_at: 0,
    };
    let test = tests::Test {
        id: TestId(Uuid::from_u128(3)),
        bucket: bucket.key.clone(),
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
    let mut tx = store.begin().await.unwrap();
    people::insert(&mut tx, &person).await.unwrap();
    teams::insert(&mut tx, &team).await.unwrap();
    buckets::insert(&mut tx, &bucket).await.unwrap();
    tests::insert(&mut tx, &test).await.unwrap();
    tx.commit().await.unwrap();
}

async fn claim_all(store: &Store, from: u128, count: u128) -> Vec<(RunId, i64)> {
    let mut tx = store.begin().await.unwrap();
    let mut claimed = Vec::new();
    for n in from..from + count {
        let run = NewRun {
            id: RunId(Uuid::from_u128((1 << 100) | n)),
            team: TeamId(Uuid::from_u128(2)),
            bucket: BucketKey("bucket".into()),
            test: TestId(Uuid::from_u128(3)),
            test_name: "Test".into(),
            revision: 1,
            environment: None,
            environment_name: "Test Settings".into(),
            region: Some("us1".into()),
            agent: None,
            source: RunSource::Scheduled,
            run_by: None,
            trigger_group: None,
            trigger_variables: None,
            created_at: n as i64,
        };
        runs::create(&mut tx, &run).await.unwrap();
        let epoch =
            runs::claim(&mut tx, run.id, Claim { agent: None, now: 0, lease_until: 1 }).await.unwrap();
        claimed.push((run.id, epoch.unwrap()));
    }
    tx.commit().await.unwrap();
    claimed
}

/// About as large as the record of a step with a small answer.
fn record() -> Run {
    Run {
        result: RunResult::Pass,
        started_at: 1,
        finished_at: 2,
        response_time_ms: Some(1.5),
        initial_variables: Vec::new(),
        variables: Vec::new(),
        steps: Vec::new(),
        counters: Counters::default(),
        errors: Vec::new(),
        secrets: vec![CleanText::of_program("0123456789 abcdef"); 100],
        withheld: false,
    }
}
