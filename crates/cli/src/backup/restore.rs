//! Bringing a backup back, into a data directory that has no database yet.

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
};

use serde_json::json;
use tacit_app::{AuditVerdict, Settled, settle_restored};
use tacit_store::{DatabaseCopy, Store};

use super::envelope::Reader;
use crate::{
    Exit, Failure,
    installation::{Lock, Opened, Place, SystemClock, WhenMissing, app_trouble, read_text, store_trouble},
    output, serve,
    settings::RestoreArgs,
};

/// What was found in what came back.
struct Found {
    settled: Settled,
    /// How many entries of the audit log are genuine; `None` without a key.
    audit: Option<u64>,
}

/// Restores a backup.
pub(crate) fn restore(args: RestoreArgs) -> Result<Exit, Failure> {
    let RestoreArgs { place, from, key, passphrase_file, json } = args;
    let place = Place::from(place);
    if place.database_url.is_some() {
        return Err(Failure::usage("tacit restores into a data directory only")
            .hint("for PostgreSQL use pg_restore or psql on what pg_dump wrote"));
    }
    let reader = match (key, passphrase_file) {
        (Some(path), _) => Reader::keys(&read_text(&path, "the key to backups")?, &path)?,
        (None, Some(path)) => Reader::passphrase(&path)?,
        (None, None) => return Err(Failure::usage("a backup is opened with --key or --passphrase-file")),
    };
    let backup = File::open(&from).map_err(|error| {
        Failure::could_not(format!("{} cannot be read: {}", from.display(), error.kind()))
            .hint("check the path and its permissions")
    })?;
    let database = place.data_dir.join("tacit.db");
    let lock = Lock::take(&place.data_dir)?;
    if database.exists() {
        return Err(Failure::could_not(format!(
            "there is an installation in {} already",
            place.data_dir.display()
        ))
        .hint("restore into an empty directory, with --data-dir; nothing was changed"));
    }
    let part = Part(place.data_dir.join("restore.part"));
    part.fill(&reader, &backup)?;
    let found = serve::runtime()?.block_on(async {
        look(&part.0).await?;
        fs::rename(&part.0, &database).map_err(|error| cannot_write(&database, &error))?;
        settle(&place, &database).await
    })?;
    drop(lock);
    tell(&place, &found, json)
}

async fn look(copy: &Path) -> Result<(), Failure> {
    match Store::look_at_copy(copy).await.map_err(store_trouble)? {
        DatabaseCopy::Sound => Ok(()),
        DatabaseCopy::Foreign => Err(Failure::could_not("the file opens, and is no backup of tacit")),
        DatabaseCopy::Damaged => Err(Failure::could_not("the database in the backup is damaged")
            .hint("use another backup; nothing was restored")),
        DatabaseCopy::Newer => Err(Failure::could_not("the backup was made by a later version of tacit")
            .hint("restore it with that version; nothing was restored")),
    }
}

/// Ends what was under way, and looks at the log and the secrets, if the key is there.
async fn settle(place: &Place, database: &Path) -> Result<Found, Failure> {
    let store = Store::open_sqlite(database).await.map_err(store_trouble)?;
    let settled = settle_restored(&store, &SystemClock).await.map_err(app_trouble)?;
    store.close().await;
    if !place.has_key() {
        return Ok(Found { settled, audit: None });
    }
    let Opened { store, app } = place.open(WhenMissing::Refuse).await?;
    let verdict = app.operator_verify_audit(None).await.map_err(app_trouble)?;
    let audit = match verdict {
        AuditVerdict { broken: Some(broken), .. } => {
            return Err(Failure::could_not(format!(
                "the data was restored, and its audit log was changed: {broken}"
            )));
        }
        AuditVerdict { genuine, .. } => genuine,
    };
    app.operator_notes_restore().await.map_err(app_trouble)?;
    store.close().await;
    Ok(Found { settled, audit: Some(audit) })
}

fn tell(place: &Place, found: &Found, json: bool) -> Result<Exit, Failure> {
    let Found { settled: Settled { sessions, messages }, audit } = found;
    if json {
        let answer = json!({"sessions_ended": sessions, "messages_given_up": messages, "audit_entries": audit,
            "key_found": audit.is_some()});
        return output::line(&answer.to_string());
    }
    let mut lines = vec![
        format!("restored into {}", place.data_dir.display()),
        format!("{sessions} sessions were ended, {messages} messages of then will not be sent"),
    ];
    let key = place.key_file.display();
    lines.push(match audit {
        Some(entries) => format!("the key file opens it; secrets and {entries} entries of the audit log are as they were stored"),
        None => format!(
            "the key file is not there: put it to {key}, or make a new one from the recovery code with `tacit admin recover`"
        ),
    });
    output::line(&lines.join("\n"))
}

/// What was opened, until it is known to be a database.
struct Part(PathBuf);

impl Part {
    fn fill(&self, reader: &Reader, backup: &File) -> Result<(), Failure> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.0).map_err(|error| cannot_write(&self.0, &error))?;
        reader.open(backup, &mut file)?;
        file.sync_all().map_err(|error| cannot_write(&self.0, &error))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::could_not(format!("{} cannot be written: {}", path.display(), error.kind()))
        .hint("check the space on the disk and the permissions of the folder")
}
