//! What the server wrote down, read from its database by somebody else.

use std::{collections::BTreeMap, ops::Range, path::Path};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

/// Microseconds since 1970, as in the database.
pub(super) type Micros = i64;

/// A reader of the database.
pub(super) struct Ledger(SqlitePool);

/// What became of the ticks of some time.
#[derive(Debug, Default)]
pub(super) struct Ticks {
    /// How late each run began, or is by now, in order.
    pub(super) lags: Vec<Micros>,
    pub(super) passed: usize,
    pub(super) failed: usize,
    /// Waiting or under way.
    pub(super) open: usize,
    /// Ticks without a run, by reason.
    pub(super) missed: BTreeMap<String, i64>,
}

/// What waits and what goes on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Open {
    pub(super) waiting: i64,
    pub(super) working: i64,
}

type Row = (Micros, Option<Micros>, String, Option<String>, Option<String>, Option<i64>);

impl Ledger {
    pub(super) async fn open(database: &Path) -> Result<Self, String> {
        let options = SqliteConnectOptions::new().filename(database).pragma("query_only", "ON");
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
        Ok(Self(pool.map_err(|error| format!("the server's database cannot be read: {error}"))?))
    }

    /// The ticks that were due in a time, which is over now.
    pub(super) async fn ticks(&self, due: Range<Micros>, now: Micros) -> Result<Ticks, String> {
        // What is asked for by a tick is written down after it; what is missed has the tick's own time.
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT scheduled_at, started_at, status, result, reason, missed_ticks FROM runs
             WHERE created_at >= $1 AND scheduled_at >= $1 AND scheduled_at < $2 AND retry_of IS NULL",
        )
        .bind(due.start)
        .bind(due.end)
        .fetch_all(&self.0)
        .await
        .map_err(failed)?;
        Ok(Ticks::of(rows, now))
    }

    pub(super) async fn open_runs(&self) -> Result<Open, String> {
        let (waiting, working) = sqlx::query_as(
            "SELECT COUNT(*) FILTER (WHERE status = 'queued'), COUNT(*) FILTER (WHERE status = 'working')
             FROM runs WHERE status IN ('queued', 'working')",
        )
        .fetch_one(&self.0)
        .await
        .map_err(failed)?;
        Ok(Open { waiting, working })
    }

    /// Bytes that are in use.
    pub(super) async fn bytes(&self) -> Result<i64, String> {
        let (bytes,) = sqlx::query_as(
            "SELECT (page_count - freelist_count) * page_size
             FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()",
        )
        .fetch_one(&self.0)
        .await
        .map_err(failed)?;
        Ok(bytes)
    }
}

fn failed(error: sqlx::Error) -> String {
    format!("the server's database cannot be read: {error}")
}

impl Ticks {
    fn of(rows: Vec<Row>, now: Micros) -> Self {
        let mut ticks = Self::default();
        for (scheduled_at, started_at, status, result, reason, missed) in rows {
            if status == "missed" {
                *ticks.missed.entry(reason.unwrap_or_default()).or_default() += missed.unwrap_or(1);
                continue;
            }
            ticks.lags.push(started_at.unwrap_or(now) - scheduled_at);
            match (&*status, result.as_deref()) {
                ("queued" | "working", _) => ticks.open += 1,
                (_, Some("pass")) => ticks.passed += 1,
                _ => ticks.failed += 1,
            }
        }
        ticks.lags.sort_unstable();
        ticks
    }

    pub(super) fn runs(&self) -> usize {
        self.lags.len()
    }

    pub(super) fn missed(&self) -> i64 {
        self.missed.values().sum()
    }

    /// Milliseconds; of so many in a hundred runs none was later.
    pub(super) fn lag(&self, percent: usize) -> f64 {
        let at = (self.lags.len() * percent).div_ceil(100).saturating_sub(1);
        self.lags.get(at).map_or(0.0, |lag| *lag as f64 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_runs_there_are() {
        let lags = |lags: Vec<Micros>| Ticks { lags, ..Ticks::default() };
        assert!(lags(vec![]).lag(99).abs() < f64::EPSILON);
        let hundred = lags((1..=100).map(|ms| ms * 1000).collect());
        let found = [50, 99, 100].map(|percent| hundred.lag(percent).round() as i64);
        assert_eq!(found, [50, 99, 100]);
        assert_eq!(lags(vec![7000]).lag(50).round() as i64, 7);
    }

    #[test]
    fn what_waits_is_late_by_now_and_what_was_missed_is_counted() {
        let row = |started: Option<Micros>, status: &str, result: Option<&str>, missed: Option<i64>| {
            let reason = missed.map(|_| "missed_busy".to_owned());
            (1_000_000, started, status.to_owned(), result.map(str::to_owned), reason, missed)
        };
        let ticks = Ticks::of(
            vec![
                row(Some(1_002_000), "completed", Some("pass"), None),
                row(Some(1_001_000), "completed", Some("fail"), None),
                row(None, "queued", None, None),
                row(None, "missed", None, Some(3)),
            ],
            5_000_000,
        );
        assert_eq!(ticks.lags, [1000, 2000, 4_000_000]);
        assert_eq!((ticks.passed, ticks.failed, ticks.open, ticks.missed()), (1, 1, 1, 3));
    }
}
