//! Changing a value without a gap: the next one waits beside the current one until the owner puts it in its place.
//!
//! ```text
//!   stage --> next --try--> trials (runs that use it, and say nothing of how tests stand)
//!              |  \
//!              |   +--discard--> gone
//!              +--promote--> current;  the current one --> previous --restore--> current again
//! ```
//!
//! What a version is follows from its number, which the manifest and the seal bind: the column that says it is for
//! queries alone.

use std::{cmp::Ordering, collections::HashMap};

use tacit_spec::{AllowedHost, SecretId, TeamId};
use tacit_store::{
    secret_searches,
    secrets::{self as rows, SecretVersion, VersionState},
};
use tacit_taint::Secret;
use tacit_vault::audit::{Action, Detail};

use super::{
    Access, SecretInfo, SecretTrial, TrialVerdict, Visibility, change::version, elsewhere, manage::row_in,
    open, rules,
};
use crate::{App, AppError, Confidential, Micros, Result, Who};

/// A value that waits to become the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextValue {
    /// Its number.
    pub version: i64,
    /// Since when it waits.
    pub since: Micros,
}

/// What the owner may know of a value a secret has, had or will have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionInfo {
    /// Counts the values, from 1.
    pub version: i64,
    /// What it is good for.
    pub state: &'static str,
    /// Since when runs use it, or, of the next one, since when it waits.
    pub since: Micros,
}

/// What is to become of the values of a secret.
enum Step {
    Stage(Secret),
    Discard,
    /// The value that waits since then, when it has to be that one.
    Promote(Option<Micros>),
    Restore(i64),
}

impl App {
    /// Keeps a value beside the current one, in place of one that waits already. The owner's.
    pub async fn stage_secret_value(
        &self,
        who: &Who,
        secret: SecretId,
        value: Confidential,
    ) -> Result<SecretInfo> {
        let value = rules::value(value)?;
        self.step_secret(who, secret, Step::Stage(value)).await
    }

    /// Forgets the next value. The owner's.
    pub async fn discard_next_secret_value(&self, who: &Who, secret: SecretId) -> Result<SecretInfo> {
        self.step_secret(who, secret, Step::Discard).await
    }

    /// Makes the next value the current one. Without a trial in which every run passed only when `untried` is meant. The
    /// owner's.
    pub async fn promote_secret_value(
        &self,
        who: &Who,
        secret: SecretId,
        untried: bool,
    ) -> Result<SecretInfo> {
        let mut tried = None;
        if !untried {
            let trial = self.secret_trial(who, secret).await?;
            unless_passed(&trial)?;
            tried = Some(trial.next.since);
        }
        self.step_secret(who, secret, Step::Promote(tried)).await
    }

    /// Makes a value of before the current one again, under a new number. The owner's.
    pub async fn restore_secret_value(
        &self,
        who: &Who,
        secret: SecretId,
        version: i64,
    ) -> Result<SecretInfo> {
        self.step_secret(who, secret, Step::Restore(version)).await
    }

    /// The values that are kept, newest first; never what they are. The owner's.
    pub async fn secret_versions(&self, who: &Who, secret: SecretId) -> Result<Vec<VersionInfo>> {
        let (_, row) = self.own_secret(who, secret).await?;
        let kept = rows::versions(&self.parts.store, secret).await?;
        let info = |kept: &SecretVersion| VersionInfo {
            version: kept.version,
            state: match kept.version.cmp(&row.version) {
                Ordering::Less => VersionState::Previous,
                Ordering::Equal => VersionState::Current,
                Ordering::Greater => VersionState::Next,
            }
            .as_str(),
            since: kept.created_at,
        };
        Ok(kept.iter().map(info).collect())
    }

    async fn step_secret(&self, who: &Who, secret: SecretId, step: Step) -> Result<SecretInfo> {
        let (access, _) = self.own_secret(who, secret).await?;
        let done = self.step_values(&access, secret, step).await;
        self.watched(access.team.id, done).await?;
        self.secret(who, &access.scope(), secret).await
    }

