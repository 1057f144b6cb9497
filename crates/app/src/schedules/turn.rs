//! One look at what is due: everything of it in one unit of work.

use tacit_alert::Verdict;
use tacit_queue::Priority;
use tacit_spec::{Place, RunId};
use tacit_store::{
    runs::{self, Missed, NewRun, NewTick, RunSource},
    schedules::{self, Due, Move},
};

use super::{plan::Plan, rule::Rule};
use crate::{
    App, GivenUp, Micros, Result, Spot,
    maintenance::Calendar,
    places,
    runs::{RunEvent, WAITING},
};

/// Schedules in one unit of work.
const BATCH: i64 = 500;
/// Of a schedule that has no tick any more.
const NEVER: Micros = Micros::MAX;

/// What a turn left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// More is due.
    More,
    /// Nothing before this time; `None` without schedules.
    Until(Option<Micros>),
}

impl App {
    /// Decides about what is due. `late` is why ticks are missed that are too late.
    pub(super) async fn schedule_turn(&self, late: GivenUp) -> Result<Left> {
        let store = &self.parts.store;
        let first = schedules::first_due(store).await?;
        let now = self.now();
        if first.is_none_or(|first| first > now) {
            return Ok(Left::Until(first));
        }
        let calendar = self.calendar().await?;
        let mut tx = store.begin().await?;
        let due = schedules::due(&mut tx, now, BATCH).await?;
        let busy = schedules::busy(&mut tx, now, BATCH).await?;
        let (mut moves, mut ticks) = (Vec::with_capacity(due.len()), Vec::with_capacity(due.len()));
        let mut room = self.parts.queue.room(WAITING);
        for one in &due {
            let plan = match Rule::read(&one.rule, one.zone.as_deref()) {
                Ok(rule) => {
                    Plan::make(&rule, one.anchor, one.next_at, now, |tick| rests(&calendar, one, tick))
                }
                Err(_) => {
                    tracing::error!(schedule = %one.id, "a stored schedule cannot be read: it stands still");
                    Plan::default()
                }
            };
            moves.push(Move { schedule: one.id, from: one.next_at, to: plan.next.unwrap_or(NEVER) });
            for place in places::effective(one.places.as_deref(), one.shared_places.as_deref()) {
                for (at, count) in &plan.missed {
                    ticks.push(self.tick(one, &place, *at, now, Some((late, *count))));
                }
                let Some(at) = plan.run else { continue };
                let why = if busy.contains(&(one.id, place.clone())) {
                    Some((GivenUp::MissedOverlap, 1))
                } else if place.agent().is_some_and(|agent| !self.parts.agents.lately(agent)) {
                    Some((GivenUp::AgentExpired, 1))
                } else {
                    (!room.admit(one.team.0, 1)).then_some((GivenUp::MissedBusy, 1))
                };
                ticks.push(self.tick(one, &place, at, now, why));
            }
        }
        let moved = schedules::advance(&mut tx, &moves).await?;
        ticks.retain(|tick| moved.contains(&tick.schedule));
        let mut made = runs::create_ticks(&mut tx, &ticks).await?;
        // The clock was set back: this time of the day comes again. The run is told apart by when it is asked for.
        let again = |tick: &&NewTick| tick.missed.is_none() && !made.contains(&tick.run.id);
        let again: Vec<_> =
            ticks.iter().filter(again).map(|tick| NewTick { scheduled_at: now, ..tick.clone() }).collect();
        made.extend(runs::create_ticks(&mut tx, &again).await?);
        // That we missed a tick says nothing of the test; that its agent was away does.
        let said = |tick: &&NewTick| {
            let missed = tick.missed.filter(|_| made.contains(&tick.run.id));
            missed.is_some_and(|missed| Verdict::of(None, Some(missed.reason)) != Verdict::Nothing)
        };
        let said: Vec<_> = ticks.iter().filter(said).map(|tick| tick.run.id).collect();
        self.settle(&mut tx, &said).await?;
        tx.commit().await?;
        self.parts.aftermath.saved();

        for tick in ticks.iter().filter(|tick| made.contains(&tick.run.id)) {
            let (run, bucket) = (tick.run.id, &tick.run.bucket);
            let result = if tick.missed.is_some() { "missed" } else { "queued" };
            match &tick.missed {
                Some(missed) => self.note_missed(missed.reason, &tick.run.place, missed.ticks),
                None => self.parts.live.open(run),
            }
            self.tell(bucket, RunEvent { test: tick.run.test, run, result });
            if tick.missed.is_none() {
                self.enqueue(run, &tick.run.place, tick.run.team, Priority::Scheduled);
            }
        }
        if i64::try_from(due.len()).is_ok_and(|count| count == BATCH) {
            return Ok(Left::More);
        }
        Ok(Left::Until(schedules::first_due(store).await?))
    }

    /// Brings ticks back that a clock which was set back has moved far away.
    pub(super) async fn replan(&self) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        let now = self.now();
        let mut moves = Vec::new();
        for one in schedules::all(&mut tx).await? {
            let Ok(rule) = Rule::read(&one.rule, one.zone.as_deref()) else { continue };
            let next = rule.next(one.anchor, now).unwrap_or(NEVER);
            if next < one.next_at {
                moves.push(Move { schedule: one.id, from: one.next_at, to: next });
            }
        }
        schedules::advance(&mut tx, &moves).await?;
        Ok(tx.commit().await?)
    }

    fn tick(
        &self,
        due: &Due,
        place: &Place,
        at: Micros,
        now: Micros,
        missed: Option<(GivenUp, i64)>,
    ) -> NewTick {
        let run = NewRun {
            id: RunId(self.uuid()),
            team: due.team,
            bucket: due.bucket.clone(),
            test: due.test,
            test_name: due.test_name.clone(),
            revision: due.revision,
            environment: Some(due.environment),
            environment_name: due.environment_name.clone(),
            place: place.clone(),
            source: RunSource::Scheduled,
            run_by: None,
            trigger_group: None,
            trigger_variables: None,
            trial_of: None,
            // A tick that was missed belongs to its time in every list.
            created_at: if missed.is_some() { at } else { now },
        };
        let missed = missed.map(|(why, ticks)| Missed { reason: why.as_str(), ticks, noticed_at: now });
        NewTick { run, schedule: due.id, scheduled_at: at, missed }
    }
}

/// Until when a tick rests: for good, or in a maintenance window.
fn rests(calendar: &Calendar, due: &Due, tick: Micros) -> Option<Micros> {
    if due.paused {
        return Some(NEVER);
    }
    let spot = Spot { bucket: &due.bucket, test: due.test, environment: Some(due.environment) };
    calendar.rests(spot, tick)
}
