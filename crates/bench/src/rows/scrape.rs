//! One look of Prometheus at an installation with many tests.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rand::{CryptoRng, rngs::StdRng};
use tacit_app::{App, Clock, Installation, Randomness};
use tacit_spec::{BucketKey, RunId, TestId};
use tacit_store::{
    Store,
    runs::{self, Claim, FinishedRun},
    tests,
};
use tacit_telemetry::Form;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Row, row, store};
use crate::measure::median;

const TESTS: u128 = 5000;
const ROUNDS: usize = 15;

struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        1_700_000_000_000_000
    }
}

impl Randomness for Still {
    fn generator(&self) -> Box<dyn CryptoRng + Send> {
        Box::new(rand::make_rng::<StdRng>())
    }
}

pub(super) async fn scrape() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = Store::open_sqlite(&folder.path().join("tacit.db")).await.expect("SQLite opens");
    store::furnish(&file).await;
    many_tests(&file).await;
    let made = Installation::create(&file, &folder.path().join("key"), &Still, &Still).await;
    let app = App::new(file.clone(), made.expect("a new installation").0, Arc::new(Still), Arc::new(Still));
    app.keep_numbers_of_tests(10_000);
    let began = Instant::now();
    app.fill_numbers(CancellationToken::new()).await;
    let filled = began.elapsed();
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        bytes = Form::OpenMetrics.text(app.numbers()).len();
        times.push(began.elapsed().as_secs_f64());
    }
    file.close().await;
    let took = Duration::from_secs_f64(median(times)).as_micros() as f64 / 1000.0;
    let size = bytes as f64 / f64::from(1 << 20);
    let found = format!("{took:.1} ms, {size:.1} MiB; read at the start in {} ms", filled.as_millis());
    vec![row(format!("scrape of {TESTS} tests"), found, "<= 50 ms")]
}

/// Each ran once.
async fn many_tests(file: &Store) {
    let first = tests::find(file, TestId(Uuid::from_u128(3))).await.expect("SQLite answers").expect("a test");
    let mut tx = file.begin().await.expect("a unit of work");
    for n in 0..TESTS {
        let id = TestId(Uuid::from_u128((2 << 100) | n));
        let name = format!("Orders of customers are listed, {n}");
        let test = tests::Test { id, name, trigger_token: format!("t{n}"), ..first.clone() };
        tests::insert(&mut tx, &test).await.expect("a new test");
        let run = runs::NewRun {
            id: RunId(Uuid::from_u128((3 << 100) | n)),
            test: id,
            test_name: test.name,
            ..store::new_run(n, BucketKey("bench".into()))
        };
        runs::create(&mut tx, &run).await.expect("a new run");
        let claim = Claim { now: 0, lease_until: 1 };
        let epoch = runs::claim(&mut tx, run.id, claim).await.expect("a claim").expect("it is queued");
        let run = FinishedRun::new(run.id, epoch, &store::record()).expect("a record can be serialised");
        runs::finish(&mut tx, &run).await.expect("a result");
    }
    tx.commit().await.expect("there is room");
}
