//! Arguments of `tacit audit`.

use clap::{Args, Subcommand};
use tacit_app::AuditEnd;

use super::PlaceArgs;

/// Look after the audit log of an installation, also while its server runs
#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    Verify(VerifyArgs),
    Export(ExportArgs),
}

/// Print the audit log, oldest first, one JSON object in a line: seq, entry, mac
///
/// `entry` is the text as it is stored, `mac` ties it to the one before. The last line is an end for `tacit audit verify --expect`,
/// as SEQ:MAC.
#[derive(Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}

/// Check that the audit log is as it was written
///
/// Finds entries that were edited, inserted, deleted, put in another order or cut off, and a log that was put back to an
/// earlier state and continued. Whoever can write the database can put all of it back, the sealed end too: that shows only
/// against an end that was kept elsewhere.
///
/// Exits with 0 when it is, with 1 when it was changed.
#[derive(Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// An end that an earlier check printed: the log must still have it
    #[arg(long, value_name = "END", env = "TACIT_AUDIT_EXPECT")]
    pub(crate) expect: Option<AuditEnd>,

    /// Print the result as JSON: intact, genuine, message, end
    #[arg(long, env = "TACIT_JSON")]
    pub(crate) json: bool,
}
