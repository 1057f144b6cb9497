//! Alerting: who is told of a run, what an incident is, and how messages reach their channels.
//!
//! ```text
//!   a run ended --(the unit of work that accepts it)--> aftermath --> states, incidents, outbox
//!                                                                                        |
//!   Messenger port <--(a letter: names, record, opened settings)-- post <--(what is due)-+
//!        |
//!        +--> what became of it --> delivery log, timeline
//! ```
//!
//! Whether and when is told is decided by `tacit-alert`. What is said of a run is made by whoever is behind the
//! [`Messenger`], from names and from records that are clean. Settings of channels are sealed as a whole; they are opened
//! for one message at a time.

mod aftermath;
mod batch;
mod channels;
mod close;
mod derived;
mod emails;
mod incidents;
mod letter;
mod log;
mod moments;
mod names;
mod open;
mod port;
mod post;
mod scene;
mod trial;

use std::sync::Arc;

pub(crate) use aftermath::Alerting;
pub use channels::{ChannelChange, ChannelView, NewChannel};
pub(crate) use derived::{forget_deleted_channels, forget_foreign_channels};
pub use emails::{Emails, Recipient};
pub use incidents::{IncidentDetail, IncidentView, TimelineEntry};
pub use log::{DeliveryAttempt, DeliveryView};
pub(crate) use moments::Moments;
pub use port::{About, AboutRun, Letter, MailRules, Messenger, Next, Preview, Refused, Reminder, Sent, Way};
pub use post::Post;

use crate::{App, AppError, Result};

impl App {
    pub(super) fn messenger(&self) -> Result<&Arc<dyn Messenger>> {
        let missing = || AppError::Conflict("this process delivers no messages".into());
        self.parts.messenger.get().ok_or_else(missing)
    }
}

impl App {
    /// Whether the operator has named a mail server, for the mails of environments and buckets.
    #[must_use]
    pub fn sends_mails(&self) -> bool {
        self.messenger().is_ok_and(|messenger| messenger.mail().is_some())
    }
}

/// Settings that cannot be used, at their place in the body.
fn refused(refused: &Refused) -> AppError {
    let path =
        refused.field.as_ref().map_or_else(|| "settings".to_owned(), |field| format!("settings.{field}"));
    AppError::invalid(path, refused.message.clone())
}
