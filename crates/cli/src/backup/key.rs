//! The key to backups: what makes them does not open them.

use std::{fs::OpenOptions, io::Write};

use serde_json::json;

use super::envelope::new_key;
use crate::{Exit, Failure, output, settings::BackupKeyArgs};

/// Makes a key; the file opens backups, the recipient only makes them.
pub(crate) fn make_key(args: BackupKeyArgs) -> Result<Exit, Failure> {
    let BackupKeyArgs { to, json } = args;
    let (secret, recipient) = new_key();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(&to)?;
        writeln!(file, "# Opens backups of tacit that were made for {recipient}")?;
        writeln!(file, "{}", secret.as_str())?;
        file.sync_all()
    };
    write().map_err(|error: std::io::Error| {
        Failure::could_not(format!("{} cannot be written: {}", to.display(), error.kind()))
            .hint("choose a name that is not taken, in a folder you may write to")
    })?;
    if json {
        return output::line(&json!({"recipient": recipient}).to_string());
    }
    output::line(&format!(
        "recipient: {recipient}\nBackups are made with --recipient and need no secret for it. {} opens them: keep it away from \
         the server.",
        to.display()
    ))
}
