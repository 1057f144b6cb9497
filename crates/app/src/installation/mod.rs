//! Making an installation and opening it: from the stored key slots and the key file to the instance key.

mod slots;
mod unlock;

use std::path::Path;

use tacit_store::{Store, StoreError, meta};
use tacit_vault::{
    InstanceKey, KeyFile, KeyFileError, KeySlots, RecoveryCode, SlotError,
    audit::{Action, Actor, Chain, Event},
};
use tokio::task::spawn_blocking;

pub use unlock::Unlock;

use crate::{AppError, Clock, Randomness, audit};

/// Name of the key slots in the store.
const SLOTS: &str = "vault.slots";

/// Why an installation cannot be made or opened. `Display` is for whoever starts the program.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// There is one.
    #[error("there is an installation in this data already; start it with `tacit serve`")]
    Exists,
    /// There is none.
    #[error("there is no installation in this data yet; make one with `tacit init`, or start `tacit serve`")]
    Missing,
    /// The key file or the slots do not open.
    #[error(transparent)]
    Unlock(#[from] SlotError),
    /// The key file cannot be written.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The data cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The audit log cannot be written, or the program failed.
    #[error(transparent)]
    App(#[from] AppError),
}

/// The keys of the data in a store.
pub struct Installation;

impl Installation {
    /// Whether there is one in `store`.
    pub async fn exists(store: &Store) -> Result<bool, InstallationError> {
        Ok(meta::get(store, SLOTS).await?.is_some())
    }

    /// Makes the keys of a new installation: the slots go into `store`, the key file to `key_file`, which has to lie
    /// outside the data, and the recovery code to the owner, who sees it once.
    pub async fn create(
        store: &Store,
        key_file: &Path,
        randomness: &dyn Randomness,
        clock: &dyn Clock,
    ) -> Result<(InstanceKey, RecoveryCode), InstallationError> {
        if Self::exists(store).await? {
            return Err(InstallationError::Exists);
        }
        let mut generator = randomness.generator();
        let (slots, key, file, code) = blocking(move || KeySlots::create(&mut *generator)).await?;
        let mut tx = store.begin().await?;
        let event = Event::new(clock.now(), Actor::Operator, Action::InstallationCreated);
        audit::append(&mut tx, &Chain::new(&key), event).await?;
        if !meta::put_if_absent(&mut tx, SLOTS, &slots.to_json()).await? {
            return Err(InstallationError::Exists);
        }
        // Before the slots are durable: data without its key would be worse than a key without data.
        write(file, key_file).await?;
        if let Err(error) = tx.commit().await {
            // It opens nothing, and would be in the way of the next attempt.
            let _ = std::fs::remove_file(key_file);
            return Err(error.into());
        }
        Ok((key, code))
    }

    /// Unlocks the installation in `store`.
    pub async fn open(store: &Store, unlock: Unlock) -> Result<InstanceKey, InstallationError> {
        let slots = Self::slots(store).await?;
        // Some ways take a noticeable part of a second.
        Ok(blocking(move || unlock.open(&slots)).await??)
    }

    async fn slots(store: &Store) -> Result<KeySlots, InstallationError> {
        let blob = meta::get(store, SLOTS).await?.ok_or(InstallationError::Missing)?;
        Ok(KeySlots::from_json(&blob)?)
    }
}

async fn write(file: KeyFile, path: &Path) -> Result<(), InstallationError> {
    let path = path.to_owned();
    Ok(blocking(move || file.write_new(&path)).await??)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, InstallationError> {
    Ok(spawn_blocking(work).await.map_err(|_| AppError::internal("making keys stopped half-way"))?)
}
