//! The windows of every bucket, ready to be asked about many ticks and runs.

use std::collections::HashMap;

use tacit_spec::{BucketKey, EnvironmentId, MaintenanceId, TestId};
use tacit_store::maintenance::{Maintenance, MaintenanceMode};

use super::window::Times;
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
        self.open(spot, at).filter(|covered| covered.rests).map(|covered| covered.until).max()
    }

    /// Whether nobody is to be told of a run. Ask with the time at which its end is heard of.
    pub(crate) fn mutes(&self, spot: Spot<'_>, at: Micros) -> bool {
        self.open(spot, at).next().is_some()
    }

    /// The window to show: of those that are open, one that rests before one that does not, then the one that is open
    /// longest.
    pub(crate) fn covering(&self, spot: Spot<'_>, at: Micros) -> Option<Covered> {
        self.open(spot, at).max_by_key(|covered| (covered.rests, covered.until))
    }

    fn open<'a>(&'a self, spot: Spot<'a>, at: Micros) -> impl Iterator<Item = Covered> + 'a {
        let entries = self.buckets.get(spot.bucket).into_iter().flatten();
        let here = entries.filter(move |Entry { row, .. }| {
            row.test.is_none_or(|test| test == spot.test)
                && row.environment.is_none_or(|environment| Some(environment) == spot.environment)
        });
        here.filter_map(move |Entry { row, times }| {
            let open = times.at(at, row.ended_at)?;
            Some(Covered {
                id: row.id,
                name: row.name.clone(),
                rests: row.mode == MaintenanceMode::Rest,
                from: open.from,
                until: open.until,
            })
        })
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
        let shown = calendar.covering(spot(test, Some(environment)), 15).unwrap();
        assert_eq!((&*shown.name, shown.rests, shown.until), ("window 1", true, 20));
        assert!(!calendar.covering(spot(test, Some(environment)), 25).unwrap().rests);
        let elsewhere = BucketKey("c".into());
        assert!(!calendar.mutes(Spot { bucket: &elsewhere, ..spot(test, None) }, 15));
    }
}
