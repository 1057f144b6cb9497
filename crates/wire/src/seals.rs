//! What the caller knows of sealed secrets, asked at each hop.

use std::borrow::Cow;

use tacit_taint::Label;
use url::Url;

/// Says where a request may go, and puts sealed values in the place of their tokens. The caller owns tokens, values and
/// hosts; nothing here knows one from the other.
pub trait Seals: Send + Sync {
    /// Whether a sealed secret is in `label`, so that the questions below have to be asked.
    fn binds(&self, label: &Label) -> bool;

    /// Whether every secret in `label` has a list of hosts, so that a redirect may lead to another of them.
    fn bounded(&self, label: &Label) -> bool;

    /// Whether what depends on `label` may go to the host of `place`. Asked before its name is looked up.
    fn permits(&self, label: &Label, place: &Url) -> bool;

    /// `text` with the values put in, asked once the connection stands; `None` when it may not be sent. `label` is that of
    /// the request.
    fn fill<'t>(&self, text: &'t str, slot: Slot<'_>, label: &Label) -> Option<Cow<'t, str>>;
}

/// Where in a request a text stands.
#[derive(Clone, Copy)]
pub enum Slot<'a> {
    /// Path and query.
    Url,
    /// The value of a header.
    Header,
    /// The body.
    Body {
        /// The value of `Content-Type`.
        content_type: Option<&'a str>,
    },
}
