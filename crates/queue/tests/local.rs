//! What a queue promises.

use std::sync::Arc;

use tacit_queue::{LocalQueue, Priority};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

#[tokio::test]
async fn who_is_waited_for_goes_first_then_first_come_first_served() {
    let queue = LocalQueue::new();
    queue.push(id(1), Priority::Scheduled);
    queue.push(id(2), Priority::Manual);
    queue.push(id(3), Priority::Scheduled);
    queue.push(id(4), Priority::Manual);
    let mut order = Vec::new();
    while !queue.is_empty() {
        order.push(queue.pop().await.expect("open"));
    }
    assert_eq!(order, [id(2), id(4), id(1), id(3)]);
}

#[tokio::test]
async fn an_id_waits_once_and_can_come_again_later() {
    let queue = LocalQueue::new();
    queue.push(id(1), Priority::Scheduled);
    queue.push(id(1), Priority::Manual);
    assert_eq!(queue.len(), 1);
    assert_eq!(queue.pop().await, Some(id(1)));
    assert!(queue.is_empty());
    queue.push(id(1), Priority::Manual);
    assert_eq!(queue.pop().await, Some(id(1)));
}

#[tokio::test]
async fn what_was_removed_is_not_handed_out() {
    let queue = LocalQueue::new();
    queue.push(id(1), Priority::Manual);
    queue.push(id(2), Priority::Manual);
    assert!(queue.remove(id(1)));
    assert!(!queue.remove(id(1)));
    assert_eq!(queue.pop().await, Some(id(2)));
    assert!(queue.is_empty());
}

#[tokio::test]
async fn closing_frees_those_who_wait() {
    let queue = Arc::new(LocalQueue::new());
    let waiting: Vec<_> = (0..4)
        .map(|_| {
            let queue = Arc::clone(&queue);
            tokio::spawn(async move { queue.pop().await })
        })
        .collect();
    tokio::task::yield_now().await;
    queue.close();
    for task in waiting {
        assert_eq!(task.await.expect("no panic"), None);
    }
    queue.push(id(1), Priority::Manual);
    assert_eq!(queue.pop().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_takers_share_everything_without_loss() {
    const RUNS: u128 = 20_000;
    let queue = Arc::new(LocalQueue::new());
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let queue = Arc::clone(&queue);
            tokio::spawn(async move {
                let mut taken = Vec::new();
                while let Some(run) = queue.pop().await {
                    taken.push(run);
                    if run == id(RUNS) {
                        queue.close();
                    }
                }
                taken
            })
        })
        .collect();
    for n in 1..RUNS {
        queue.push(id(n), if n % 3 == 0 { Priority::Manual } else { Priority::Scheduled });
    }
    queue.push(id(RUNS), Priority::Scheduled);
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.expect("no panic"));
    }
    // The last scheduled one is taken when every other one was.
    taken.sort_unstable();
    assert_eq!(taken, (1..=RUNS).map(id).collect::<Vec<_>>());
}
