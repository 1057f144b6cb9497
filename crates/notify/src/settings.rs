//! Settings of channels, and channels made of them.

use serde_json::{Map, Value};
use tacit_alert::Kind;
use tacit_taint::Secret;
use tacit_wire::{Unreadable, Wire, read_settings};
use thiserror::Error;

use crate::{
    channel::{Channel, Posting},
    channels::{
        alertmanager::AlertmanagerSettings,
        datadog::DatadogSettings,
        discord::DiscordSettings,
        email::{Email, EmailSettings},
        opsgenie::OpsgenieSettings,
        pagerduty::PagerDutySettings,
        slack::SlackSettings,
        splunk::SplunkOnCallSettings,
        teams::TeamsSettings,
        telegram::TelegramSettings,
        webhook::WebhookSettings,
    },
};

/// The settings of one channel, credentials included: they are kept sealed as a whole, and can be read but not written
/// or printed.
#[derive(Clone)]
pub enum ChannelSettings {
    /// E-mail.
    Email(EmailSettings),
    /// Runscope's webhook.
    Webhook(WebhookSettings),
    /// Slack.
    Slack(SlackSettings),
    /// Microsoft Teams.
    Teams(TeamsSettings),
    /// Discord.
    Discord(DiscordSettings),
    /// Telegram.
    Telegram(TelegramSettings),
    /// PagerDuty.
    PagerDuty(PagerDutySettings),
    /// Opsgenie.
    Opsgenie(OpsgenieSettings),
    /// Splunk On-Call.
    SplunkOnCall(SplunkOnCallSettings),
    /// Datadog.
    Datadog(DatadogSettings),
    /// Alertmanager.
    Alertmanager(AlertmanagerSettings),
}

/// Settings no channel can be made of. Its text quotes nothing of them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// Not JSON, or not of the right shape.
    #[error("The channel's settings cannot be read: {0}.")]
    Unreadable(Unreadable),
    /// A field holds what it cannot.
    #[error("{field}: {advice}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What to do.
        advice: &'static str,
    },
}

impl SettingsError {
    /// The field that is wrong, where one is.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field { field, .. } => Some(field),
            Self::Unreadable(Unreadable::Missing { field } | Unreadable::Type { field: Some(field) }) => {
                Some(field)
            }
            Self::Unreadable(_) => None,
        }
    }
}

impl ChannelSettings {
    /// Reads settings: a JSON object with `kind` and the fields of that kind.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(json: &str) -> Result<Self, SettingsError> {
        let mut fields: Map<String, Value> = serde_json::from_str(json).map_err(|error| {
            SettingsError::Unreadable(Unreadable::NoJson { line: error.line(), column: error.column() })
        })?;
        let kind = fields.remove("kind").as_ref().and_then(Value::as_str).and_then(Kind::parse);
        let kind =
            kind.ok_or(SettingsError::Field { field: "kind", advice: "choose one of the kinds there are." })?;
        Self::sealed(kind, &Secret::new(Value::Object(fields).to_string()))
    }

    /// Reads settings that were sealed as a whole: a JSON object with the fields of the kind.
    ///
    /// # Errors
    /// When it is not one.
    pub fn sealed(kind: Kind, settings: &Secret) -> Result<Self, SettingsError> {
        let read = match kind {
            Kind::Email => read_settings(settings).map(Self::Email),
            Kind::Webhook => read_settings(settings).map(Self::Webhook),
            Kind::Slack => read_settings(settings).map(Self::Slack),
            Kind::Teams => read_settings(settings).map(Self::Teams),
            Kind::Discord => read_settings(settings).map(Self::Discord),
            Kind::Telegram => read_settings(settings).map(Self::Telegram),
            Kind::PagerDuty => read_settings(settings).map(Self::PagerDuty),
            Kind::Opsgenie => read_settings(settings).map(Self::Opsgenie),
            Kind::SplunkOnCall => read_settings(settings).map(Self::SplunkOnCall),
            Kind::Datadog => read_settings(settings).map(Self::Datadog),
            Kind::Alertmanager => read_settings(settings).map(Self::Alertmanager),
        };
        read.map_err(SettingsError::Unreadable)
    }

    /// Which channel they are of.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Email(_) => Kind::Email,
            Self::Webhook(_) => Kind::Webhook,
            Self::Slack(_) => Kind::Slack,
            Self::Teams(_) => Kind::Teams,
            Self::Discord(_) => Kind::Discord,
            Self::Telegram(_) => Kind::Telegram,
            Self::PagerDuty(_) => Kind::PagerDuty,
            Self::Opsgenie(_) => Kind::Opsgenie,
            Self::SplunkOnCall(_) => Kind::SplunkOnCall,
            Self::Datadog(_) => Kind::Datadog,
            Self::Alertmanager(_) => Kind::Alertmanager,
        }
    }

    /// The channel, which sends through `wire`. Nothing is connected yet.
    ///
    /// # Errors
    /// When a field holds what it cannot.
    pub fn open(self, wire: Wire) -> Result<Box<dyn Channel>, SettingsError> {
        Ok(match self {
            Self::Email(settings) => Box::new(Email::new(settings, wire)?),
            Self::Webhook(vendor) => Box::new(Posting { vendor: vendor.checked()?, wire }),
            Self::Slack(vendor) => Box::new(Posting { vendor, wire }),
            Self::Teams(vendor) => Box::new(Posting { vendor, wire }),
            Self::Discord(vendor) => Box::new(Posting { vendor, wire }),
            Self::Telegram(vendor) => Box::new(Posting { vendor, wire }),
            Self::PagerDuty(vendor) => Box::new(Posting { vendor, wire }),
            Self::Opsgenie(vendor) => Box::new(Posting { vendor, wire }),
            Self::SplunkOnCall(vendor) => Box::new(Posting { vendor, wire }),
            Self::Datadog(vendor) => Box::new(Posting { vendor, wire }),
            Self::Alertmanager(vendor) => Box::new(Posting { vendor, wire }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> String {
        ChannelSettings::read(json).err().expect("they are wrong").to_string()
    }

    #[test]
    fn mistakes_are_placed_and_not_quoted() {
        for (json, place) in [
            ("{", "line 1, column 1"),
            (r#"{"kind": "canary-7f3a"}"#, "kind: choose"),
            (r#"{"kind": "slack"}"#, "url is missing"),
            (r#"{"kind": "slack", "url": 73921846}"#, "url has another type"),
            (r#"{"kind": "slack", "url": ["canary-7f3a"]}"#, "url has another type"),
            (r#"{"kind": "slack", "url": true}"#, "url has another type"),
            (r#"{"kind": "telegram", "token": "canary-7f3a", "chat": 73921846}"#, "chat has another type"),
            (r#"{"kind": "slack", "url": "canary-7f3a", "canary-7f3a": 1}"#, "known are url"),
        ] {
            let said = said(json);
            assert!(!said.contains("canary") && !said.contains("73921846"), "{said}");
            assert!(said.contains(place), "{said}");
        }
    }

    #[test]
    fn each_kind_is_read_under_its_own_name() {
        for (kind, fields) in [
            (Kind::Slack, r#""url": "u""#),
            (Kind::PagerDuty, r#""routing_key": "k""#),
            (Kind::SplunkOnCall, r#""api_key": "k", "routing_key": "r""#),
        ] {
            let json = format!(r#"{{"kind": "{kind}", {fields}}}"#);
            assert_eq!(ChannelSettings::read(&json).map(|settings| settings.kind()), Ok(kind));
        }
    }
}
