//! The four places that may look at a value.
//!
//! Opening a [`Secret`](crate::Secret) or a [`Labeled`](crate::Labeled) takes one of these markers. `cargo xtask
//! walls` fails when a marker is named outside the crate it belongs to, so a reader finds every opening of a value
//! by searching for `seam::`.

mod sealed {
    pub trait Sealed {}
}

/// Proof that the caller stands at one of the places that may see a value.
pub trait Seam: sealed::Sealed {}

/// Only in `tacit-wire`: the value goes to the network.
pub struct Wire;
/// Only in `tacit-engine`: templates, scripts and assertions are evaluated.
pub struct Engine;
/// Only in `tacit-vault`: the value is sealed or opened.
pub struct Vault;
/// Only in `tacit-courier`: the value is sealed for an agent elsewhere.
pub struct Courier;

impl sealed::Sealed for Wire {}
impl sealed::Sealed for Engine {}
impl sealed::Sealed for Vault {}
impl sealed::Sealed for Courier {}
impl Seam for Wire {}
impl Seam for Engine {}
impl Seam for Vault {}
impl Seam for Courier {}
