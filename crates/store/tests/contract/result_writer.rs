//! The writer that lets results share commits.

use std::sync::Arc;

use tacit_record::RunResult;
use tacit_store::{
    ResultWriter, Store,
    aftermath::Nothing,
    runs::{self, Acceptance},
};

use crate::house::{House, finished, id, record};

pub(crate) async fn many_results_share_commits_and_each_is_acknowledged(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let mut claimed = Vec::new();
    for n in 100..400 {
        claimed.push(house.working(&mut tx, n).await);
    }
    tx.commit().await.unwrap();
    let writer = Arc::new(ResultWriter::start(store.clone(), Arc::new(Nothing)));
    let tasks: Vec<_> = claimed
        .into_iter()
        .map(|(run, epoch)| {
            let (writer, store) = (Arc::clone(&writer), store.clone());
            tokio::spawn(async move {
                let result = finished(run, epoch, &record(RunResult::Pass, 1.0));
                let first = writer.save(result.clone()).await.unwrap();
                // Acknowledged means durable: anybody can read it now.
                assert!(runs::record(&store, run).await.unwrap().is_some());
                (first, writer.save(result).await.unwrap())
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), (Acceptance::Accepted, Acceptance::Stale));
    }
    writer.close().await;
}

pub(crate) async fn closing_stores_what_was_handed_in(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let mut claimed = Vec::new();
    for n in 100..150 {
        claimed.push(house.working(&mut tx, n).await);
    }
    tx.commit().await.unwrap();
    let writer = Arc::new(ResultWriter::start(store.clone(), Arc::new(Nothing)));
    let saves: Vec<_> = claimed
        .into_iter()
        .map(|(run, epoch)| {
            let (writer, result) = (Arc::clone(&writer), finished(run, epoch, &record(RunResult::Pass, 1.0)));
            tokio::spawn(async move { writer.save(result).await })
        })
        .collect();
    // On this runtime of one thread, each of them runs until it waits for its answer.
    tokio::task::yield_now().await;
    writer.close().await;
    writer.close().await;
    for save in saves {
        assert_eq!(save.await.unwrap().unwrap(), Acceptance::Accepted);
    }
    let late = writer.save(finished(id(100), 1, &record(RunResult::Pass, 1.0))).await;
    assert!(late.is_err(), "closed");
    assert_eq!(runs::unfinished(&store).await.unwrap(), []);
}
