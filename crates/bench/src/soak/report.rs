//! What was found, in words.

use super::{
    settings::Settings,
    usage::{Used, processors},
    window::{Found, Judgement},
};

/// Processors that are busy for so much of the time are at their end.
const FULL: f64 = 0.9;

/// The load that was asked for.
pub(super) fn held(settings: &Settings, found: &Found) -> String {
    let Found { ticks, used, resident, grown, time, expected, .. } = found;
    let runs = ticks.runs().max(1) as f64;
    let written = used.written.map_or_else(
        || "unknown".to_owned(),
        |bytes| format!("{:.0} bytes written for each run", bytes as f64 / runs),
    );
    let lines = [
        ("load", format!("{} tests every {} s", settings.tests, settings.every.as_secs())),
        ("machine", format!("{} processors, SQLite, each commit synced", processors())),
        ("time", format!("{} s", time.as_secs())),
        ("runs", format!("{} of {expected:.0} ticks, {:.1}/s", ticks.runs(), found.rate())),
        ("ended", format!("{} passed, {} failed, {} still open", ticks.passed, ticks.failed, ticks.open)),
        ("missed ticks", format!("{} {:?}", ticks.missed(), ticks.missed)),
        ("lag", lag(found)),
        ("CPU", cpu(found)),
        ("memory", format!("{:.0} MiB resident at the end, {:.0} MiB at most", resident.0, resident.1)),
        ("disk", format!("{:.0} bytes of database for each run; {written}", *grown as f64 / runs)),
    ];
    lines.map(|(name, text)| format!("  {name:<14}{text}")).join("\n")
}

/// One rate of the search.
pub(super) fn step(rate: f64, found: &Found) -> String {
    let judgement = match found.judge() {
        Judgement::KeptUp => "kept up".to_owned(),
        Judgement::Behind(why) => why,
    };
    format!("{rate:>7.1} asked, {:>7.1} runs/s, {}, {}: {judgement}", found.rate(), lag(found), cpu(found))
}

/// The end of the search.
pub(super) fn highest(best: &Found, beyond: Option<&Found>, concurrency: i64) -> String {
    let best_line = format!("  highest rate  {:.1} runs/s, {}, {}", best.rate(), lag(best), cpu(best));
    let limit = match beyond {
        None => "not found: the search ended before the server fell behind".to_owned(),
        Some(beyond) => limit(&beyond.used, beyond.open, concurrency),
    };
    format!("{best_line}\n  limited by    {limit}")
}

fn lag(found: &Found) -> String {
    let [half, most, last] = [50, 99, 100].map(|percent| found.ticks.lag(percent));
    format!("p50 {half:.0} ms, p99 {most:.0} ms, most {last:.0} ms")
}

fn cpu(found: &Found) -> String {
    let Used { server, target, busy, .. } = found.used;
    let each = server * found.time.as_secs_f64() * 1000.0 / found.ticks.runs().max(1) as f64;
    format!(
        "server {server:.2} cores ({each:.2} ms a run), target {target:.2}, machine {:.0} % busy",
        busy * 100.0
    )
}

/// What was at its end while the server fell behind.
fn limit(used: &Used, (waiting, working): (f64, f64), concurrency: i64) -> String {
    let stalled = used.stalled.map_or_else(
        || "unknown how much waited for the disk".to_owned(),
        |share| format!("somebody waited for the disk {:.0} % of the time", share * 100.0),
    );
    let around = format!(
        "machine {:.0} % busy, of it server {:.2} cores and target {:.2}; {stalled}; {working:.0} of {concurrency} runs at \
         once, {waiting:.0} waiting",
        used.busy * 100.0,
        used.server,
        used.target
    );
    let what = if used.busy >= FULL {
        "the processors"
    } else if used.stalled.is_some_and(|share| share >= FULL) {
        "the disk: one writer, which waits for each sync"
    } else if working >= FULL * concurrency as f64 {
        "the number of runs at once (--concurrency)"
    } else {
        "none of processors, disk and runs at once alone"
    };
    format!("{what} ({around})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_its_end_is_named() {
        let used = |busy, stalled| Used { server: 1.0, target: 0.2, busy, stalled, written: None };
        let named = |used: Used, working| limit(&used, (100.0, working), 64);
        assert!(named(used(0.97, Some(0.95)), 64.0).starts_with("the processors"));
        assert!(named(used(0.5, Some(0.95)), 64.0).starts_with("the disk"));
        assert!(named(used(0.5, Some(0.1)), 63.0).starts_with("the number of runs at once"));
        assert!(named(used(0.5, None), 10.0).starts_with("none"));
    }
}
