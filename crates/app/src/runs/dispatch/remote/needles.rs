//! What a run may not show: every value, current and earlier, that its secrets have or had.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tacit_taint::{Needles, NeedlesBuilder, Scrubber};

use crate::JobSecret;

/// Needles are made once for each set of secrets, and kept only as long as a run uses them.
#[derive(Default)]
pub(crate) struct NeedleShelf(Mutex<Vec<Known>>);

type Known = (Weak<Vec<JobSecret>>, Weak<Needles>);

impl NeedleShelf {
    pub(super) fn scrubber(&self, set: &Arc<Vec<JobSecret>>) -> Scrubber {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(set, needles)| set.strong_count() > 0 && needles.strong_count() > 0);
        let same = known.iter().find(|(own, _)| own.as_ptr() == Arc::as_ptr(set));
        let needles = same.and_then(|(_, needles)| needles.upgrade()).unwrap_or_else(|| {
            let mut builder = NeedlesBuilder::new();
            for secret in set.iter() {
                for value in secret.values() {
                    builder.add(&secret.name, value);
                }
            }
            let needles = Arc::new(builder.build());
            known.push((Arc::downgrade(set), Arc::downgrade(&needles)));
            needles
        });
        Scrubber::new().layered(needles)
    }
}
