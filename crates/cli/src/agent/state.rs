//! The file with what an agent is. Nothing else is ever written to disk.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

use tacit_agent::remote::Membership;
use zeroize::Zeroizing;

use crate::Failure;

/// Where the membership is kept, for its owner alone.
pub(super) struct StateFile<'a>(&'a Path);

/// A file beside it that takes its place once it is whole.
pub(super) struct Waiting {
    file: File,
    beside: PathBuf,
    path: PathBuf,
    kept: bool,
}

/// Far more than it has.
const MAX_BYTES: u64 = 64 * 1024;

impl<'a> StateFile<'a> {
    pub(super) fn new(path: &'a Path) -> Self {
        Self(path)
    }

    /// What was stored; `None` when nothing was.
    pub(super) fn read(&self) -> Result<Option<Membership>, Failure> {
        let shown = self.0.display();
        let file = match File::open(self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.cannot("be read", &error)),
        };
        self.refuse_shared(&file)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
        file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| self.cannot("be read", &error))?;
        Membership::from_bytes(&bytes).map(Some).map_err(|error| {
            Failure::could_not(format!("{shown}: {error}")).hint(
                "restore the file, or remove it and enrol the agent anew with a token of the page Agents",
            )
        })
    }

    /// Others who can read it could be the agent.
    fn refuse_shared(&self, file: &File) -> Result<(), Failure> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let mode = file.metadata().map_err(|error| self.cannot("be read", &error))?.mode();
            if mode & 0o077 != 0 {
                let shown = self.0.display();
                return Err(Failure::could_not(format!("{shown} can be read by others than its owner"))
                    .hint(format!("chmod 600 {shown}, and enrol the agent anew if others had access")));
            }
        }
        Ok(())
    }

    /// Makes sure that something can be stored.
    pub(super) fn place(&self) -> Result<Waiting, Failure> {
        // Of this process alone: several may begin at once.
        let mut beside = self.0.as_os_str().to_owned();
        beside.push(format!(".new-{}", std::process::id()));
        let beside = PathBuf::from(beside);
        let _ = fs::remove_file(&beside);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside).map_err(|error| self.cannot("be written", &error))?;
        Ok(Waiting { file, beside, path: self.0.to_owned(), kept: false })
    }

    fn cannot(&self, what: &str, error: &io::Error) -> Failure {
        Failure::could_not(format!("the state file {} cannot {what}: {}", self.0.display(), error.kind()))
            .hint("choose a file in a directory of this user with --state-file")
    }
}

impl Waiting {
    /// Stores it, whole or not at all.
    pub(super) fn keep(mut self, membership: &Membership) -> Result<(), Failure> {
        let write = || {
            self.file.write_all(&membership.to_bytes())?;
            self.file.sync_all()?;
            fs::rename(&self.beside, &self.path)?;
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        };
        let written: io::Result<()> = { write }();
        written.map_err(|error| StateFile(&self.path).cannot("be written", &error))?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.beside);
        }
    }
}
