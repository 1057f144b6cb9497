//! So many attempts in a while.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{AppError, Micros, Result};

/// Keys remembered at most; the oldest is forgotten first.
const KEYS: usize = 10_000;

/// Counts attempts by key in a window that begins with the first of them. In memory: a restart forgives.
pub(crate) struct Limiter {
    limit: u32,
    window: Duration,
    seen: Mutex<HashMap<String, Seen>>,
}

struct Seen {
    since: Micros,
    count: u32,
}

impl Limiter {
    pub(crate) fn new(limit: u32, window: Duration) -> Self {
        Self { limit, window, seen: Mutex::default() }
    }

    /// Counts an attempt before its outcome is known, so that many at once are not more than the limit.
    pub(crate) fn attempt(&self, key: &str, now: Micros) -> Result<()> {
        let window = Micros::try_from(self.window.as_micros()).unwrap_or(Micros::MAX);
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEYS && !all.contains_key(key) {
            all.retain(|_, seen| now < seen.since.saturating_add(window));
            if all.len() >= KEYS
                && let Some(oldest) =
                    all.iter().min_by_key(|(_, seen)| seen.since).map(|(key, _)| key.clone())
            {
                all.remove(&oldest);
            }
        }
        let seen = all.entry(key.to_owned()).or_insert(Seen { since: now, count: 0 });
        let ends = seen.since.saturating_add(window);
        if now >= ends {
            *seen = Seen { since: now, count: 0 };
        }
        if seen.count >= self.limit {
            let wait = u64::try_from(ends - now).unwrap_or_default();
            // Rounded up, because a client that waits that long must get through.
            return Err(AppError::TooMany { retry_after: Duration::from_secs(wait.div_ceil(1_000_000)) });
        }
        seen.count += 1;
        Ok(())
    }

    /// Forgets the attempts of `key`.
    pub(crate) fn forgive(&self, key: &str) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// Takes one attempt of `key` back.
    pub(crate) fn give_back(&self, key: &str) {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = all.get_mut(key) {
            seen.count = seen.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_key_and_window() {
        let limiter = Limiter::new(2, Duration::from_secs(10));
        let at = |second: i64| second * 1_000_000;
        assert!(limiter.attempt("a", at(0)).is_ok());
        assert!(limiter.attempt("a", at(1)).is_ok());
        let Err(AppError::TooMany { retry_after }) = limiter.attempt("a", at(2) + 1) else {
            panic!("too many")
        };
        assert_eq!(retry_after, Duration::from_secs(8));
        assert!(limiter.attempt("b", at(2)).is_ok());
        assert!(limiter.attempt("a", at(10)).is_ok());
        limiter.give_back("a");
        assert!(limiter.attempt("a", at(10)).is_ok() && limiter.attempt("a", at(10)).is_ok());
        assert!(limiter.attempt("a", at(10)).is_err());
        limiter.forgive("a");
        assert!(limiter.attempt("a", at(10)).is_ok());
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::new(1, Duration::from_secs(10));
        for key in 0..KEYS + 50 {
            assert!(limiter.attempt(&key.to_string(), key as i64).is_ok());
        }
        assert_eq!(limiter.seen.lock().unwrap().len(), KEYS);
    }
}
