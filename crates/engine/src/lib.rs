//! Resolve, run, judge, scrub: from a plan to a record.

pub mod evaluate;
