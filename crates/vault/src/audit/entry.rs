//! What one entry says.

use serde::{Deserialize, Serialize};
use tacit_spec::{
    BucketKey, ChannelId, EnvironmentId, IncidentId, PersonId, RunId, SecretId, ShareId, TeamId, TestId,
    TokenId,
};
use uuid::Uuid;

use crate::SecretName;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody signed in.
    Person(PersonId),
    /// Somebody, by a personal access token.
    Token(TokenId),
    /// An agent.
    Agent(Uuid),
    /// Who runs the program, on its command line.
    Operator,
    /// The program itself: a schedule, a clean-up.
    System,
    /// Nobody who is known, as at a failed sign-in.
    Anonymous,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is a sentence")]
pub enum Action {
    InstallationCreated,
    TeamCreated,
    SecretCreated,
    SecretUpdated,
    SecretDeleted,
    SecretStaged,
    SecretDiscarded,
    SecretTried,
    SecretPromoted,
    SecretRestored,
    SecretFound,
    SecretTakenOut,
    SecretEchoed,
    SecretsOpened,
    SecretUsed,
    SecretRefused,
    SecretTampered,
    LeakStopped,
    RoleChanged,
    PersonAdded,
    PersonRemoved,
    PasswordChanged,
    SignIn,
    SignInFailed,
    SignOut,
    AccessDenied,
    TokenCreated,
    TokenRevoked,
    AgentAdded,
    AgentRemoved,
    KeySlotCreated,
    KeySlotRemoved,
    RecoveryCodeVerified,
    BackupMade,
    BackupRestored,
    TeamKeyRotated,
    ExportMade,
    ImportMade,
    SettingsChanged,
    ManifestSealed,
    ShareCreated,
    ShareChanged,
    ShareRevoked,
    ChannelCreated,
    ChannelUpdated,
    ChannelDeleted,
    IncidentAcknowledged,
    IncidentClosed,
    BucketDeleted,
    TestDeleted,
    MonitoringPaused,
    MonitoringResumed,
    ScheduleDeleted,
    MaintenanceCreated,
    MaintenanceUpdated,
    MaintenanceDeleted,
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says which id it holds")]
pub enum Object {
    Secret(SecretId),
    Bucket(BucketKey),
    Test(TestId),
    Environment(EnvironmentId),
    Run(RunId),
    Person(PersonId),
    Token(TokenId),
    Agent(Uuid),
    KeySlot(Uuid),
    Share(ShareId),
    Channel(ChannelId),
    Incident(IncidentId),
}

/// A role a person can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the product's roles")]
pub enum AuditRole {
    Owner,
    Administrator,
    Member,
    ReadOnly,
}

/// Where a secret may be used; the bucket itself is an [`Object`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the product's scopes")]
pub enum AuditScope {
    Team,
    Bucket,
}

/// More about it: numbers and words of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Version of a secret's value.
    Version(u32),
    /// The version whose value became the current one again.
    RestoredFrom(u32),
    /// Version of a team key.
    KeyVersion(u32),
    /// How far a secret reaches.
    Scope(AuditScope),
    /// How many allowed hosts a secret has; a plain one has none.
    AllowedHosts(u32),
    /// A secret may be sent to hosts it was not allowed for before.
    HostsWidened,
    /// The role before.
    RoleBefore(AuditRole),
    /// The role after.
    RoleAfter(AuditRole),
    /// How many tests or records it concerned.
    Count(u64),
    /// Counter of the team's secrets manifest after it.
    ManifestCounter(u64),
    /// The value was entered anew.
    ValueChanged,
    /// Something else than the value was changed.
    MetadataChanged,
    /// It was not allowed, and not done.
    Denied,
}

/// What happened, before it has a place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in microseconds since 1970.
    pub at_micros: i64,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// In which team, if in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
    /// What it was done to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Object>,
    /// Names of the secrets concerned, which outlive the secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret_names: Vec<SecretName>,
    /// More about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}

impl Event {
    /// An event with nothing but who, what and when.
    #[must_use]
    pub fn new(at_micros: i64, actor: Actor, action: Action) -> Self {
        Self { at_micros, actor, action, team: None, objects: vec![], secret_names: vec![], details: vec![] }
    }

    /// In `team`.
    #[must_use]
    pub fn in_team(mut self, team: TeamId) -> Self {
        self.team = Some(team);
        self
    }

    /// Done to `object`, and to what was named before.
    #[must_use]
    pub fn on(mut self, object: Object) -> Self {
        self.objects.push(object);
        self
    }

    /// Done to the secret called `name`.
    #[must_use]
    pub fn named(mut self, name: SecretName) -> Self {
        self.secret_names.push(name);
        self
    }

    /// With `detail`.
    #[must_use]
    pub fn with(mut self, detail: Detail) -> Self {
        self.details.push(detail);
        self
    }
}

/// An event at its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The place, from 1.
    pub seq: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// The bytes are no entry that this version can read. They may still be a valid link of the chain.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an audit entry cannot be read by this version; verify the log to see whether it was changed")]
pub struct UnreadableEntry;

impl AuditEntry {
    /// The entry in stored bytes, to be shown.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, UnreadableEntry> {
        serde_json::from_slice(bytes).map_err(|_| UnreadableEntry)
    }

    /// Compact JSON with the fields in the order of declaration.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an entry is plain data")
    }
}

/// The place an entry claims. Reads entries of later versions too.
pub(super) fn claimed_seq(bytes: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Place {
        seq: u64,
    }
    serde_json::from_slice::<Place>(bytes).ok().map(|place| place.seq)
}
