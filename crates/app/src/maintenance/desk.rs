//! The calendar in memory.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tacit_store::maintenance;

use super::{Calendar, Spot};
use crate::{App, Micros, Result, schedules::span};

/// What another server changed counts after so long.
const KEPT: Duration = Duration::from_secs(10);

/// What was missed may be decided about when the window is over.
const REMEMBERED: Micros = 90 * span::DAY;

/// Keeps the calendar until a window changes.
#[derive(Default)]
pub(crate) struct Desk(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// Counts the changes.
    changes: u64,
    calendar: Option<(Instant, Arc<Calendar>)>,
}

impl Desk {
    /// After a change was saved.
    pub(super) fn forget(&self) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.changes += 1;
        kept.calendar = None;
    }

    /// What is kept, or how many changes there were.
    fn look(&self) -> std::result::Result<Arc<Calendar>, u64> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &kept.calendar {
            Some((since, calendar)) if since.elapsed() < KEPT => Ok(Arc::clone(calendar)),
            _ => Err(kept.changes),
        }
    }

    /// Keeps what was read, unless something changed meanwhile.
    fn keep(&self, changes: u64, calendar: &Arc<Calendar>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.changes == changes {
            kept.calendar = Some((Instant::now(), Arc::clone(calendar)));
        }
    }
}

impl App {
    /// The windows of every bucket. Read from the store once in a while only, so that it can be asked for every batch of
    /// ticks or results.
    pub(crate) async fn calendar(&self) -> Result<Arc<Calendar>> {
        let changes = match self.parts.maintenance.look() {
            Ok(calendar) => return Ok(calendar),
            Err(changes) => changes,
        };
        let rows = maintenance::all(&self.parts.store, self.now() - REMEMBERED).await?;
        let calendar = Arc::new(Calendar::new(rows));
        self.parts.maintenance.keep(changes, &calendar);
        Ok(calendar)
    }

    /// For each run, given with the time at which it was asked for: whether a maintenance window keeps anybody from
    /// being told of it. For whoever tells people; it is asked by nobody else.
    pub async fn muted(&self, runs: &[(Spot<'_>, Micros)]) -> Result<Vec<bool>> {
        let calendar = self.calendar().await?;
        Ok(runs.iter().map(|(spot, at)| calendar.mutes(*spot, *at)).collect())
    }
}
