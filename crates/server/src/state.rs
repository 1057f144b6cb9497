//! What handlers share.

use std::sync::Arc;

use tacit_app::App;

/// Settings of the face.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where people reach the server, such as `https://tacit.example.com`; used in links. Empty: links are relative.
    pub public_url: String,
}

/// What every handler can use.
#[derive(Clone)]
pub struct ServerState {
    /// The use cases.
    pub app: App,
    /// Settings.
    pub settings: Arc<Settings>,
}
