//! Feeds: what failed and recovered in a bucket, for whoever reads news with a reader of their own.

use std::collections::HashMap;

use tacit_spec::{BucketKey, RunId, ShareId, TestId};
use tacit_store::{
    buckets,
    runs::{self, Run, RunFilter},
    shares::ShareKind,
};

use crate::{App, AppError, Micros, Result, Standing, runs::verdict};

/// Runs looked at.
const RUNS: u32 = 2000;
/// Entries told at most.
const ENTRIES: usize = 50;

/// The news of a bucket.
pub struct Feed {
    /// The link's id, which stays when the bucket is renamed.
    pub id: ShareId,
    /// The bucket.
    pub bucket: BucketKey,
    /// Its name.
    pub bucket_name: String,
    /// When something was new for the last time.
    pub updated_at: Micros,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// A test began to fail, or passes again, in one environment and place.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedEntry {
    /// The run that showed it.
    pub run: RunId,
    /// The test.
    pub test: TestId,
    /// Its name.
    pub test_name: String,
    /// The environment.
    pub environment_name: String,
    /// Whether it failed.
    pub failed: bool,
    /// When.
    pub at: Micros,
    /// Assertions that did not hold, and all.
    pub assertions: (u32, u32),
}

impl App {
    /// The feed behind an address.
    pub async fn feed(&self, token: &str) -> Result<Feed> {
        const WHAT: &str = "feed";
        let share = self.visit(ShareKind::Feed, token, WHAT).await?;
        let store = &self.parts.store;
        let bucket = buckets::find(store, &share.bucket).await?.ok_or(AppError::NotFound(WHAT))?;
        let runs = runs::of_bucket(store, &bucket.key, RunFilter::default(), RUNS).await?;
        let whole = runs.len() < RUNS as usize;
        let entries = news(runs, whole);
        Ok(Feed {
            id: share.id,
            bucket: bucket.key,
            bucket_name: bucket.name,
            updated_at: entries.first().map_or(share.created_at, |entry| entry.at),
            entries,
        })
    }
}

/// By runs, newest first. Without the `whole` history, what was before the first verdict is not known.
fn news(runs: Vec<Run>, whole: bool) -> Vec<FeedEntry> {
    let mut last = HashMap::new();
    let mut entries = Vec::new();
    for run in runs.into_iter().rev() {
        let Some(now) = verdict(run.status, run.result, run.reason.as_deref()) else { continue };
        let before = last.insert((run.test, run.environment, run.place().key()), now);
        let before = before.or(whole.then_some(Standing::Passing));
        if before.is_some_and(|before| before != now) {
            entries.push(FeedEntry {
                run: run.id,
                test: run.test,
                test_name: run.test_name,
                environment_name: run.environment_name,
                failed: now == Standing::Failing,
                at: run.finished_at.unwrap_or(run.created_at),
                assertions: (run.counts.assertions_failed, run.counts.assertions_defined),
            });
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    entries.truncate(ENTRIES);
    entries
}
