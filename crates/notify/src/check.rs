//! Whether settings can work at all, and what of them may be shown.

use tacit_wire::{Flaw, Wire, flaw_of, host_of, is_base, sign};

use crate::{
    channels::{base, email::EmailSettings},
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
        for (field, credential) in self.fields() {
            let advice = match flaw_of(credential.secret()) {
                Some(Flaw::Blank) => "it is empty.",
                Some(Flaw::Control) => "it has a line break or another control character in it.",
                // Passwords and values of headers may have spaces.
                Some(Flaw::Space) if !["password", "headers"].contains(&field) => "it has a space in it.",
                Some(Flaw::Space) | None => continue,
            };
            return Err(SettingsError::Field { field, advice });
        }
        let address = |field, url: &Credential| {
            host_of(url.secret())
                .ok_or(SettingsError::Field { field, advice: "it is not an http or https address." })
        };
        let vendor = |endpoint: Option<&str>, own: &'static str| {
            let url = Credential::new(base(endpoint, own).to_owned());
            address("endpoint", &url)
        };
        let host = match &self {
            Self::Email(settings) => {
                mail_server(settings)?;
                settings.host.clone()
            }
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
            Self::Telegram(settings) => {
                filled("chat", &settings.chat)?;
                vendor(settings.endpoint.as_deref(), "https://api.telegram.org")?
            }
            Self::PagerDuty(settings) => {
                vendor(settings.endpoint.as_deref(), "https://events.pagerduty.com")?
            }
            Self::Opsgenie(settings) => vendor(settings.endpoint.as_deref(), "https://api.opsgenie.com")?,
            Self::SplunkOnCall(settings) => {
                vendor(settings.endpoint.as_deref(), "https://alert.victorops.com")?
            }
            Self::Datadog(settings) => vendor(settings.endpoint.as_deref(), "https://api.datadoghq.com")?,
            Self::Alertmanager(settings) => {
                if settings.lasts_hours.is_some_and(|hours| !(1..=720).contains(&hours)) {
                    let advice = "an alert lasts from 1 to 720 hours.";
                    return Err(SettingsError::Field { field: "lasts_hours", advice });
                }
                let host = address("url", &settings.url)?;
                if !is_base(settings.url.secret()) {
                    let advice = "write the address that /api/v2/alerts is put behind, without a query.";
                    return Err(SettingsError::Field { field: "url", advice });
                }
                host
            }
        };
        self.open(wire)?;
        Ok(host)
    }

    /// Credentials by the name of their field, as far as each must be filled in.
    fn fields(&self) -> Vec<(&'static str, &Credential)> {
        match self {
            Self::Email(settings) => settings.password.iter().map(|one| ("password", one)).collect(),
            Self::Webhook(settings) => {
                let headers = settings.headers.values().map(|one| ("headers", one));
                [("url", &settings.url)].into_iter().chain(headers).collect()
            }
            Self::Slack(settings) => vec![("url", &settings.url)],
            Self::Teams(settings) => vec![("url", &settings.url)],
            Self::Discord(settings) => vec![("url", &settings.url)],
            Self::Telegram(settings) => vec![("token", &settings.token)],
            Self::PagerDuty(settings) => vec![("routing_key", &settings.routing_key)],
            Self::Opsgenie(settings) => vec![("api_key", &settings.api_key)],
            Self::SplunkOnCall(settings) => {
                vec![("api_key", &settings.api_key), ("routing_key", &settings.routing_key)]
            }
            Self::Datadog(settings) => vec![("api_key", &settings.api_key)],
            Self::Alertmanager(settings) => [("url", &settings.url)]
                .into_iter()
                .chain(settings.token.iter().map(|one| ("token", one)))
                .collect(),
        }
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

fn filled(field: &'static str, text: &str) -> Result<(), SettingsError> {
    match text.trim().is_empty() {
        true => Err(SettingsError::Field { field, advice: "it is empty." }),
        false => Ok(()),
    }
}

fn mail_server(settings: &EmailSettings) -> Result<(), SettingsError> {
    filled("host", &settings.host)?;
    if settings.host.contains([':', '/', '@']) || settings.host.contains(char::is_whitespace) {
        let advice = "write the name of the mail server alone, as in smtp.example.com; its port has a field of its own.";
        return Err(SettingsError::Field { field: "host", advice });
    }
    if settings.port == Some(0) {
        return Err(SettingsError::Field { field: "port", advice: "a port is between 1 and 65535." });
    }
    Ok(())
}