    async fn step_values(&self, access: &Access, secret: SecretId, step: Step) -> Result<()> {
        let now = self.now();
        let mut tx = self.parts.store.begin().await?;
        let change = self.begin_secrets_change(&mut tx, access.team.id).await?;
        let row = row_in(&mut tx, access, secret).await?;
        elsewhere::kept_here(&row)?;
        let (visibility, hosts) = rules_of(&row)?;
        let kept = rows::versions(&mut tx, secret).await?;
        let keys = self.team_keys(&mut tx, &change.team).await?;
        let waits = next_of(&row, &kept).cloned();
        let action = match &step {
            Step::Stage(_) => Action::SecretStaged,
            Step::Discard => Action::SecretDiscarded,
            Step::Promote(_) => Action::SecretPromoted,
            Step::Restore(_) => Action::SecretRestored,
        };
        if let Step::Restore(from) = step
            && !(1..row.version).contains(&from)
        {
            return Err(none_of_before(from));
        }
        // The value that the step is about becomes the one after the current.
        let (number, key_version) = (row.version + 1, change.team.key_version);
        let mut event = self.event(access, action, secret, &rules::name(&row.name)?, &change)?;
        event = event.with(Detail::Version(version(number)?));
        if let Step::Restore(from) = &step {
            event = event.with(Detail::RestoredFrom(version(*from)?));
        }
        self.audit(&mut tx, event).await?;
        let after = rows::Secret { version: number, ..row.clone() };
        match step {
            Step::Stage(value) => {
                rules::fits(visibility, &hosts, &value)?;
                if waits.is_some() {
                    rows::discard_next(&mut tx, secret).await?;
                }
                let sealed = self.seal(&change, &after, value, now)?;
                rows::stage_next(&mut tx, secret, number, &sealed, key_version, now).await?;
                secret_searches::ask(&mut tx, secret, false, now).await?;
                self.parts.searches.notify_one();
            }
            Step::Discard => {
                waits.ok_or_else(none_waits)?;
                rows::discard_next(&mut tx, secret).await?;
            }
            Step::Promote(tried) => {
                let waits = waits.ok_or_else(none_waits)?;
                if tried.is_some_and(|tried| tried != waits.created_at) {
                    let message = "another value was staged meanwhile, and is not tried yet: try it first";
                    return Err(AppError::Conflict(message.into()));
                }
                let value = open::value(&keys, &row, waits)?;
                rules::still_fits(visibility, &hosts, &value)?;
                let sealed = self.seal(&change, &after, value, now)?;
                rows::promote_next(&mut tx, secret, number, &sealed, key_version, now).await?;
            }
            Step::Restore(from) => {
                no_next(waits.as_ref())?;
                let old = kept.into_iter().find(|kept| kept.version == from && from < row.version);
                let old = old.ok_or_else(|| none_of_before(from))?;
                let value = open::value(&keys, &row, old)?;
                elsewhere::is_value(&value)?;
                rules::still_fits(visibility, &hosts, &value)?;
                let sealed = self.seal(&change, &after, value, now)?;
                rows::add_version(&mut tx, secret, number, &sealed, key_version, now).await?;
            }
        }
        self.commit_secrets_change(tx, change).await
    }

    /// Which values of a team wait.
    pub(super) async fn next_values(&self, team: TeamId) -> Result<HashMap<SecretId, NextValue>> {
        let waiting = rows::waiting(&self.parts.store, team).await?;
        let next = |(secret, version, since)| (secret, NextValue { version, since });
        Ok(waiting.into_iter().map(next).collect())
    }
}

/// How results of a secret are kept, and where it may be sent.
fn rules_of(row: &rows::Secret) -> Result<(Visibility, Vec<AllowedHost>)> {
    Ok((Visibility::parse(&row.visibility).unwrap_or(Visibility::Strict), open::hosts(row)?))
}

fn none_of_before(version: i64) -> AppError {
    AppError::Conflict(format!("version {version} is no value of before that is still kept"))
}

/// The version that waits, if one does.
pub(super) fn next_of<'k>(row: &rows::Secret, kept: &'k [SecretVersion]) -> Option<&'k SecretVersion> {
    kept.iter().find(|kept| kept.version > row.version)
}

pub(super) fn none_waits() -> AppError {
    AppError::Conflict("no next value waits: stage one first".into())
}

/// Two values cannot both be the one after the current.
pub(super) fn no_next(waits: Option<&SecretVersion>) -> Result<()> {
    match waits {
        None => Ok(()),
        Some(_) => Err(AppError::Conflict("a next value waits: promote or discard it first".into())),
    }
}

fn unless_passed(trial: &SecretTrial) -> Result<()> {
    Err(AppError::Conflict(match trial.verdict {
        TrialVerdict::Passed | TrialVerdict::Unused => return Ok(()),
        TrialVerdict::Untried => {
            "the next value was not tried yet: try it first, or say `untried` to promote it nevertheless"
                .into()
        }
        TrialVerdict::Running => "the trial of the next value goes on: wait for its end".into(),
        TrialVerdict::Failed => {
            let failed = trial.failed();
            format!(
                "{failed} of {} runs with the next value failed: look at them, or say `untried` to promote it nevertheless",
                trial.runs.len()
            )
        }
    }))
}
