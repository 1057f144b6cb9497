//! Values that are kept elsewhere: the owner says where, and runs get them from there.
//!
//! ```text
//!   owner --Reference--> asked for once --> sealed in the value's place
//!   dispatch --> open: a Reference --> ValueSources (held in memory for a while) --> JobSecret, with or without a value
//! ```
//!
//! What says where is sealed like a value, so that nobody who can write to the store makes a test send another one; the
//! column beside it is for lists alone, and has to say the same.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tacit_courier::JobSecret;
use tacit_spec::TeamId;
use tacit_store::secrets as rows;
use tacit_taint::Secret;
use tacit_vault::Reference;

use super::{Access, SecretScope, Visibility, rules};
use crate::{App, AppError, Permission, Result, SourceOffer, SourceTrouble, ValueSources, Who};

/// Opened secrets are shared by runs for so long when some come from elsewhere: what is asked for again costs little, as
/// sources remember.
const SHARED: Duration = Duration::from_secs(15);
/// When one could not be had.
const SHARED_IN_TROUBLE: Duration = Duration::from_secs(3);

impl App {
    /// Lets secrets be kept elsewhere. Once, before anybody asks.
    pub fn set_value_sources(&self, sources: Arc<dyn ValueSources>) {
        // The composition root does it once.
        let _ = self.parts.secrets.sources.set(sources);
    }

    /// Where the team may keep values. The owner's.
    pub async fn value_sources(&self, who: &Who, team: TeamId) -> Result<Vec<SourceOffer>> {
        let access = self.secret_access(who, &SecretScope::Team(team), Permission::ManageSecrets).await?;
        Ok(self
            .parts
            .secrets
            .sources
            .get()
            .map(|sources| sources.of_team(access.team.id))
            .unwrap_or_default())
    }

    /// Asks for a value once, so that the owner hears at once what is wrong with the place, and judges it by the rules.
    pub(super) async fn asked_for(
        &self,
        access: &Access,
        from: &Reference,
        visibility: Visibility,
        hosts: &[tacit_spec::AllowedHost],
    ) -> Result<()> {
        no_redaction(visibility)?;
        let sources = self.parts.secrets.sources.get().ok_or_else(|| {
            AppError::invalid(
                "from",
                "this server has no sources: its operator lists them with --value-sources",
            )
        })?;
        let value = sources.fetch(access.team.id, from).await;
        let value = value.map_err(|SourceTrouble(words)| AppError::invalid("from", words))?;
        rules::long_enough(hosts, &value)
    }

    /// The secrets with the values of those that are kept elsewhere, and until when that may be shared.
    pub(super) async fn with_values_from_elsewhere(
        &self,
        team: TeamId,
        opened: Vec<(JobSecret, Option<Reference>)>,
    ) -> (Vec<JobSecret>, Option<Instant>) {
        let (mut all, mut shared) = (Vec::with_capacity(opened.len()), None);
        for (mut secret, from) in opened {
            if let Some(from) = from {
                secret.value = self.value_from(team, &from, &secret).await;
                let long = if secret.value.is_some() { SHARED } else { SHARED_IN_TROUBLE };
                let until = Instant::now() + long;
                shared = Some(shared.map_or(until, |shared: Instant| shared.min(until)));
            }
            all.push(secret);
        }
        (all, shared)
    }

    async fn value_from(&self, team: TeamId, from: &Reference, secret: &JobSecret) -> Option<Arc<Secret>> {
        let value = self.parts.secrets.sources.get()?.fetch(team, from).await.ok()?;
        // A value that was changed to one which cannot be sealed goes nowhere.
        rules::long_enough(&secret.allowed_hosts, &value).is_ok().then_some(value)
    }

    /// What is wrong with the place of a value, as far as is known.
    pub(super) fn trouble_with(&self, row: &rows::Secret) -> Option<String> {
        let from = shown(row)?;
        match self.parts.secrets.sources.get() {
            Some(sources) => sources.trouble(row.team, &from).map(|SourceTrouble(words)| words),
            None => Some("this server has no sources any more: ask the operator".into()),
        }
    }
}

/// A text with a mask in it tells how strong a value is, and nobody judges one here that changes elsewhere.
pub(super) fn no_redaction(visibility: Visibility) -> Result<()> {
    match visibility {
        Visibility::Strict => Ok(()),
        Visibility::Redact => Err(AppError::invalid(
            "visibility",
            "a value that is kept elsewhere is strict: nobody here can tell whether it stays one that may be masked",
        )),
    }
}

/// Its values are looked after elsewhere.
pub(super) fn kept_here(row: &rows::Secret) -> Result<()> {
    match row.kept_in {
        None => Ok(()),
        Some(_) => Err(AppError::Conflict(
            "the value is kept elsewhere: change it there, or give the secret another place or a value"
                .into(),
        )),
    }
}

/// As it stands beside the sealed one.
pub(super) fn column(from: &Reference) -> String {
    serde_json::to_string(from).unwrap_or_default()
}

/// What the column says, for lists.
pub(super) fn shown(row: &rows::Secret) -> Option<Reference> {
    serde_json::from_str(row.kept_in.as_deref()?).ok()
}

/// What is sealed in the place of the current value, which the column has to say too.
pub(super) fn of_current(row: &rows::Secret, value: &Secret) -> Result<Option<Reference>> {
    let sealed =
        Reference::of(value).map_err(|error| AppError::Tampered(format!("secret {}: {error}", row.id)))?;
    if sealed != shown(row) || sealed.is_some() != row.kept_in.is_some() {
        return Err(AppError::Tampered(format!("secret {}: where its value is kept was changed", row.id)));
    }
    Ok(sealed)
}

/// A value that is to be used again has to be one.
pub(super) fn is_value(value: &Secret) -> Result<()> {
    match Reference::of(value) {
        Ok(None) => Ok(()),
        _ => Err(AppError::Conflict("that version was a value kept elsewhere: name the place again".into())),
    }
}
