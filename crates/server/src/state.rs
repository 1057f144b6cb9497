//! What handlers share.

use std::sync::Arc;

use tacit_app::App;

use crate::MetricsDoor;

/// Settings of the face.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Where people reach the server, such as `https://tacit.example.com`; used in links. Empty: links are relative.
    pub public_url: String,
    /// The numbers for whoever scrapes.
    pub metrics: Option<MetricsDoor>,
}

/// What every handler can use.
#[derive(Clone)]
pub struct ServerState {
    /// The use cases.
    pub app: App,
    /// Settings.
    pub settings: Arc<Settings>,
}
