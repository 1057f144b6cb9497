//! The JavaScript sandbox process and its protocol.

mod host;
mod outcome;
mod pool;
mod protocol;
mod sandbox;
mod script;
mod view;

pub use host::Host;
pub use outcome::{EditedRequest, Failure, Limit, Outcome, RequestChanges, Thrown, ThrownKind};
pub use pool::{Pool, PoolConfig};
pub use sandbox::sandbox_main;
pub use script::{Context, Kind, Limits, Part, Script};
pub use view::{Fields, RequestView, ResponseView};
