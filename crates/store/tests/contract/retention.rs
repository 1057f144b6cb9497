//! Forgetting old results.

use tacit_record::RunResult;
use tacit_store::{
    Store,
    retention::{self, Policy, Pruned},
    runs::{self, RunFilter},
    tests,
};

use crate::house::{House, SECOND, id, test};

const SMALL: Policy = Policy { passes_in_full: 3, failures_in_full: 2, summaries: 12, max_age_days: 1 };
const DAY: i64 = 24 * 60 * 60 * SECOND;

pub(crate) async fn few_records_more_summaries_nothing_old(store: Store) {
    let mut house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in 100..120 {
        let result = match n % 4 {
            0 => RunResult::Fail,
            1 => RunResult::Canceled,
            _ => RunResult::Pass,
        };
        house.finished(&mut tx, n, result).await;
    }
    // Another test has its own last ones.
    tests::insert(&mut tx, &test(4, &house.bucket)).await.unwrap();
    house.test = id(4);
    house.finished(&mut tx, 50, RunResult::Pass).await;
    house.finished(&mut tx, 51, RunResult::Pass).await;
    tx.commit().await.unwrap();

    // The age cuts 50, the number of summaries 100 to 107, the number of records five more.
    let pruned = retention::prune(&store, DAY + 50 * SECOND + 1, SMALL).await.unwrap();
    assert_eq!(pruned, Pruned { records: 7, runs: 9 });
    let left = runs::of_test(&store, id(3), RunFilter::default(), 100).await.unwrap();
    assert_eq!(left.len(), 12);
    let mut in_full = Vec::new();
    for run in left {
        if runs::record(&store, run.id).await.unwrap().is_some() {
            in_full.push((run.created_at / SECOND, run.result.unwrap()));
        }
    }
    let (pass, fail, canceled) = (RunResult::Pass, RunResult::Fail, RunResult::Canceled);
    assert_eq!(in_full, [(119, pass), (118, pass), (117, canceled), (116, fail), (115, pass)]);
    assert_eq!(runs::find(&store, id(50)).await.unwrap(), None);
    assert!(runs::record(&store, id(51)).await.unwrap().is_some());
    let again = retention::prune(&store, DAY + 50 * SECOND + 1, SMALL).await.unwrap();
    assert_eq!(again, Pruned::default());
}

pub(crate) async fn what_has_not_ended_stays(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let (run, _) = house.working(&mut tx, 1).await;
    runs::create(&mut tx, &house.run(2)).await.unwrap();
    tx.commit().await.unwrap();
    let none = Policy { passes_in_full: 0, failures_in_full: 0, summaries: 0, max_age_days: 0 };
    assert_eq!(retention::prune(&store, 100 * DAY, none).await.unwrap(), Pruned::default());
    assert!(runs::find(&store, run).await.unwrap().is_some());
}

pub(crate) async fn large_heaps_go_in_small_units(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in 1000..1450 {
        house.finished(&mut tx, n, RunResult::Pass).await;
    }
    tx.commit().await.unwrap();
    assert_eq!(Policy::default().summaries, 1000);
    let policy = Policy { passes_in_full: 10, summaries: 20, ..Policy::default() };
    let pruned = retention::prune(&store, DAY, policy).await.unwrap();
    assert_eq!(pruned, Pruned { records: 10, runs: 430 });
}
