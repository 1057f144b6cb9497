//! What a queue promises.

use std::sync::Arc;

use tacit_queue::{LocalQueue, Priority, QueuePlace, Ticket};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn ticket(run: u128, team: u128, priority: Priority) -> Ticket {
    Ticket { run: id(run), place: QueuePlace::Inside, team: id(team), priority }
}

fn manual(run: u128) -> Ticket {
    ticket(run, 1, Priority::Manual)
}

fn scheduled(run: u128) -> Ticket {
    ticket(run, 1, Priority::Scheduled)
}

async fn take(queue: &LocalQueue) -> u128 {
    queue.pop(QueuePlace::Inside).await.expect("open").run.as_u128()
}

async fn take_all(queue: &LocalQueue) -> Vec<u128> {
    let mut order = Vec::new();
    while !queue.is_empty() {
        order.push(take(queue).await);
    }
    order
}

#[tokio::test]
async fn who_is_waited_for_goes_first_then_first_come_first_served() {
    let queue = LocalQueue::new();
    for one in [scheduled(1), manual(2), scheduled(3), manual(4)] {
        queue.push(one);
    }
    assert_eq!(take_all(&queue).await, [2, 4, 1, 3]);
}

#[tokio::test]
async fn schedules_do_not_starve() {
    let queue = LocalQueue::new();
    queue.push(scheduled(1));
    for run in 10..30 {
        queue.push(manual(run));
    }
    let order = take_all(&queue).await;
    assert_eq!(order.iter().position(|run| *run == 1), Some(4), "{order:?}");
    assert_eq!(order.len(), 21);
}

#[tokio::test]
async fn teams_take_turns() {
    let queue = LocalQueue::new();
    for run in 100..200 {
        queue.push(ticket(run, 1, Priority::Scheduled));
    }
    for run in 200..202 {
        queue.push(ticket(run, 2, Priority::Scheduled));
    }
    queue.push(ticket(300, 3, Priority::Scheduled));
    let order = take_all(&queue).await;
    assert_eq!(order[..6], [100, 200, 300, 101, 201, 102]);
}

#[tokio::test]
async fn places_have_queues_of_their_own() {
    let queue = LocalQueue::new();
    let agent = QueuePlace::Agent(id(9));
    queue.push(Ticket { place: agent, ..manual(1) });
    queue.push(scheduled(2));
    assert_eq!((queue.len(), queue.len_at(agent), queue.len_at(QueuePlace::Inside)), (2, 1, 1));
    assert_eq!(take(&queue).await, 2);
    assert_eq!(queue.pop(agent).await, Some(Ticket { place: agent, ..manual(1) }));
    assert!(queue.is_empty());
}

#[tokio::test]
async fn an_id_waits_once_and_can_come_again_later() {
    let queue = LocalQueue::new();
    queue.push(scheduled(1));
    queue.push(manual(1));
    assert_eq!(queue.len(), 1);
    assert_eq!(take_all(&queue).await, [1]);
    queue.push(manual(1));
    assert_eq!(take_all(&queue).await, [1]);
}

#[tokio::test]
async fn what_was_removed_is_not_handed_out() {
    let queue = LocalQueue::new();
    for one in [manual(1), manual(2), ticket(3, 2, Priority::Manual)] {
        queue.push(one);
    }
    assert!(queue.remove(id(1)));
    assert!(!queue.remove(id(1)));
    assert!(queue.remove(id(3)));
    queue.push(manual(1));
    assert_eq!(take_all(&queue).await, [2, 1]);
}

#[tokio::test]
async fn one_team_cannot_take_all_of_the_room() {
    let queue = LocalQueue::new();
    let mut room = queue.room(1000);
    assert!(room.admit(id(1), 800));
    assert!(!room.admit(id(1), 1), "four fifths");
    assert!(!room.admit(id(2), 200) && room.admit(id(2), 160));
    assert!(room.admit(id(3), 32));

    // The queue knows who holds how much.
    for run in 0..800 {
        queue.push(manual(run));
    }
    assert!(!queue.room(1000).admit(id(1), 1));
    assert!(queue.room(1000).admit(id(2), 160));
    take(&queue).await;
    assert!(queue.remove(id(700)));
    assert!(queue.room(1000).admit(id(1), 2));
    assert!(!queue.room(500).admit(id(2), 1), "less room than runs");
}

#[tokio::test]
async fn closing_frees_those_who_wait() {
    let queue = Arc::new(LocalQueue::new());
    let waiting: Vec<_> = (0..4)
        .map(|place| {
            let queue = Arc::clone(&queue);
            let place = if place < 2 { QueuePlace::Inside } else { QueuePlace::Agent(id(place)) };
            tokio::spawn(async move { queue.pop(place).await })
        })
        .collect();
    tokio::task::yield_now().await;
    queue.close();
    for task in waiting {
        assert_eq!(task.await.expect("no panic"), None);
    }
    queue.push(manual(1));
    assert_eq!(queue.pop(QueuePlace::Inside).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_takers_share_everything_without_loss() {
    const RUNS: u128 = 20_000;
    let queue = Arc::new(LocalQueue::new());
    let taken = Arc::new(tokio::sync::Semaphore::new(0));
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let (queue, count) = (Arc::clone(&queue), Arc::clone(&taken));
            tokio::spawn(async move {
                let mut taken = Vec::new();
                while let Some(ticket) = queue.pop(QueuePlace::Inside).await {
                    taken.push(ticket.run);
                    count.add_permits(1);
                }
                taken
            })
        })
        .collect();
    for n in 1..=RUNS {
        let priority = if n % 3 == 0 { Priority::Manual } else { Priority::Scheduled };
        queue.push(ticket(n, n % 7, priority));
    }
    let all = taken.acquire_many(u32::try_from(RUNS).expect("small")).await;
    drop(all.expect("open"));
    queue.close();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.expect("no panic"));
    }
    taken.sort_unstable();
    assert_eq!(taken, (1..=RUNS).map(id).collect::<Vec<_>>());
}
