//! Forgetting old results: few whole records, more summaries, nothing beyond an age.

use tacit_spec::TestId;
use uuid::Uuid;

use crate::{
    Micros, Result, Store,
    backend::{build, fetch},
};

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whole records of each test's last passed runs.
    pub passes_in_full: u32,
    /// Whole records of each test's last failed or cancelled runs.
    pub failures_in_full: u32,
    /// Summaries of each test's last runs.
    pub summaries: u32,
    /// Days that anything is kept.
    pub max_age_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { passes_in_full: 100, failures_in_full: 100, summaries: 1000, max_age_days: 90 }
    }
}

/// What was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Whole records whose summary stays.
    pub records: u64,
    /// Runs with everything.
    pub runs: u64,
}

/// Deleted in one unit of work, so that others can write in between.
const BATCH: usize = 200;
/// Looked for at once.
const LOOK: i64 = 10_000;
const DAY: Micros = 24 * 60 * 60 * 1_000_000;

/// Forgets what the policy does not keep. Runs that have not ended stay. Can be stopped at any time.
pub async fn prune(store: &Store, now: Micros, policy: Policy) -> Result<Pruned> {
    let mut pruned = Pruned::default();
    let oldest = now.saturating_sub(DAY.saturating_mul(policy.max_age_days.into()));
    loop {
        let old = older_than(store, oldest).await?;
        if old.is_empty() {
            break;
        }
        pruned.runs += forget_runs(store, &old).await?;
    }
    let tests = fetch!(store, fetch_all, (Uuid,), "SELECT id FROM tests")?;
    for (test,) in tests {
        let test = TestId(test);
        pruned.runs += forget_runs(store, &beyond_summaries(store, test, policy.summaries).await?).await?;
        pruned.records += forget_records(store, &beyond_records(store, test, policy).await?).await?;
    }
    Ok(pruned)
}

async fn older_than(store: &Store, oldest: Micros) -> Result<Vec<(Uuid,)>> {
    fetch!(
        store,
        fetch_all,
        (Uuid,),
        "SELECT id FROM runs WHERE created_at < $1 AND status IN ('finished', 'canceled', 'missed') ORDER BY created_at LIMIT $2",
        oldest,
        LOOK
    )
}

async fn beyond_summaries(store: &Store, test: TestId, keep: u32) -> Result<Vec<(Uuid,)>> {
    fetch!(
        store,
        fetch_all,
        (Uuid,),
        "SELECT id FROM runs WHERE test = $1 AND status IN ('finished', 'canceled', 'missed')
         ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3",
        test.0,
        LOOK,
        i64::from(keep)
    )
}

async fn beyond_records(store: &Store, test: TestId, policy: Policy) -> Result<Vec<(Uuid,)>> {
    fetch!(
        store,
        fetch_all,
        (Uuid,),
        "SELECT id FROM (
             SELECT r.id, r.result, ROW_NUMBER() OVER (
                 PARTITION BY CASE WHEN r.result = 'pass' THEN 1 ELSE 0 END
                 ORDER BY r.created_at DESC, r.id DESC) AS place
             FROM runs AS r JOIN run_records AS kept ON kept.run = r.id WHERE r.test = $1) AS ranked
         WHERE place > CASE WHEN result = 'pass' THEN $2 ELSE $3 END",
        test.0,
        i64::from(policy.passes_in_full),
        i64::from(policy.failures_in_full)
    )
}

async fn forget_runs(store: &Store, runs: &[(Uuid,)]) -> Result<u64> {
    let mut count = 0;
    for batch in runs.chunks(BATCH) {
        let mut tx = store.begin().await?;
        let gone = build!(&mut tx, (Uuid,), "DELETE FROM runs WHERE id IN (", |builder| {
            let mut ids = builder.separated(", ");
            for (run,) in batch {
                ids.push_bind(*run);
            }
            builder.push(") RETURNING id");
        })?;
        tx.commit().await?;
        count += gone.len() as u64;
    }
    Ok(count)
}

async fn forget_records(store: &Store, runs: &[(Uuid,)]) -> Result<u64> {
    let mut count = 0;
    for batch in runs.chunks(BATCH) {
        let mut tx = store.begin().await?;
        let gone = build!(&mut tx, (Uuid,), "DELETE FROM run_records WHERE run IN (", |builder| {
            let mut ids = builder.separated(", ");
            for (run,) in batch {
                ids.push_bind(*run);
            }
            builder.push(") RETURNING run");
        })?;
        tx.commit().await?;
        count += gone.len() as u64;
    }
    Ok(count)
}

/// What becomes of the rows of a table in the course of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They go by themselves after a time.
    Forgotten,
    /// They go with a row of this table.
    With(&'static str),
    /// They stay until somebody removes them, or for good.
    Kept(&'static str),
}

/// Every table. A new one has to say what becomes of it.
pub const FATES: [(&str, Fate); 33] = [
    ("agents", Fate::Kept("results name them; people revoke them")),
    ("alert_states", Fate::With("tests")),
    ("audit", Fate::Kept("the log is a chain from its first entry on")),
    ("buckets", Fate::Kept("people delete them")),
    ("channel_reach", Fate::With("channels")),
    ("channels", Fate::Kept("people delete them; those of one run go with it")),
    ("deliveries", Fate::Forgotten),
    ("delivery_attempts", Fate::With("deliveries")),
    ("environment_revisions", Fate::With("environments")),
    ("environments", Fate::Kept("people delete them")),
    ("incident_entries", Fate::With("incidents")),
    ("incidents", Fate::Forgotten),
    ("kept_open", Fate::With("channels")),
    ("maintenance", Fate::Forgotten),
    ("memberships", Fate::Kept("people end them")),
    ("meta", Fate::Kept("a few rows about the installation")),
    ("pauses", Fate::Kept("people end them")),
    ("people", Fate::Kept("people delete them")),
    ("run_records", Fate::Forgotten),
    ("runs", Fate::Forgotten),
    ("schedules", Fate::Kept("people delete them")),
    ("secret_echoes", Fate::Forgotten),
    ("secret_reminders", Fate::With("secrets")),
    ("secret_searches", Fate::With("secrets")),
    ("secret_versions", Fate::Forgotten),
    ("secrets", Fate::Kept("people delete them")),
    ("sessions", Fate::Forgotten),
    ("shares", Fate::Forgotten),
    ("team_keys", Fate::With("teams")),
    ("teams", Fate::Kept("there is always one")),
    ("test_revisions", Fate::With("tests")),
    ("tests", Fate::Kept("people delete them")),
    ("tokens", Fate::Forgotten),
];
