//! The data directory: private, and one server's at a time.

use std::{
    fs::{self, DirBuilder, File, TryLockError},
    path::{Path, PathBuf},
};

use crate::Failure;

/// Held as long as this server may use the directory. The system lets go of it when the process ends, however it ends.
pub(crate) struct Lock(#[expect(dead_code, reason = "held, never used")] File);

impl Lock {
    /// Takes the directory, which is made when it is missing.
    pub(crate) fn take(directory: &Path) -> Result<Self, Failure> {
        make(directory)?;
        let path = directory.join("lock");
        let shown = directory.display();
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| {
            Failure::could_not(format!("{shown} cannot be used: {}", error.kind()))
                .hint("check its owner and permissions")
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                Err(Failure::could_not(format!("another server uses the data directory {shown}"))
                    .hint("stop it first, or give this one a directory of its own with --data-dir"))
            }
            Err(TryLockError::Error(error)) => {
                Err(Failure::could_not(format!("{shown} cannot be locked: {}", error.kind()))
                    .hint("use a file system that supports locks"))
            }
        }
    }
}

/// Makes the directory for its owner alone.
pub(super) fn make(directory: &Path) -> Result<(), Failure> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|error| {
        Failure::could_not(format!(
            "the data directory {} cannot be made: {}",
            directory.display(),
            error.kind()
        ))
        .hint("check the path and the permissions of the directory above")
    })
}

/// `data` to `data.key`.
pub(super) fn beside(directory: &Path, ending: &str) -> PathBuf {
    // `data/` and `.` have to give a name too.
    let whole = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    match whole.file_name() {
        Some(name) => {
            let mut name = name.to_owned();
            name.push(".");
            name.push(ending);
            whole.with_file_name(name)
        }
        None => whole.join(format!("tacit.{ending}")),
    }
}

/// Whoever gets the data directory, as a backup for example, must not get its key with it.
pub(super) fn refuse_inside(directory: &Path, key_file: &Path) -> Result<(), Failure> {
    let folder = key_file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Ok(directory), Ok(folder)) = (fs::canonicalize(directory), fs::canonicalize(folder)) else {
        return Ok(());
    };
    if folder.starts_with(&directory) {
        return Err(Failure::usage(format!(
            "the key file would lie in the data directory: {}",
            key_file.display()
        ))
        .hint("choose a place that is not copied along with the data, with --key-file"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_lies_beside_the_directory() {
        assert_eq!(beside(Path::new("/var/lib/tacit"), "key"), Path::new("/var/lib/tacit.key"));
        assert_eq!(beside(Path::new("/var/lib/tacit/"), "key"), Path::new("/var/lib/tacit.key"));
        assert_eq!(beside(Path::new("/"), "key"), Path::new("/tacit.key"));
    }
}
