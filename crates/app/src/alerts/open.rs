//! Opening the settings of channels, to tell them something. Beside the file that opens secrets for runs, the only place
//! that names the vault's opener.

use std::sync::Arc;

use tacit_spec::TeamId;
use tacit_store::{Tx, channels::Channel, teams};
use tacit_taint::Secret;
use tacit_vault::{ChannelContext, Opener, SealedValue, Sealer, TeamKey};

use crate::{App, AppError, Result};

impl App {
    /// The settings of a channel.
    pub(super) async fn opened_settings(&self, channel: &Channel) -> Result<Secret> {
        let team = self.sealing_team(channel.team).await?;
        let opener = Opener::new(self.team_keys(&self.parts.store, &team).await?);
        let settings = opener.open(&context(channel)?, &SealedValue::from_bytes(channel.sealed.clone()));
        settings.map_err(|error| AppError::internal(format!("channel {}: {error}", channel.id)))
    }

    /// Seals settings into a channel, for its id, kind, version and time.
    pub(super) async fn seal_settings(&self, channel: &mut Channel, settings: Secret) -> Result<()> {
        let team = self.sealing_team(channel.team).await?;
        let sealer = Sealer::new(self.team_key(&team)?);
        let sealed = {
            let mut random = self.parts.randomness.generator();
            sealer.seal(&context(channel)?, settings, &mut *random)
        };
        channel.sealed =
            sealed.map_err(|error| AppError::invalid("settings", error.to_string()))?.into_bytes();
        channel.key_version = team.key_version;
        Ok(())
    }

    /// The settings of a channel, sealed under the team's current key.
    pub(crate) fn resealed_settings(
        &self,
        keys: &[Arc<TeamKey>],
        current: &Arc<TeamKey>,
        channel: &Channel,
    ) -> Result<Vec<u8>> {
        let context = context(channel)?;
        let opener = Opener::new(keys.iter().cloned());
        let settings = opener.open(&context, &SealedValue::from_bytes(channel.sealed.clone()));
        let settings =
            settings.map_err(|error| AppError::internal(format!("channel {}: {error}", channel.id)))?;
        let mut random = self.parts.randomness.generator();
        let sealed = Sealer::new(current.clone()).seal(&context, settings, &mut *random);
        Ok(sealed.map_err(|error| AppError::internal(error.to_string()))?.into_bytes())
    }

    /// Makes sure that what a channel is sealed with stays until `tx` is done.
    pub(super) async fn hold_key(&self, tx: &mut Tx, channel: &Channel) -> Result<()> {
        if channel.recipients.is_some() {
            return Ok(());
        }
        teams::lock(tx, channel.team).await?;
        let team = teams::find(&mut *tx, channel.team).await?.ok_or(AppError::NotFound("team"))?;
        let before = teams::keys_of_before(&mut *tx, channel.team).await?;
        let there = team.key_version == channel.key_version
            || before.iter().any(|(version, _)| *version == channel.key_version);
        // Its key was rotated away since it was read.
        if there { Ok(()) } else { Err(AppError::Busy) }
    }

    async fn sealing_team(&self, team: TeamId) -> Result<teams::Team> {
        teams::find(&self.parts.store, team).await?.ok_or(AppError::NotFound("team"))
    }
}

fn context(channel: &Channel) -> Result<ChannelContext> {
    Ok(ChannelContext {
        team: channel.team,
        channel: channel.id,
        kind: channel.kind.clone(),
        version: u32::try_from(channel.version)
            .map_err(|_| AppError::internal("a channel has an impossible version"))?,
        sealed_at_micros: channel.sealed_at,
    })
}
