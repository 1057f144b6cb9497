//! One secret's value, sealed.

mod binding;
mod channel;
mod context;
mod name;
mod opener;
mod padding;
mod reference;
mod sealed_value;
mod sealer;

pub use binding::Binding;
pub use channel::ChannelContext;
pub use context::{Scope, SecretContext, Tier, allowed_hosts_digest};
pub use name::{NameError, SecretName};
pub use opener::{OpenError, Opener};
pub use padding::MAX_VALUE_BYTES;
pub use reference::{Reference, UnreadableReference};
pub use sealed_value::SealedValue;
pub use sealer::{SealError, Sealer, check_value};
