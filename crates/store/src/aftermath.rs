//! What else happens when runs have ended, in the unit of work that says so.

use std::panic::AssertUnwindSafe;

use async_trait::async_trait;
use futures::FutureExt;

use crate::{Result, StoreError, Tx, runs::Ended};

/// Does what follows from runs that ended: writes what is to be told, say. It is called between the statements that end
/// the runs and the commit, so that both are saved or neither is.
#[async_trait]
pub trait Aftermath: Send + Sync {
    /// Looks at runs that ended.
    async fn settle(&self, tx: &mut Tx, ended: &[Ended]) -> Result<()>;

    /// A unit of work with something that [`settle`](Self::settle) looked at was saved.
    fn saved(&self) {}
}

/// Nothing follows.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

#[async_trait]
impl Aftermath for Nothing {
    async fn settle(&self, _: &mut Tx, _: &[Ended]) -> Result<()> {
        Ok(())
    }
}

/// Calls the aftermath of runs that ended. Whatever goes wrong in it, a fault of ours or a damaged row, is taken back and
/// told to the operator; the runs stay ended. What one run cannot have, the others of the batch still get.
///
/// # Errors
/// When the unit of work itself cannot go on.
pub async fn settle(aftermath: &dyn Aftermath, tx: &mut Tx, ended: &[Ended]) -> Result<()> {
    if ended.is_empty() || tried(aftermath, tx, ended).await? {
        return Ok(());
    }
    for one in ended {
        if !tried(aftermath, tx, std::slice::from_ref(one)).await? {
            tracing::error!(run = %one.id, test = %one.test, "nobody was told of a run: its alerts could not be worked out");
        }
    }
    Ok(())
}

/// Whether it went well. If not, nothing of it was done.
async fn tried(aftermath: &dyn Aftermath, tx: &mut Tx, ended: &[Ended]) -> Result<bool> {
    tx.mark().await?;
    let outcome = AssertUnwindSafe(aftermath.settle(tx, ended)).catch_unwind().await;
    let fault = match outcome {
        Ok(Ok(())) if !tx.has_failed() => {
            tx.unmark().await?;
            return Ok(true);
        }
        Ok(Ok(())) => "one of its statements failed".to_owned(),
        Ok(Err(StoreError::Other(fault))) => fault.for_operator().to_owned(),
        // What ails the storage itself ails the results too: they are tried again together.
        Ok(Err(error @ (StoreError::Full | StoreError::Busy | StoreError::Corrupt))) => return Err(error),
        Ok(Err(error)) => error.to_string(),
        // The panic hook has told where.
        Err(_) => "it panicked".to_owned(),
    };
    tx.back().await?;
    tracing::error!(runs = ended.len(), fault, "what follows from ended runs could not be done");
    Ok(false)
}
