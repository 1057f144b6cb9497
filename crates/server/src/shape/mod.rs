//! From what the use cases give to what the API answers, in Runscope's words.

pub(crate) mod bucket;
pub(crate) mod definition;
pub(crate) mod diagnosis;
pub(crate) mod environment;
pub(crate) mod maintenance;
pub(crate) mod page;
pub(crate) mod path;
pub(crate) mod result;
pub(crate) mod revision;
pub(crate) mod schedule;
pub(crate) mod share;
pub(crate) mod started;
pub(crate) mod step_result;
pub(crate) mod test;
pub(crate) mod test_summary;

/// Milliseconds of microseconds.
pub(crate) fn milliseconds(micros: i64) -> f64 {
    micros as f64 / 1e3
}
