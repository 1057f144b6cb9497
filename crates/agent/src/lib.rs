//! Takes jobs, runs them with the engine, hands back records.
