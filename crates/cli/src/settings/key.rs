//! Arguments of `tacit key`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use uuid::Uuid;

use super::{BackupKeyArgs, PlaceArgs};

/// Look after the ways to unlock an installation, also while its server runs
///
/// Secrets are encrypted under keys that one instance key opens. That key is stored once for each way to unlock it: key files,
/// passphrases and recovery codes. Any of them opens the data.
#[derive(Subcommand)]
pub(crate) enum KeyCommand {
    List(KeysArgs),
    AddFile(AddKeyFileArgs),
    AddPassphrase(AddPassphraseArgs),
    NewRecoveryCode(NewRecoveryCodeArgs),
    Check(CheckKeyArgs),
    Remove(RemoveKeyArgs),
    Rotate(RotateKeysArgs),
    Backup(BackupKeyArgs),
}

/// List the ways to unlock
#[derive(Args)]
pub(crate) struct KeysArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// Print the list as JSON: id, kind
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}

/// Write one more key file
#[derive(Args)]
pub(crate) struct AddKeyFileArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// File to write; it must not be there yet
    #[arg(long, value_name = "FILE", env = "TACIT_KEY_TO")]
    pub(crate) to: PathBuf,
}

/// Let a passphrase unlock the data
///
/// The server is then started with --unlock-passphrase-file, and needs no key file.
#[derive(Args)]
pub(crate) struct AddPassphraseArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// File with the passphrase, at least 20 characters; - for standard input
    #[arg(long, value_name = "FILE", default_value = "-", env = "TACIT_NEW_PASSPHRASE_FILE")]
    pub(crate) passphrase_file: PathBuf,
}

/// Make a recovery code, shown once
///
/// Codes of before still work: remove them with `tacit key remove`.
#[derive(Args)]
pub(crate) struct NewRecoveryCodeArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}

/// Check that a recovery code or a passphrase would unlock the data, before it is needed
///
/// Exits with 0 when it would. Changes nothing.
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["code_file", "phrase_file"])))]
pub(crate) struct CheckKeyArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// File with the recovery code; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_RECOVERY_CODE_FILE")]
    pub(crate) code_file: Option<PathBuf>,

    /// File with the passphrase; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_CHECKED_PASSPHRASE_FILE", conflicts_with = "code_file")]
    pub(crate) phrase_file: Option<PathBuf>,
}

/// Give every team a new key, and encrypt all of its secrets and channels with it
///
/// Nothing stops meanwhile. One that was cut short is finished first. At the end nothing is left on a key of before, and that is
/// forgotten: backups and copies of before still open with it.
#[derive(Args)]
pub(crate) struct RotateKeysArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// Only tell how many records are on keys of before
    #[arg(long, env = "TACIT_ROTATION_STATUS")]
    pub(crate) status: bool,

    /// Print the result as JSON, one object for each team: team_id, key_version, records_left
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}

/// Make one way to unlock useless
///
/// The data is unlocked by another way for it, which shows that there is one.
#[derive(Args)]
pub(crate) struct RemoveKeyArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// The id that `tacit key list` shows
    pub(crate) id: Uuid,
}
