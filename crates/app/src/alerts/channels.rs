//! Making, changing and removing the channels of a team.

use tacit_alert::{Flaky, Kind, Rule, When};
use tacit_spec::{BucketKey, ChannelId, EnvironmentId, TeamId};
use tacit_store::{
    Tx, buckets,
    channels::{self, Channel, Subject},
    deliveries, kept_open, teams,
};
use tacit_taint::Secret;
use tacit_vault::audit::{Action, Detail, Event, Object};

use crate::{App, AppError, Confidential, Micros, Permission, Result, Who, checked, patience::patiently};

/// Of one team.
const MOST: usize = 100;

/// A channel without its settings, which nobody can read again.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelView {
    /// The channel.
    pub id: ChannelId,
    /// What kind it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Where messages go.
    pub host: String,
    /// Which runs it hears of.
    pub rule: Rule,
    /// Whether it hears of every bucket.
    pub whole_team: bool,
    /// Buckets it hears of.
    pub buckets: Vec<BucketKey>,
    /// Environments that name it among their integrations.
    pub environments: Vec<EnvironmentId>,
    /// Whether it hears of nothing.
    pub paused: bool,
    /// Counts the settings it had.
    pub version: i64,
    /// When its settings were entered.
    pub sealed_at: Micros,
    /// When it was made.
    pub created_at: Micros,
    /// When it was changed.
    pub updated_at: Micros,
    /// How much its service keeps open, as far as tacit told it; always 0 of kinds that keep nothing open.
    pub keeps_open: i64,
}

/// A channel to make.
pub struct NewChannel {
    /// Which kind.
    pub kind: String,
    /// 1 to 100 characters, unique in the team.
    pub name: String,
    /// The JSON object of the kind's fields.
    pub settings: Confidential,
    /// Which runs it hears of; told once when a run fails, and when it passes again, when left out.
    pub rule: Option<Rule>,
    /// Whether it hears of every bucket.
    pub whole_team: bool,
    /// Buckets it hears of.
    pub buckets: Vec<BucketKey>,
    /// Whether it hears of nothing for now.
    pub paused: bool,
}

/// What to change about a channel; `None` leaves it as it is.
#[derive(Default)]
pub struct ChannelChange {
    /// Another name.
    pub name: Option<String>,
    /// Other settings, all of them.
    pub settings: Option<Confidential>,
    /// Another rule.
    pub rule: Option<Rule>,
    /// Whether it hears of every bucket.
    pub whole_team: Option<bool>,
    /// Buckets it hears of.
    pub buckets: Option<Vec<BucketKey>>,
    /// Whether it hears of nothing for now.
    pub paused: Option<bool>,
    /// With other settings: whether what its service keeps open is left to be ended there.
    pub abandon: bool,
}

impl App {
    /// The channels of a team, oldest first.
    pub async fn channels(&self, who: &Who, team: TeamId) -> Result<Vec<ChannelView>> {
        self.team(who, team, Permission::ViewChannels).await?;
        let mut all = Vec::new();
        for row in channels::of_team(&self.parts.store, team).await? {
            all.push(self.channel_view(row).await?);
        }
        Ok(all)
    }

    /// What environments can name among their integrations: id, kind and name of every channel.
    pub async fn integrations(&self, who: &Who, team: TeamId) -> Result<Vec<(ChannelId, Kind, String)>> {
        self.team(who, team, Permission::ViewTests).await?;
        let rows = channels::of_team(&self.parts.store, team).await?;
        rows.into_iter().map(|row| Ok((row.id, kind_of(&row)?, row.name))).collect()
    }

    /// One channel.
    pub async fn channel(&self, who: &Who, team: TeamId, channel: ChannelId) -> Result<ChannelView> {
        self.team(who, team, Permission::ViewChannels).await?;
        self.channel_view(self.team_channel(team, channel).await?).await
    }

