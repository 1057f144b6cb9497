//! The JavaScript sandbox process and its protocol.
//!
//! ```text
//!  engine --Script, Host--> Pool --frames over a socket--> sandbox process: confine, image, surface
//!         <----Outcome-----      <--asks, at each read---
//! ```
//!
//! **Owns** how a script is run: the process and its fences, the engine and its limits, the names a script can use
//! (`sandbox/surface/`), the bundled libraries (`libs/`), and what is told of a script afterwards.
//!
//! **Must not know** the network, the store, labels or masks. A script reaches the world through [`Host`] alone, which
//! is asked at the moment of each read; who implements it decides what a read means. Nothing here has `Debug`,
//! `Display` or `Serialize` if it can hold what a script has seen.
//!
//! **How it is fast.** A process serves one team and stays. It keeps an image of the engine's heap with the surface and
//! the libraries that team's scripts use; before each script the heap is set back to it, which costs what copying it costs and
//! leaves nothing of the script before. `examples/measure.rs` says how much that is.
//!
//! **To add** a name for scripts: a few lines in a file of `sandbox/surface/`, with a function in `sandbox/natives.rs` if it
//! needs the host. A library: `libs/package.json`, a file in `libs/src/`, a row in `build.rs`, a line in
//! `sandbox/surface/libraries.js`. Something the host must be asked: a pair of frames in `protocol`, a method of [`Host`].
//!
//! The sandbox is Linux's in full; other Unix systems build it for development, without system call list and Landlock.

mod host;
mod outcome;
mod pool;
mod protocol;
mod sandbox;
mod script;
mod view;

pub use host::{Host, TOKEN_MARK};
pub use outcome::{EditedRequest, Failure, Limit, Outcome, RequestChanges, Thrown, ThrownKind};
pub use pool::{Pool, PoolConfig};
pub use sandbox::sandbox_main;
pub use script::{Context, Kind, Limits, Part, Script};
pub use view::{Fields, RequestView, ResponseView};
