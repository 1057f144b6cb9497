//! What a reader may notice of when things happen.
//!
//! A script that saw a secret can take as long as it likes, and so can a request it made. Whoever can measure that reads
//! the secret off it: from the next step's start, from the moment of a piece of news, from a clock in a later script. So
//! from the first such read on there is no more news, and what everybody may see goes on at the next tick of a coarse
//! clock only. The run as a whole lasts a whole number of ticks.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::{Duration, Instant},
};

use tacit_record::{Hidden, Progress, Shown};
use tacit_taint::Label;

use crate::{
    exposure::{Level, Policy},
    run::News,
};

/// One tick.
const COARSE: Duration = Duration::from_millis(100);
/// What times are rounded to once a script saw a secret whose owner lets values be cut out.
const ROUGH: Duration = Duration::from_millis(10);

/// The clock of one run.
pub(crate) struct Pace<'a> {
    began: Instant,
    limit: Duration,
    policy: &'a Policy,
    news: &'a News<'a>,
    /// Moments depend on a secret.
    quiet: AtomicBool,
    /// Something has taken its time since the last tick waited for.
    unsettled: AtomicBool,
    rough: AtomicBool,
}

impl<'a> Pace<'a> {
    /// Starts now; the run may take as long as `limit`.
    pub(crate) fn new(limit: Duration, policy: &'a Policy, news: &'a News<'a>) -> Self {
        Self {
            began: Instant::now(),
            limit,
            policy,
            news,
            quiet: AtomicBool::new(false),
            unsettled: AtomicBool::new(false),
            rough: AtomicBool::new(false),
        }
    }

    /// How long things take depends on `label` from now on.
    pub(crate) fn hear(&self, label: &Label) {
        if label.is_public() {
            return;
        }
        let level = self.policy.level(label, &Label::PUBLIC);
        if level.hides_verdict() {
            self.unsettled.store(true, Relaxed);
            // Told at once: by the end of the step the moment would depend on what the script did.
            if !self.quiet.swap(true, Relaxed) {
                (self.news)(Progress::Quiet);
            }
        } else if level == Level::ComputedRedact {
            self.rough.store(true, Relaxed);
        }
    }

    /// Tells the news, unless the moment of telling depends on a secret.
    pub(crate) fn tell(&self, progress: impl FnOnce() -> Progress) {
        if !self.quiet.load(Relaxed) {
            (self.news)(progress());
        }
    }

    /// Waits for the next tick if the present moment depends on a secret.
    pub(crate) async fn settle(&self) {
        if self.unsettled.swap(false, Relaxed) {
            let elapsed = self.began.elapsed();
            tokio::time::sleep(up(elapsed, COARSE).saturating_sub(elapsed)).await;
        }
    }

    /// Ends the run at a tick, if moments depend on a secret at all.
    pub(crate) async fn finish(&self) {
        self.unsettled.fetch_or(self.quiet.load(Relaxed), Relaxed);
        self.settle().await;
    }

    /// What is left of the run's time. Whole ticks, where a limit hit early would tell a moment.
    pub(crate) fn left(&self) -> Duration {
        let left = self.limit.saturating_sub(self.began.elapsed());
        if self.quiet.load(Relaxed) { down(left, COARSE) } else { left }
    }

    /// How long the run has taken, as far as it may be known: until the last tick, once there are any.
    pub(crate) fn elapsed(&self) -> Duration {
        let elapsed = self.began.elapsed();
        match (self.quiet.load(Relaxed), self.rough.load(Relaxed)) {
            (true, _) => down(elapsed, COARSE),
            (false, true) => up(elapsed, ROUGH),
            (false, false) => elapsed,
        }
    }

    /// Milliseconds until now, for the start of a step that runs under `control`.
    pub(crate) fn start_ms(&self, control: &Label) -> Shown<f64> {
        if !control.is_public() {
            Shown::Hidden(Hidden::Conditional)
        } else if self.quiet.load(Relaxed) {
            Shown::Hidden(Hidden::ScriptSawSecret)
        } else {
            Shown::Shown((self.elapsed().as_secs_f64() * 1_000_000.0).round() / 1000.0)
        }
    }
}

fn ticks(time: Duration, tick: Duration, round: impl Fn(u128, u128) -> u128) -> Duration {
    tick * u32::try_from(round(time.as_micros(), tick.as_micros())).unwrap_or(u32::MAX)
}

fn up(time: Duration, tick: Duration) -> Duration {
    ticks(time, tick, u128::div_ceil)
}

fn down(time: Duration, tick: Duration) -> Duration {
    ticks(time, tick, |time, tick| time / tick)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{COARSE, down, up};

    #[test]
    fn times_are_whole_ticks() {
        let ms = Duration::from_millis;
        for (time, above, below) in
            [(0, 0, 0), (1, 100, 0), (99, 100, 0), (100, 100, 100), (1234, 1300, 1200)]
        {
            assert_eq!(up(ms(time), COARSE), ms(above), "{time}");
            assert_eq!(down(ms(time), COARSE), ms(below), "{time}");
        }
    }
}