    /// Makes a channel.
    pub async fn create_channel(&self, who: &Who, team: TeamId, new: NewChannel) -> Result<ChannelView> {
        self.team(who, team, Permission::ManageChannels).await?;
        let kind = Kind::parse(&new.kind).ok_or_else(|| {
            let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
            AppError::invalid("kind", format!("choose one of {}", kinds.join(", ")))
        })?;
        let rule = new.rule.unwrap_or(DEFAULT);
        check_rule(&rule)?;
        let settings = new.settings.into_secret();
        let now = self.now();
        let mut row = Channel {
            id: ChannelId(self.uuid()),
            team,
            bucket: None,
            environment: None,
            run: None,
            kind: kind.as_str().to_owned(),
            name: checked::name("name", &new.name)?,
            host: self.checked_settings(kind, &settings)?,
            rule: super::batch::written(&rule),
            whole_team: new.whole_team,
            recipients: None,
            paused: new.paused,
            version: 1,
            sealed: Vec::new(),
            key_version: 0,
            sealed_at: now,
            created_at: now,
            updated_at: now,
        };
        self.seal_settings(&mut row, settings).await?;
        let mut tx = self.parts.store.begin().await?;
        if channels::of_team(&mut tx, team).await?.len() >= MOST {
            return Err(AppError::Conflict(format!("a team has at most {MOST} channels: delete one first")));
        }
        self.hold_key(&mut tx, &row).await?;
        channels::insert(&mut tx, &row).await?;
        self.set_reach(&mut tx, &row, Some(new.buckets)).await?;
        let event = self.channel_event(who, Action::ChannelCreated, &row).with(Detail::Version(1));
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        self.channel_view(row).await
    }

    /// Changes a channel. Without settings it keeps those it has.
    pub async fn change_channel(
        &self,
        who: &Who,
        team: TeamId,
        channel: ChannelId,
        change: ChannelChange,
    ) -> Result<ChannelView> {
        self.team(who, team, Permission::ManageChannels).await?;
        let before = self.team_channel(team, channel).await?;
        if let Some(rule) = &change.rule {
            check_rule(rule)?;
        }
        let name = change.name.as_deref().map(|name| checked::name("name", name)).transpose()?;
        let now = self.now();
        let sealed = match change.settings {
            Some(settings) => {
                let settings = settings.into_secret();
                let host = self.checked_settings(kind_of(&before)?, &settings)?;
                let version = before.version + 1;
                let mut row = Channel { host, version, sealed_at: now, ..before.clone() };
                self.seal_settings(&mut row, settings).await?;
                Some(row)
            }
            None => None,
        };
        let mut tx = self.parts.store.begin().await?;
        teams::lock(&mut tx, team).await?;
        // What somebody else changed meanwhile stays, unless it is changed here too.
        let found = channels::find(&mut tx, channel).await?.ok_or(AppError::NotFound("channel"))?;
        let entered = sealed.is_some();
        if entered && kept_open::count(&mut tx, channel).await? > 0 {
            if !change.abandon {
                return Err(AppError::Conflict(format!(
                    "{} still keeps something open, and with other settings it may never hear the end of it: close what is \
                     open first, or say `abandon`",
                    found.name
                )));
            }
            kept_open::abandon(&mut tx, channel).await?;
        }
        let mut row = match sealed {
            Some(_) if found.version != before.version => {
                return Err(AppError::Conflict(
                    "somebody else entered settings of this channel at the same time: look at it, then try again".into(),
                ));
            }
            Some(Channel { host, version, sealed, key_version, sealed_at, .. }) => {
                Channel { host, version, sealed, key_version, sealed_at, ..found }
            }
            None => found,
        };
        row.name = name.unwrap_or(row.name);
        row.rule = change.rule.as_ref().map_or(row.rule, super::batch::written);
        row.whole_team = change.whole_team.unwrap_or(row.whole_team);
        row.paused = change.paused.unwrap_or(row.paused);
        row.updated_at = now;
        let mut event = self.channel_event(who, Action::ChannelUpdated, &row);
        if entered {
            let version = u32::try_from(row.version).unwrap_or(u32::MAX);
            event = event.with(Detail::ValueChanged).with(Detail::Version(version));
        }
        self.hold_key(&mut tx, &row).await?;
        channels::update(&mut tx, &row).await?;
        // What was refused may be taken now.
        deliveries::wake(&mut tx, channel, now).await?;
        self.set_reach(&mut tx, &row, change.buckets).await?;
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        // What waited while it was paused goes now.
        self.parts.post.notify_one();
        self.channel_view(row).await
    }

    /// Removes a channel. Messages that wait for it are not sent any more. What its service keeps open, it will never hear
    /// the end of: `abandon` says that this is meant.
    pub async fn delete_channel(
        &self,
        who: &Who,
        team: TeamId,
        channel: ChannelId,
        abandon: bool,
    ) -> Result<()> {
        patiently(|| self.delete_channel_once(who, team, channel, abandon)).await
    }

