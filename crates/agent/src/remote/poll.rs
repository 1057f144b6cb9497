//! Asking for jobs, as many as there is room for.

use std::{sync::Arc, time::Duration};

use tacit_courier::{
    protocol::{Jobs, POLL, Poll, path},
    seal::{LeaseKeys, OpenError},
};
use tokio::{
    task::JoinSet,
    time::{self, Instant},
};

use super::{CallError, backoff::Backoff, execute, work::Shared};

/// The server answers within [`POLL`]; jobs may be large.
const PATIENCE: Duration = Duration::from_secs(POLL.as_secs() + 20);
/// Polls that are out when the agent stops get so long to bring what they have.
const LAST: Duration = Duration::from_secs(2);

/// What came of a poll.
struct Polled {
    keys: usize,
    begun: Instant,
    jobs: Result<usize, CallError>,
}

/// When to ask again after a poll that failed.
#[derive(Default)]
struct Rest {
    backoff: Backoff,
    /// When the last failure that counted was noticed.
    failed: Option<Instant>,
    until: Option<Instant>,
}

impl Rest {
    /// What was out when the server was lost fails together, and counts as one failure.
    fn lengthen(&mut self, begun: Instant, shared: &Shared) {
        if self.failed.is_some_and(|failed| begun <= failed) {
            return;
        }
        let now = Instant::now();
        self.failed = Some(now);
        self.until = Some(now + self.backoff.next(&mut *shared.control.surroundings.random()));
    }

    /// It worked.
    fn reset(&mut self) {
        self.backoff.reset();
        self.until = None;
    }

    fn is_over(&self) -> bool {
        self.until.is_none()
    }

    /// Waits for its end; for ever when there is none.
    async fn end(&self) {
        match self.until {
            Some(until) => time::sleep_until(until).await,
            None => std::future::pending().await,
        }
    }
}

/// Polls until the agent stops. There is always a poll out: with a key for each free slot, or without keys, to hear
/// what is to stop. A poll is never broken off for one with more keys, as a job could be on its way; when room comes up
/// another one is sent beside it, and they become one again when nothing waits. While the server does not answer there is a
/// rest before each try, which ends at once when any other call is answered.
pub(super) async fn keep(shared: Arc<Shared>) {
    let mut polls = JoinSet::new();
    let (mut pledged, mut keyed) = (0, 0);
    // Whether there may be jobs that the polls out there have no keys for.
    let mut eager = true;
    let mut rest = Rest::default();
    loop {
        let free = shared.slots().saturating_sub(shared.runs.len() + pledged);
        let ask = free > 0 && (eager || keyed == 0);
        if rest.is_over() && (ask || polls.is_empty()) {
            let keys = if ask { free } else { 0 };
            pledged += keys;
            keyed += usize::from(keys > 0);
            eager = false;
            polls.spawn(once(Arc::clone(&shared), keys));
        }
        tokio::select! {
            biased;
            () = shared.stopping.cancelled() => break,
            () = shared.freed.notified() => eager = true,
            Some(polled) = polls.join_next() => {
                // A poll does not panic; were it to, the process would have nothing to offer any more.
                let Ok(Polled { keys, begun, jobs }) = polled else { continue };
                pledged -= keys;
                keyed -= usize::from(keys > 0);
                match jobs {
                    Ok(jobs) => {
                        eager |= jobs > 0;
                        rest.reset();
                    }
                    Err(error) => {
                        shared.judge(&error);
                        rest.lengthen(begun, &shared);
                    }
                }
            }
            () = shared.control.found.notified() => rest.until = None,
            () = rest.end() => rest.until = None,
        }
    }
    let _ = time::timeout(LAST, async { while polls.join_next().await.is_some() {} }).await;
}

async fn once(shared: Arc<Shared>, count: usize) -> Polled {
    let begun = Instant::now();
    let mut keys = LeaseKeys::make(count, &mut *shared.control.surroundings.random());
    let poll = Poll { instance: shared.instance.clone(), keys: keys.public() };
    let said = shared.control.call::<Jobs>(path::POLL, &poll, PATIENCE, &shared.ended).await;
    let Jobs { jobs, stop } = match said {
        Ok(said) => said,
        Err(error) => return Polled { keys: count, begun, jobs: Err(error) },
    };
    shared.runs.stop(&stop);
    let came = jobs.len();
    for sealed in jobs {
        let held = sealed.held;
        match keys.open(&shared.control.membership.server, sealed, shared.control.surroundings.now()) {
            Ok(_) if shared.stopping.is_cancelled() => shared.give_back(held),
            Ok(job) => {
                let under_way = shared.runs.enter(held);
                shared.tasks.spawn(execute::run(Arc::clone(&shared), held, job, under_way));
            }
            Err(error) => refused(held.run, error),
        }
    }
    Polled { keys: count, begun, jobs: Ok(came) }
}

/// Nothing is said to the server: who sends such jobs need not be it. The lease ends by itself.
fn refused(run: tacit_spec::RunId, error: OpenError) {
    tracing::error!(%run, cause = %error, "a job was not taken");
}
