//! The sources of an installation.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tacit_spec::TeamId;
use tacit_taint::Secret;
use tacit_vault::{Reference, check_value};

use crate::{
    cache::Cache,
    config::{ConfigError, File, Grant},
    kind::Kind,
    trouble::Trouble,
};

/// Characters of a path, and of a field.
const LONGEST: usize = 500;

/// Where values are kept, as the operator listed it.
#[derive(Default)]
pub struct Sources(BTreeMap<String, Source>);

struct Source {
    kind: Kind,
    teams: Vec<Grant>,
    keep: Duration,
    outage: Duration,
    cache: Cache,
}

/// A source that a team may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceInfo {
    /// As the operator calls it.
    pub name: String,
    /// `files`, `environment` or `vault_kv2`.
    pub kind: &'static str,
    /// What paths begin with.
    pub prefixes: Vec<String>,
}

impl Sources {
    /// Reads what the operator wrote, as JSON. Nothing is asked for yet.
    ///
    /// # Errors
    /// When it cannot be used; the error names the source.
    pub fn read(text: &str) -> Result<Self, ConfigError> {
        let mut sources = BTreeMap::new();
        for mut entry in File::read(text)?.sources {
            let (keep, outage) = (entry.keep(), entry.outage());
            let kind = entry.kind()?;
            let kind = Kind::new(&entry.name, kind)?;
            let source = Source { kind, teams: entry.teams, keep, outage, cache: Cache::default() };
            sources.insert(entry.name, source);
        }
        Ok(Self(sources))
    }

    /// The sources a team may use.
    #[must_use]
    pub fn of_team(&self, team: TeamId) -> Vec<SourceInfo> {
        let infos = self.0.iter().filter_map(|(name, source)| {
            let own = source.teams.iter().filter(|grant| grant.is_for(team.0));
            let prefixes: Vec<_> = own.map(|grant| grant.prefix.clone()).collect();
            let info =
                || SourceInfo { name: name.clone(), kind: source.kind.as_str(), prefixes: prefixes.clone() };
            (!prefixes.is_empty()).then(info)
        });
        infos.collect()
    }

    /// The value at a place, from the source or as it was a short while ago.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn fetch(&self, team: TeamId, from: &Reference) -> Result<Arc<Secret>, Trouble> {
        let source = self.opened(team, from)?;
        let field = from.field.as_deref();
        let slot = source.cache.slot(&from.path, field);
        let mut slot = slot.lock().await;
        if let Some(known) = slot.fresh(source.keep, source.outage) {
            return known;
        }
        let answer = source.kind.fetch(&from.path, field).await.and_then(fit);
        if let Err(trouble) = &answer {
            tracing::warn!(source = %from.source, cause = %trouble, "a value could not be fetched");
        }
        slot.keep(answer, source.outage)
    }

    /// What went wrong when the value was asked for last; `None` when nothing did, nobody asked, or it is asked for now.
    #[must_use]
    pub fn trouble(&self, team: TeamId, from: &Reference) -> Option<Trouble> {
        match self.opened(team, from) {
            Ok(source) => source.cache.slot(&from.path, from.field.as_deref()).try_lock().ok()?.trouble(),
            Err(trouble) => Some(trouble),
        }
    }

    fn opened(&self, team: TeamId, from: &Reference) -> Result<&Source, Trouble> {
        let plain = |name: &str| !matches!(name, "" | "." | "..") && !name.chars().any(char::is_control);
        let short =
            from.path.len() <= LONGEST && from.field.as_ref().is_none_or(|field| field.len() <= LONGEST);
        if !short || !from.path.split('/').all(plain) {
            return Err(Trouble::Path);
        }
        let source = self.0.get(&from.source).ok_or(Trouble::NotAllowed)?;
        let open = source.teams.iter().any(|grant| grant.opens(team.0, &from.path));
        if open { Ok(source) } else { Err(Trouble::NotAllowed) }
    }
}

fn fit(value: Secret) -> Result<Secret, Trouble> {
    match check_value(&value) {
        Ok(()) => Ok(value),
        Err(_) => Err(Trouble::Unfit("a value has from 1 byte to 16 KiB")),
    }
}
