//! Use cases: who may do what, and what happens then.
//!
//! ```text
//!   server / cli --(Who, request)--> access (the permission table) --> use case --> store, vault, queue
//!                                                                        |
//!                                              dispatch: opens secrets, hands a Job to the Runner port
//! ```
//!
//! This crate owns authorisation, the life of definitions and secrets, the dispatch of runs and the audit log. It knows
//! neither HTTP nor the engine: a front end calls it, and a [`Runner`] executes what it dispatches. Every use case takes
//! *who is asking*; data of a team is reached only through [`App::team`] and [`App::bucket`], which look at the
//! permission table first.
//!
//! To add a use case: a method on [`App`] in the file of its subject, which starts by asking for a [`Permission`]. A
//! new permission is a row in `permission`.

mod access;
mod core;
mod error;
mod health;
mod identify;
mod permission;
mod ports;
mod who;

pub use access::{BucketAccess, TeamAccess};
pub use core::App;
pub use error::{AppError, Problem, Result};
pub use permission::{Permission, Role};
pub use ports::{Clock, Job, JobSecret, Randomness, Runner};
pub use who::{Via, Who};

/// A point in time: microseconds since the Unix epoch.
pub type Micros = i64;
