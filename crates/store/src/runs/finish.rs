//! Accepting results: once, with the current epoch, many in one unit of work.

use std::collections::HashSet;

use tacit_record::RunResult;
use tacit_spec::RunId;
use uuid::Uuid;

use super::{Counts, Ended, RunStatus, ticks::create_retry};
use crate::{
    Micros, Result, StoreError, Tx,
    backend::{Columns, build},
};

/// A run's result, ready to be stored. It can only be made of a record whose text is clean.
#[derive(Clone, Debug)]
pub struct FinishedRun {
    run: RunId,
    epoch: i64,
    result: RunResult,
    withheld: bool,
    started_at: Micros,
    finished_at: Micros,
    response_time_us: Option<i64>,
    counts: Counts,
    record: String,
    again: Option<Again>,
}

/// A run to ask for when this one failed.
#[derive(Clone, Copy, Debug)]
struct Again {
    id: RunId,
    at: Micros,
}

/// What became of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It is the run's result now.
    Accepted,
    /// The same, and the run was asked for once more: see [`FinishedRun::or_again`].
    Repeated,
    /// The run ended before, or somebody else has it. Nothing was changed.
    Stale,
}

impl FinishedRun {
    /// The result of `run`, which was claimed with `epoch`.
    pub fn new(run: RunId, epoch: i64, record: &tacit_record::Run) -> Result<Self> {
        Ok(Self {
            run,
            epoch,
            result: record.result,
            withheld: record.withheld,
            started_at: record.started_at,
            finished_at: record.finished_at,
            response_time_us: record.response_time_ms.map(|ms| (ms * 1000.0).round() as i64),
            counts: record.counters.into(),
            record: serde_json::to_string(record)
                .map_err(|_| StoreError::other("a record could not be written as JSON"))?,
            again: None,
        })
    }

    /// When it failed and was made by a schedule, it is asked for once more, as the run `id`: in the same unit of work,
    /// so that no failure is without its repeat.
    #[must_use]
    pub fn or_again(mut self, id: RunId, at: Micros) -> Self {
        self.again = (self.result == RunResult::Fail).then_some(Again { id, at });
        self
    }

    /// The run.
    #[must_use]
    pub fn run(&self) -> RunId {
        self.run
    }

    /// The length of the stored record in bytes.
    #[must_use]
    pub fn record_len(&self) -> usize {
        self.record.len()
    }

    fn status(&self) -> RunStatus {
        match self.result {
            RunResult::Canceled => RunStatus::Canceled,
            RunResult::Pass | RunResult::Fail => RunStatus::Finished,
        }
    }
}

/// Stores one result.
pub async fn finish(tx: &mut Tx, run: &FinishedRun) -> Result<Acceptance> {
    let outcome = finish_all(tx, std::slice::from_ref(run)).await?;
    Ok(outcome[0])
}

/// Stores many results; says for each what became of it. Of two for the same run, the first can be accepted.
pub async fn finish_all(tx: &mut Tx, runs: &[FinishedRun]) -> Result<Vec<Acceptance>> {
    Ok(accept_all(tx, runs).await?.0)
}

/// The same; also returns the runs that ended with it for good: what is repeated has not.
pub async fn accept_all(tx: &mut Tx, runs: &[FinishedRun]) -> Result<(Vec<Acceptance>, Vec<Ended>)> {
    let mut outcome = Vec::with_capacity(runs.len());
    let mut accepted = Vec::with_capacity(runs.len());
    let mut ended = Vec::with_capacity(runs.len());
    hold_tests(tx, runs).await?;
    for chunk in chunks(runs) {
        let closed = close(tx, chunk).await?;
        // Somebody who lost the run may hand in beside the one who has it.
        let mut open: HashSet<(RunId, i64)> = closed.iter().map(|run| (run.id, run.epoch)).collect();
        ended.extend(closed);
        for run in chunk {
            outcome.push(if open.remove(&(run.run, run.epoch)) {
                accepted.push(run);
                Acceptance::Accepted
            } else {
                Acceptance::Stale
            });
        }
    }
    for chunk in chunks(&accepted) {
        keep_records(tx, chunk).await?;
    }
    for (run, outcome) in runs.iter().zip(&mut outcome) {
        let Some(again) = run.again.filter(|_| *outcome == Acceptance::Accepted) else { continue };
        if create_retry(tx, run.run, again.id, again.at).await? {
            *outcome = Acceptance::Repeated;
            ended.retain(|ended| ended.id != run.run);
        }
    }
    Ok((outcome, ended))
}

