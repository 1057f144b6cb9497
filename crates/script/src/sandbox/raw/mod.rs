//! The only unsafe code of the sandbox: memory that can be set back, the libraries' own bytecode, and the descriptors a
//! process was born with.
//!
//! It runs inside the confined process alone; the parent uses none of it.
#![expect(
    unsafe_code,
    reason = "a heap that can be restored, our own bytecode, and close_range, which has no safe wrapper"
)]

mod bytecode;
mod descriptors;
mod heap;
mod realm;

pub(super) use bytecode::{Bytecode, compile};
pub(super) use descriptors::close_inherited;
pub(super) use realm::Realm;
