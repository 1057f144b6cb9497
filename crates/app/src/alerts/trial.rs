//! Trying a channel, and looking at what it would say.

use tacit_alert::{Change, Tell};
use tacit_spec::{ChannelId, DeliveryId, RunId, TeamId};
use tacit_store::runs::{self, RunStatus};

use super::{About, Letter, Preview, Sent, channels::kind_of, letter::Unsaid, refused};
use crate::{App, AppError, Permission, Result, Who};

impl App {
    /// Sends a made-up message, and its end where a service would keep it open, and waits for what becomes of it. It is not
    /// tried again, and stands in no log.
    pub async fn try_channel(&self, who: &Who, team: TeamId, channel: ChannelId) -> Result<Sent> {
        let access = self.team(who, team, Permission::ManageChannels).await?;
        let channel = self.team_channel(team, channel).await?;
        let way = self.way(&channel).await.map_err(unsaid)?;
        let mut letter = self.trial(team, access.team.name);
        let messenger = self.messenger()?;
        let sent = messenger.deliver(&way, &letter, DeliveryId(self.uuid()), 1).await;
        if matches!(sent, Sent::Delivered { .. }) && kind_of(&channel)?.keeps_open() {
            // What was opened to try it is nobody's to close. When this does not arrive, the answer says so.
            letter.tell.change = Change::Recovered;
            return Ok(messenger.deliver(&way, &letter, DeliveryId(self.uuid()), 1).await);
        }
        Ok(sent)
    }

    /// What a channel would say: of a run of the team, or made up.
    pub async fn preview_channel(
        &self,
        who: &Who,
        team: TeamId,
        channel: ChannelId,
        run: Option<RunId>,
        change: Option<Change>,
    ) -> Result<Preview> {
        let access = self.team(who, team, Permission::ViewChannels).await?;
        let channel = self.team_channel(team, channel).await?;
        let way = self.way(&channel).await.map_err(unsaid)?;
        let mut letter = match run {
            None => self.trial(team, access.team.name),
            Some(run) => {
                let found = runs::find(&self.parts.store, run).await?;
                let found = found.filter(|run| {
                    run.team == team && !matches!(run.status, RunStatus::Queued | RunStatus::Working)
                });
                let found = found.ok_or(AppError::NotFound("run that has ended"))?;
                let change = if found.result == Some(tacit_record::RunResult::Pass) {
                    Change::Passed
                } else {
                    Change::Failed
                };
                let tell = Tell { change, failures_in_a_row: 0, failing_since: None };
                self.letter_about(&found, tell).await?
            }
        };
        letter.tell.change = change.unwrap_or(letter.tell.change);
        self.messenger()?.preview(&way, &letter).map_err(|wrong| refused(&wrong))
    }

    fn trial(&self, team: TeamId, name: String) -> Letter {
        let now = self.now();
        let tell = Tell { change: Change::Failed, failures_in_a_row: 1, failing_since: Some(now) };
        Letter { team: (team, name), about: About::Trial(now), tell }
    }
}

fn unsaid(unsaid: Unsaid) -> AppError {
    match unsaid {
        Unsaid::Never(_, hint) => AppError::Conflict(hint.to_owned()),
        Unsaid::Later(error) => error,
    }
}
