//! The windows of every bucket, ready to be asked about many ticks and runs.

use std::collections::HashMap;

use tacit_spec::{BucketKey, EnvironmentId, MaintenanceId, TestId};
use tacit_store::maintenance::{Maintenance, MaintenanceMode};

use super::window::{Opening, Times};
use crate::Micros;

/// All windows that are not over. Asking costs a look into a map where a bucket has none.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    buckets: HashMap<BucketKey, Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    row: Maintenance,
    times: Times,
}

/// What is asked about: a test in an environment.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// The bucket of the test.
    pub bucket: &'a BucketKey,
    /// The test.
    pub test: TestId,
    /// The environment.
    pub environment: Option<EnvironmentId>,
}

/// A window that is open at a time, as schedules show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The window.
    pub id: MaintenanceId,
    /// What people call it.
    pub name: String,
    /// Whether schedules rest; otherwise runs go on, and nobody is told of them.
    pub rests: bool,
    /// Since when it is open.
    pub from: Micros,
    /// When it is over.
    pub until: Micros,
}

impl Calendar {
    pub(super) fn new(rows: Vec<Maintenance>) -> Self {
        let mut buckets: HashMap<BucketKey, Vec<Entry>> = HashMap::new();
        for row in rows {
            match Times::of(&row) {
                Ok(times) => buckets.entry(row.bucket.clone()).or_default().push(Entry { row, times }),
                Err(_) => {
                    tracing::error!(window = %row.id, "a stored maintenance window cannot be read: it counts for nothing");
                }
            }
        }
        Self { buckets }
    }

    /// Until when a tick rests; `None` when it runs.
    pub(crate) fn rests(&self, spot: Spot<'_>, at: Micros) -> Option<Micros> {
        self.open(spot, at).filter(|(entry, _)| entry.rests()).map(|(_, open)| open.until).max()
    }

    /// Whether nobody is to be told of a run. Ask with the time at which its end is heard of.
    pub(crate) fn mutes(&self, spot: Spot<'_>, at: Micros) -> bool {
        self.open(spot, at).next().is_some()
    }

    /// The windows of a bucket that are open, looked for once for many schedules.
    pub(crate) fn open_in(&self, bucket: &BucketKey, at: Micros) -> OpenWindows {
        let entries = self.buckets.get(bucket).into_iter().flatten();
        let open = entries.filter_map(|entry| {
            let open = entry.times.joined(entry.times.at(at, entry.row.ended_at)?);
            let covered = Covered {
                id: entry.row.id,
                name: entry.row.name.clone(),
                rests: entry.rests(),
                from: open.from,
                until: open.until,
            };
            Some((entry.row.test, entry.row.environment, covered))
        });
        OpenWindows(open.collect())
    }

    fn open<'a>(&'a self, spot: Spot<'a>, at: Micros) -> impl Iterator<Item = (&'a Entry, Opening)> + 'a {
        let entries = self.buckets.get(spot.bucket).into_iter().flatten();
        let here = entries.filter(move |Entry { row, .. }| covers(row.test, row.environment, spot));
        here.filter_map(move |entry| Some((entry, entry.times.at(at, entry.row.ended_at)?)))
    }
}

/// The windows of a bucket that are open at a time.
pub(crate) struct OpenWindows(Vec<(Option<TestId>, Option<EnvironmentId>, Covered)>);

impl OpenWindows {
    /// The window to show: one that rests before one that does not, then the one that is open longest.
    pub(crate) fn covering(&self, spot: Spot<'_>) -> Option<Covered> {
        let here = self.0.iter().filter(|(test, environment, _)| covers(*test, *environment, spot));
        here.map(|(.., covered)| covered).max_by_key(|covered| (covered.rests, covered.until)).cloned()
    }
}

fn covers(test: Option<TestId>, environment: Option<EnvironmentId>, spot: Spot<'_>) -> bool {
    test.is_none_or(|test| test == spot.test)
        && environment.is_none_or(|environment| Some(environment) == spot.environment)
}

impl Entry {
    fn rests(&self) -> bool {
        self.row.mode == MaintenanceMode::Rest
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn row(n: u128, mode: MaintenanceMode, from: Micros, until: Micros) -> Maintenance {
        Maintenance {
            id: MaintenanceId(Uuid::from_u128(n)),
            bucket: BucketKey("b".into()),
            environment: None,
            test: None,
            name: format!("window {n}"),
            note: None,
            mode,
            from_at: Some(from),
            until_at: Some(until),
            cron: None,
            zone: None,
            duration: None,
            ended_at: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    #[test]
    fn windows_count_for_what_they_name() {
        let (test, other) = (TestId(Uuid::from_u128(7)), TestId(Uuid::from_u128(8)));
        let environment = EnvironmentId(Uuid::from_u128(9));
        let bucket = BucketKey("b".into());
        let mut of_test = row(1, MaintenanceMode::Rest, 10, 20);
        of_test.test = Some(test);
        let mut of_environment = row(2, MaintenanceMode::Mute, 10, 30);
        of_environment.environment = Some(environment);
        let mut broken = row(3, MaintenanceMode::Rest, 0, 100);
        broken.cron = Some("* * * * *".into());
        let calendar = Calendar::new(vec![of_test, of_environment, broken]);
        let spot = |test, environment| Spot { bucket: &bucket, test, environment };

        assert_eq!(calendar.rests(spot(test, None), 15), Some(20));
        assert_eq!(calendar.rests(spot(other, Some(environment)), 15), None);
        assert!(calendar.mutes(spot(other, Some(environment)), 15));
        assert!(calendar.mutes(spot(test, None), 15), "what rests is muted too");
        assert!(!calendar.mutes(spot(other, None), 15));
        let covering = |at| calendar.open_in(&bucket, at).covering(spot(test, Some(environment)));
        let shown = covering(15).unwrap();
        assert_eq!((&*shown.name, shown.rests, shown.until), ("window 1", true, 20));
        assert!(!covering(25).unwrap().rests);
        let elsewhere = BucketKey("c".into());
        assert!(!calendar.mutes(Spot { bucket: &elsewhere, ..spot(test, None) }, 15));
    }
}
