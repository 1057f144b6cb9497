//! The runs of this process.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tacit_courier::protocol::{Held, Stop, Why};
use tacit_spec::RunId;
use tokio_util::sync::CancellationToken;

/// The runs that are under way, or done and not yet handed over.
#[derive(Default)]
pub(super) struct Runs(Mutex<HashMap<RunId, UnderWay>>);

/// How a run is told to end.
#[derive(Clone)]
pub(super) struct UnderWay {
    epoch: i64,
    /// End it, and hand over what there is.
    pub(super) cancel: CancellationToken,
    /// Drop it.
    pub(super) lost: CancellationToken,
}

impl Runs {
    /// Takes a run in. An earlier claim of the same run is dropped: the server has given it anew.
    pub(super) fn enter(&self, held: Held) -> UnderWay {
        let lost = CancellationToken::new();
        let run = UnderWay { epoch: held.epoch, cancel: lost.child_token(), lost };
        if let Some(earlier) = self.lock().insert(held.run, run.clone()) {
            earlier.lost.cancel();
        }
        run
    }

    /// A run is over and handed over, or dropped.
    pub(super) fn leave(&self, held: Held) {
        let mut runs = self.lock();
        if runs.get(&held.run).is_some_and(|run| run.epoch == held.epoch) {
            runs.remove(&held.run);
        }
    }

    /// Does what the server asked for.
    pub(super) fn stop(&self, stops: &[Stop]) {
        let runs = self.lock();
        for stop in stops {
            let Some(run) = runs.get(&stop.held.run).filter(|run| run.epoch == stop.held.epoch) else {
                continue;
            };
            match stop.why {
                Why::Cancelled => run.cancel.cancel(),
                Why::Lost => run.lost.cancel(),
            }
        }
    }

    /// All of them.
    pub(super) fn held(&self) -> Vec<Held> {
        self.lock().iter().map(|(run, under_way)| Held { run: *run, epoch: under_way.epoch }).collect()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Drops all of them.
    pub(super) fn drop_all(&self) {
        self.lock().values().for_each(|run| run.lost.cancel());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RunId, UnderWay>> {
        // Nothing under this lock leaves anything half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn held(epoch: i64) -> Held {
        Held { run: RunId(Uuid::from_u128(1)), epoch }
    }

    #[test]
    fn a_stop_is_for_one_claim() {
        let runs = Runs::default();
        let run = runs.enter(held(2));
        runs.stop(&[Stop { held: held(1), why: Why::Lost }]);
        assert!(!run.lost.is_cancelled() && !run.cancel.is_cancelled());
        runs.stop(&[Stop { held: held(2), why: Why::Cancelled }]);
        assert!(run.cancel.is_cancelled() && !run.lost.is_cancelled());
        runs.stop(&[Stop { held: held(2), why: Why::Lost }]);
        assert!(run.lost.is_cancelled());
    }

    #[test]
    fn a_claim_made_anew_takes_the_place_of_the_earlier_one() {
        let runs = Runs::default();
        let earlier = runs.enter(held(1));
        let now = runs.enter(held(2));
        assert!(earlier.lost.is_cancelled() && !now.lost.is_cancelled());
        runs.leave(held(1));
        assert_eq!(runs.held(), [held(2)]);
        runs.leave(held(2));
        assert_eq!(runs.len(), 0);
    }
}
