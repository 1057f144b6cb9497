//! A time that is looked at.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{
    installation::Installation,
    ledger::{Ledger, Micros, Open, Ticks},
    usage::{Usage, Used},
};
use crate::measure::resident_mib;

/// Later than this is too late, in milliseconds.
const LATE: f64 = 1000.0;
/// Between two looks.
const LOOK: Duration = Duration::from_secs(1);
/// The last runs of a window may end after it.
const LAST_RUNS: Duration = Duration::from_secs(2);

/// Looks at the server, from outside.
pub(super) struct Observer {
    pub(super) ledger: Ledger,
    server: u32,
    target: u32,
    pub(super) concurrency: i64,
}

/// What was found.
pub(super) struct Found {
    pub(super) time: Duration,
    /// Ticks there must have been.
    pub(super) expected: f64,
    pub(super) ticks: Ticks,
    pub(super) used: Used,
    /// Resident memory, in MiB: at the end, and at most.
    pub(super) resident: (f64, f64),
    /// By how much the database grew.
    pub(super) grown: i64,
    /// What waited and went on, on average.
    pub(super) open: (f64, f64),
}

/// Whether the server did what it was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    KeptUp,
    Behind(String),
}

impl Observer {
    pub(super) async fn new(installation: &Installation, target: u32) -> Result<Self, String> {
        let ledger = Ledger::open(&installation.database()).await?;
        let concurrency = installation.concurrency.into();
        Ok(Self { ledger, server: installation.pid(), target, concurrency })
    }

    /// Looks at the server for a time in which it has so many ticks a second.
    pub(super) async fn window(&self, time: Duration, rate: f64, aloud: bool) -> Result<Found, String> {
        let (before, bytes, from) = (self.usage(), self.ledger.bytes().await?, now());
        let to = from + micros(time);
        let (mut most, mut open) = (0.0_f64, Vec::new());
        let mut told = from;
        while now() < to {
            tokio::time::sleep(LOOK.min(Duration::from_micros(u64::try_from(to - now()).unwrap_or(0)))).await;
            let resident = resident_mib(self.server).ok_or("the server is gone")?;
            most = most.max(resident);
            let seen = self.ledger.open_runs().await?;
            open.push(seen);
            if aloud && now() - told >= micros(Duration::from_secs(60)) {
                told = now();
                let Open { waiting, working } = seen;
                let minute = (told - from) / micros(Duration::from_secs(60));
                println!("  {minute} min: {waiting} wait, {working} run, {resident:.0} MiB");
            }
        }
        let used = self.usage().since(&before);
        let grown = self.ledger.bytes().await? - bytes;
        let resident = (resident_mib(self.server).ok_or("the server is gone")?, most);
        tokio::time::sleep(LAST_RUNS).await;
        let ticks = self.ledger.ticks(from..to, now()).await?;
        let average =
            |of: fn(&Open) -> i64| open.iter().map(of).sum::<i64>() as f64 / open.len().max(1) as f64;
        let open = (average(|open| open.waiting), average(|open| open.working));
        Ok(Found { time, expected: rate * time.as_secs_f64(), ticks, used, resident, grown, open })
    }

    fn usage(&self) -> Usage {
        Usage::now(self.server, self.target)
    }
}

/// A window of half a minute does not have exactly half of the ticks of schedules that turn once a minute, as they are spread by
/// chance. One that falls behind by less than this shows in the lag.
const UNEVEN: f64 = 0.02;

impl Found {
    /// Runs a second.
    pub(super) fn rate(&self) -> f64 {
        self.ticks.runs() as f64 / self.time.as_secs_f64()
    }

    pub(super) fn judge(&self) -> Judgement {
        let ticks = &self.ticks;
        let there = ticks.runs() as f64 + ticks.missed() as f64;
        let behind = if ticks.missed() > 0 {
            format!("{} ticks were missed {:?}", ticks.missed(), ticks.missed)
        } else if there < self.expected * (1.0 - UNEVEN) {
            format!("{there:.0} ticks of {:.0} were written down", self.expected)
        } else if ticks.lag(99) > LATE {
            format!("one run in a hundred began {:.0} ms late, or later", ticks.lag(99))
        } else if ticks.failed > 0 {
            format!("{} runs failed", ticks.failed)
        } else {
            return Judgement::KeptUp;
        };
        Judgement::Behind(behind)
    }
}

fn micros(time: Duration) -> Micros {
    Micros::try_from(time.as_micros()).unwrap_or(Micros::MAX)
}

/// The clock of the machine, which is the server's too.
#[expect(clippy::disallowed_methods, reason = "times in the database are those of this clock")]
fn now() -> Micros {
    micros(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}
