//! Channels that come with something: the `emails`, `webhooks` and `integrations` of an environment, the mails of a bucket,
//! the address that a trigger gives.
//!
//! They are channels like others, so that thresholds, the outbox, tries and the log are the same for all; they go with
//! what they came with.

use serde_json::{Value, json};
use tacit_alert::{Kind, Rule};
use tacit_spec::{ChannelId, Environment, EnvironmentId, RunId, TeamId};
use tacit_store::{
    Tx,
    channels::{self, Channel, Subject},
};
use tacit_taint::Secret;

use super::{Emails, batch::written};
use crate::{App, AppError, Result};

/// Of one environment.
const MOST_WEBHOOKS: usize = 20;

impl App {
    /// Makes the channels of an environment those that its definition says.
    pub(crate) async fn derive_channels(
        &self,
        tx: &mut Tx,
        team: TeamId,
        id: EnvironmentId,
        definition: &Environment,
    ) -> Result<()> {
        let emails = Emails::read(definition.other.get("emails").unwrap_or(&Value::Null))?;
        let urls = webhooks(definition)?;
        let wanted = integrations(definition)?;
        let known = channels::of_team(&mut *tx, team).await?;
        if wanted.iter().any(|wanted| !known.iter().any(|known| known.id == *wanted)) {
            return Err(AppError::invalid(
                "integrations",
                "one of them is no channel of the team: choose from the team's list",
            ));
        }
        channels::set_environment(tx, id, &wanted).await?;

        let mut old = channels::of_environment(&mut *tx, id).await?;
        let mails = old.iter().position(|channel| channel.recipients.is_some()).map(|at| old.swap_remove(at));
        let made = Channel {
            environment: Some(id),
            ..mail_channel(self, team, &emails, "Mails of the environment")?
        };
        let subject = Subject::Environment(id);
        self.put_derived(tx, mails, emails.tells().then_some(made), subject.clone()).await?;
        for url in urls {
            let settings = webhook_settings(&url);
            // One that is there already keeps what is on its way.
            let mut same = None;
            for (at, channel) in old.iter().enumerate() {
                if self.opened_settings(channel).await.is_ok_and(|kept| kept.same_as(&settings)) {
                    same = Some(at);
                    break;
                }
            }
            if let Some(at) = same {
                old.swap_remove(at);
                continue;
            }
            let made = Channel {
                environment: Some(id),
                ..self.webhook_channel(team, "Webhook of the environment", settings, "webhooks").await?
            };
            self.hold_key(tx, &made).await?;
            channels::insert(tx, &made).await?;
            channels::set_reach(tx, made.id, std::slice::from_ref(&subject)).await?;
        }
        for gone in old {
            channels::delete(tx, gone.id).await?;
        }
        Ok(())
    }

    /// Tells an address that a trigger gave of one run. `path` is what the caller calls it.
    pub(crate) async fn add_callback(
        &self,
        tx: &mut Tx,
        team: TeamId,
        run: RunId,
        url: &str,
        path: &str,
    ) -> Result<()> {
        let made = self.webhook_channel(team, "Address of the trigger", webhook_settings(url), path).await?;
        let made = Channel { run: Some(run), ..made };
        self.hold_key(tx, &made).await?;
        channels::insert(tx, &made).await?;
        Ok(channels::set_reach(tx, made.id, &[Subject::Run(run)]).await?)
    }

    async fn webhook_channel(
        &self,
        team: TeamId,
        name: &str,
        settings: Secret,
        path: &str,
    ) -> Result<Channel> {
        // A process without a messenger keeps definitions too; what cannot be used shows when it is told.
        let host = match self.messenger() {
            Ok(messenger) => messenger
                .check(Kind::Webhook, &settings)
                .map_err(|_| AppError::invalid(path, "this is not an http or https address"))?,
            Err(_) => String::new(),
        };
        let mut made = blank(self, team, Kind::Webhook, name, &Rule::every_run());
        made.host = host;
        self.seal_settings(&mut made, settings).await?;
        Ok(made)
    }

