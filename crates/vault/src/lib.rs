//! Keys, sealing, opening and the audit chain.
//!
//! ```text
//!   key file ---+                          +--> TeamKey --> one key per record --> Sealer | Opener
//!   recovery ---+--> KeySlots --> Instance +--> ManifestKey   (rows removed, rolled back or moved)
//!   (more) -----+                 Key      +--> Chain         (the audit log)
//!                                          +--> TokenKey      (sessions, personal tokens)
//!                                          +--> job seed      (jobs for agents elsewhere)
//! ```
//!
//! This crate owns every key of an installation and what is made with them: the slots that wrap the instance key, the
//! keys derived from it, sealed secret values, the manifest that says which sealed values a team must have, the hash
//! chain of the audit log and the hashes of tokens. All of it is bytes in, bytes out: where they are stored is
//! somebody else's business, and it knows no network, no database and no clock. The one file it touches is the key
//! file ([`KeyFile`]). Randomness comes from the caller as a [`rand::CryptoRng`].
//!
//! Sealing and opening are two types. [`Sealer`] goes to whoever stores a secret; [`Opener`] is made in two places: where
//! a run is dispatched, and where a channel is told.
//!
//! # Adding one more
//!
//! - *A way to unlock* (passphrase, cloud KMS): a variant of the private `Lock` in `slots`, and one pair of
//!   `add_…`/`open_with_…` that yields its wrapping key.
//! - *A purpose for the instance key*: a variant of `Purpose` in `keys`; never reuse a label.
//! - *A field that binds a secret's ciphertext*: [`SecretContext`], with a new format byte, so that old rows still open.
//! - *An audited action*: a variant of [`audit::Action`] or [`audit::Detail`]; details hold numbers and words of ours,
//!   never text a user typed.

mod crypto;
mod keys;
mod manifest;
mod record;
mod slots;

pub mod audit;
pub mod token;

pub use keys::{InstanceId, InstanceKey, TeamKey, TeamKeyError, WrappedTeamKey};
pub use manifest::{Manifest, ManifestEntry, ManifestKey, SecretRules, Tampered};
pub use record::{
    Binding, ChannelContext, MAX_VALUE_BYTES, NameError, OpenError, Opener, Reference, Scope, SealError,
    SealedValue, Sealer, SecretContext, SecretName, Tier, UnreadableReference, allowed_hosts_digest,
    check_value,
};
pub use slots::{
    KeyFile, KeyFileError, KeySlots, RecoveryCode, RecoveryError, SlotError, SlotInfo, SlotKind,
};
