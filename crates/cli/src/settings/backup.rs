//! Arguments of `tacit backup`, `tacit restore` and `tacit key backup`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::PlaceArgs;

/// Copy the data into an encrypted file, also while the server runs
///
/// The file is an age file (https://age-encryption.org/v1) with the SQLite database in it. The key file of the installation is
/// not: secrets stay encrypted within, and whoever restores needs that file or the recovery code.
#[derive(Args)]
#[command(group(ArgGroup::new("readers").required(true).args(["recipient", "passphrase_file"])))]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// File to write; it must not be there yet
    #[arg(long, value_name = "FILE", env = "TACIT_BACKUP_TO")]
    pub(crate) to: PathBuf,

    /// Who can open it: age1..., from `tacit key backup` or age-keygen; repeatable
    #[arg(long, value_name = "RECIPIENT", env = "TACIT_BACKUP_RECIPIENT", value_delimiter = ',')]
    pub(crate) recipient: Vec<String>,

    /// File with a passphrase instead; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_BACKUP_PASSPHRASE_FILE", conflicts_with = "recipient")]
    pub(crate) passphrase_file: Option<PathBuf>,

    /// Print the result as JSON: backup, database_bytes
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}

/// Bring a backup back, into a data directory that has no data yet
///
/// Sessions of then are ended, and messages of then are not sent. Nothing is written over: what is there already stays.
#[derive(Args)]
#[command(group(ArgGroup::new("opener").required(true).args(["key", "passphrase_file"])))]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// The backup
    #[arg(long, value_name = "FILE", env = "TACIT_RESTORE_FROM")]
    pub(crate) from: PathBuf,

    /// File with the key to backups; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_BACKUP_KEY")]
    pub(crate) key: Option<PathBuf>,

    /// File with the passphrase it was made with; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_BACKUP_PASSPHRASE_FILE", conflicts_with = "key")]
    pub(crate) passphrase_file: Option<PathBuf>,

    /// Print the result as JSON: sessions_ended, messages_given_up, audit_entries, key_found
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}

/// Make a key to backups
///
/// The file opens backups that are made for its recipient. The server needs only the recipient: keep the file elsewhere.
#[derive(Args)]
pub(crate) struct BackupKeyArgs {
    /// File to write the key to
    #[arg(long, value_name = "FILE", env = "TACIT_BACKUP_KEY_TO")]
    pub(crate) to: PathBuf,

    /// Print the result as JSON: recipient
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}
