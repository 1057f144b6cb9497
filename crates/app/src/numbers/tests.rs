//! How each test did last, for every environment and place.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tacit_numbers::{About, Counter, Family, Labels, Sample, Subject, Text, Unit, Value};
use tacit_spec::{BucketKey, EnvironmentId, Place, TestId};

use super::counted::place_text;
use crate::Micros;

const LABELS: &[&str] =
    &["bucket", "bucket_name", "test", "test_name", "environment", "environment_name", "place"];

const PASSED: About =
    About::gauge("tacit_test_last_run_passed", "Whether the last run of the test passed: 1 or 0.", LABELS);
const AT: About = About::gauge(
    "tacit_test_last_run_timestamp",
    "When the last run of the test ended, as Unix time.",
    LABELS,
)
.in_unit(Unit::Seconds);
const RESPONSE: About = About::gauge(
    "tacit_test_response_time",
    "Response times of all requests of the last run added up; left out where the result hides one of them.",
    LABELS,
)
.in_unit(Unit::Seconds);
const CERTIFICATE: About = About::gauge(
    "tacit_test_certificate_expiry_timestamp",
    "When the first certificate that the last run saw ends, as Unix time; left out where the result shows none.",
    LABELS,
)
.in_unit(Unit::Seconds);
const SERIES: About = About::gauge(
    "tacit_test_series",
    "Tests that have numbers of their own, each counted once for every environment and place.",
    &[],
);
const LEFT_OUT: About = About::counter(
    "tacit_test_results_left_out",
    "Results that have no numbers of their own because there are as many tests with numbers as the operator wants.",
    &[],
);

/// How each test did last.
pub(crate) struct TestNumbers {
    known: Mutex<Known>,
    left_out: Counter,
}

#[derive(Default)]
struct Known {
    /// How many there may be; nothing is kept before somebody wants it.
    limit: usize,
    series: HashMap<Key, Series>,
    /// What was deleted: a result that was accepted just before brings nothing of it back.
    gone: HashSet<Gone>,
}

/// Deletions that are remembered; those of the last moments matter.
const REMEMBERED: usize = 10_000;

type Key = (TestId, Option<EnvironmentId>, Place);

struct Series {
    bucket: BucketKey,
    names: [String; 3],
    labels: Labels,
    last: Last,
}

/// The last run, as far as its result tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Last {
    pub(crate) passed: bool,
    pub(crate) at: Micros,
    /// Microseconds.
    pub(crate) response_time: Option<i64>,
    /// Unix seconds.
    pub(crate) certificate: Option<i64>,
}

/// What was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Gone {
    Test(TestId),
    Environment(EnvironmentId),
    Bucket(BucketKey),
}

impl TestNumbers {
    pub(crate) const ABOUT: &'static [About] = &[PASSED, AT, RESPONSE, CERTIFICATE, SERIES, LEFT_OUT];

    pub(crate) fn new() -> Self {
        Self { known: Mutex::default(), left_out: Counter::new(LEFT_OUT) }
    }

    pub(super) fn limit_to(&self, limit: usize) {
        self.known().limit = limit;
    }

    pub(super) fn wanted(&self) -> bool {
        self.known().limit > 0
    }

    /// Notes a run that ended. `old`: it may be an older one than that which is known.
    pub(super) fn note(&self, subject: &Subject, last: Last, old: bool) {
        let mut known = self.known();
        let (limit, count) = (known.limit, known.series.len());
        if known.has_gone(subject) {
            return;
        }
        match known.series.entry((subject.test, subject.environment, subject.place.clone())) {
            Entry::Occupied(mut there) => {
                let there = there.get_mut();
                if old {
                    return;
                }
                // Names change; the labels are made anew only then.
                if there.names != names(subject) {
                    (there.names, there.labels) = (names(subject), labels(subject));
                }
                there.last = last;
            }
            Entry::Vacant(place) if count < limit => {
                let (names, labels) = (names(subject), labels(subject));
                place.insert(Series { bucket: subject.bucket.clone(), names, labels, last });
            }
            Entry::Vacant(_) if limit == 0 => {}
            Entry::Vacant(_) => {
                drop(known);
                if self.left_out.count() == 0 {
                    tracing::warn!(limit, "there are more tests than may have numbers of their own");
                }
                self.left_out.add(1);
            }
        }
    }

    /// Whether something is known of the tests of this subject.
    pub(super) fn knows(&self, subject: &Subject) -> bool {
        let known = self.known();
        known.series.contains_key(&(subject.test, subject.environment, subject.place.clone()))
    }

    pub(crate) fn forget(&self, gone: Gone) {
        let mut known = self.known();
        known.series.retain(|(test, environment, _), series| match &gone {
            Gone::Test(one) => test != one,
            Gone::Environment(one) => *environment != Some(*one),
            Gone::Bucket(one) => series.bucket != *one,
        });
        if known.gone.len() >= REMEMBERED {
            known.gone.clear();
        }
        known.gone.insert(gone);
    }

