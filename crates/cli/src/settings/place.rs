//! Arguments of every command that works on an installation.

use std::path::PathBuf;

use clap::Args;

/// Where an installation lies.
#[derive(Args)]
pub(crate) struct PlaceArgs {
    /// Directory with the data of the installation
    #[arg(long, value_name = "DIR", default_value = "tacit-data", env = "TACIT_DATA_DIR")]
    pub(crate) data_dir: PathBuf,

    /// File with the key to the data; lies outside the data directory [default: DIR.key beside it]
    #[arg(long, value_name = "FILE", env = "TACIT_KEY_FILE")]
    pub(crate) key_file: Option<PathBuf>,

    /// File with a passphrase that unlocks the data instead of the key file; - for standard input
    #[arg(long, value_name = "FILE", env = "TACIT_UNLOCK_PASSPHRASE_FILE", conflicts_with = "key_file")]
    pub(crate) unlock_passphrase_file: Option<PathBuf>,

    /// PostgreSQL database instead of the file in the data directory: postgres://user@host/database
    #[arg(long, value_name = "URL", env = "TACIT_DATABASE_URL")]
    pub(crate) database_url: Option<String>,
}
