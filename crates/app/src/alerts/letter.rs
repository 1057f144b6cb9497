//! From a message in the outbox to what is said: names and ids, the stored record, and how it goes.

use std::sync::Arc;

use tacit_alert::{Cause, Change, Tell, Verdict};
use tacit_record::RunResult;
use tacit_store::{
    buckets, channels,
    channels::Channel,
    deliveries::Delivery,
    environments,
    runs::{self, Run},
    teams, tests,
};

use super::{About, AboutRun, Letter, Way, channels::kind_of, emails};
use crate::{App, AppError, GivenUp, Result};

/// Why a message has nothing to say any more, in words for the delivery log.
pub(super) enum Unsaid {
    /// It never will.
    Never(&'static str, &'static str),
    /// The store does not answer now.
    Later(AppError),
}

impl<E: Into<AppError>> From<E> for Unsaid {
    fn from(error: E) -> Self {
        Self::Later(error.into())
    }
}

impl App {
    /// The channel of a message, how it goes, and what it says.
    pub(super) async fn letter(&self, delivery: &Delivery) -> Result<(Channel, Way, Letter), Unsaid> {
        let store = &self.parts.store;
        let gone = || Unsaid::Never("GONE", "The channel was removed.");
        let channel = channels::find(store, delivery.channel).await?.ok_or_else(gone)?;
        let tell: Tell = serde_json::from_str(&delivery.tell)
            .map_err(|_| Unsaid::Never("DAMAGED", "The stored message cannot be read."))?;
        let letter = match runs::find(store, delivery.run).await? {
            Some(run) => Some(self.letter_about(&run, tell).await?),
            None => self.letter_of_names(delivery, tell).await?,
        };
        let letter = letter.ok_or(Unsaid::Never("EXPIRED", "Its test was deleted."))?;
        let way = self.way(&channel).await?;
        Ok((channel, way, letter))
    }

    /// What is said of a run.
    pub(super) async fn letter_about(&self, run: &Run, tell: Tell) -> Result<Letter> {
        let store = &self.parts.store;
        let team = teams::find(store, run.team).await?.ok_or(AppError::NotFound("team"))?;
        let bucket = buckets::find(store, &run.bucket).await?.ok_or(AppError::NotFound("bucket"))?;
        let test = tests::find_in(store, &run.bucket, run.test).await?;
        let (place, place_name) = self.place_by_key(&run.place().key()).await?;
        let given_up = run.reason.as_deref().and_then(GivenUp::parse);
        // What is only known of what somebody says is that they say it.
        let record = if matches!(tell.change, Change::Acknowledged | Change::Closed) {
            None
        } else {
            runs::record(store, run.id).await?
        };
        let about = AboutRun {
            bucket: (bucket.key, bucket.name),
            test: (run.test, run.test_name.clone()),
            environment: run.environment.map(|id| (id, run.environment_name.clone())),
            run: run.id,
            place,
            place_name,
            expired: given_up.is_some_and(|why| why.as_str().starts_with("agent_")),
            trigger_token: test.map(|test| test.trigger_token),
            record,
            result: run.result.unwrap_or(RunResult::Fail),
            started_at: run.started_at.unwrap_or(run.created_at),
            finished_at: run.finished_at.unwrap_or(run.created_at),
            reason: given_up.map(GivenUp::as_str),
            unexecuted: Verdict::of(run.result, run.reason.as_deref()) == Verdict::Failed(Cause::Agent),
        };
        Ok(Letter { team: (team.id, team.name), about: About::Run(Box::new(about)), tell })
    }

    /// How a channel is reached.
    pub(super) async fn way(&self, channel: &Channel) -> Result<Way, Unsaid> {
        if channel.recipients.is_none() {
            let kind = kind_of(channel)?;
            return Ok(Way::Channel { kind, settings: Arc::new(self.opened_settings(channel).await?) });
        }
        let messenger = self.messenger()?;
        let Some(rules) = messenger.mail() else {
            return Err(Unsaid::Never(
                "NO_MAIL_SERVER",
                "This server has no mail server: its operator names one with --smtp-url.",
            ));
        };
        let mut to = emails::addresses(self, channel, rules).await?;
        if let Some(environment) = channel.environment {
            // Whom the shared environment tells already gets no second mail.
            let parent = environments::find(&self.parts.store, environment).await?.and_then(|row| row.parent);
            if let Some(parent) = parent {
                for shared in channels::of_environment(&self.parts.store, parent).await? {
                    let told = emails::addresses(self, &shared, rules).await?;
                    to.retain(|address| !told.contains(address));
                }
            }
        }
        if to.is_empty() {
            let hint = "None of the recipients is a member of the team, or all of them get the mail already.";
            return Err(Unsaid::Never("NO_RECIPIENTS", hint));
        }
        Ok(Way::Mail { to })
    }
}
