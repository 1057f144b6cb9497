//! Alerting: who is told of a run, what an incident is, and how messages reach their channels.
//!
//! ```text
//!   a run ended --(the unit of work that accepts it)--> aftermath --> states, incidents, outbox
//!                                                                                        |
//!   Messenger port <--(a letter: names, record, opened settings)-- post <--(what is due)-+
//!        |
//!        +--> what became of it --> delivery log, timeline
//! ```
//!
//! Whether and when is told is decided by `tacit-alert`. What is said of a run is made by whoever is behind the
//! [`Messenger`](crate::Messenger), from names and from records that are clean.

mod aftermath;
mod batch;
mod scene;

pub(crate) use aftermath::Alerting;
