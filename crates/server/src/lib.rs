//! The face: REST API, sign-in, UI files and live events.
//!
//! ```text
//!   request --> layers (limits, headers, log) --> caller (cookie or token --> Who) --> one handler --> app
//!   response <-- envelope {data, meta, error} <------------------------------------------- record, row
//! ```
//!
//! This crate owns HTTP: routes, the envelope, sessions in cookies, the files of the UI. It decides nothing: each
//! handler reads its input, calls one use case of [`tacit_app`] and shapes the answer. It never holds raw traffic or an
//! open secret: it cannot reach the crates that do.
//!
//! To add an endpoint: a file in `routes` with its body types, handler and documentation, and its line in the
//! router of its folder. The tests compare the routes with the authorisation matrix and with `openapi.json`.

mod alias;
mod caller;
mod cookie;
mod envelope;
mod input;
mod layers;
mod links;
mod listen;
mod metrics;
mod router;
mod routes;
mod shape;
mod state;
mod text;
mod time;
mod ui;
mod watch;

pub use listen::{Listening, serve};
pub use metrics::{Exposition, MetricsDoor, metrics_router};
pub use router::{openapi, router};
pub use state::{ServerState, Settings};
