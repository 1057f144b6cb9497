//! What every part of a run shares, those of its subtests included.

use std::sync::atomic::AtomicUsize;

use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    echoes::Echoes,
    exposure::Policy,
    needles::DerivedSecrets,
    pace::Pace,
    plan::{Plan, Secrets, Visibility},
    sealed::Sealed,
};

/// Lives as long as the run.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) plan: &'a Plan,
    pub(crate) derived: &'a DerivedSecrets<'a>,
    pub(crate) sealed: &'a Sealed<'a>,
    pub(crate) echoes: &'a Echoes<'a>,
    pub(crate) policy: &'a Policy,
    /// The secrets that the definitions name.
    pub(crate) mentioned: &'a [(String, Visibility)],
    /// Bytes that the record may still hold of what came from outside.
    pub(crate) room: &'a AtomicUsize,
    pub(crate) pace: &'a Pace<'a>,
    pub(crate) cancel: &'a CancellationToken,
}

impl<'a> Around<'a> {
    pub(crate) fn secrets(&self) -> &'a Secrets {
        &self.plan.secrets
    }
}
