//! What processes and the machine use, from `/proc`.

use std::{
    fs,
    time::{Duration, Instant},
};

use crate::measure;

/// Counters at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    at: Instant,
    server: Duration,
    target: Duration,
    /// Ticks of all processors: all of them, and those that had nothing to do.
    machine: (u64, u64),
    /// How long somebody waited for a disk.
    stalled: Option<Duration>,
    /// Bytes the server had written to disks.
    written: Option<u64>,
}

/// Between two moments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Used {
    /// Processors that were busy for the server, and for the target.
    pub(super) server: f64,
    pub(super) target: f64,
    /// Share of all processors' time that went into work.
    pub(super) busy: f64,
    /// Share of the time in which somebody waited for a disk; unknown without `/proc/pressure`.
    pub(super) stalled: Option<f64>,
    pub(super) written: Option<u64>,
}

impl Usage {
    pub(super) fn now(server: u32, target: u32) -> Self {
        Self {
            at: Instant::now(),
            server: measure::cpu_of(server),
            target: measure::cpu_of(target),
            machine: machine(&fs::read_to_string("/proc/stat").unwrap_or_default()),
            stalled: stalled(&fs::read_to_string("/proc/pressure/io").unwrap_or_default()),
            written: written(&fs::read_to_string(format!("/proc/{server}/io")).unwrap_or_default()),
        }
    }

    pub(super) fn since(&self, before: &Self) -> Used {
        let time = (self.at - before.at).as_secs_f64();
        let share = |now: Duration, then: Duration| now.saturating_sub(then).as_secs_f64() / time;
        let all = self.machine.0.saturating_sub(before.machine.0).max(1);
        let idle = self.machine.1.saturating_sub(before.machine.1);
        Used {
            server: share(self.server, before.server),
            target: share(self.target, before.target),
            busy: 1.0 - (idle as f64 / all as f64).min(1.0),
            stalled: self.stalled.zip(before.stalled).map(|(now, then)| share(now, then)),
            written: self.written.zip(before.written).map(|(now, then)| now.saturating_sub(then)),
        }
    }
}

/// How many processors there are.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn machine(stat: &str) -> (u64, u64) {
    let line = stat.lines().next().unwrap_or_default();
    // user nice system idle iowait irq softirq steal; guests are counted in user already.
    let ticks: Vec<u64> =
        line.split_whitespace().skip(1).take(8).filter_map(|word| word.parse().ok()).collect();
    (ticks.iter().sum(), ticks.iter().skip(3).take(2).sum())
}

fn stalled(pressure: &str) -> Option<Duration> {
    let line = pressure.lines().find(|line| line.starts_with("some "))?;
    line.rsplit_once("total=")?.1.parse().ok().map(Duration::from_micros)
}

fn written(io: &str) -> Option<u64> {
    io.lines().find_map(|line| line.strip_prefix("write_bytes: "))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_understood() {
        assert_eq!(machine("cpu  10 1 9 70 5 2 3 4 8 0\ncpu0 1 1 1 1\n"), (104, 75));
        let pressure = "some avg10=0.08 avg60=2.88 avg300=2.70 total=208402250\nfull avg10=0.08 total=7\n";
        assert_eq!(stalled(pressure), Some(Duration::from_micros(208_402_250)));
        assert_eq!(stalled(""), None);
        assert_eq!(written("rchar: 1\nwrite_bytes: 4096\ncancelled_write_bytes: 0\n"), Some(4096));
    }
}
