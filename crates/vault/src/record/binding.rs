//! What a ciphertext is bound to, whatever it holds.

use tacit_spec::TeamId;

use crate::{InstanceId, crypto::Frame};

/// The context of a sealed value. Each kind of value begins its frames with a label of its own, so that no ciphertext of
/// one kind opens as another. Contexts are this crate's alone: others can make no frame.
pub trait Binding {
    /// Whose key seals it.
    fn team(&self) -> TeamId;

    /// What the key of one record is derived with.
    #[doc(hidden)]
    fn key_info(&self) -> Frame;

    /// The associated data of the encryption.
    #[doc(hidden)]
    fn frame(&self, format: u8, instance: InstanceId, key_version: u32) -> Frame;
}
