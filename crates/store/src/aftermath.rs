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
    if ended.is_empty() || tried(aftermath, tx, ended).await? == Tried::Done {
        return Ok(());
    }
    for one in ended {
        let mut outcome = Tried::Gone;
        for _ in 0..TRIES {
            outcome = tried(aftermath, tx, std::slice::from_ref(one)).await?;
            // Who was to be told was removed in this moment: the others still are.
            if outcome != Tried::Gone {
                break;
            }
        }
        if outcome != Tried::Done {
            tracing::error!(run = %one.id, test = %one.test, "nobody was told of a run: its alerts could not be worked out");
        }
    }
    Ok(())
}

/// A run is looked at so often while what it belongs to is being removed.
const TRIES: u32 = 5;

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    Done,
    /// Something that it needs was removed meanwhile.
    Gone,
    Failed,
}

/// If it did not go well, nothing of it was done.
async fn tried(aftermath: &dyn Aftermath, tx: &mut Tx, ended: &[Ended]) -> Result<Tried> {
    tx.mark().await?;
    let outcome = AssertUnwindSafe(aftermath.settle(tx, ended)).catch_unwind().await;
    let (tried, fault) = match outcome {
        Ok(Ok(())) if !tx.has_failed() => {
            tx.unmark().await?;
            return Ok(Tried::Done);
        }
        Ok(Ok(())) => (Tried::Failed, "one of its statements failed".to_owned()),
        Ok(Err(StoreError::Other(fault))) => (Tried::Failed, fault.for_operator().to_owned()),
        // What ails the storage itself ails the results too: they are tried again together.
        Ok(Err(error @ (StoreError::Full | StoreError::Busy | StoreError::Corrupt))) => return Err(error),
        Ok(Err(error @ StoreError::Conflict { .. })) => (Tried::Gone, error.to_string()),
        Ok(Err(error)) => (Tried::Failed, error.to_string()),
        // The panic hook has told where.
        Err(_) => (Tried::Failed, "it panicked".to_owned()),
    };
    tx.back().await?;
    if tried == Tried::Failed {
        tracing::error!(runs = ended.len(), fault, "what follows from ended runs could not be done");
    } else {
        tracing::debug!(runs = ended.len(), fault, "what follows from ended runs is looked at again");
    }
    Ok(tried)
}
