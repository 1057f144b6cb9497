//! The kinds of channels.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal;)*) => {
        /// The kinds of channels.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Kind { $($(#[$doc])* #[serde(rename = $word)] $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As written in settings and delivery logs.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

kinds! {
    /// E-mail over SMTP.
    Email "email";
    /// Runscope's webhook, signed.
    Webhook "webhook";
    /// Slack, by an incoming webhook.
    Slack "slack";
    /// Microsoft Teams, by a workflow.
    Teams "teams";
    /// Discord, by a webhook.
    Discord "discord";
    /// Telegram, by a bot.
    Telegram "telegram";
    /// PagerDuty, Events API v2.
    PagerDuty "pagerduty";
    /// Opsgenie, Alert API.
    Opsgenie "opsgenie";
    /// Splunk On-Call, generic REST endpoint.
    SplunkOnCall "splunk_on_call";
    /// Datadog events.
    Datadog "datadog";
    /// Prometheus Alertmanager, API v2.
    Alertmanager "alertmanager";
}

impl Kind {
    /// Reads what [`as_str`](Self::as_str) wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Whether the receiver takes the same message twice for one: by its id, or by the incident it belongs to.
    #[must_use]
    pub fn deduplicates(self) -> bool {
        match self {
            Self::Webhook | Self::PagerDuty | Self::Opsgenie | Self::SplunkOnCall | Self::Alertmanager => {
                true
            }
            Self::Email | Self::Slack | Self::Teams | Self::Discord | Self::Telegram | Self::Datadog => false,
        }
    }

    /// Whether the receiver keeps what it was told open until it hears of the end.
    #[must_use]
    pub fn keeps_open(self) -> bool {
        self.acknowledges() || self == Self::Alertmanager
    }

    /// Seconds after which the receiver has to hear again of what lasts, as it takes silence for the end.
    #[must_use]
    pub fn renewed_after(self) -> Option<u32> {
        (self == Self::Alertmanager).then_some(3600)
    }

    /// Whether the receiver keeps incidents that somebody can acknowledge.
    #[must_use]
    pub fn acknowledges(self) -> bool {
        matches!(self, Self::PagerDuty | Self::Opsgenie | Self::SplunkOnCall)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn words_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
            assert_eq!(serde_json::json!(kind), kind.as_str());
        }
        assert_eq!(Kind::parse("pigeon"), None);
    }
}
