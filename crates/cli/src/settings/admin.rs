//! Arguments of the commands that work without a browser.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use tacit_app::Role;

use super::PlaceArgs;

/// Make an installation with its owner, without a browser
///
/// Makes the data directory and the key file where they are missing, the owner, their team and its default bucket,
/// and a token for the API.
#[derive(Args)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// E-mail address of the owner, to sign in with
    #[arg(long, value_name = "EMAIL", env = "TACIT_OWNER_EMAIL")]
    pub(crate) owner_email: String,

    /// File with the owner's password; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_OWNER_PASSWORD_FILE")]
    pub(crate) owner_password_file: PathBuf,

    /// Name of the owner [default: the part of the address before the @]
    #[arg(long, value_name = "NAME", env = "TACIT_OWNER_NAME")]
    pub(crate) owner_name: Option<String>,

    /// Name of the team
    #[arg(long, value_name = "NAME", default_value = "My team", env = "TACIT_TEAM_NAME")]
    pub(crate) team_name: String,

    /// Print the result as JSON: team_id, bucket_key, token
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}

/// Work on an installation, also while its server runs
#[derive(Subcommand)]
pub(crate) enum AdminCommand {
    AddPerson(AddPersonArgs),
    Recover(RecoverArgs),
}

/// Add a person to the team
#[derive(Args)]
pub(crate) struct AddPersonArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// E-mail address, to sign in with
    #[arg(long, value_name = "EMAIL", env = "TACIT_PERSON_EMAIL")]
    pub(crate) email: String,

    /// What the person may do
    #[arg(long, value_enum, env = "TACIT_PERSON_ROLE")]
    pub(crate) role: NewRole,

    /// File with the first password; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_PERSON_PASSWORD_FILE")]
    pub(crate) password_file: PathBuf,

    /// Name of the person [default: the part of the address before the @]
    #[arg(long, value_name = "NAME", env = "TACIT_PERSON_NAME")]
    pub(crate) name: Option<String>,

    /// Print the result as JSON: person_id, token
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}

/// Make a new key file with the recovery code
///
/// For the day the key file is lost. The new file is written to the path of --key-file.
#[derive(Args)]
pub(crate) struct RecoverArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// File with the recovery code; - for standard input
    #[arg(long, value_name = "FILE", default_value = "-", env = "TACIT_RECOVERY_CODE_FILE")]
    pub(crate) code_file: PathBuf,
}

/// Roles that can be given.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum NewRole {
    /// Manages people and buckets
    Administrator,
    /// Makes and runs tests
    Member,
    /// Looks at tests and results
    ReadOnly,
}

impl From<NewRole> for Role {
    fn from(role: NewRole) -> Self {
        match role {
            NewRole::Administrator => Self::Administrator,
            NewRole::Member => Self::Member,
            NewRole::ReadOnly => Self::ReadOnly,
        }
    }
}
