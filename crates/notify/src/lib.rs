//! Telling people and services about runs.
//!
//! ```text
//!   Tell (what is new) --------------+
//!                                    v
//!   RunRecord<StoredText> --> Notice --> Story --> a channel's message --> wire --> Delivered | DeliveryError
//!   RunSummary (names, ids)   (allow-list)         (its own file)                        |
//!                                                                                        v
//!                                                            Backoff --> DeliveryRecord (no bodies, no addresses)
//! ```
//!
//! This crate owns what is said, to whom in which format, and how often it is tried again; whether and when, says
//! `tacit-alert`. The only thing a channel
//! can speak of is a [`Notice`], which is made of finished records and the literals of a definition: no template of a
//! member is expanded here, and no value of a secret can be reached. A channel's own credentials, its address included,
//! are [`Credential`]s that only the wire opens. Nothing that a receiver answers is kept or shown.
//!
//! It must not know stores, keys, queues, schedules or HTTP that comes in: time is a parameter, and whoever calls decides
//! what is saved in which transaction.
//!
//! *One more channel over HTTP*: a file in `channels/` with its settings and an `impl Vendor` (the message, and the
//! request around it), a variant of [`Kind`] (in `tacit-alert`) and of [`ChannelSettings`], and a row in `tests/vendors.rs`. Retries, errors,
//! previews and the guard come with it.

mod channel;
mod channels;
mod check;
mod credential;
mod delivery;
mod links;
mod notice;
mod post;
mod reminder;
mod retry;
mod runscope;
mod settings;
mod story;
mod words;

pub use channel::{Channel, Preview};
pub use channels::{
    alertmanager::AlertmanagerSettings,
    datadog::DatadogSettings,
    discord::DiscordSettings,
    email::{EmailSecurity, EmailSettings},
    opsgenie::{OpsgenieSettings, Priority},
    pagerduty::PagerDutySettings,
    slack::SlackSettings,
    splunk::SplunkOnCallSettings,
    teams::TeamsSettings,
    telegram::TelegramSettings,
    webhook::WebhookSettings,
};
pub use credential::Credential;
pub use delivery::{Delivered, DeliveryError, DeliveryRecord, Idempotency, IdempotencyError, Outcome};
pub use links::{LinkError, Links};
pub use notice::{Ending, Location, Named, Notice, RunSummary};
pub use reminder::{DueSecret, Reminder};
pub use retry::{Backoff, Next};
pub use settings::{ChannelSettings, SettingsError};
pub use tacit_alert::{Change, Kind, Tell};
