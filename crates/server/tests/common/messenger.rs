//! The channels behind the use cases, as the program puts them there.

use std::sync::Mutex;

use async_trait::async_trait;
use tacit_app::{About, Kind, Letter, MailRules, Messenger, Next, Preview, Refused, Reminder, Sent, Way};
use tacit_notify::{ChannelSettings, Ending, Idempotency, Links, Location, Named, Notice, RunSummary};
use tacit_spec::DeliveryId;
use tacit_taint::Secret;
use tacit_wire::{Wire, WireConfig};

/// Delivers to receivers on loopback; notes mails.
pub(crate) struct TestMessenger {
    wire: Wire,
    rules: MailRules,
    /// Recipients of mails, and what they read first.
    pub(crate) mails: Mutex<Vec<(Vec<String>, String)>>,
}

impl TestMessenger {
    pub(crate) fn new() -> Self {
        let allow_egress = vec!["127.0.0.0/8".parse().unwrap()];
        Self {
            wire: Wire::new(WireConfig { allow_egress, ..WireConfig::default() }),
            rules: MailRules { domains: vec!["partner.example".into()] },
            mails: Mutex::default(),
        }
    }
}

#[async_trait]
impl Messenger for TestMessenger {
    fn check(&self, kind: Kind, settings: &Secret) -> Result<String, Refused> {
        let refused = |error: tacit_notify::SettingsError| Refused {
            field: error.field().map(str::to_owned),
            message: error.to_string(),
        };
        ChannelSettings::sealed(kind, settings).map_err(refused)?.check(self.wire.clone()).map_err(refused)
    }

    fn preview(&self, way: &Way, letter: &Letter) -> Result<Preview, Refused> {
        let Way::Channel { kind, settings } = way else { panic!("mails have no preview") };
        let channel = ChannelSettings::sealed(*kind, settings).unwrap().open(self.wire.clone()).unwrap();
        let tacit_notify::Preview { title, text, html, payload, .. } = channel.preview(&notice(letter));
        Ok(Preview { title, text, html, payload })
    }

    async fn deliver(&self, way: &Way, letter: &Letter, id: DeliveryId, _: u32) -> Sent {
        let (kind, settings) = match way {
            Way::Channel { kind, settings } => (kind, settings),
            Way::Mail { to } => {
                let first = format!("{:?}", letter.tell.change);
                self.mails.lock().unwrap().push((to.clone(), first));
                return Sent::Delivered { answer: None, hint: None };
            }
        };
        let channel = ChannelSettings::sealed(*kind, settings).unwrap().open(self.wire.clone()).unwrap();
        let key = Idempotency::new(&format!("msg_{id}"), 1_800_000_000).unwrap();
        match channel.deliver(&notice(letter), &key).await {
            Ok(delivered) => Sent::Delivered { answer: delivered.status, hint: None },
            Err(error) => Sent::Not {
                code: error.code().into(),
                answer: error.status(),
                hint: error.to_string(),
                next: if error.may_pass() { Next::After(5_000_000) } else { Next::GiveUp },
            },
        }
    }

    async fn remind(&self, to: Vec<String>, reminder: &Reminder, _: &str) -> Sent {
        let due = reminder.secrets.iter().map(|due| format!("{}: {}", due.name, due.days_left));
        self.mails.lock().unwrap().push((to, due.collect::<Vec<_>>().join(", ")));
        Sent::Delivered { answer: None, hint: None }
    }

    fn mail(&self) -> Option<&MailRules> {
        Some(&self.rules)
    }
}

fn notice(letter: &Letter) -> Notice {
    let links = Links::new("https://tacit.example.com").unwrap();
    let team = Named { id: letter.team.0, name: letter.team.1.clone() };
    let about = match &letter.about {
        About::Trial(at) => return Notice::trial(team, *at, &links).telling(letter.tell.change),
        About::Run(about) => about,
    };
    let summary = RunSummary {
        team,
        bucket: Named { id: about.bucket.0.clone(), name: about.bucket.1.clone() },
        test: Named { id: about.test.0, name: about.test.1.clone() },
        environment: about.environment.clone().map(|(id, name)| Named { id, name }),
        run: about.run,
        location: Location::Region { code: about.place.key(), name: about.place_name.clone() },
        trigger_url: None,
    };
    match &about.record {
        Some(record) => Notice::of_run(&summary, record, &letter.tell, &links),
        None => {
            let ending = Ending {
                result: about.result,
                started_at: about.started_at,
                finished_at: about.finished_at,
                reason: about.reason,
                unexecuted: about.unexecuted,
            };
            Notice::of_ending(&summary, &ending, &letter.tell, &links)
        }
    }
}
