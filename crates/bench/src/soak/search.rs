//! The highest rate that the server keeps up with.

use std::time::{Duration, Instant};

use super::{
    load::{Load, QUICK},
    report,
    window::{Found, Judgement, Observer},
};

/// Each rate is held so long: whole turns of the quick schedules.
const HELD: Duration = Duration::from_secs(30);
/// Until it is too much.
const FACTOR: f64 = 1.5;
/// Then the gap is halved so many times.
const HALVINGS: u32 = 3;
/// Beyond this the program that measures would be measured.
const MOST: f64 = 20_000.0;
/// After too much, what waits is worked off.
const PATIENCE: Duration = Duration::from_secs(60);

/// Raises the load until the server falls behind, and says where that was and why.
pub(super) async fn highest(observer: &Observer, load: &mut Load, held: &Found) -> Result<String, String> {
    println!("looking for the highest rate");
    let mut good = load.rate();
    let mut best = None;
    let mut bad: Option<(f64, Found)> = None;
    let mut halvings = 0;
    loop {
        let rate = match &bad {
            None => good * FACTOR,
            Some((bad, _)) => f64::midpoint(good, *bad),
        };
        if rate > MOST {
            break;
        }
        load.set(rate).await?;
        drained(observer, rate).await?;
        let found = at_rate(observer, load).await?;
        match found.judge() {
            Judgement::KeptUp => (good, best) = (load.rate(), Some(found)),
            Judgement::Behind(_) => bad = Some((load.rate(), found)),
        }
        if bad.is_some() {
            if halvings == HALVINGS {
                break;
            }
            halvings += 1;
        }
    }
    let best = best.as_ref().unwrap_or(held);
    Ok(report::highest(best, bad.as_ref().map(|(_, found)| found), observer.concurrency))
}

async fn at_rate(observer: &Observer, load: &Load) -> Result<Found, String> {
    // A new schedule runs at once, and then within two turns for the first time in its own.
    tokio::time::sleep(2 * QUICK).await;
    let found = observer.window(HELD, load.rate(), false).await?;
    println!("  {}", report::step(load.rate(), &found));
    Ok(found)
}

/// Waits until no run waits that should long have begun. At too high a rate that never comes: the look at it then says so.
async fn drained(observer: &Observer, rate: f64) -> Result<(), String> {
    let began = Instant::now();
    // What comes due within some tenths of a second is asked for together.
    let usual = observer.concurrency + (rate / 2.0) as i64;
    while observer.ledger.open_runs().await?.waiting > usual && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}
