//! What whoever has a link sees.

use tacit_record::StoredRun;
use tacit_store::{
    runs::{self, Run},
    shares::{self, Share, ShareKind},
};

use super::token_kind;
use crate::{App, AppError, Micros, Result};

/// A result for readers outside the team.
pub struct SharedResult {
    /// The run.
    pub run: Run,
    /// Its record, without names of secrets; `None` without one, and when only the summary is kept.
    pub record: Option<StoredRun>,
    /// The link counts until then.
    pub expires_at: Option<Micros>,
}

impl App {
    /// The result behind a link.
    pub async fn shared_result(&self, token: &str) -> Result<SharedResult> {
        const WHAT: &str = "shared result";
        let share = self.visit(ShareKind::Result, token, WHAT).await?;
        let store = &self.parts.store;
        let run = share.run.ok_or(AppError::NotFound(WHAT))?;
        let run = runs::find(store, run).await?.ok_or(AppError::NotFound(WHAT))?;
        let record = runs::record(store, run.id).await?.map(StoredRun::for_outside);
        Ok(SharedResult { run, record, expires_at: share.expires_at })
    }

    /// Opens a link. `what` is how its absence is called, for whatever reason it is not there.
    pub(super) async fn visit(&self, kind: ShareKind, token: &str, what: &'static str) -> Result<Share> {
        let missing = AppError::NotFound(what);
        let Some(hash) = self.parts.tokens.hash_token(token_kind(kind), token) else { return Err(missing) };
        let now = self.now();
        let share = shares::find_by_hash(&self.parts.store, &hash, now).await?.ok_or(missing)?;
        if share.kind != kind {
            return Err(AppError::NotFound(what));
        }
        self.parts.shares.visits.attempt(&share.id.to_string(), now)?;
        Ok(share)
    }
}
