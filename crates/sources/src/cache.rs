//! Values that were fetched, for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tacit_taint::Secret;

use crate::trouble::Trouble;

/// What was fetched last from one place. Whoever asks while it is asked for waits for that answer.
#[derive(Default)]
pub(crate) struct Slot {
    known: Option<(Arc<Secret>, Instant)>,
    /// What went wrong last, and when.
    trouble: Option<(Trouble, Instant)>,
}

/// A source that failed is not asked again for so long: a run a second would be as many questions.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
/// Places that nobody asked for in this time are forgotten.
const FORGOTTEN: Duration = Duration::from_secs(24 * 3600);

type Shared = Arc<tokio::sync::Mutex<Slot>>;

/// Path and field.
type Place = (String, Option<String>);

/// Places in a source, and when somebody asked for each last.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<Place, (Shared, Instant)>>);

impl Cache {
    pub(crate) fn slot(&self, path: &str, field: Option<&str>) -> Shared {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|_, (_, asked)| asked.elapsed() < FORGOTTEN);
        let key = (path.to_owned(), field.map(str::to_owned));
        let (slot, asked) = slots.entry(key).or_insert_with(|| (Shared::default(), Instant::now()));
        *asked = Instant::now();
        Arc::clone(slot)
    }
}

impl Slot {
    /// What need not be asked for.
    pub(crate) fn fresh(&self, keep: Duration, outage: Duration) -> Option<Result<Arc<Secret>, Trouble>> {
        if let Some((value, at)) = &self.known
            && at.elapsed() < keep
        {
            return Some(Ok(Arc::clone(value)));
        }
        let (trouble, _) = self.trouble.as_ref().filter(|(_, at)| at.elapsed() < AFTER_TROUBLE)?;
        Some(self.instead(trouble.clone(), outage))
    }

    /// Keeps an answer, and says what to use.
    pub(crate) fn keep(
        &mut self,
        answer: Result<Secret, Trouble>,
        outage: Duration,
    ) -> Result<Arc<Secret>, Trouble> {
        match answer {
            Ok(value) => {
                // Who holds the value of before goes on with the same one when it is the same.
                let same = self.known.take().map(|(known, _)| known).filter(|known| known.same_as(&value));
                let value = same.unwrap_or_else(|| Arc::new(value));
                self.known = Some((Arc::clone(&value), Instant::now()));
                self.trouble = None;
                Ok(value)
            }
            Err(trouble) => {
                if !trouble.may_pass() {
                    self.known = None;
                }
                self.trouble = Some((trouble.clone(), Instant::now()));
                self.instead(trouble, outage)
            }
        }
    }

    /// The value of before while the source is away, for a while.
    fn instead(&self, trouble: Trouble, outage: Duration) -> Result<Arc<Secret>, Trouble> {
        match &self.known {
            Some((value, at)) if at.elapsed() < outage => Ok(Arc::clone(value)),
            _ => Err(trouble),
        }
    }

    /// What went wrong last, unless it has gone well since.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.trouble.as_ref().map(|(trouble, _)| trouble.clone())
    }
}
