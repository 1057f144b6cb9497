//! What to do about a schedule whose tick is due.

use super::rule::Rule;
use crate::Micros;

/// A tick that is later than this has no run any more: it would say nothing about its time.
const GRACE: Micros = 30_000_000;
/// Missed ticks with a record of their own; one more record stands for the rest.
const SINGLE: usize = 10;
/// Ticks that are counted one by one; beyond, the count is a lower bound.
const COUNTED: usize = 100_000;

/// What to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The tick that has a run.
    pub(super) run: Option<Micros>,
    /// Ticks that have none: the first one, and how many.
    pub(super) missed: Vec<(Micros, i64)>,
    /// The tick to come; none when there is none any more.
    pub(super) next: Option<Micros>,
}

impl Plan {
    /// From the first tick about which nothing was decided. `rests` says until when a tick rests, if it does: of what
    /// rests nothing is missed.
    pub(super) fn make(
        rule: &Rule,
        anchor: Micros,
        from: Micros,
        now: Micros,
        rests: impl Fn(Micros) -> Option<Micros>,
    ) -> Self {
        let mut missed: Vec<(Micros, i64)> = Vec::new();
        // The last tick that does not rest, and the one after it.
        let (mut last, mut next) = (None, Some(from));
        for _ in 0..COUNTED {
            let Some(tick) = next.filter(|next| *next <= now) else { break };
            next = match rests(tick) {
                // Not beyond now: a rest may be ended before its time.
                Some(until) => rule.next(anchor, (until - 1).clamp(tick, now)),
                None => {
                    if let Some(before) = last.replace(tick) {
                        miss(&mut missed, before);
                    }
                    rule.next(anchor, tick)
                }
            };
        }
        if next.is_some_and(|next| next <= now) {
            next = rule.next(anchor, now);
        }
        if let Some(tick) = last.filter(|tick| now - tick > GRACE) {
            miss(&mut missed, tick);
            last = None;
        }
        Self { run: last, missed, next }
    }
}

fn miss(missed: &mut Vec<(Micros, i64)>, tick: Micros) {
    match missed.get_mut(SINGLE) {
        Some((_, count)) => *count += 1,
        None => missed.push((tick, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Micros = 60_000_000;

    fn plan(from: Micros, now: Micros) -> Plan {
        Plan::make(&Rule::interval("1m").unwrap(), 0, from, now, |_| None)
    }

    #[test]
    fn a_tick_in_time_runs() {
        let run = |run, next| Plan { run: Some(run), missed: vec![], next: Some(next) };
        assert_eq!(plan(MINUTE, MINUTE), run(MINUTE, 2 * MINUTE));
        assert_eq!(plan(MINUTE, MINUTE + GRACE), run(MINUTE, 2 * MINUTE));
    }

    #[test]
    fn what_was_missed_is_not_made_up() {
        let late = plan(MINUTE, MINUTE + GRACE + 1);
        assert_eq!(late, Plan { run: None, missed: vec![(MINUTE, 1)], next: Some(2 * MINUTE) });
        let back = plan(MINUTE, 4 * MINUTE);
        assert_eq!(back.missed, [(MINUTE, 1), (2 * MINUTE, 1), (3 * MINUTE, 1)]);
        assert_eq!((back.run, back.next), (Some(4 * MINUTE), Some(5 * MINUTE)));
    }

    #[test]
    fn many_missed_ticks_are_told_together() {
        let day = plan(MINUTE, 24 * 60 * MINUTE);
        assert_eq!(day.missed.len(), SINGLE + 1);
        assert_eq!(day.missed[SINGLE], (11 * MINUTE, 24 * 60 - 1 - 10));
        assert_eq!(day.run, Some(24 * 60 * MINUTE));
        let years = Plan::make(&Rule::interval("10s").unwrap(), 0, 0, 366 * 24 * 60 * MINUTE + 1, |_| None);
        assert_eq!((years.missed.len(), years.run), (SINGLE + 1, None));
        assert_eq!(years.next, Some(366 * 24 * 60 * MINUTE + 10_000_000));
    }

    #[test]
    fn what_rests_misses_nothing() {
        let rule = Rule::interval("1m").unwrap();
        let rests = |until| move |_| Some(until);
        let all = Plan { run: None, missed: vec![], next: Some(10 * MINUTE) };
        assert_eq!(Plan::make(&rule, 0, MINUTE, 9 * MINUTE, rests(Micros::MAX)), all);
        // From the third minute to the sixth, which is not in it.
        let window = |tick| (3 * MINUTE..6 * MINUTE).contains(&tick).then_some(6 * MINUTE);
        let around = Plan::make(&rule, 0, MINUTE, 7 * MINUTE, window);
        let missed = vec![(MINUTE, 1), (2 * MINUTE, 1), (6 * MINUTE, 1)];
        assert_eq!(around, Plan { run: Some(7 * MINUTE), missed, next: Some(8 * MINUTE) });
        // The next tick is not moved to the end of the rest, which may come earlier.
        let within = Plan::make(&rule, 0, 4 * MINUTE, 4 * MINUTE + 1, window);
        assert_eq!(within, Plan { run: None, missed: vec![], next: Some(5 * MINUTE) });
    }
}