/// Keeps the tests of `runs` from being deleted before this is done. Whoever deletes a test holds it first and then takes its
/// runs: the other way round each would wait for the other.
async fn hold_tests(tx: &mut Tx, runs: &[FinishedRun]) -> Result<()> {
    if !tx.shares_the_database() {
        return Ok(());
    }
    for chunk in chunks(runs) {
        build!(
            &mut *tx,
            (Uuid,),
            "SELECT tests.id FROM tests WHERE id IN (SELECT test FROM runs WHERE id IN (",
            |builder| {
                let mut ids = builder.separated(", ");
                chunk.iter().for_each(|run| {
                    ids.push_bind(run.run.0);
                });
                builder.push(")) ORDER BY id FOR KEY SHARE");
            }
        )?;
    }
    Ok(())
}

/// Pieces whose lengths are powers of two up to 32, so that the database knows few statements, and each by heart.
pub(crate) fn chunks<T>(mut all: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let len = 1 << all.len().min(32).checked_ilog2()?;
        let (chunk, rest) = all.split_at(len);
        all = rest;
        Some(chunk)
    })
}

/// Writes the summaries; returns the runs whose epoch was right.
async fn close(tx: &mut Tx, runs: &[FinishedRun]) -> Result<Vec<Ended>> {
    // Both databases call the columns of VALUES column1, column2, ...
    build!(
        tx,
        Ended,
        "UPDATE runs SET status = column3, result = column4, reason = column5, started_at = column6,
            finished_at = column7, response_time_us = column8, lease_until = NULL, requests_executed = column9,
            assertions_defined = column10, assertions_passed = column11, assertions_failed = column12,
            variables_defined = column13, variables_passed = column14, variables_failed = column15,
            scripts_defined = column16, scripts_passed = column17, scripts_failed = column18 FROM (",
        |builder| {
            builder.push_values(runs, |mut row, run| {
                let counts = run.counts;
                row.push_bind(run.run.0)
                    .push_bind(run.epoch)
                    .push_bind(run.status().as_str())
                    .push_bind(run.result.as_str())
                    .push_bind(run.withheld.then_some("withheld"))
                    .push_bind(run.started_at)
                    .push_bind(run.finished_at)
                    .push_bind(run.response_time_us);
                for count in [
                    counts.requests_executed,
                    counts.assertions_defined,
                    counts.assertions_passed,
                    counts.assertions_failed,
                    counts.variables_defined,
                    counts.variables_passed,
                    counts.variables_failed,
                    counts.scripts_defined,
                    counts.scripts_passed,
                    counts.scripts_failed,
                ] {
                    row.push_bind(i64::from(count));
                }
            });
            builder
                .push(") AS result_of WHERE id = column1 AND epoch = column2 AND status = 'working' RETURNING ")
                .push(Ended::columns());
        }
    )
}

async fn keep_records(tx: &mut Tx, runs: &[&FinishedRun]) -> Result<()> {
    build!(tx, (Uuid,), "INSERT INTO run_records (run, record) ", |builder| {
        builder.push_values(runs, |mut row, run| {
            row.push_bind(run.run.0).push_bind(run.record.as_str());
        });
        builder.push(" RETURNING run");
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::chunks;

    #[test]
    fn chunks_are_powers_of_two_and_lose_nothing() {
        for len in 0..200 {
            let all: Vec<_> = (0..len).collect();
            let pieces: Vec<_> = chunks(&all).collect();
            assert_eq!(pieces.concat(), all);
            assert!(pieces.iter().all(|piece| piece.len().is_power_of_two() && piece.len() <= 32));
        }
    }
}
