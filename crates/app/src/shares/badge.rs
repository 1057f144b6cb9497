//! Badges: how a test or a bucket stands, for a README or a page of a team's own.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tacit_spec::ShareId;
use tacit_store::{
    buckets, runs,
    shares::{Share, ShareKind},
    tests,
};

use crate::{App, AppError, Micros, Result, Standing, Timeframe};

/// A badge is worked out again after so long: many may look at it.
const FRESH: Micros = 30 * 1_000_000;
/// Badges remembered at most.
const KEPT: usize = 1000;
const WHAT: &str = "badge";

/// What a badge is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadgeSubject {
    /// A test.
    Test,
    /// All tests of a bucket.
    Bucket,
}

/// What a badge says.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// What it is about.
    pub subject: BadgeSubject,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Tests that are failing, and all.
    pub tests: (usize, usize),
    /// 0 to 1 in the period; `None` without runs.
    pub success_ratio: Option<f64>,
}

/// What was worked out a moment ago.
#[derive(Default)]
pub(super) struct Cache(Mutex<HashMap<(ShareId, Timeframe), (Micros, Badge)>>);

impl App {
    /// The badge behind an address; its ratio is that of the period.
    pub async fn badge(&self, token: &str, frame: Timeframe) -> Result<Badge> {
        let share = self.visit(ShareKind::Badge, token, WHAT).await?;
        let (key, now) = ((share.id, frame), self.now());
        let cache = &self.parts.shares.badges;
        if let Some(badge) = cache.get(key, now) {
            return Ok(badge);
        }
        let badge = self.make_badge(&share, now - frame.length()).await?;
        cache.put(key, now, badge.clone());
        Ok(badge)
    }

    async fn make_badge(&self, share: &Share, from: Micros) -> Result<Badge> {
        let store = &self.parts.store;
        let mut standing = self.tests_standing(&share.bucket).await?;
        let (subject, name) = match share.test {
            None => {
                let bucket = buckets::find(store, &share.bucket).await?;
                (BadgeSubject::Bucket, bucket.ok_or(AppError::NotFound(WHAT))?.name)
            }
            Some(test) => {
                standing.retain(|one| one.test == test);
                let test = tests::find(store, test).await?;
                (BadgeSubject::Test, test.ok_or(AppError::NotFound(WHAT))?.name)
            }
        };
        let (passed, runs) = runs::passed_of(store, &share.bucket, share.test, from).await?;
        #[expect(clippy::cast_precision_loss, reason = "numbers of runs are far below 2^53")]
        let success_ratio = (runs > 0).then(|| passed as f64 / runs as f64);
        let failing = standing.iter().filter(|test| test.standing == Standing::Failing).count();
        Ok(Badge {
            subject,
            name,
            standing: Standing::of_all(standing.iter().map(|test| test.standing)),
            tests: (failing, standing.len()),
            success_ratio,
        })
    }
}

impl Cache {
    fn get(&self, key: (ShareId, Timeframe), now: Micros) -> Option<Badge> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).filter(|(at, _)| (0..FRESH).contains(&(now - at))).map(|(_, badge)| badge.clone())
    }

    fn put(&self, key: (ShareId, Timeframe), now: Micros, badge: Badge) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.retain(|_, (at, _)| (0..FRESH).contains(&(now - *at)));
        }
        if known.len() < KEPT {
            known.insert(key, (now, badge));
        }
    }
}
