//! What follows from runs that ended.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use tacit_record::RunResult;
use tacit_store::{
    Aftermath, ResultWriter, Store, Tx, aftermath, meta,
    runs::{self, Acceptance, Ended},
};

use crate::house::{House, finished, id, record};

/// Notes each run, and fails on some in every way there is.
#[derive(Default)]
struct Noting {
    saved: AtomicUsize,
}

const PANICS: u128 = 101;
const REFUSES: u128 = 102;
const SWALLOWS: u128 = 103;

#[async_trait::async_trait]
impl Aftermath for Noting {
    async fn settle(&self, tx: &mut Tx, ended: &[Ended]) -> tacit_store::Result<()> {
        for run in ended {
            meta::put(&mut *tx, &run.id.to_string(), run.place().key().as_bytes()).await?;
            assert_ne!(run.id, id(PANICS), "a fault of ours");
            if run.id == id(REFUSES) {
                // No such team.
                tacit_store::teams::rename(&mut *tx, id(999), "x").await?;
            }
            if run.id == id(SWALLOWS) {
                // A statement that fails, and nobody looks.
                let orphan = tacit_store::tests::Test {
                    bucket: tacit_spec::BucketKey("none".into()),
                    ..crate::house::test(77, &run.bucket)
                };
                let _ = tacit_store::tests::insert(&mut *tx, &orphan).await;
            }
        }
        Ok(())
    }

    fn saved(&self) {
        self.saved.fetch_add(1, SeqCst);
    }
}

async fn noted(store: &Store, n: u128) -> bool {
    let key = id::<tacit_spec::RunId>(n).to_string();
    meta::get(store, &key).await.unwrap().is_some()
}

pub(crate) async fn a_fault_loses_no_result(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let mut results = Vec::new();
    for n in 100..106 {
        let (run, epoch) = house.working(&mut tx, n).await;
        results.push(finished(run, epoch, &record(RunResult::Fail, 1.0)));
    }
    let (outcome, ended) = runs::accept_all(&mut tx, &results).await.unwrap();
    assert_eq!(outcome, [Acceptance::Accepted; 6]);
    aftermath::settle(&Noting::default(), &mut tx, &ended).await.unwrap();
    tx.commit().await.unwrap();
    for n in 100..106 {
        assert_eq!(runs::find(&store, id(n)).await.unwrap().unwrap().result, Some(RunResult::Fail));
        assert_eq!(noted(&store, n).await, ![PANICS, REFUSES, SWALLOWS].contains(&n), "{n}");
    }
}

pub(crate) async fn what_follows_is_saved_with_the_result(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let (run, epoch) = house.working(&mut tx, 100).await;
    tx.commit().await.unwrap();
    let noting = Arc::new(Noting::default());
    let writer = ResultWriter::start(store.clone(), noting.clone());
    let result = finished(run, epoch, &record(RunResult::Pass, 1.0));
    assert_eq!(writer.save(result.clone()).await.unwrap(), Acceptance::Accepted);
    assert!(noted(&store, 100).await);
    assert_eq!(writer.save(result).await.unwrap(), Acceptance::Stale);
    assert_eq!(noting.saved.load(SeqCst), 1, "a stale result has no aftermath");
    writer.close().await;
}
