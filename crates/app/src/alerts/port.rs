//! What alerting needs of the world: somebody who delivers.

use std::sync::Arc;

use async_trait::async_trait;
use tacit_alert::{Kind, Tell};
use tacit_record::{RunResult, StoredRun};
use tacit_spec::{BucketKey, DeliveryId, EnvironmentId, Place, RunId, TeamId, TestId};
use tacit_taint::Secret;

use crate::{ExpiringSecret, Micros};

/// Delivers letters. The composition root puts the channels and the wire behind it.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Looks at settings before they are kept. Gives the host that messages go to: all of them that may be shown.
    ///
    /// # Errors
    /// When no channel can be made of them.
    fn check(&self, kind: Kind, settings: &Secret) -> Result<String, Refused>;

    /// What would be said, without a credential.
    ///
    /// # Errors
    /// When no channel can be made of the settings.
    fn preview(&self, way: &Way, letter: &Letter) -> Result<Preview, Refused>;

    /// Delivers a letter once. `id` stays the same when it is tried again; `attempt` counts the tries from 1.
    async fn deliver(&self, way: &Way, letter: &Letter, id: DeliveryId, attempt: u32) -> Sent;

    /// Sends a reminder by the operator's mail server. `id` stays the same when it is sent again.
    async fn remind(&self, to: Vec<String>, reminder: &Reminder, id: &str) -> Sent;

    /// To whom the operator's mail server sends; `None` when there is none.
    fn mail(&self) -> Option<&MailRules>;
}

/// Settings that cannot be used. Quotes nothing of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The field, where it is known.
    pub field: Option<String>,
    /// What is wrong, and what to do.
    pub message: String,
}

/// To whom the operator's mail server sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailRules {
    /// Domains whose addresses may be told, beside the members of the team; in lower case.
    pub domains: Vec<String>,
}

/// What owners are told of values that stop working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What people call the team.
    pub team: String,
    /// The soonest first.
    pub secrets: Vec<ExpiringSecret>,
}

/// How a letter goes.
pub enum Way {
    /// Through a channel with settings of its own.
    Channel {
        /// Which kind.
        kind: Kind,
        /// Its settings, opened.
        settings: Arc<Secret>,
    },
    /// By the operator's mail server.
    Mail {
        /// The recipients.
        to: Vec<String>,
    },
}

/// What is told.
pub struct Letter {
    /// The team.
    pub team: (TeamId, String),
    /// About what.
    pub about: About,
    /// Why it is told.
    pub tell: Tell,
}

/// What a letter is about.
pub enum About {
    /// Nothing: it is made up to try a channel, as if it were of this time.
    Trial(Micros),
    /// A run.
    Run(Box<AboutRun>),
}

/// A run in names, ids and its clean record. Names are literals.
pub struct AboutRun {
    /// The bucket.
    pub bucket: (BucketKey, String),
    /// The test.
    pub test: (TestId, String),
    /// The environment.
    pub environment: Option<(EnvironmentId, String)>,
    /// The run.
    pub run: RunId,
    /// Where it took place.
    pub place: Place,
    /// What people call the place.
    pub place_name: String,
    /// Whether the agent there did not come back.
    pub expired: bool,
    /// Whoever knows it may run the test.
    pub trigger_token: Option<String>,
    /// The record; `None` when there is none, or none any more.
    pub record: Option<StoredRun>,
    /// Whether it passed.
    pub result: RunResult,
    /// When it began.
    pub started_at: Micros,
    /// When it ended.
    pub finished_at: Micros,
    /// A word of ours for why there is no record.
    pub reason: Option<&'static str>,
    /// Whether it failed because it could not be executed.
    pub unexecuted: bool,
}

/// A message as its receiver would get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its first line.
    pub title: String,
    /// In plain text.
    pub text: String,
    /// In HTML, for mails.
    pub html: Option<String>,
    /// The JSON that is posted, without credentials.
    pub payload: Option<String>,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The receiver took it.
    Delivered {
        /// HTTP status.
        answer: Option<u16>,
        /// What to do nevertheless.
        hint: Option<String>,
    },
    /// The receiver did not take it, or did not say so.
    Not {
        /// The kind of failure.
        code: String,
        /// HTTP status, or the code of a mail server's reply.
        answer: Option<u16>,
        /// What to do.
        hint: String,
        /// What happens now.
        next: Next,
    },
}

/// What happens after a try that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again after so many microseconds.
    After(Micros),
    /// It is given up.
    GiveUp,
    /// It may have arrived, and the receiver would show it twice: it is left at that.
    LeaveAsIs,
}
