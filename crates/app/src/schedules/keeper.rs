//! Waits for the clock, whatever the clock does.

use std::time::{Duration, Instant};

use tacit_store::meta;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::turn::Left;
use crate::{App, GivenUp, Micros, Result};

/// Ticks of this time share a unit of work.
const GATHER: Duration = Duration::from_millis(100);
/// The clock is looked at this often: it may jump.
const LOOK: Duration = Duration::from_secs(1);
/// Between tries to reach a store that is full or busy.
const PATIENCE: Duration = Duration::from_secs(2);
/// What the clock may be off against the time that passed.
const TOLERANCE: Micros = 5_000_000;

/// Makes schedules run.
pub struct Scheduler;

impl Scheduler {
    /// Asks for what is due until `stop`. Start it after the dispatcher, which first queues what was left.
    pub fn start(app: &App, stop: CancellationToken, tracker: &TaskTracker) {
        tracker.spawn(keep(app.clone(), stop));
    }
}

async fn keep(app: App, stop: CancellationToken) {
    let mut watch = Watch { wall: app.now(), passed: Instant::now(), settled: false };
    let mut back = true;
    // What is missed while the disk is low has that reason also when the server is started again meanwhile.
    let mut rested = app.is_resting_noted().await;
    loop {
        let (late, set_back) = watch.look(app.now());
        // Also at the start: the clock may have been set back before.
        back |= set_back;
        let low = app.parts.disk.look();
        if low && !rested {
            app.note_resting(true).await;
        }
        rested |= low;
        let late = if rested { GivenUp::MissedDisk } else { late };
        let turn = async {
            if low {
                return Ok(Left::Until(None));
            }
            if back {
                app.replan().await?;
            }
            app.schedule_turn(late).await
        };
        let wait = match turn.await {
            Ok(Left::More) => {
                back = false;
                continue;
            }
            Ok(Left::Until(next)) => {
                if !low {
                    if rested {
                        app.note_resting(false).await;
                    }
                    (back, rested) = (false, false);
                    watch.settled = true;
                }
                let now = app.now();
                let left = next.map_or(LOOK, |next| {
                    Duration::from_micros(u64::try_from(next.saturating_sub(now)).unwrap_or_default())
                });
                left.clamp(GATHER, LOOK)
            }
            Err(error) => {
                let cause = error.cause();
                tracing::error!(cause, "schedules could not be looked at; the next try is in two seconds");
                PATIENCE
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.parts.schedules.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
        if stop.is_cancelled() {
            return;
        }
    }
}

/// Present while schedules rest because the disk is nearly full.
const RESTING: &str = "schedules_resting";

impl App {
    async fn is_resting_noted(&self) -> bool {
        meta::get(&self.parts.store, RESTING).await.is_ok_and(|noted| noted.is_some())
    }

    /// A few bytes, for which there is room in the reserve. Without them only the reason of what was missed would be another.
    async fn note_resting(&self, resting: bool) {
        let noted: Result<()> = async {
            let mut tx = self.parts.store.begin().await?;
            if resting {
                meta::put(&mut tx, RESTING, &[]).await?;
            } else {
                meta::delete(&mut tx, RESTING).await?;
            }
            Ok(tx.commit().await?)
        }
        .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "that schedules rest could not be noted");
        }
    }
}

/// Compares the clock with the time that passed.
struct Watch {
    wall: Micros,
    passed: Instant,
    /// Whether this process has once seen that nothing is due.
    settled: bool,
}

impl Watch {
    /// Why ticks are missed that are too late now, and whether the clock was set back.
    fn look(&mut self, now: Micros) -> (GivenUp, bool) {
        let passed = Micros::try_from(self.passed.elapsed().as_micros()).unwrap_or(Micros::MAX);
        let jump = (now - self.wall).saturating_sub(passed);
        (self.wall, self.passed) = (now, Instant::now());
        let late = if jump > TOLERANCE {
            GivenUp::MissedClock
        } else if self.settled {
            GivenUp::MissedLate
        } else {
            GivenUp::MissedDown
        };
        (late, jump < -TOLERANCE)
    }
}
