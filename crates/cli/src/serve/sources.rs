//! Values of secrets that are kept elsewhere.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use tacit_app::{Reference, SourceOffer, SourceTrouble, ValueSources};
use tacit_sources::{SourceInfo, Sources};
use tacit_spec::TeamId;
use tacit_taint::Secret;

use crate::{Failure, run::load::unreadable};

/// Reads what the operator listed.
pub(super) fn read(path: &Path) -> Result<Arc<dyn ValueSources>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let sources = Sources::read(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())).hint(EXAMPLE))?;
    Ok(Arc::new(Listed(sources)))
}

const EXAMPLE: &str = "write {\"sources\": [{\"name\": \"mounted\", \"files\": {\"directory\": \"/run/secrets\"}, \
                       \"teams\": [{\"team\": \"*\", \"prefix\": \"\"}]}]}";

struct Listed(Sources);

#[async_trait]
impl ValueSources for Listed {
    fn of_team(&self, team: TeamId) -> Vec<SourceOffer> {
        let offer = |SourceInfo { name, kind, prefixes }| SourceOffer { name, kind, prefixes };
        self.0.of_team(team).into_iter().map(offer).collect()
    }

    async fn fetch(&self, team: TeamId, from: &Reference) -> Result<Arc<Secret>, SourceTrouble> {
        self.0.fetch(team, from).await.map_err(|trouble| SourceTrouble(trouble.to_string()))
    }

    fn trouble(&self, team: TeamId, from: &Reference) -> Option<SourceTrouble> {
        self.0.trouble(team, from).map(|trouble| SourceTrouble(trouble.to_string()))
    }
}
