//! The few primitives everything here is made of, each a thin wrapper of a library.

pub(crate) mod aead;
mod bytes;
pub(crate) mod frame;
pub(crate) mod kdf;
mod key;
pub(crate) mod mac;
pub(crate) mod stretch;

pub(crate) use bytes::Bytes;
pub(crate) use frame::Frame;
pub(crate) use key::{Key, random_bytes};
