//! What is sent and answered of a channel.

use serde::{Deserialize, Serialize};
use tacit_app::{AppError, ChannelChange, ChannelView, ConfidentialObject, NewChannel};
use tacit_spec::{BucketKey, ChannelId, EnvironmentId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::rule::RuleBody;
use crate::time::seconds;

/// A channel, without its settings, which nobody can read again.
#[derive(Serialize, ToSchema)]
#[schema(as = Channel)]
pub(crate) struct ChannelBody {
    #[schema(value_type = uuid::Uuid)]
    id: ChannelId,
    /// `email`, `webhook`, `slack`, `teams`, `discord`, `telegram`, `pagerduty`, `opsgenie`, `splunk_on_call`, `datadog` or
    /// `alertmanager`.
    kind: &'static str,
    name: String,
    /// Where messages go: all of the settings that is shown.
    host: String,
    rule: RuleBody,
    /// Whether it hears of every bucket.
    whole_team: bool,
    /// Keys of buckets it hears of.
    #[schema(value_type = Vec<String>)]
    buckets: Vec<BucketKey>,
    /// Environments that name it among their integrations.
    #[schema(value_type = Vec<uuid::Uuid>)]
    environments: Vec<EnvironmentId>,
    /// Whether it hears of nothing for now.
    paused: bool,
    /// How many places of tests its service keeps open, as far as tacit told it; 0 of kinds that keep nothing open.
    keeps_open: i64,
    /// Counts the settings it had.
    version: i64,
    /// When its settings were entered, Unix seconds.
    settings_changed_at: f64,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds.
    updated_at: f64,
}

impl From<ChannelView> for ChannelBody {
    fn from(view: ChannelView) -> Self {
        Self {
            id: view.id,
            kind: view.kind.as_str(),
            name: view.name,
            host: view.host,
            rule: view.rule.into(),
            whole_team: view.whole_team,
            buckets: view.buckets,
            environments: view.environments,
            paused: view.paused,
            keeps_open: view.keeps_open,
            version: view.version,
            settings_changed_at: seconds(view.sealed_at),
            created_at: seconds(view.created_at),
            updated_at: seconds(view.updated_at),
        }
    }
}

/// A channel to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewChannel)]
pub(super) struct NewChannelBody {
    /// Which kind.
    kind: String,
    /// 1 to 100 characters, unique in the team.
    name: String,
    /// The fields of the kind. Write-only: no answer holds them.
    #[schema(value_type = Object, write_only)]
    settings: ConfidentialObject,
    /// `switch` when left out.
    rule: Option<RuleBody>,
    /// Whether it hears of every bucket; no when left out.
    whole_team: Option<bool>,
    /// Keys of buckets it hears of.
    #[schema(value_type = Option<Vec<String>>)]
    buckets: Option<Vec<BucketKey>>,
    /// Whether it hears of nothing for now.
    paused: Option<bool>,
}

impl NewChannelBody {
    pub(super) fn read(self) -> Result<NewChannel, AppError> {
        Ok(NewChannel {
            kind: self.kind,
            name: self.name,
            settings: self.settings.into_text(),
            rule: self.rule.map(RuleBody::rule).transpose()?,
            whole_team: self.whole_team.unwrap_or_default(),
            buckets: self.buckets.unwrap_or_default(),
            paused: self.paused.unwrap_or_default(),
        })
    }
}

/// What to change; what is left out stays, settings too.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChannelChange)]
pub(super) struct ChannelChangeBody {
    name: Option<String>,
    /// All fields of the kind: those of before are forgotten.
    #[schema(value_type = Option<Object>, write_only)]
    settings: Option<ConfidentialObject>,
    rule: Option<RuleBody>,
    whole_team: Option<bool>,
    #[schema(value_type = Option<Vec<String>>)]
    buckets: Option<Vec<BucketKey>>,
    paused: Option<bool>,
    /// With other settings: whether what its service keeps open is left to be ended there by hand.
    #[serde(default)]
    abandon: bool,
}

impl ChannelChangeBody {
    pub(super) fn read(self) -> Result<ChannelChange, AppError> {
        Ok(ChannelChange {
            name: self.name,
            settings: self.settings.map(ConfidentialObject::into_text),
            rule: self.rule.map(RuleBody::rule).transpose()?,
            whole_team: self.whole_team,
            buckets: self.buckets,
            paused: self.paused,
            abandon: self.abandon,
        })
    }
}

/// Of what a preview is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PreviewQuery {
    /// A run of the team that has ended; a made-up one when left out.
    pub(super) run: Option<Uuid>,
    /// `passed`, `failed`, `still_failing`, `recovered`, `flaky`, `acknowledged` or `closed`.
    pub(super) change: Option<String>,
}

/// How a channel is deleted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveQuery {
    /// Whether what its service keeps open is left to be ended there by hand.
    #[serde(default)]
    pub(super) abandon: bool,
}
