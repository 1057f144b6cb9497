//! The runs under way in this process.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tacit_spec::RunId;
use tokio_util::sync::CancellationToken;

/// The runs under way in this process, and how to ask them to stop.
#[derive(Default)]
pub(crate) struct Running(Mutex<HashMap<RunId, CancellationToken>>);

impl Running {
    /// Asks a run to stop; `false` when it is not here.
    pub(crate) fn cancel(&self, run: RunId) -> bool {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.get(&run).is_some_and(|token| {
            token.cancel();
            true
        })
    }

    pub(super) fn enter(&self, run: RunId) -> CancellationToken {
        let token = CancellationToken::new();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(run, token.clone());
        token
    }

    pub(super) fn leave(&self, run: RunId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&run);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub(super) fn has(&self, run: RunId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&run)
    }
}
