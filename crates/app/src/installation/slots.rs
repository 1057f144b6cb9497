//! Ways to unlock an installation: listed, added, tried and removed. A server that runs is not disturbed.

use std::path::Path;

use rand::CryptoRng;
use tacit_store::{Store, meta};
use tacit_vault::{
    InstanceKey, KeySlots, RecoveryCode, SlotError, SlotInfo,
    audit::{Action, Actor, Chain, Event, Object},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Installation, InstallationError, SLOTS, Unlock, blocking, write};
use crate::{Clock, Randomness, audit};

type Result<T> = std::result::Result<T, InstallationError>;

impl Installation {
    /// What there is to unlock with. Needs no key.
    pub async fn key_slots(store: &Store) -> Result<Vec<SlotInfo>> {
        Ok(Self::slots(store).await?.list())
    }

    /// Writes one more key file; it replaces none.
    pub async fn add_key_file(
        store: &Store,
        unlock: Unlock,
        key_file: &Path,
        randomness: &dyn Randomness,
        clock: &dyn Clock,
    ) -> Result<Uuid> {
        let (slots, key) = Self::unlocked(store, unlock).await?;
        let mut generator = randomness.generator();
        let (slots, key, file) = blocking(move || {
            let mut slots = slots;
            let file = slots.add_key_file(&key, &mut *generator as &mut dyn CryptoRng);
            (slots, key, file)
        })
        .await?;
        // Before the slot is durable: a slot without its file would be a way that nobody can go.
        write(file, key_file).await?;
        Self::save_added(store, &key, &slots, clock).await
    }

    /// Adds a passphrase.
    pub async fn add_passphrase(
        store: &Store,
        unlock: Unlock,
        phrase: Zeroizing<String>,
        randomness: &dyn Randomness,
        clock: &dyn Clock,
    ) -> Result<Uuid> {
        let (slots, key) = Self::unlocked(store, unlock).await?;
        let mut generator = randomness.generator();
        let (slots, key) = blocking(move || {
            let mut slots = slots;
            slots.add_passphrase(&key, &phrase, &mut *generator)?;
            Ok::<_, SlotError>((slots, key))
        })
        .await??;
        Self::save_added(store, &key, &slots, clock).await
    }

    /// Adds a recovery code, which is in the answer and nowhere else.
    pub async fn add_recovery_code(
        store: &Store,
        unlock: Unlock,
        randomness: &dyn Randomness,
        clock: &dyn Clock,
    ) -> Result<(Uuid, RecoveryCode)> {
        let (slots, key) = Self::unlocked(store, unlock).await?;
        let mut generator = randomness.generator();
        let (slots, key, code) = blocking(move || {
            let mut slots = slots;
            let code = slots.add_recovery_code(&key, &mut *generator);
            (slots, key, code)
        })
        .await?;
        Ok((Self::save_added(store, &key, &slots, clock).await?, code))
    }

    /// Makes one way useless. The last one stays, and so does the one that is used here: who locks themselves out does so by
    /// another.
    pub async fn remove_key_slot(store: &Store, unlock: Unlock, slot: Uuid, clock: &dyn Clock) -> Result<()> {
        let mut slots = Self::slots(store).await?;
        slots.remove(slot)?;
        // By what is left: it shows that somebody still can.
        let (slots, key) = blocking(move || unlock.open(&slots).map(|key| (slots, key))).await??;
        let event =
            Event::new(clock.now(), Actor::Operator, Action::KeySlotRemoved).on(Object::KeySlot(slot));
        Self::save(store, &key, &slots, event).await
    }

    /// Whether a code or passphrase would unlock, to know before it is needed. That it does is written to the audit log.
    pub async fn check_unlock(store: &Store, unlock: Unlock, clock: &dyn Clock) -> Result<()> {
        let (_, key) = Self::unlocked(store, unlock).await?;
        let mut tx = store.begin().await?;
        let event = Event::new(clock.now(), Actor::Operator, Action::RecoveryCodeVerified);
        audit::append(&mut tx, &Chain::new(&key), event).await?;
        Ok(tx.commit().await?)
    }

    async fn unlocked(store: &Store, unlock: Unlock) -> Result<(KeySlots, InstanceKey)> {
        let slots = Self::slots(store).await?;
        Ok(blocking(move || unlock.open(&slots).map(|key| (slots, key))).await??)
    }

    async fn save_added(
        store: &Store,
        key: &InstanceKey,
        slots: &KeySlots,
        clock: &dyn Clock,
    ) -> Result<Uuid> {
        let added = slots.list().last().map(|slot| slot.id).unwrap_or_default();
        let event =
            Event::new(clock.now(), Actor::Operator, Action::KeySlotCreated).on(Object::KeySlot(added));
        Self::save(store, key, slots, event).await?;
        Ok(added)
    }

    async fn save(store: &Store, key: &InstanceKey, slots: &KeySlots, event: Event) -> Result<()> {
        let mut tx = store.begin().await?;
        audit::append(&mut tx, &Chain::new(key), event).await?;
        meta::put(&mut tx, SLOTS, &slots.to_json()).await?;
        Ok(tx.commit().await?)
    }
}
