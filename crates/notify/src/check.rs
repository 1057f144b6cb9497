//! Whether settings can work at all, and what of them may be shown.

use tacit_wire::{Wire, host_of, sign};

use crate::{
    channels::base,
    credential::{Credential, label},
    settings::{ChannelSettings, SettingsError},
};

impl ChannelSettings {
    /// Looks at every field before settings are kept; gives the host that messages go to: all of the settings that may
    /// be shown. `wire` is only handed on.
    ///
    /// # Errors
    /// When a field holds what it cannot.
    pub fn check(self, wire: Wire) -> Result<String, SettingsError> {
        let address = |field, url: &Credential| {
            host_of(url.secret())
                .ok_or(SettingsError::Field { field, advice: "it is not an http or https address." })
        };
        let vendor = |endpoint: Option<&str>, own: &'static str| {
            let url = Credential::new(base(endpoint, own).to_owned());
            address("endpoint", &url)
        };
        let host = match &self {
            Self::Email(settings) => settings.host.clone(),
            Self::Webhook(settings) => {
                if let Some(key) = &settings.signing_key {
                    let advice = "write whsec_ and then 24 to 64 bytes as base64.";
                    sign(key.secret(), "check", 0, b"", label())
                        .map_err(|_| SettingsError::Field { field: "signing_key", advice })?;
                }
                address("url", &settings.url)?
            }
            Self::Slack(settings) => address("url", &settings.url)?,
            Self::Teams(settings) => address("url", &settings.url)?,
            Self::Discord(settings) => address("url", &settings.url)?,
            Self::Telegram(settings) => vendor(settings.endpoint.as_deref(), "https://api.telegram.org")?,
            Self::PagerDuty(settings) => {
                vendor(settings.endpoint.as_deref(), "https://events.pagerduty.com")?
            }
            Self::Opsgenie(settings) => vendor(settings.endpoint.as_deref(), "https://api.opsgenie.com")?,
            Self::SplunkOnCall(settings) => {
                vendor(settings.endpoint.as_deref(), "https://alert.victorops.com")?
            }
            Self::Datadog(settings) => vendor(settings.endpoint.as_deref(), "https://api.datadoghq.com")?,
            Self::Alertmanager(settings) => address("url", &settings.url)?,
        };
        self.open(wire)?;
        Ok(host)
    }

    /// Every credential in the settings: what must not stand anywhere else.
    #[must_use]
    pub fn credentials(&self) -> Vec<&Credential> {
        match self {
            Self::Email(settings) => settings.password.iter().collect(),
            Self::Webhook(settings) => [&settings.url]
                .into_iter()
                .chain(&settings.signing_key)
                .chain(&settings.password)
                .chain(settings.headers.values())
                .collect(),
            Self::Slack(settings) => vec![&settings.url],
            Self::Teams(settings) => vec![&settings.url],
            Self::Discord(settings) => vec![&settings.url],
            Self::Telegram(settings) => vec![&settings.token],
            Self::PagerDuty(settings) => vec![&settings.routing_key],
            Self::Opsgenie(settings) => vec![&settings.api_key],
            Self::SplunkOnCall(settings) => vec![&settings.api_key, &settings.routing_key],
            Self::Datadog(settings) => vec![&settings.api_key],
            Self::Alertmanager(settings) => [&settings.url].into_iter().chain(&settings.token).collect(),
        }
    }
}
