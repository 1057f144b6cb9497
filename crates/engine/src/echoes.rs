//! Secrets that a target sent back: worth knowing for their owner, as whoever reads its answers elsewhere reads them too.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use tacit_spec::SecretId;
use tacit_taint::{Scrubber, weakness};
use tacit_wire::Raw;

use crate::plan::Secrets;

/// Those of one run.
pub(crate) struct Echoes<'a> {
    secrets: &'a Secrets,
    scrubber: Scrubber,
    found: Mutex<BTreeSet<SecretId>>,
}

impl<'a> Echoes<'a> {
    pub(crate) fn new(secrets: &'a Secrets) -> Self {
        Self { secrets, scrubber: secrets.scrubber(), found: Mutex::default() }
    }

    /// Looks for stored values in the answers of an exchange. Not for those that are easy to guess: they stand anywhere.
    pub(crate) fn look(&self, exchange: &Raw) {
        for answer in exchange.hops.iter().filter_map(|hop| hop.answer.as_ref()) {
            self.look_in(&answer.body);
            answer.headers.iter().for_each(|(_, value)| self.look_in(value));
        }
    }

    fn look_in(&self, bytes: &[u8]) {
        // What can be looked through in part only is told of by that part.
        let _ = self.scrubber.replaced(bytes, |name| {
            if let Some(secret) = self.secrets.get(name).filter(|secret| weakness(&secret.value).is_none()) {
                let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
                found.insert(SecretId(secret.id.0));
            }
            String::new()
        });
    }

    /// Everything that was found.
    pub(crate) fn all(&self) -> Vec<SecretId> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }
}
