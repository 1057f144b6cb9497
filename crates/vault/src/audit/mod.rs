//! The audit log: what was done with secrets, grants, keys, roles and agents, by whom, as a hash chain.
//!
//! ```text
//!   genesis --> Link 1 --> Link 2 --> ... --> Link n = tip      each MAC covers the MAC before it
//!                             ^                     ^
//!                          head of epoch 1       head of epoch 2    sealed, stored apart from the rows
//! ```
//!
//! An entry is written *before* what it tells of is done. [`Chain::append`] makes the bytes; the store keeps them as they
//! are. Rows edited, inserted, deleted or exchanged break the chain; rows cut off at the end, or a log put back to an
//! older state and continued, contradict a [`Head`]. Who can take back rows *and* every head leaves no trace here: copy a
//! head somewhere else now and then.
//!
//! Entries hold ids, names of secrets, numbers and words of this program. There is no field for text that a user
//! typed, because some day it would be a value in the wrong box.

mod anchor;
mod chain;
mod entry;
mod head;
mod verify;

pub use anchor::NoTip;
pub use chain::{Chain, Link, Tip};
pub use entry::{Action, Actor, AuditEntry, AuditRole, AuditScope, Detail, Event, Object, UnreadableEntry};
pub use head::{BrokenHead, Head};
pub use verify::{BreakKind, Broken, Row};
