//! Noting what happens.

use tacit_numbers::{Subject, Text};
use tacit_record::{HopRecord, RunRecord, RunResult, StepRecord};
use tacit_store::{buckets, runs::Run};

use super::{
    counted::place_text,
    tests::{Last, seconds},
};
use crate::{App, GivenUp, Micros};

impl App {
    /// A result was accepted.
    pub(crate) async fn note_accepted(&self, run: &Run, record: &tacit_record::Run) {
        let counted = &self.parts.counted;
        let place = place_text(&run.place());
        counted
            .runs
            .add([Text::word(record.result.as_str()), Text::word(run.source.as_str()), place.clone()], 1);
        counted.run_duration.note([place], seconds(record.finished_at - record.started_at));
        if record.withheld {
            counted.leaks.add(1);
        }
        let watched = &self.parts.watched;
        if !self.parts.tests.wanted() && watched.observer().is_none() {
            return;
        }
        let subject = self.subject(run).await;
        if record.result != RunResult::Canceled {
            self.parts.tests.note(&subject, last_of(record), false);
        }
        if let Some(observer) = watched.observer() {
            observer.accepted(&subject, record);
        }
    }

    /// A run ended without a record.
    pub(crate) async fn note_given_up(&self, run: &Run, why: GivenUp) {
        let counted = &self.parts.counted;
        let place = place_text(&run.place());
        counted.given_up.add([Text::word(why.as_str()), place.clone()], 1);
        counted.runs.add([Text::word("fail"), Text::word(run.source.as_str()), place], 1);
        // That nobody was there to run it says nothing about what was tested.
        if self.parts.tests.wanted() && !why.is_agents() {
            let last = Last { passed: false, at: self.now(), response_time: None, certificate: None };
            self.parts.tests.note(&self.subject(run).await, last, false);
        }
    }

    /// A run was stopped before it had a record.
    pub(crate) fn note_canceled(&self, run: &Run) {
        let labels = [Text::word("canceled"), Text::word(run.source.as_str()), place_text(&run.place())];
        self.parts.counted.runs.add(labels, 1);
    }

    /// Ticks had no run.
    pub(crate) fn note_missed(&self, why: &'static str, place: &tacit_spec::Place, ticks: i64) {
        let ticks = u64::try_from(ticks).unwrap_or_default();
        self.parts.counted.missed.add([Text::word(why), place_text(place)], ticks);
    }

    /// A run begins.
    pub(crate) fn note_begun(&self, run: &Run, now: Micros) {
        if let Some(due) = run.scheduled_at {
            self.parts.counted.lag.note([place_text(&run.place())], seconds(now - due).max(0.0));
        }
    }

    pub(super) async fn subject(&self, run: &Run) -> Subject {
        Subject {
            run: run.id,
            team: run.team,
            bucket: run.bucket.clone(),
            bucket_name: self.bucket_name(run).await,
            test: run.test,
            test_name: run.test_name.clone(),
            environment: run.environment,
            environment_name: run.environment_name.clone(),
            place: run.place(),
            source: run.source.as_str(),
        }
    }

    async fn bucket_name(&self, run: &Run) -> String {
        let watched = &self.parts.watched;
        if let Some(name) = watched.bucket(&run.bucket) {
            return name.as_ref().to_owned();
        }
        match buckets::find(&self.parts.store, &run.bucket).await {
            Ok(Some(bucket)) => watched.remember(&run.bucket, &bucket.name).as_ref().to_owned(),
            // A number without the name is better than none.
            Ok(None) | Err(_) => String::new(),
        }
    }
}

/// What the record tells of the last run.
pub(super) fn last_of<T>(record: &RunRecord<T>) -> Last {
    Last {
        passed: record.result == RunResult::Pass,
        at: record.finished_at,
        response_time: record.response_time_ms.map(|ms| (ms * 1000.0).round() as i64),
        certificate: record.steps.iter().filter_map(first_expiry).min(),
    }
}

/// When the first certificate ends that the step shows.
fn first_expiry<T>(step: &StepRecord<T>) -> Option<i64> {
    let of_hop = |hop: &HopRecord<T>| {
        let tls = hop.connection.shown()?.tls.as_ref()?;
        tls.certificates.iter().map(|certificate| certificate.not_after).min()
    };
    let own = step.hops.iter().filter_map(of_hop).min();
    own.into_iter().chain(step.steps.iter().filter_map(first_expiry)).min()
}
