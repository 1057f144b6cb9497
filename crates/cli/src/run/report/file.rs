//! Report files: whole or not at all.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use tempfile::Builder;

use crate::{Failure, terminal::printable};

/// Whether a file could be written there.
pub(super) fn check(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(refused(path, "it is a directory"));
    }
    match fs::metadata(directory(path)) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        _ => Err(refused(path, "its directory does not exist").hint("make the directory first")),
    }
}

/// Writes beside the file first, so that nobody ever reads half a report.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    // Devices and pipes are written as they are: a file must not take their place.
    let special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
    let written = if special { fs::write(path, text) } else { replace(path, text) };
    written.map_err(|error| refused(path, &error.kind().to_string()))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut builder = Builder::new();
    builder.prefix(".tacit-report-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask takes away from it what the person wants taken away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(directory(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn refused(path: &Path, why: &str) -> Failure {
    let path = printable(&path.display().to_string());
    Failure::could_not(format!("the report {path} cannot be written: {why}"))
}
