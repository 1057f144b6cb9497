//! Arguments of `tacit validate`.

use std::path::PathBuf;

use clap::Args;

/// Check definition files without running them
#[derive(Args)]
pub(crate) struct ValidateArgs {
    /// Definition files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}