    async fn delete_channel_once(
        &self,
        who: &Who,
        team: TeamId,
        channel: ChannelId,
        abandon: bool,
    ) -> Result<()> {
        self.team(who, team, Permission::ManageChannels).await?;
        let row = self.team_channel(team, channel).await?;
        let mut tx = self.parts.store.begin().await?;
        // What is sent meanwhile waits with its writing until this is decided.
        teams::lock(&mut tx, team).await?;
        let open = kept_open::count(&mut tx, row.id).await?;
        if open > 0 && !abandon {
            let (name, incidents) = (&row.name, if open == 1 { "an incident" } else { "incidents" });
            return Err(AppError::Conflict(format!(
                "{name} still keeps {incidents} open that it would never hear the end of: close what is open first, or \
                 delete with `abandon=true` and end it there by hand"
            )));
        }
        channels::delete(&mut tx, channel).await?;
        let event = self.channel_event(who, Action::ChannelDeleted, &row);
        self.audit(&mut tx, event).await?;
        Ok(tx.commit().await?)
    }

    /// One that people made for the team.
    pub(super) async fn team_channel(&self, team: TeamId, channel: ChannelId) -> Result<Channel> {
        let found = channels::find(&self.parts.store, channel).await?;
        found.filter(|row| row.team == team && row.is_of_team()).ok_or(AppError::NotFound("channel"))
    }

    fn checked_settings(&self, kind: Kind, settings: &Secret) -> Result<String> {
        self.messenger()?.check(kind, settings).map_err(|refused| super::refused(&refused))
    }

    /// Which environments name it stays as it is.
    async fn set_reach(&self, tx: &mut Tx, row: &Channel, buckets: Option<Vec<BucketKey>>) -> Result<()> {
        let mut subjects = Vec::new();
        for subject in channels::reach(&mut *tx, row.id).await? {
            match subject {
                Subject::Bucket(_) if buckets.is_some() => {}
                other => subjects.push(other),
            }
        }
        for bucket in buckets.unwrap_or_default() {
            let found = buckets::find(&mut *tx, &bucket).await?;
            if found.is_none_or(|found| found.team != row.team) {
                return Err(AppError::invalid("buckets", "one of the buckets is none of the team's"));
            }
            subjects.push(Subject::Bucket(bucket));
        }
        if row.whole_team {
            subjects.push(Subject::Team(row.team));
        }
        Ok(channels::set_reach(tx, row.id, &subjects).await?)
    }

    async fn channel_view(&self, row: Channel) -> Result<ChannelView> {
        let keeps_open = kept_open::count(&self.parts.store, row.id).await?;
        let mut view = ChannelView {
            id: row.id,
            kind: kind_of(&row)?,
            rule: serde_json::from_str(&row.rule).unwrap_or(DEFAULT),
            name: row.name,
            host: row.host,
            whole_team: row.whole_team,
            buckets: Vec::new(),
            environments: Vec::new(),
            paused: row.paused,
            version: row.version,
            sealed_at: row.sealed_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            keeps_open,
        };
        for subject in channels::reach(&self.parts.store, row.id).await? {
            match subject {
                Subject::Bucket(bucket) => view.buckets.push(bucket),
                Subject::Environment(environment) => view.environments.push(environment),
                Subject::Team(_) | Subject::Run(_) => {}
            }
        }
        Ok(view)
    }

    fn channel_event(&self, who: &Who, action: Action, row: &Channel) -> Event {
        Event::new(self.now(), who.actor(), action).in_team(row.team).on(Object::Channel(row.id))
    }
}

/// Told once when a run fails, and when it passes again.
const DEFAULT: Rule = Rule { back_to_normal: true, ..Rule::once() };

pub(super) fn kind_of(row: &Channel) -> Result<Kind> {
    Kind::parse(&row.kind).ok_or_else(|| AppError::internal("a channel is of an unknown kind"))
}

fn check_rule(rule: &Rule) -> Result<()> {
    let wrong = |field: &str, message: &str| Err(AppError::invalid(field, message));
    if let When::Failures(count) = rule.when
        && !(1..=100).contains(&count)
    {
        return wrong("rule.notify_threshold", "give a number of failures in a row, from 1 to 100");
    }
    if rule.remind_after.is_some_and(|seconds| seconds < 60) {
        return wrong("rule.remind_after", "a reminder comes after 60 seconds at the earliest");
    }
    if let Some(Flaky { runs, changes }) = rule.flaky
        && (!(3..=32).contains(&runs) || changes < 2 || changes >= runs)
    {
        let message = "count the changes among the last 3 to 32 runs: at least 2, and fewer than the runs";
        return wrong("rule.flaky", message);
    }
    Ok(())
}
