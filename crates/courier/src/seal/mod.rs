//! Jobs, sealed to one process for one lease.
//!
//! HPKE (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, in *auth* mode: the recipient's key is
//! one the agent made for this lease and uses once; the sender's is the server's job key, which the agent has known since
//! its enrolment. The installation, the agent, the run, the epoch of the lease and the moment it must be opened by are
//! bound into the keys, each with its length before it. So a job opens for the process that asked, once, in time, and only
//! if the server sealed it; every other way it fails has its own [`OpenError`].

mod binding;
mod lease;
mod sealed;
mod sender;
mod suite;

pub use binding::Binding;
pub use lease::{LeaseKeys, OpenError, Server};
pub use sealed::SealedJob;
pub use sender::{JobSealer, SealError};
