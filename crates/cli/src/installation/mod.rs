//! The data of an installation: where it lies, how it is opened.
//!
//! ```text
//!   data directory (database, lock) --+
//!   key file (outside of it) ---------+--> store + instance key --> App
//! ```

mod data_dir;
mod keys;
mod ports;
mod trouble;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tacit_app::{App, Installation, Unlock};
use tacit_store::Store;
use zeroize::Zeroizing;

pub(crate) use data_dir::Lock;
pub(crate) use keys::{read_code, read_password, read_phrase, read_text, read_token, show_code};
pub(crate) use ports::{DiskOf, SystemClock, SystemRandomness};
pub(crate) use trouble::{app_trouble, installation_trouble, store_trouble};

use crate::{
    Failure,
    settings::{self, PlaceArgs},
};

/// What an error calls a key that the service manager hands over.
const CREDENTIAL: &str = "the credential tacit.key";

/// Where an installation lies.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Database and lock.
    pub(crate) data_dir: PathBuf,
    /// Unlocks the data; not a part of it.
    pub(crate) key_file: PathBuf,
    /// Whether the person named it.
    key_file_named: bool,
    /// A passphrase that unlocks the data instead.
    passphrase_file: Option<PathBuf>,
    /// A PostgreSQL database instead of the file in the data directory.
    pub(crate) database_url: Option<String>,
}

/// An installation that was opened.
pub(crate) struct Opened {
    /// Its data.
    pub(crate) store: Store,
    /// Its use cases.
    pub(crate) app: App,
}

/// What to do when there is no installation yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenMissing {
    /// Make one, and give its recovery code to the person.
    Create,
    /// Make one that nobody will have to recover.
    CreateQuietly,
    /// Say so.
    Refuse,
}

impl From<PlaceArgs> for Place {
    fn from(args: PlaceArgs) -> Self {
        let PlaceArgs { data_dir, key_file, unlock_passphrase_file: passphrase_file, database_url } = args;
        let key_file_named = key_file.is_some();
        let key_file = key_file.unwrap_or_else(|| data_dir::beside(&data_dir, "key"));
        Self { data_dir, key_file, key_file_named, passphrase_file, database_url }
    }
}

impl Place {
    /// With its key file beside it, whatever the environment says.
    pub(crate) fn alone(data_dir: PathBuf) -> Self {
        let key_file = data_dir::beside(&data_dir, "key");
        Self { data_dir, key_file, key_file_named: true, passphrase_file: None, database_url: None }
    }

    /// Opens the installation.
    pub(crate) async fn open(&self, missing: WhenMissing) -> Result<Opened, Failure> {
        let store = self.store(missing).await?;
        let (clock, randomness) = (SystemClock, SystemRandomness);
        let exists = Installation::exists(&store).await.map_err(installation_trouble)?;
        let key = if exists || missing == WhenMissing::Refuse {
            Installation::open(&store, self.unlock()?).await.map_err(installation_trouble)?
        } else {
            data_dir::refuse_inside(&self.data_dir, &self.key_file)?;
            let made = Installation::create(&store, &self.key_file, &randomness, &clock).await;
            let (key, code) = made.map_err(installation_trouble)?;
            if missing == WhenMissing::Create {
                keys::hand_over(&self.key_file, &code)?;
            }
            key
        };
        let app = App::new(store.clone(), key, Arc::new(clock), Arc::new(randomness));
        Ok(Opened { store, app })
    }

    /// Refuses a key file that would be copied along with the data.
    pub(crate) fn refuse_inside(&self, key_file: &Path) -> Result<(), Failure> {
        data_dir::refuse_inside(&self.data_dir, key_file)
    }

    /// What unlocks the data: what the person named, else what the service manager hands over, else the file beside the data,
    /// else the variable.
    pub(crate) fn unlock(&self) -> Result<Unlock, Failure> {
        if let Some(path) = &self.passphrase_file {
            return Ok(Unlock::Passphrase(read_phrase(path, "the passphrase")?));
        }
        if !self.key_file_named {
            if let Some(path) = settings::credential() {
                return Ok(Unlock::KeyText(
                    Zeroizing::new(read_text(&path, "the credential")?.as_bytes().to_vec()),
                    CREDENTIAL,
                ));
            }
            if !self.key_file.exists()
                && let Some(text) = settings::key_variable()
            {
                return Ok(Unlock::KeyText(text, "TACIT_KEY"));
            }
        }
        Ok(Unlock::KeyFile(self.key_file.clone()))
    }

    /// Whether something is at hand that may unlock the data.
    pub(crate) fn has_key(&self) -> bool {
        self.passphrase_file.is_some()
            || self.key_file.exists()
            || (!self.key_file_named
                && (settings::credential().is_some() || settings::key_variable().is_some()))
    }

    /// Opens the database.
    pub(crate) async fn store(&self, missing: WhenMissing) -> Result<Store, Failure> {
        if let Some(url) = &self.database_url {
            return Store::open_postgres(url).await.map_err(store_trouble);
        }
        let file = self.data_dir.join("tacit.db");
        if missing == WhenMissing::Refuse && !file.exists() {
            let place = self.data_dir.display();
            return Err(Failure::could_not(format!("there is no installation in {place}"))
                .hint(format!("make one with: tacit init --data-dir {place}")));
        }
        data_dir::make(&self.data_dir)?;
        Store::open_sqlite(&file).await.map_err(store_trouble)
    }
}
