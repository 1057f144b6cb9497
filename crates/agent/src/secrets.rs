//! Needles, made once for each set of secrets and kept only as long as a run uses them.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tacit_engine::{Secrets, StoredSecret, Visibility};
use tacit_taint::{Needles, NeedlesBuilder, SecretId};

use crate::JobSecret;

/// Remembers which set became which needles. Holds neither alive.
#[derive(Default)]
pub(crate) struct NeedleCache(Mutex<Vec<Known>>);

type Known = (Weak<Vec<JobSecret>>, Weak<Secrets>);

impl NeedleCache {
    pub(crate) fn of(&self, set: &Arc<Vec<JobSecret>>) -> Arc<Secrets> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(set, secrets)| set.strong_count() > 0 && secrets.strong_count() > 0);
        let same = known.iter().find(|(own, _)| own.as_ptr() == Arc::as_ptr(set));
        if let Some(secrets) = same.and_then(|(_, secrets)| secrets.upgrade()) {
            return secrets;
        }
        let secrets = Arc::new(compile(set));
        known.push((Arc::downgrade(set), Arc::downgrade(&secrets)));
        secrets
    }
}

fn compile(set: &[JobSecret]) -> Secrets {
    let entries = set.iter().filter_map(|secret| {
        let value = Arc::clone(secret.value.as_ref()?);
        let visibility = if secret.redact { Visibility::Redact } else { Visibility::Strict };
        let stored = StoredSecret {
            id: SecretId(secret.id),
            value,
            visibility,
            allowed_hosts: secret.allowed_hosts.clone(),
        };
        Some((secret.name.clone(), stored))
    });
    let away = set.iter().filter(|secret| secret.value.is_none()).map(|secret| secret.name.clone());
    let secrets = Secrets::new(entries.collect(), needles(set.iter())).with_away(away.collect());
    let mut sealed = set.iter().filter(|secret| !secret.allowed_hosts.is_empty()).peekable();
    if sealed.peek().is_none() { secrets } else { secrets.with_sealed(needles(sealed)) }
}

fn needles<'s>(set: impl Iterator<Item = &'s JobSecret>) -> Arc<Needles> {
    let mut builder = NeedlesBuilder::new();
    for secret in set {
        for value in secret.values() {
            builder.add(&secret.name, value);
        }
    }
    Arc::new(builder.build())
}
