//! Sets of secrets that come again and again.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::JobSecret;

/// Each job brings its own copy of the secrets. While any run uses an equal set, that one is taken, so that needles are
/// made once. Holds none alive.
#[derive(Default)]
pub(super) struct Sets(Mutex<Vec<Weak<Vec<JobSecret>>>>);

impl Sets {
    pub(super) fn same_as(&self, set: Arc<Vec<JobSecret>>) -> Arc<Vec<JobSecret>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|one| one.strong_count() > 0);
        if let Some(same) = known.iter().filter_map(Weak::upgrade).find(|one| equal(one, &set)) {
            return same;
        }
        known.push(Arc::downgrade(&set));
        set
    }
}

fn equal(one: &[JobSecret], other: &[JobSecret]) -> bool {
    let same = |(one, other): (&JobSecret, &JobSecret)| {
        one.id == other.id
            && one.name == other.name
            && one.redact == other.redact
            && one.allowed_hosts == other.allowed_hosts
            && one.value.is_some() == other.value.is_some()
            && one.others.len() == other.others.len()
            && one.values().zip(other.values()).all(|(one, other)| one.same_as(other))
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

#[cfg(test)]
mod tests {
    use tacit_spec::AllowedHost;
    use tacit_taint::Secret;
    use uuid::Uuid;

    use super::*;

    fn set(value: &str) -> Arc<Vec<JobSecret>> {
        with_hosts(value, &[])
    }

    fn with_hosts(value: &str, hosts: &[&str]) -> Arc<Vec<JobSecret>> {
        Arc::new(vec![JobSecret {
            id: Uuid::nil(),
            name: "key".into(),
            value: Some(Arc::new(Secret::new(value.into()))),
            others: Vec::new(),
            redact: false,
            allowed_hosts: hosts.iter().map(|host| AllowedHost::parse(host).unwrap()).collect(),
        }])
    }

    #[test]
    fn equal_sets_are_one_while_one_is_used() {
        let sets = Sets::default();
        let first = sets.same_as(set("one"));
        assert!(Arc::ptr_eq(&first, &sets.same_as(set("one"))));
        assert!(!Arc::ptr_eq(&first, &sets.same_as(set("two"))));
        assert!(!Arc::ptr_eq(&first, &sets.same_as(with_hosts("one", &["api.example.com"]))));
        let weak = Arc::downgrade(&first);
        drop(first);
        assert!(weak.upgrade().is_none());
    }
}
