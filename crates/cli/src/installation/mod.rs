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

use std::{path::PathBuf, sync::Arc};

use tacit_app::{App, Installation};
use tacit_store::Store;

pub(crate) use data_dir::Lock;
pub(crate) use keys::{read_code, read_password, read_text, read_token};
pub(crate) use ports::{DiskOf, SystemClock, SystemRandomness};
pub(crate) use trouble::{app_trouble, installation_trouble, store_trouble};

use crate::{Failure, settings::PlaceArgs};

/// Where an installation lies.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Database and lock.
    pub(crate) data_dir: PathBuf,
    /// Unlocks the data; not a part of it.
    pub(crate) key_file: PathBuf,
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
        let PlaceArgs { data_dir, key_file, database_url } = args;
        let key_file = key_file.unwrap_or_else(|| data_dir::beside(&data_dir, "key"));
        Self { data_dir, key_file, database_url }
    }
}

impl Place {
    /// Opens the installation.
    pub(crate) async fn open(&self, missing: WhenMissing) -> Result<Opened, Failure> {
        let store = self.store(missing).await?;
        let (clock, randomness) = (SystemClock, SystemRandomness);
        let exists = Installation::exists(&store).await.map_err(installation_trouble)?;
        let key = if exists || missing == WhenMissing::Refuse {
            Installation::open(&store, &self.key_file).await.map_err(installation_trouble)?
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
