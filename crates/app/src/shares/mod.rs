//! What readers outside the team may see, by links that members make and withdraw.
//!
//! ```text
//!   member --(ShareResults)--> manage --> a link with a token       (audited)
//!   whoever has the token ---> visit ----> one result | a badge | a feed, and nothing else
//! ```
//!
//! A link is a capability: 192 bits that nobody can guess, for one thing alone. What it shows is made for outside: no
//! name of a secret, no person, no id that leads anywhere. A link that never was, has expired or was withdrawn is not
//! there, and neither is one to what was deleted.

mod badge;
mod feed;
mod manage;
mod visit;

use std::time::Duration;

use tacit_store::shares::ShareKind;
use tacit_vault::token::TokenKind;

pub use badge::{Badge, BadgeSubject};
pub use feed::{Feed, FeedEntry, FeedNews};
pub use manage::{NewShare, ShareView};
pub use visit::SharedResult;

use crate::sign_in::Limiter;

/// Visits of one link within [`WINDOW`]; more are answered with 429.
const VISITS: u32 = 120;
const WINDOW: Duration = Duration::from_secs(60);

/// What links need to remember.
pub(crate) struct Desk {
    visits: Limiter,
    badges: badge::Cache,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { visits: Limiter::new(VISITS, WINDOW), badges: badge::Cache::default() }
    }
}

/// A token of one kind is never taken for another.
fn token_kind(kind: ShareKind) -> TokenKind {
    match kind {
        ShareKind::Result => TokenKind::Share,
        ShareKind::Badge => TokenKind::Badge,
        ShareKind::Feed => TokenKind::Feed,
    }
}
