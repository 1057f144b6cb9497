//! Success and response times over a period, against the one before.

use tacit_spec::{BucketKey, EnvironmentId, Place, TestId};
use tacit_store::{
    runs::{self, MetricFilter, Point, Slice, Summary},
    tests,
};

use crate::{App, AppError, Micros, Permission, Result, Who};

/// A period that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Timeframe {
    /// 60 minutes, in minutes.
    Hour,
    /// 24 hours, in half hours.
    #[default]
    Day,
    /// 7 days, in quarters of a day.
    Week,
    /// 30 days, in days.
    Month,
}

/// A test's metrics.
pub struct Metrics {
    /// Slices of the period with runs in them, oldest first.
    pub slices: Vec<Slice>,
    /// The period.
    pub now: Summary,
    /// The one before.
    pub before: Summary,
}

const MINUTE: Micros = 60_000_000;
const DAY: Micros = 24 * 60 * MINUTE;

impl Timeframe {
    /// Reads `hour`, `day`, `week` or `month`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Hour, Self::Day, Self::Week, Self::Month].into_iter().find(|frame| frame.as_str() == text)
    }

    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// How long it is.
    pub(crate) fn length(self) -> Micros {
        self.sizes().0
    }

    /// Length and slice.
    fn sizes(self) -> (Micros, Micros) {
        match self {
            Self::Hour => (60 * MINUTE, MINUTE),
            Self::Day => (DAY, 30 * MINUTE),
            Self::Week => (7 * DAY, DAY / 4),
            Self::Month => (30 * DAY, DAY),
        }
    }

    /// Where the period and the one before begin; the period ends with the slice that `now` is in.
    pub(super) fn bounds(self, now: Micros) -> (Micros, Micros, Micros) {
        let (length, slice) = self.sizes();
        let to = (now.div_euclid(slice) + 1) * slice;
        (to - 2 * length, to - length, to)
    }
}

impl App {
    /// The metrics of a test, in one place or environment, or in all.
    pub async fn metrics(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        frame: Timeframe,
        (place, environment): (Option<&Place>, Option<EnvironmentId>),
    ) -> Result<Metrics> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let store = &self.parts.store;
        tests::find_in(store, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        let (from, middle, to) = frame.bounds(self.now());
        let points = runs::points(store, test, MetricFilter { place, environment, from, to }).await?;
        let (before, now) = split(&points, middle);
        Ok(Metrics {
            slices: runs::series(now, middle, frame.sizes().1),
            now: runs::summary(now),
            before: runs::summary(before),
        })
    }
}

/// What was asked for before `middle`, and after. Points come oldest first.
pub(super) fn split(points: &[Point], middle: Micros) -> (&[Point], &[Point]) {
    points.split_at(points.partition_point(|point| point.created_at < middle))
}

#[cfg(test)]
mod here {
    use super::*;

    #[test]
    fn periods_meet_and_hold_now() {
        for frame in [Timeframe::Hour, Timeframe::Day, Timeframe::Week, Timeframe::Month] {
            assert_eq!(Timeframe::parse(frame.as_str()), Some(frame));
            let now = 1_790_000_000_000_000;
            let (from, middle, to) = frame.bounds(now);
            assert_eq!(to - middle, middle - from);
            assert!(middle < now && now < to);
        }
        assert_eq!(Timeframe::parse("year"), None);
    }
}
