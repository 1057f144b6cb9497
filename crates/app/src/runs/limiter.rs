//! How often a trigger URL may be called.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tacit_spec::limits::{TRIGGER_WINDOW, TRIGGERS_PER_WINDOW};

use crate::{AppError, Micros, Result};

/// Remembers the calls of the last seconds, in memory: after a restart everybody starts anew.
#[derive(Default)]
pub(crate) struct Limiter(Mutex<HashMap<String, VecDeque<Micros>>>);

/// Looked through for old entries when there are more.
const MANY: usize = 1024;

impl Limiter {
    /// Counts a call of a URL that exists.
    pub(super) fn count(&self, token: &str, now: Micros) -> Result<()> {
        let window = i64::try_from(TRIGGER_WINDOW.as_micros()).unwrap_or(i64::MAX);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > MANY {
            known.retain(|_, calls| calls.back().is_some_and(|last| *last > now - window));
        }
        let calls = known.entry(token.to_owned()).or_default();
        while calls.front().is_some_and(|first| *first <= now - window) {
            calls.pop_front();
        }
        if calls.len() >= TRIGGERS_PER_WINDOW as usize {
            let wait = calls.front().map_or(0, |first| first + window - now);
            let wait = Duration::from_micros(u64::try_from(wait).unwrap_or_default());
            return Err(AppError::TooMany { retry_after: wait + Duration::from_millis(999) });
        }
        calls.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_calls_in_ten_seconds() {
        let limiter = Limiter::default();
        for call in 0..10 {
            limiter.count("a", call * 1_000_000).unwrap();
        }
        let Err(AppError::TooMany { retry_after }) = limiter.count("a", 9_500_000) else {
            panic!("too many")
        };
        assert_eq!(retry_after.as_secs(), 1);
        limiter.count("b", 9_500_000).unwrap();
        limiter.count("a", 10_000_001).unwrap();
        limiter.count("a", 10_000_002).unwrap_err();
    }
}
