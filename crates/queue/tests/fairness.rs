//! Fair shares, whoever comes, in whatever order.

use std::collections::HashMap;

use proptest::prelude::*;
use tacit_queue::{LocalQueue, Priority, QueuePlace, Ticket};
use tokio::runtime::Builder;
use uuid::Uuid;

/// What may happen to a queue.
#[derive(Clone, Copy, Debug)]
enum Act {
    Push {
        team: u128,
        manual: bool,
        away: bool,
    },
    Pop {
        away: bool,
    },
    /// The n-th of those that wait.
    Remove(prop::sample::Index),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let push = (0..5_u128, any::<bool>(), any::<bool>());
    let act = prop_oneof![
        5 => push.prop_map(|(team, manual, away)| Act::Push { team, manual, away }),
        3 => any::<bool>().prop_map(|away| Act::Pop { away }),
        1 => any::<prop::sample::Index>().prop_map(Act::Remove),
    ];
    prop::collection::vec(act, 1..200)
}

fn place(away: bool) -> QueuePlace {
    if away { QueuePlace::Agent(Uuid::from_u128(77)) } else { QueuePlace::Inside }
}

fn pop(queue: &LocalQueue, place: QueuePlace) -> Ticket {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(queue.pop(place)).expect("open")
}

proptest! {
    /// Against a plain list of what waits: nothing is lost, doubled, or handed to another place; of one team and priority
    /// the first to come goes first.
    #[test]
    fn what_comes_goes_once_and_in_order(acts in acts()) {
        let queue = LocalQueue::new();
        let mut waiting: Vec<Ticket> = Vec::new();
        for (n, act) in acts.into_iter().enumerate() {
            match act {
                Act::Push { team, manual, away } => {
                    let ticket = Ticket {
                        run: Uuid::from_u128(n as u128),
                        place: place(away),
                        team: Uuid::from_u128(team),
                        priority: if manual { Priority::Manual } else { Priority::Scheduled },
                    };
                    queue.push(ticket);
                    waiting.push(ticket);
                }
                Act::Pop { away } => {
                    if waiting.iter().all(|one| one.place != place(away)) {
                        continue;
                    }
                    let got = pop(&queue, place(away));
                    let alike = |one: &&Ticket| {
                        (one.place, one.team, one.priority) == (got.place, got.team, got.priority)
                    };
                    prop_assert_eq!(waiting.iter().find(alike), Some(&got));
                    waiting.retain(|one| one.run != got.run);
                }
                Act::Remove(index) if !waiting.is_empty() => {
                    let gone = waiting.remove(index.index(waiting.len()));
                    prop_assert!(queue.remove(gone.run));
                    prop_assert!(!queue.remove(gone.run));
                }
                Act::Remove(_) => {}
            }
            prop_assert_eq!(queue.len(), waiting.len());
            for away in [false, true] {
                let here = waiting.iter().filter(|one| one.place == place(away)).count();
                prop_assert_eq!(queue.len_at(place(away)), here);
            }
        }
    }

    /// While a team waits, no other one is served twice before it; and out of five runs one is of a schedule.
    #[test]
    fn nobody_waits_longer_than_a_turn(waiting in prop::collection::vec((0..4_u128, any::<bool>()), 1..120)) {
        let queue = LocalQueue::new();
        let mut left: HashMap<(u128, bool), usize> = HashMap::new();
        for (n, (team, manual)) in waiting.iter().enumerate() {
            let priority = if *manual { Priority::Manual } else { Priority::Scheduled };
            let (run, team_id) = (Uuid::from_u128(n as u128), Uuid::from_u128(*team));
            queue.push(Ticket { run, place: QueuePlace::Inside, team: team_id, priority });
            *left.entry((*team, *manual)).or_default() += 1;
        }
        // For each team and priority that waits: whom it saw served since its own turn.
        let mut since: HashMap<(u128, bool), Vec<u128>> = HashMap::new();
        let mut in_a_row = 0;
        for _ in 0..waiting.len() {
            let got = pop(&queue, QueuePlace::Inside);
            let (team, manual) = (got.team.as_u128(), got.priority == Priority::Manual);
            let scheduled_waits = left.iter().any(|((_, manual), count)| !manual && *count > 0);
            in_a_row = if manual && scheduled_waits { in_a_row + 1 } else { 0 };
            prop_assert!(in_a_row <= 4, "a schedule starves");
            for ((other, of_manual), count) in &left {
                if *count > 0 && *of_manual == manual && *other != team {
                    let seen = since.entry((*other, manual)).or_default();
                    prop_assert!(!seen.contains(&team), "{} went twice before {}", team, other);
                    seen.push(team);
                }
            }
            since.remove(&(team, manual));
            *left.entry((team, manual)).or_default() -= 1;
        }
        prop_assert!(queue.is_empty());
    }

    /// However many flood the queue, a team that has nothing in it can come.
    #[test]
    fn floods_leave_room(floods in prop::collection::vec(0..12_u128, 0..4000)) {
        let mut room = LocalQueue::new().room(1000);
        let mut refused = 0;
        for team in floods {
            refused += usize::from(!room.admit(Uuid::from_u128(team), 1));
        }
        prop_assert!(room.admit(Uuid::from_u128(99), 10), "{} were refused", refused);
    }
}
