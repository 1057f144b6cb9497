//! Making a backup, also while the server runs.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde_json::json;

use super::envelope::Readers;
use crate::{
    Exit, Failure,
    installation::{Opened, Place, WhenMissing, app_trouble, store_trouble},
    output, serve,
    settings::BackupArgs,
};

/// Copies everything but the key file.
pub(crate) fn backup(args: BackupArgs) -> Result<Exit, Failure> {
    let BackupArgs { place, to, recipient, passphrase_file, json } = args;
    let readers = match passphrase_file {
        Some(path) => Readers::passphrase(&path)?,
        None => Readers::keys(&recipient)?,
    };
    let place = Place::from(place);
    if place.database_url.is_some() {
        return Err(Failure::usage("tacit backs up the database of its data directory only")
            .hint("for PostgreSQL use pg_dump, and age to encrypt what it writes"));
    }
    let out = Output::begin(&to)?;
    serve::runtime()?.block_on(async {
        let Opened { store, app } = place.open(WhenMissing::Refuse).await?;
        app.operator_notes_backup().await.map_err(app_trouble)?;
        let copy = Scratch(place.data_dir.join(format!("backup-{}.part", std::process::id())));
        clear_leftovers(&place.data_dir);
        private(&copy.0)?;
        let copied = store.snapshot(&copy.0).await.map_err(store_trouble);
        store.close().await;
        copied?;
        let clear = File::open(&copy.0)
            .map_err(|error| Failure::could_not(format!("the copy cannot be read: {}", error.kind())))?;
        let bytes = clear.metadata().map_or(0, |about| about.len());
        readers.seal(clear, out.file()?)?;
        out.keep()?;
        let shown = to.display();
        if json {
            return output::line(&json!({"backup": shown.to_string(), "database_bytes": bytes}).to_string());
        }
        output::line(&format!(
            "the backup is {shown}\nIt does not hold the key file: keep that, or the recovery code, in another place."
        ))
    })
}

/// An empty file for nobody else's eyes, which the copy is written into.
fn private(path: &Path) -> Result<(), Failure> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(drop)
        .map_err(|error| Failure::could_not(format!("there is no room for a copy: {}", error.kind())))
}

/// Removes what backups left that were ended in the middle.
fn clear_leftovers(data_dir: &Path) {
    for entry in fs::read_dir(data_dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix("backup-")?.strip_suffix(".part"));
        let alive = |process: &str| Path::new("/proc").join(process).exists();
        if process.is_some_and(|process| process.parse::<u32>().is_ok() && !alive(process)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A file that is gone when this is.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A backup that is there under its name only when it is whole.
struct Output {
    part: Scratch,
    to: PathBuf,
}

impl Output {
    fn begin(to: &Path) -> Result<Self, Failure> {
        if to.exists() {
            return Err(Failure::usage(format!("{} exists already", to.display()))
                .hint("choose another name: a backup never replaces a file"));
        }
        let mut name = to.as_os_str().to_owned();
        name.push(".part");
        let output = Self { part: Scratch(name.into()), to: to.to_owned() };
        // Before the copy is made: a path that cannot be written is told at once.
        output.file()?;
        Ok(output)
    }

    fn file(&self) -> Result<File, Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        options.open(&self.part.0).map_err(|error| {
            Failure::could_not(format!("{} cannot be written: {}", self.part.0.display(), error.kind()))
                .hint("check the folder and its permissions")
        })
    }

    fn keep(self) -> Result<(), Failure> {
        // Unlike renaming, linking fails when somebody took the name meanwhile.
        fs::hard_link(&self.part.0, &self.to)
            .or_else(|error| match error.kind() {
                std::io::ErrorKind::Unsupported | std::io::ErrorKind::PermissionDenied => {
                    fs::rename(&self.part.0, &self.to)
                }
                _ => Err(error),
            })
            .map_err(|error| {
                Failure::could_not(format!("{} cannot be written: {}", self.to.display(), error.kind()))
            })
    }
}
