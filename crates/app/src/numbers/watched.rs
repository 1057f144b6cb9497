//! Who else looks at records, and what that needs.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use tacit_spec::BucketKey;

use crate::RunObserver;

/// Who else looks at accepted records, and the names of buckets, so that no run asks the store for them.
#[derive(Default)]
pub(crate) struct Watched {
    observer: OnceLock<Arc<dyn RunObserver>>,
    buckets: Mutex<HashMap<BucketKey, Arc<str>>>,
}

impl Watched {
    pub(super) fn observer(&self) -> Option<&Arc<dyn RunObserver>> {
        self.observer.get()
    }

    pub(super) fn observe(&self, observer: Arc<dyn RunObserver>) {
        // The composition root does it once.
        let _ = self.observer.set(observer);
    }

    pub(super) fn bucket(&self, key: &BucketKey) -> Option<Arc<str>> {
        self.buckets().get(key).cloned()
    }

    pub(super) fn remember(&self, key: &BucketKey, name: &str) -> Arc<str> {
        let name: Arc<str> = name.into();
        self.buckets().insert(key.clone(), Arc::clone(&name));
        name
    }

    /// The bucket has another name, or is gone.
    pub(crate) fn forget(&self, key: &BucketKey) {
        self.buckets().remove(key);
    }

    fn buckets(&self) -> MutexGuard<'_, HashMap<BucketKey, Arc<str>>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
