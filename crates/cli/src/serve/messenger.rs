//! From the letters of the use cases to channels: names and records in, messages out.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use rand::RngExt;
use tacit_alert::Kind;
use tacit_app::{
    About, AboutRun, Clock, Letter, MailRules, Messenger, Micros, Next, Preview, Randomness, Refused,
    Reminder, Sent, Way,
};
use tacit_notify::{
    Backoff, Channel, ChannelSettings, DueSecret, EmailSettings, Ending, Idempotency, Links, Location, Named,
    Notice, RunSummary, SettingsError,
};
use tacit_spec::{DeliveryId, Place};
use tacit_taint::Secret;
use tacit_wire::Wire;

/// Channels behind the use cases.
pub(crate) struct ChannelMessenger {
    /// Through the guard.
    pub(crate) wire: Wire,
    /// In messages.
    pub(crate) public_url: String,
    pub(crate) links: Links,
    pub(crate) mail: Option<MailServer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Arc<dyn Randomness>,
}

/// The operator's mail server.
pub(crate) struct MailServer {
    /// Without recipients.
    pub(crate) settings: EmailSettings,
    /// The operator named the server: it may be anywhere.
    pub(crate) wire: Wire,
    pub(crate) rules: MailRules,
}

#[async_trait]
impl Messenger for ChannelMessenger {
    fn check(&self, kind: Kind, settings: &Secret) -> Result<String, Refused> {
        let settings = ChannelSettings::sealed(kind, settings).map_err(refused)?;
        settings.check(self.wire.clone()).map_err(refused)
    }

    fn preview(&self, way: &Way, letter: &Letter) -> Result<Preview, Refused> {
        let channel = self.channel(way).map_err(refused)?;
        let tacit_notify::Preview { title, text, html, payload, .. } = channel.preview(&self.notice(letter));
        Ok(Preview { title, text, html, payload })
    }

    async fn deliver(&self, way: &Way, letter: &Letter, id: DeliveryId, attempt: u32) -> Sent {
        let at = self.clock.now() / 1_000_000;
        let (channel, key) = match (self.channel(way), Idempotency::new(&format!("msg_{id}"), at)) {
            (Ok(channel), Ok(key)) => (channel, key),
            (Err(error), _) => return settings_wrong(error.to_string()),
            (_, Err(error)) => return settings_wrong(error.to_string()),
        };
        let notice = self.notice(letter);
        match channel.deliver(&notice, &key).await {
            Ok(delivered) => Sent::Delivered { answer: delivered.status, hint: delivered.hint() },
            Err(error) => {
                let chance = self.randomness.generator().random::<f64>();
                let next = match Backoff::default().next(channel.kind(), attempt, &error, chance) {
                    tacit_notify::Next::RetryAfter(wait) => Next::After(micros(wait)),
                    tacit_notify::Next::GiveUp => Next::GiveUp,
                    tacit_notify::Next::LeaveAsIs => Next::LeaveAsIs,
                };
                Sent::Not {
                    code: error.code().to_owned(),
                    answer: error.status(),
                    hint: error.to_string(),
                    next,
                }
            }
        }
    }

    async fn remind(&self, to: Vec<String>, reminder: &Reminder, id: &str) -> Sent {
        let Some(mail) = &self.mail else { return settings_wrong("there is no mail server".to_owned()) };
        let key = match Idempotency::new(id, self.clock.now() / 1_000_000) {
            Ok(key) => key,
            Err(error) => return settings_wrong(error.to_string()),
        };
        let due = reminder.secrets.iter().map(|due| DueSecret {
            name: due.name.clone(),
            place: due.place.clone(),
            days_left: due.days_left,
        });
        let words = tacit_notify::Reminder { team: reminder.team.clone(), secrets: due.collect() };
        let settings = EmailSettings { to, ..mail.settings.clone() };
        match words.send(settings, mail.wire.clone(), &self.links, &key).await {
            Ok(Ok(delivered)) => Sent::Delivered { answer: delivered.status, hint: delivered.hint() },
            Ok(Err(error)) => Sent::Not {
                code: error.code().to_owned(),
                answer: error.status(),
                hint: error.to_string(),
                next: Next::GiveUp,
            },
            Err(error) => settings_wrong(error.to_string()),
        }
    }

    fn mail(&self) -> Option<&MailRules> {
        self.mail.as_ref().map(|mail| &mail.rules)
    }
}

impl ChannelMessenger {
    fn channel(&self, way: &Way) -> Result<Box<dyn Channel>, SettingsError> {
        match (way, &self.mail) {
            (Way::Channel { kind, settings }, _) => {
                ChannelSettings::sealed(*kind, settings)?.open(self.wire.clone())
            }
            (Way::Mail { to }, Some(mail)) => {
                let settings = EmailSettings { to: to.clone(), ..mail.settings.clone() };
                ChannelSettings::Email(settings).open(mail.wire.clone())
            }
            (Way::Mail { .. }, None) => Err(SettingsError::Field {
                field: "emails",
                advice: "this server has no mail server; its operator names one with --smtp-url.",
            }),
        }
    }

    fn notice(&self, letter: &Letter) -> Notice {
        let team = Named { id: letter.team.0, name: letter.team.1.clone() };
        let about = match &letter.about {
            About::Trial(at) => return Notice::trial(team, *at, &self.links).telling(letter.tell.change),
            About::Run(about) => about,
        };
        let AboutRun { record, result, started_at, finished_at, reason, unexecuted, .. } = &**about;
        let summary = RunSummary {
            team,
            bucket: Named { id: about.bucket.0.clone(), name: about.bucket.1.clone() },
            test: Named { id: about.test.0, name: about.test.1.clone() },
            environment: about.environment.clone().map(|(id, name)| Named { id, name }),
            run: about.run,
            location: match &about.place {
                Place::Region(code) => {
                    Location::Region { code: code.clone(), name: about.place_name.clone() }
                }
                Place::Agent(id) => {
                    Location::Agent { id: *id, name: about.place_name.clone(), expired: about.expired }
                }
            },
            trigger_url: about
                .trigger_token
                .as_deref()
                .map(|token| format!("{}/radar/{token}/trigger", self.public_url)),
        };
        match record {
            Some(record) => Notice::of_run(&summary, record, &letter.tell, &self.links),
            None => {
                let ending = Ending {
                    result: *result,
                    started_at: *started_at,
                    finished_at: *finished_at,
                    reason: *reason,
                    unexecuted: *unexecuted,
                };
                Notice::of_ending(&summary, &ending, &letter.tell, &self.links)
            }
        }
    }
}

fn refused(error: SettingsError) -> Refused {
    Refused { field: error.field().map(str::to_owned), message: error.to_string() }
}

fn settings_wrong(hint: String) -> Sent {
    Sent::Not { code: "SETTINGS".to_owned(), answer: None, hint, next: Next::GiveUp }
}

fn micros(wait: Duration) -> Micros {
    Micros::try_from(wait.as_micros()).unwrap_or(Micros::MAX)
}
