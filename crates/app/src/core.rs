//! The parts every use case shares.

use std::sync::{Arc, OnceLock};

use tacit_queue::LocalQueue;
use tacit_store::{Aftermath, ClaimWriter, ResultWriter, Store};
use tacit_vault::{InstanceKey, audit::Chain, token::TokenKey};

use crate::{
    Clock, Messenger, Micros, Randomness, agents,
    alerts::{Alerting, Moments},
    disk::Disk,
    maintenance,
    numbers::{Counted, TestNumbers, Watched},
    runs, secrets, shares, sign_in,
};

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) parts: Arc<Parts>,
}

/// What the composition root puts together.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) results: ResultWriter,
    /// What follows from runs that end otherwise than with a result.
    pub(crate) aftermath: Arc<dyn Aftermath>,
    /// Calls the post.
    pub(crate) post: Arc<tokio::sync::Notify>,
    /// Calls who looks for values of secrets.
    pub(crate) searches: tokio::sync::Notify,
    /// Puts messages in order.
    pub(crate) moments: Arc<Moments>,
    /// Delivers what the post takes out.
    pub(crate) messenger: OnceLock<Arc<dyn Messenger>>,
    pub(crate) claims: ClaimWriter,
    pub(crate) disk: Disk,
    pub(crate) queue: LocalQueue,
    pub(crate) instance: InstanceKey,
    pub(crate) tokens: TokenKey,
    pub(crate) audit: Chain,
    pub(crate) live: runs::Hub,
    pub(crate) running: runs::Running,
    pub(crate) counted: Counted,
    pub(crate) tests: TestNumbers,
    pub(crate) watched: Watched,
    pub(crate) agents: agents::Presence,
    pub(crate) afar: runs::Afar,
    pub(crate) needles: runs::NeedleShelf,
    pub(crate) triggers: runs::Limiter,
    /// Tells the scheduler that something changed.
    pub(crate) schedules: tokio::sync::Notify,
    pub(crate) maintenance: Arc<maintenance::Desk>,
    pub(crate) sign_in: sign_in::Desk,
    pub(crate) secrets: secrets::Desk,
    pub(crate) shares: shares::Desk,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Arc<dyn Randomness>,
}

impl App {
    /// Puts the parts together. Needs a tokio runtime.
    pub fn new(
        store: Store,
        instance: InstanceKey,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        let post = Arc::new(tokio::sync::Notify::new());
        let moments = Arc::new(Moments::default());
        let maintenance = Arc::new(maintenance::Desk::default());
        let aftermath: Arc<dyn Aftermath> = Arc::new(Alerting::new(
            Arc::clone(&clock),
            Arc::clone(&randomness),
            Arc::clone(&maintenance),
            Arc::clone(&post),
            Arc::clone(&moments),
        ));
        let parts = Parts {
            results: ResultWriter::start(store.clone(), Arc::clone(&aftermath)),
            aftermath,
            post,
            searches: tokio::sync::Notify::new(),
            moments,
            messenger: OnceLock::new(),
            claims: ClaimWriter::start(store.clone()),
            disk: Disk::default(),
            queue: LocalQueue::new(),
            tokens: instance.token_key(),
            audit: Chain::new(&instance),
            live: runs::Hub::default(),
            running: runs::Running::default(),
            counted: Counted::from_zero(),
            tests: TestNumbers::new(),
            watched: Watched::default(),
            agents: agents::Presence::default(),
            afar: runs::Afar::new(&instance),
            needles: runs::NeedleShelf::default(),
            triggers: runs::Limiter::default(),
            schedules: tokio::sync::Notify::new(),
            maintenance,
            sign_in: sign_in::Desk::new(),
            secrets: secrets::Desk::new(),
            shares: shares::Desk::new(),
            store,
            instance,
            clock,
            randomness,
        };
        Self { parts: Arc::new(parts) }
    }

    pub(crate) fn now(&self) -> Micros {
        self.parts.clock.now()
    }

    pub(crate) fn uuid(&self) -> uuid::Uuid {
        let mut bytes = [0; 10];
        self.parts.randomness.generator().fill_bytes(&mut bytes);
        let millis = u64::try_from(self.now() / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
