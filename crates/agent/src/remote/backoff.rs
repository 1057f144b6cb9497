//! How long to wait before trying again.

use std::time::Duration;

use rand::Rng;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// Doubles from half a second to half a minute. Each wait is drawn from the upper half, so that the agents of a server
/// that comes back do not all come at once.
#[derive(Debug, Default)]
pub(super) struct Backoff(u32);

impl Backoff {
    /// The next wait.
    pub(super) fn next(&mut self, random: &mut dyn Rng) -> Duration {
        let whole = FIRST.saturating_mul(2_u32.saturating_pow(self.0)).min(LONGEST);
        self.0 = self.0.saturating_add(1);
        let part = f64::from(random.next_u32()) / f64::from(u32::MAX);
        whole.mul_f64(0.5 + part / 2.0)
    }

    /// It worked.
    pub(super) fn reset(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_begin_anew() {
        let (mut backoff, mut random) = (Backoff::default(), StdRng::seed_from_u64(1));
        let waits: Vec<_> = (0..40).map(|_| backoff.next(&mut random)).collect();
        assert!(waits[0] >= FIRST / 2 && waits[0] <= FIRST);
        assert!(waits[10..].iter().all(|wait| *wait >= LONGEST / 2 && *wait <= LONGEST));
        assert!(waits[10..].iter().any(|wait| *wait != waits[10]));
        backoff.reset();
        assert!(backoff.next(&mut random) <= FIRST);
    }
}