    /// Puts `made` in the place of `old`; with `None` there is none afterwards.
    pub(super) async fn put_derived(
        &self,
        tx: &mut Tx,
        old: Option<Channel>,
        made: Option<Channel>,
        subject: Subject,
    ) -> Result<()> {
        match (old, made) {
            (Some(old), Some(made)) => {
                let row = Channel { rule: made.rule, recipients: made.recipients, ..old };
                self.hold_key(tx, &row).await?;
                channels::update(tx, &Channel { updated_at: self.now(), ..row }).await?;
            }
            (Some(old), None) => channels::delete(tx, old.id).await?,
            (None, Some(made)) => {
                self.hold_key(tx, &made).await?;
                channels::insert(tx, &made).await?;
                channels::set_reach(tx, made.id, &[subject]).await?;
            }
            (None, None) => {}
        }
        Ok(())
    }
}

/// A channel of mails by the operator's server.
pub(super) fn mail_channel(app: &App, team: TeamId, emails: &Emails, name: &str) -> Result<Channel> {
    let made = blank(app, team, Kind::Email, name, &emails.rule()?);
    Ok(Channel { recipients: Some(written(emails)), ..made })
}

fn blank(app: &App, team: TeamId, kind: Kind, name: &str, rule: &Rule) -> Channel {
    let now = app.now();
    Channel {
        id: ChannelId(app.uuid()),
        team,
        bucket: None,
        environment: None,
        run: None,
        kind: kind.as_str().to_owned(),
        name: name.to_owned(),
        host: String::new(),
        rule: written(rule),
        whole_team: false,
        recipients: None,
        paused: false,
        version: 1,
        sealed: Vec::new(),
        key_version: 0,
        sealed_at: now,
        created_at: now,
        updated_at: now,
    }
}

fn webhook_settings(url: &str) -> Secret {
    Secret::new(json!({"url": url}).to_string())
}

/// The addresses in `webhooks`, each once.
fn webhooks(definition: &Environment) -> Result<Vec<String>> {
    let wrong = || AppError::invalid("webhooks", "write a list of addresses: [\"https://example.com/hook\"]");
    let mut urls = Vec::new();
    match definition.other.get("webhooks") {
        None | Some(Value::Null) => {}
        Some(Value::Array(all)) => {
            for one in all {
                let url = one.as_str().ok_or_else(wrong)?.trim().to_owned();
                if !url.is_empty() && !urls.contains(&url) {
                    urls.push(url);
                }
            }
        }
        Some(_) => return Err(wrong()),
    }
    if urls.len() > MOST_WEBHOOKS {
        return Err(AppError::invalid("webhooks", format!("name at most {MOST_WEBHOOKS} webhooks")));
    }
    Ok(urls)
}

/// The channels in `integrations`.
fn integrations(definition: &Environment) -> Result<Vec<ChannelId>> {
    let wrong = || AppError::invalid("integrations", "write a list of objects with the `id` of a channel");
    match definition.other.get("integrations") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(all)) => all
            .iter()
            .map(|one| one.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).ok_or_else(wrong))
            .collect(),
        Some(_) => Err(wrong()),
    }
}

/// Takes channels out of a definition that it named before and that were deleted since.
pub(crate) async fn forget_deleted_channels(
    tx: &mut Tx,
    team: TeamId,
    before: &Environment,
    definition: &mut Environment,
) -> Result<()> {
    let named = integrations(before).unwrap_or_default();
    retain_channels(tx, team, definition, |id, known| known || id.is_none_or(|id| !named.contains(&id))).await
}

/// Takes channels out of a definition that the team does not have: what comes from another installation, or another time,
/// names its own.
pub(crate) async fn forget_foreign_channels(
    tx: &mut Tx,
    team: TeamId,
    definition: &mut Environment,
) -> Result<()> {
    retain_channels(tx, team, definition, |_, known| known).await
}

/// Keeps what `stays`, asked with each id, where there is one, and whether the team has such a channel.
async fn retain_channels(
    tx: &mut Tx,
    team: TeamId,
    definition: &mut Environment,
    stays: impl Fn(Option<ChannelId>, bool) -> bool,
) -> Result<()> {
    let Some(Value::Array(all)) = definition.other.get_mut("integrations") else { return Ok(()) };
    let known = channels::of_team(tx, team).await?;
    all.retain(|one| {
        let id = one.get("id").and_then(Value::as_str).and_then(|id| id.parse::<ChannelId>().ok());
        stays(id, id.is_some_and(|id| known.iter().any(|known| known.id == id)))
    });
    Ok(())
}
