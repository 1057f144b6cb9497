//! The work queue: ids in, ids out.