    pub(super) fn families(&self) -> Vec<Family> {
        let known = self.known();
        let gauge = |about: About, value: &dyn Fn(&Last) -> Option<f64>| {
            let sample = |series: &Series| {
                let value = Value::Number(value(&series.last)?);
                Some(Sample { labels: series.labels.clone(), value })
            };
            Family { about, samples: known.series.values().filter_map(sample).collect() }
        };
        vec![
            gauge(PASSED, &|last| Some(f64::from(u8::from(last.passed)))),
            gauge(AT, &|last| Some(seconds(last.at))),
            gauge(RESPONSE, &|last| last.response_time.map(seconds)),
            gauge(CERTIFICATE, &|last| last.certificate.map(|at| at as f64)),
            Family::single(SERIES, Value::Number(known.series.len() as f64)),
            self.left_out.family(),
        ]
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // No code that runs under the lock leaves it half done.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn has_gone(&self, subject: &Subject) -> bool {
        self.gone.contains(&Gone::Test(subject.test))
            || subject.environment.is_some_and(|one| self.gone.contains(&Gone::Environment(one)))
            || self.gone.contains(&Gone::Bucket(subject.bucket.clone()))
    }
}

pub(super) fn seconds(micros: Micros) -> f64 {
    micros as f64 / 1e6
}

fn names(subject: &Subject) -> [String; 3] {
    [subject.bucket_name.clone(), subject.test_name.clone(), subject.environment_name.clone()]
}

fn labels(subject: &Subject) -> Labels {
    let environment = subject.environment.map_or_else(|| Text::word(""), |id| Text::id(id.0));
    let values = [
        Text::name(&subject.bucket.0),
        Text::name(&subject.bucket_name),
        Text::id(subject.test.0),
        Text::name(&subject.test_name),
        environment,
        Text::name(&subject.environment_name),
        place_text(&subject.place),
    ];
    Labels::new(LABELS, values)
}

#[cfg(test)]
mod unit_tests {
    use tacit_spec::{RunId, TeamId};
    use uuid::Uuid;

    use super::*;

    fn subject(test: u128, name: &str) -> Subject {
        Subject {
            run: RunId(Uuid::nil()),
            team: TeamId(Uuid::nil()),
            bucket: BucketKey("b".into()),
            bucket_name: "shop".into(),
            test: TestId(Uuid::from_u128(test)),
            test_name: name.into(),
            environment: Some(EnvironmentId(Uuid::from_u128(9))),
            environment_name: "e".into(),
            place: Place::Region("us1".into()),
            source: "manual",
        }
    }

    const LAST: Last =
        Last { passed: true, at: 5_000_000, response_time: Some(1_500_000), certificate: None };

    fn of(numbers: &TestNumbers, about: About) -> Vec<Sample> {
        numbers.families().into_iter().find(|family| family.about == about).unwrap().samples
    }

    #[test]
    fn nothing_is_kept_before_somebody_wants_it() {
        let numbers = TestNumbers::new();
        numbers.note(&subject(1, "t"), LAST, false);
        assert!(of(&numbers, PASSED).is_empty());
        assert_eq!(numbers.left_out.count(), 0);
    }

    #[test]
    fn the_last_run_counts_and_hidden_times_are_no_number() {
        let numbers = TestNumbers::new();
        numbers.limit_to(10);
        numbers.note(&subject(1, "old name"), LAST, false);
        numbers.note(&subject(1, "new"), Last { passed: false, response_time: None, ..LAST }, false);
        numbers.note(&subject(1, "older"), LAST, true);
        let [one] = &of(&numbers, PASSED)[..] else { panic!("one series") };
        assert_eq!(one.value, Value::Number(0.0));
        assert_eq!(one.labels.pairs()[3].1.as_str(), "new");
        assert!(of(&numbers, RESPONSE).is_empty() && of(&numbers, CERTIFICATE).is_empty());
        assert_eq!(of(&numbers, AT)[0].value, Value::Number(5.0));
    }

    #[test]
    fn there_are_no_more_than_wanted_and_what_is_deleted_makes_room() {
        let numbers = TestNumbers::new();
        numbers.limit_to(2);
        for test in 1..=3 {
            numbers.note(&subject(test, "t"), LAST, false);
        }
        assert_eq!((of(&numbers, PASSED).len(), numbers.left_out.count()), (2, 1));
        numbers.forget(Gone::Test(TestId(Uuid::from_u128(1))));
        numbers.note(&subject(3, "t"), LAST, false);
        assert_eq!((of(&numbers, PASSED).len(), numbers.left_out.count()), (2, 1));
        numbers.forget(Gone::Environment(EnvironmentId(Uuid::from_u128(8))));
        numbers.forget(Gone::Bucket(BucketKey("other".into())));
        assert_eq!(of(&numbers, PASSED).len(), 2);
        numbers.note(&subject(1, "t"), LAST, false);
        assert_eq!(of(&numbers, PASSED).len(), 2, "what is deleted does not come back");
        numbers.forget(Gone::Bucket(BucketKey("b".into())));
        assert!(of(&numbers, PASSED).is_empty());
    }
}
