//! The calendar in memory.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tacit_store::{Access, maintenance};

use super::Calendar;
use crate::{App, Micros, Result, schedules::span};

/// What another server changed counts after so long.
const KEPT: Duration = Duration::from_secs(10);

/// What was missed may be decided about when the window is over.
pub(crate) const REMEMBERED: Micros = 90 * span::DAY;

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

    /// The windows of every bucket. Read from the store once in a while only, so that it can be asked for every batch of
    /// ticks or results.
    pub(crate) async fn calendar(
        &self,
        on: impl Into<Access<'_>>,
        now: Micros,
    ) -> tacit_store::Result<Arc<Calendar>> {
        let changes = match self.look() {
            Ok(calendar) => return Ok(calendar),
            Err(changes) => changes,
        };
        let calendar = Arc::new(Calendar::new(maintenance::all(on, now - REMEMBERED).await?));
        self.keep(changes, &calendar);
        Ok(calendar)
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
    /// The windows of every bucket.
    pub(crate) async fn calendar(&self) -> Result<Arc<Calendar>> {
        Ok(self.parts.maintenance.calendar(&self.parts.store, self.now()).await?)
    }
}
