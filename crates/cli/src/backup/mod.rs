//! `tacit backup` and `tacit restore`: a copy of the data for a place that is trusted with less.
//!
//! ```text
//!   database --snapshot--> file beside it --age--> backup        (the key file is never in it)
//!   backup --age--> file beside the data --look--> database --settle--> as of then
//! ```
//!
//! A backup is an age file (<https://age-encryption.org/v1>) that holds an SQLite database and nothing else: it can be opened
//! without this program, too.

mod envelope;
mod key;
mod make;
mod restore;

pub(crate) use key::make_key;
pub(crate) use make::backup;
pub(crate) use restore::restore;
