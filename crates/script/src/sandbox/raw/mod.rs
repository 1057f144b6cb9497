//! The only unsafe code of the sandbox: memory that can be set back, and the descriptors a process was born with.
//!
//! It runs inside the confined process alone; the parent uses none of it.
#![expect(unsafe_code, reason = "a heap that can be restored, and close_range, which has no safe wrapper")]

mod descriptors;
mod heap;
mod realm;

pub(super) use descriptors::close_inherited;
pub(super) use realm::Realm;
