//! What the operator writes.

use std::{collections::HashSet, path::PathBuf, time::Duration};

use ipnet::IpNet;
use serde::Deserialize;
use thiserror::Error;
use uuid::Uuid;

/// Why the operator's file cannot be used. Quotes nothing of it but names that he gave.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// Not JSON, or not of this shape.
    #[error("line {line}, column {column}: {what}")]
    Shape {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// A name that cannot be one.
    #[error(
        "source {0}: its name is empty, longer than 50 characters, or has others than letters, digits, - and _"
    )]
    Name(usize),
    /// Two sources with one name.
    #[error("two sources are called {0}")]
    Twice(String),
    /// No kind, or several.
    #[error("source {0}: say of which kind it is, by one of files, environment and vault_kv2")]
    Kind(String),
    /// Nobody may use it.
    #[error(
        "source {0}: say which teams may use what of it, as in \"teams\": [{{\"team\": \"*\", \"prefix\": \"\"}}]"
    )]
    Nobody(String),
    /// A team that cannot be one.
    #[error("source {0}: a team is written as its id, or as * for every team")]
    Team(String),
    /// An address that cannot be one.
    #[error(
        "source {0}: the address is written as https://vault.example.com:8200, without user and query; http is for this machine alone"
    )]
    Address(String),
    /// No way to sign in, or two.
    #[error("source {0}: say how to sign in, either by token_file or by role_id and secret_id_file")]
    SignIn(String),
    /// Certificates that cannot be read.
    #[error("source {0}: the file of cacert holds no certificate in PEM form")]
    Roots(String),
    /// A time that makes no sense.
    #[error("source {0}: keep_seconds is from 0 to 3600, and outage_seconds from 0 to 86400")]
    Times(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) sources: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) teams: Vec<Grant>,
    /// A value is not asked for again for so long.
    #[serde(default = "minute")]
    pub(crate) keep_seconds: u32,
    /// While the source is away, a value that is known is used for so long.
    #[serde(default = "ten_minutes")]
    pub(crate) outage_seconds: u32,
    files: Option<FilesConfig>,
    environment: Option<EnvironmentConfig>,
    vault_kv2: Option<VaultConfig>,
}

/// What a team may use of a source.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    /// Its id, or `*`.
    pub(crate) team: String,
    /// What paths begin with, up to a slash.
    #[serde(default)]
    pub(crate) prefix: String,
}

/// One of the kinds.
pub(crate) enum Kind {
    Files(FilesConfig),
    Environment(EnvironmentConfig),
    VaultKv2(VaultConfig),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilesConfig {
    pub(crate) directory: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnvironmentConfig {
    /// What the names of variables begin with.
    pub(crate) prefix: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VaultConfig {
    pub(crate) address: String,
    #[serde(default = "secret")]
    pub(crate) mount: String,
    pub(crate) namespace: Option<String>,
    pub(crate) token_file: Option<PathBuf>,
    pub(crate) role_id: Option<String>,
    pub(crate) secret_id_file: Option<PathBuf>,
    pub(crate) cacert: Option<PathBuf>,
    #[serde(default)]
    pub(crate) allow_egress: Vec<IpNet>,
}

fn minute() -> u32 {
    60
}

fn ten_minutes() -> u32 {
    600
}

fn secret() -> String {
    "secret".into()
}

impl File {
    pub(crate) fn read(text: &str) -> Result<Self, ConfigError> {
        let file: Self = serde_json::from_str(text).map_err(|error| shape(&error))?;
        let mut names = HashSet::new();
        for (at, entry) in file.sources.iter().enumerate() {
            entry.check(at + 1)?;
            if !names.insert(entry.name.as_str()) {
                return Err(ConfigError::Twice(entry.name.clone()));
            }
        }
        Ok(file)
    }
}

impl Entry {
    fn check(&self, at: usize) -> Result<(), ConfigError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if !(1..=50).contains(&self.name.len()) || !self.name.chars().all(plain) {
            return Err(ConfigError::Name(at));
        }
        if self.teams.is_empty() {
            return Err(ConfigError::Nobody(self.name.clone()));
        }
        if self.teams.iter().any(|grant| grant.team != "*" && grant.team.parse::<Uuid>().is_err()) {
            return Err(ConfigError::Team(self.name.clone()));
        }
        if self.keep_seconds > 3600 || self.outage_seconds > 86_400 {
            return Err(ConfigError::Times(self.name.clone()));
        }
        Ok(())
    }

    pub(crate) fn kind(&mut self) -> Result<Kind, ConfigError> {
        match (self.files.take(), self.environment.take(), self.vault_kv2.take()) {
            (Some(files), None, None) => Ok(Kind::Files(files)),
            (None, Some(environment), None) => Ok(Kind::Environment(environment)),
            (None, None, Some(vault)) => Ok(Kind::VaultKv2(vault)),
            _ => Err(ConfigError::Kind(self.name.clone())),
        }
    }

    pub(crate) fn keep(&self) -> Duration {
        Duration::from_secs(self.keep_seconds.into())
    }

    pub(crate) fn outage(&self) -> Duration {
        Duration::from_secs(self.outage_seconds.into())
    }
}

impl Grant {
    /// Whether it opens this path for this team. A prefix ends where a name does: `orders` opens `orders` and what lies
    /// below, and not `orders-old`.
    pub(crate) fn opens(&self, team: Uuid, path: &str) -> bool {
        let prefix = self.prefix.trim_matches('/');
        let below = path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.is_for(team) && (prefix.is_empty() || below)
    }

    /// Whether it opens anything for this team.
    pub(crate) fn is_for(&self, team: Uuid) -> bool {
        self.team == "*" || self.team.parse::<Uuid>().is_ok_and(|own| own == team)
    }
}

/// The parser's words name fields and types, and may quote a value; a field's name is worth it, a value is not.
fn shape(error: &serde_json::Error) -> ConfigError {
    let text = error.to_string();
    let named =
        ["unknown field", "missing field", "unknown variant"].iter().any(|start| text.starts_with(start));
    let what = match text.rsplit_once(" at line") {
        Some((words, _)) if named => words.to_owned(),
        _ if error.is_data() => "a field has another type than it should have".into(),
        _ => "this is not JSON".into(),
    };
    ConfigError::Shape { line: error.line(), column: error.column(), what }
}
