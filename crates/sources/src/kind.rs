//! The kinds of sources behind one question.

use tacit_taint::Secret;

use crate::{
    config::{ConfigError, Kind as Config},
    environment::Environment,
    files::Files,
    trouble::Trouble,
    vault::Vault,
};

pub(crate) enum Kind {
    Files(Files),
    Environment(Environment),
    Vault(Box<Vault>),
}

impl Kind {
    pub(crate) fn new(name: &str, config: Config) -> Result<Self, ConfigError> {
        Ok(match config {
            Config::Files(files) => Self::Files(Files { directory: files.directory }),
            Config::Environment(environment) => Self::Environment(Environment { prefix: environment.prefix }),
            Config::VaultKv2(vault) => Self::Vault(Box::new(Vault::new(name, vault)?)),
        })
    }

    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Files(_) => "files",
            Self::Environment(_) => "environment",
            Self::Vault(_) => "vault_kv2",
        }
    }

    pub(crate) async fn fetch(&self, path: &str, field: Option<&str>) -> Result<Secret, Trouble> {
        match self {
            Self::Files(files) => files.fetch(path, field),
            Self::Environment(environment) => environment.fetch(path, field),
            Self::Vault(vault) => vault.fetch(path, field).await,
        }
    }
}
