//! Messages on their way to channels, and what became of them.
//!
//! ```text
//!   insert --> waiting --begin--> sending --end--> delivered | failed | uncertain
//!                 ^                  |                          |
//!                 +------ end -------+                          +--retry--> waiting
//! ```
//!
//! A try is written down before anything is sent, so that after a crash it is known what may have been sent.

mod left;
mod log;
mod outbox;
mod work;

use tacit_spec::{BucketKey, ChannelId, DeliveryId, IncidentId, RunId, TeamId, TestId};
use uuid::Uuid;

pub use left::{left_of, remove_of, set_names};
pub use log::{Attempt, attempts, find, forget, is_overtaken, of_channel, of_incident, retry, wake};
pub use outbox::insert;
pub use work::{Busy, Due, Ending, begin, due, end, first_due, give_up_all, interrupted, waiting};

use crate::{
    Micros,
    backend::{row, text_enum},
};

text_enum! {
    /// How far a message is.
    pub enum DeliveryStatus {
        /// It waits for its turn.
        Waiting = "waiting",
        /// It is being sent.
        Sending = "sending",
        /// The receiver took it.
        Delivered = "delivered",
        /// It was given up.
        Failed = "failed",
        /// It may have arrived, and is not sent again by itself.
        Uncertain = "uncertain",
    }
}

row! {
    /// A message.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Delivery {
        /// What it is known by, however often it is tried.
        pub id: DeliveryId,
        /// The team.
        pub team: TeamId,
        /// To whom.
        pub channel: ChannelId,
        /// The bucket of the run.
        pub bucket: BucketKey,
        /// The test of the run.
        pub test: TestId,
        /// The environment of the run, or the nil id.
        pub scope: Uuid,
        /// The key of the place of the run.
        pub place: String,
        /// The run.
        pub run: RunId,
        /// The incident.
        pub incident: Option<IncidentId>,
        /// A word of alerting's: what is new.
        pub change: String,
        /// JSON: why it is told.
        pub tell: String,
        /// JSON: what was called how when the test was deleted; `None` while it is there.
        pub names: Option<String>,
        /// How far it is.
        pub status: DeliveryStatus,
        /// How often it was tried.
        pub attempts: i64,
        /// Whether it was refused, or tried in vain for hours, and is tried on because what it tells of lasts.
        pub persists: bool,
        /// When it is tried next.
        pub next_at: Micros,
        /// When it was written.
        pub created_at: Micros,
        /// When it was over.
        pub finished_at: Option<Micros>,
    }
}
