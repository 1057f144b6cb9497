//! One type for each kind of id.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A team.
    TeamId,
    /// A person with an account.
    PersonId,
    /// A test.
    TestId,
    /// A step of a test.
    StepId,
    /// An environment, shared or of one test.
    EnvironmentId,
    /// A schedule of a test.
    ScheduleId,
    /// A maintenance window of a bucket.
    MaintenanceId,
    /// A run of a test.
    RunId,
    /// A secret of a team or a bucket.
    SecretId,
    /// A personal access token.
    TokenId,
    /// A link for readers outside the team.
    ShareId,
    /// A kept earlier version of a definition.
    RevisionId,
    /// A remote agent of a team.
    AgentId,
    /// A way to tell somebody.
    ChannelId,
    /// A test that does not pass in an environment, from the first failure to the last recovery.
    IncidentId,
    /// A message on its way to a channel.
    DeliveryId,
}

/// The key of a bucket: twelve lower-case letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BucketKey(pub String);

impl fmt::Display for BucketKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
