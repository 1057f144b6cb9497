//! Success and response times of a test over time.

use tacit_record::RunResult;
use tacit_spec::{BucketKey, EnvironmentId, Place, TestId};

use crate::{
    Access, Micros, Result,
    backend::{fetch, row, select},
};

/// Which runs count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetricFilter<'a> {
    /// In this place.
    pub place: Option<&'a Place>,
    /// In this environment.
    pub environment: Option<EnvironmentId>,
    /// Asked for at this time or later.
    pub from: Micros,
    /// Asked for before this time.
    pub to: Micros,
}

row! {
    /// One run that passed or failed. Others do not count.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct Point {
        /// When it was asked for.
        pub created_at: Micros,
        /// Pass or fail.
        pub result: Option<RunResult>,
        /// Response times of all requests added up, in microseconds, unless hidden.
        pub response_time_us: Option<i64>,
    }
}

/// All runs of a period together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many runs.
    pub runs: usize,
    /// 0 to 1; `None` without runs.
    pub success_ratio: Option<f64>,
    /// Mean in milliseconds; `None` when no run shows a time.
    pub average_ms: Option<f64>,
    /// Half of the runs were at least as fast, in milliseconds.
    pub p50_ms: Option<f64>,
    /// 95 of 100 runs were at least as fast, in milliseconds.
    pub p95_ms: Option<f64>,
    /// 99 of 100 runs were at least as fast, in milliseconds.
    pub p99_ms: Option<f64>,
}

/// A slice of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    /// Where it begins.
    pub from: Micros,
    /// The runs in it.
    pub summary: Summary,
}

/// The runs of a test that count, oldest first.
pub async fn points(on: impl Into<Access<'_>>, test: TestId, filter: MetricFilter<'_>) -> Result<Vec<Point>> {
    select!(
        on,
        fetch_all,
        Point,
        "FROM runs WHERE test = $1 AND created_at >= $2 AND created_at < $3 AND result IN ('pass', 'fail')
         AND ($4 IS NULL OR region = $4) AND ($5 IS NULL OR environment = $5)
         AND ($6 IS NULL OR agent = $6) AND trial_of IS NULL ORDER BY created_at, id",
        test.0,
        filter.from,
        filter.to,
        filter.place.and_then(Place::region),
        filter.environment.map(|environment| environment.0),
        filter.place.and_then(Place::agent).map(|agent| agent.0)
    )
}

/// How many runs of a bucket, or of one test of it, passed since a time, and how many passed or failed.
pub async fn passed_of(
    on: impl Into<Access<'_>>,
    bucket: &BucketKey,
    test: Option<TestId>,
    from: Micros,
) -> Result<(i64, i64)> {
    match test {
        Some(test) => fetch!(
            on,
            fetch_one,
            (i64, i64),
            "SELECT COUNT(CASE WHEN result = 'pass' THEN 1 END), COUNT(*) FROM runs
             WHERE test = $1 AND created_at >= $2 AND result IN ('pass', 'fail') AND trial_of IS NULL",
            test.0,
            from
        ),
        None => fetch!(
            on,
            fetch_one,
            (i64, i64),
            "SELECT COUNT(CASE WHEN result = 'pass' THEN 1 END), COUNT(*) FROM runs
             WHERE bucket = $1 AND created_at >= $2 AND result IN ('pass', 'fail') AND trial_of IS NULL",
            bucket.0.as_str(),
            from
        ),
    }
}

/// All points together.
#[must_use]
pub fn summary(points: &[Point]) -> Summary {
    let mut times: Vec<i64> = points.iter().filter_map(|point| point.response_time_us).collect();
    times.sort_unstable();
    let ms = |us: i64| us as f64 / 1000.0;
    // Nearest rank: the smallest time that so many of a hundred runs did not exceed.
    let percentile = |of_hundred: usize| {
        let rank = (times.len() * of_hundred).div_ceil(100);
        times.get(rank.checked_sub(1)?).copied().map(ms)
    };
    let passed = points.iter().filter(|point| point.result == Some(RunResult::Pass)).count();
    Summary {
        runs: points.len(),
        success_ratio: (!points.is_empty()).then(|| passed as f64 / points.len() as f64),
        average_ms: (!times.is_empty()).then(|| ms(times.iter().sum()) / times.len() as f64),
        p50_ms: percentile(50),
        p95_ms: percentile(95),
        p99_ms: percentile(99),
    }
}

/// The period from `from` in slices of `step` microseconds, those with runs only, oldest first. Points come oldest first.
#[must_use]
pub fn series(points: &[Point], from: Micros, step: Micros) -> Vec<Slice> {
    let step = step.max(1);
    let slot = |point: &Point| (point.created_at - from).div_euclid(step);
    points
        .chunk_by(|a, b| slot(a) == slot(b))
        .map(|points| Slice { from: from + slot(&points[0]) * step, summary: summary(points) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(created_at: Micros, pass: bool, ms: i64) -> Point {
        let result = Some(if pass { RunResult::Pass } else { RunResult::Fail });
        Point { created_at, result, response_time_us: Some(ms * 1000) }
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let points: Vec<_> = (1..=100).map(|ms| point(0, ms % 4 != 0, ms)).collect();
        let summary = summary(&points);
        assert_eq!((summary.p50_ms, summary.p95_ms, summary.p99_ms), (Some(50.0), Some(95.0), Some(99.0)));
        assert_eq!((summary.success_ratio, summary.average_ms), (Some(0.75), Some(50.5)));
    }

    #[test]
    fn nothing_gives_no_numbers() {
        assert_eq!(summary(&[]), Summary::default());
        assert_eq!(series(&[], 0, 10), []);
        let hidden = Point { created_at: 1, result: Some(RunResult::Pass), response_time_us: None };
        assert_eq!(summary(&[hidden]), Summary { runs: 1, success_ratio: Some(1.0), ..Summary::default() });
    }

    #[test]
    fn slices_begin_where_they_are_counted_from() {
        let points = [point(100, true, 1), point(109, false, 3), point(110, true, 5), point(145, true, 7)];
        let slices = series(&points, 100, 10);
        let seen: Vec<_> = slices.iter().map(|slice| (slice.from, slice.summary.runs)).collect();
        assert_eq!(seen, [(100, 2), (110, 1), (140, 1)]);
        assert_eq!(slices[0].summary.success_ratio, Some(0.5));
    }
}
