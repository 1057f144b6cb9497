//! Runs: from the asking to the result.

use tacit_record::RunResult;
use tacit_spec::{AgentId, Place};
use tacit_store::{
    ClaimWriter, Store,
    runs::{self, Acceptance, ClaimedUntil, Counts, MetricFilter, RunFilter, RunSource, RunStatus},
    tests,
};
use uuid::Uuid;

use crate::house::{House, SECOND, claim, finished, id, record, test};

pub(crate) async fn a_run_is_claimed_once(store: Store) {
    let house = House::build(&store).await;
    let asked = house.run(10);
    let mut tx = store.begin().await.unwrap();
    runs::create(&mut tx, &asked).await.unwrap();
    tx.commit().await.unwrap();
    let queued = runs::find(&store, asked.id).await.unwrap().unwrap();
    assert_eq!((queued.status, queued.result, queued.epoch), (RunStatus::Queued, None, 0));
    assert_eq!(
        (queued.source, queued.run_by, queued.region.as_deref()),
        (RunSource::Manual, Some(house.owner), Some("us1"))
    );

    let takers: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.begin().await.unwrap();
                let epoch = runs::claim(&mut tx, id(10), claim(5)).await.unwrap();
                tx.commit().await.unwrap();
                epoch
            })
        })
        .collect();
    let mut epochs = Vec::new();
    for taker in takers {
        epochs.extend(taker.await.unwrap());
    }
    assert_eq!(epochs, [1]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(runs::claim(&mut tx, id(99), claim(5)).await.unwrap(), None);
    let working = runs::find(&mut tx, asked.id).await.unwrap().unwrap();
    assert_eq!((working.status, working.started_at), (RunStatus::Working, Some(5)));
    assert_eq!(working.lease_until, Some(5 + 60 * SECOND));
}

pub(crate) async fn a_result_counts_once_and_with_the_current_epoch(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let (run, first) = house.working(&mut tx, 10).await;
    assert!(runs::requeue(&mut tx, run, first).await.unwrap());
    assert!(!runs::requeue(&mut tx, run, first).await.unwrap(), "not working any more");
    let second = runs::claim(&mut tx, run, claim(7)).await.unwrap().unwrap();
    assert_eq!((first, second), (1, 2));
    let late = finished(run, first, &record(RunResult::Fail, 1.0));
    let good = finished(run, second, &record(RunResult::Pass, 1.5));
    assert_eq!(runs::finish(&mut tx, &late).await.unwrap(), Acceptance::Stale);
    assert_eq!(runs::finish(&mut tx, &good).await.unwrap(), Acceptance::Accepted);
    assert_eq!(runs::finish(&mut tx, &good).await.unwrap(), Acceptance::Stale);
    tx.commit().await.unwrap();

    let run = runs::find(&store, run).await.unwrap().unwrap();
    assert_eq!(
        (run.status, run.result, run.place()),
        (RunStatus::Finished, Some(RunResult::Pass), Place::Region("us1".into()))
    );
    assert_eq!((run.started_at, run.finished_at, run.response_time_us), (Some(10), Some(20), Some(1500)));
    assert_eq!((run.lease_until, run.reason), (None, None));
    let counts = Counts {
        requests_executed: 1,
        assertions_defined: 4,
        assertions_passed: 2,
        assertions_failed: 1,
        variables_defined: 7,
        variables_passed: 6,
        variables_failed: 5,
        scripts_defined: 10,
        scripts_passed: 9,
        scripts_failed: 8,
    };
    assert_eq!(run.counts, counts);
}

pub(crate) async fn a_batch_says_for_each_what_became_of_it(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let mut results = Vec::new();
    for n in 100..175 {
        let (run, epoch) = house.working(&mut tx, n).await;
        // Every third comes from somebody whose claim is over.
        let epoch = if n % 3 == 0 { epoch - 1 } else { epoch };
        results.push(finished(run, epoch, &record(RunResult::Pass, 1.0)));
    }
    let twice = results[1].clone();
    results.push(twice);
    results.push(finished(id(999), 1, &record(RunResult::Pass, 1.0)));
    let outcome = runs::finish_all(&mut tx, &results).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(outcome.len(), 77);
    for (n, outcome) in (100..175).zip(&outcome) {
        let expected = if n % 3 == 0 { Acceptance::Stale } else { Acceptance::Accepted };
        assert_eq!(*outcome, expected, "run {n}");
        assert_eq!(runs::record(&store, id(n)).await.unwrap().is_some(), n % 3 != 0);
    }
    assert_eq!(outcome[75..], [Acceptance::Stale; 2], "a second one, and one nobody asked for");
    let mut tx = store.begin().await.unwrap();
    assert_eq!(runs::finish_all(&mut tx, &[]).await.unwrap(), []);
}

pub(crate) async fn records_come_back_as_they_were(store: Store) {
    let house = House::build(&store).await;
    let mut sent = record(RunResult::Fail, 12.25);
    sent.secrets = vec![tacit_taint::CleanText::of_program("näme \u{0} \u{1F511}")];
    sent.withheld = true;
    let mut tx = store.begin().await.unwrap();
    let (run, epoch) = house.working(&mut tx, 10).await;
    assert_eq!(runs::record(&mut tx, run).await.unwrap(), None);
    let result = finished(run, epoch, &sent);
    assert_eq!((result.run(), result.record_len() > 100), (run, true));
    runs::finish(&mut tx, &result).await.unwrap();
    tx.commit().await.unwrap();
    let back = runs::record(&store, run).await.unwrap().unwrap();
    assert_eq!(back.secrets[0].as_str(), "näme \u{0} \u{1F511}");
    assert_eq!(
        (back.result, back.response_time_ms, back.counters),
        (sent.result, Some(12.25), sent.counters)
    );
    assert_eq!(runs::find(&store, run).await.unwrap().unwrap().reason.as_deref(), Some("withheld"));
}

pub(crate) async fn ended_runs_take_no_result(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let (stopped, epoch) = house.working(&mut tx, 10).await;
    assert!(runs::cancel(&mut tx, stopped, 70).await.unwrap());
    assert!(!runs::cancel(&mut tx, stopped, 71).await.unwrap());
    let late = finished(stopped, epoch, &record(RunResult::Pass, 1.0));
    assert_eq!(runs::finish(&mut tx, &late).await.unwrap(), Acceptance::Stale);
    let (lost, epoch) = house.working(&mut tx, 11).await;
    assert!(runs::give_up(&mut tx, lost, "agent_lost", 80).await.unwrap());
    assert!(!runs::give_up(&mut tx, lost, "missed", 81).await.unwrap());
    let late = finished(lost, epoch, &record(RunResult::Pass, 1.0));
    assert_eq!(runs::finish(&mut tx, &late).await.unwrap(), Acceptance::Stale);
    let (own, epoch) = house.working(&mut tx, 12).await;
    runs::finish(&mut tx, &finished(own, epoch, &record(RunResult::Canceled, 1.0))).await.unwrap();
    tx.commit().await.unwrap();

    let stopped = runs::find(&store, stopped).await.unwrap().unwrap();
    assert_eq!((stopped.status, stopped.result), (RunStatus::Canceled, Some(RunResult::Canceled)));
    assert_eq!(stopped.finished_at, Some(70));
    let lost = runs::find(&store, lost).await.unwrap().unwrap();
    assert_eq!(
        (lost.status, lost.result, lost.reason.as_deref()),
        (RunStatus::Finished, None, Some("agent_lost"))
    );
    assert_eq!(runs::find(&store, own).await.unwrap().unwrap().status, RunStatus::Canceled);
    assert_eq!(runs::unfinished(&store).await.unwrap(), []);
}

pub(crate) async fn leases_are_kept_and_lost(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let (run, epoch) = house.working(&mut tx, 10).await;
    assert!(runs::extend_lease(&mut tx, run, epoch, 12345).await.unwrap());
    assert!(!runs::extend_lease(&mut tx, run, epoch - 1, 99999).await.unwrap());
    assert_eq!(runs::find(&mut tx, run).await.unwrap().unwrap().lease_until, Some(12345));
    assert!(runs::requeue(&mut tx, run, epoch).await.unwrap());
    assert!(!runs::extend_lease(&mut tx, run, epoch, 99999).await.unwrap());
    let queued = runs::find(&mut tx, run).await.unwrap().unwrap();
    assert_eq!((queued.status, queued.lease_until, queued.started_at), (RunStatus::Queued, None, None));
}

pub(crate) async fn lists_are_filtered(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    tests::insert(&mut tx, &test(4, &house.bucket)).await.unwrap();
    for n in 10..20 {
        let mut run = house.run(n);
        run.environment = Some(id(if n < 15 { 70 } else { 71 }));
        runs::create(&mut tx, &run).await.unwrap();
        let epoch = runs::claim(&mut tx, run.id, claim(1)).await.unwrap().unwrap();
        let result = if n % 2 == 0 { RunResult::Pass } else { RunResult::Fail };
        runs::finish(&mut tx, &finished(run.id, epoch, &record(result, 1.0))).await.unwrap();
    }
    let other = runs::NewRun { test: id(4), ..house.run(30) };
    runs::create(&mut tx, &other).await.unwrap();
    tx.commit().await.unwrap();

    let list = async |filter, limit| {
        let found = runs::of_test(&store, house.test, filter, limit).await.unwrap();
        found.into_iter().map(|run| run.created_at / SECOND).collect::<Vec<_>>()
    };
    assert_eq!(list(RunFilter::default(), 3).await, [19, 18, 17]);
    let since = RunFilter { since: Some(17 * SECOND), ..RunFilter::default() };
    assert_eq!(list(since, 50).await, [19, 18], "exclusive");
    let before = RunFilter { before: Some(12 * SECOND), ..RunFilter::default() };
    assert_eq!(list(before, 50).await, [11, 10], "exclusive");
    let environment =
        RunFilter { environment: Some(id(71)), result: Some(RunResult::Fail), ..RunFilter::default() };
    assert_eq!(list(environment, 50).await, [19, 17, 15]);
    let of_bucket = runs::of_bucket(&store, &house.bucket, RunFilter::default(), 2).await.unwrap();
    assert_eq!(of_bucket.iter().map(|run| run.id).collect::<Vec<_>>(), [other.id, id(19)]);

    assert_eq!(runs::latest(&store, house.test).await.unwrap().unwrap().id, id(19));
    assert_eq!(runs::latest(&store, id(4)).await.unwrap().unwrap().status, RunStatus::Queued);
    assert!(runs::find_in(&store, &house.bucket, house.test, id(12)).await.unwrap().is_some());
    assert_eq!(runs::find_in(&store, &house.bucket, id(4), id(12)).await.unwrap(), None);
}

pub(crate) async fn unfinished_runs_are_listed_oldest_first(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    house.working(&mut tx, 12).await;
    house.finished(&mut tx, 11, RunResult::Pass).await;
    runs::create(&mut tx, &runs::NewRun { source: RunSource::Scheduled, ..house.run(10) }).await.unwrap();
    tx.commit().await.unwrap();
    let open = runs::unfinished(&store).await.unwrap();
    let seen: Vec<_> = open.iter().map(|run| (run.id, run.status, run.source, run.epoch)).collect();
    let expected = [
        (id(10), RunStatus::Queued, RunSource::Scheduled, 0),
        (id(12), RunStatus::Working, RunSource::Manual, 1),
    ];
    assert_eq!(seen, expected);
    assert_eq!(open[1].lease_until, Some(72 * SECOND));
}

pub(crate) async fn the_strip_has_the_last_of_every_test(store: Store) {
    let mut house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    tests::insert(&mut tx, &test(4, &house.bucket)).await.unwrap();
    tests::insert(&mut tx, &test(5, &house.bucket)).await.unwrap();
    for n in 100..110 {
        house.finished(&mut tx, n, RunResult::Pass).await;
    }
    house.test = id(4);
    for n in 200..202 {
        let run = runs::NewRun { environment: Some(id(70)), ..house.run(n) };
        runs::create(&mut tx, &run).await.unwrap();
    }
    // More in one microsecond than wanted.
    for n in 300..305 {
        runs::create(&mut tx, &runs::NewRun { created_at: 300 * SECOND, ..house.run(n) }).await.unwrap();
    }
    tx.commit().await.unwrap();

    let strip = async |environment, per_test| {
        let outcomes = runs::outcomes_of_bucket(&store, &house.bucket, environment, per_test).await.unwrap();
        outcomes.into_iter().map(|outcome| (outcome.test, outcome.id)).collect::<Vec<_>>()
    };
    let expected = [(3, 109), (3, 108), (3, 107), (4, 304), (4, 303), (4, 302)];
    assert_eq!(strip(None, 3).await, expected.map(|(test, run)| (id(test), id(run))));
    assert_eq!(strip(Some(id(70)), 9).await, [(id(4), id(201)), (id(4), id(200))]);
    assert_eq!(strip(None, 0).await, []);
    assert_eq!(strip(None, 100).await.len(), 17);
}

pub(crate) async fn metrics_count_what_passed_or_failed(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in 10..20 {
        let run = runs::NewRun {
            place: Place::Region(if n < 18 { "us1" } else { "eu1" }.into()),
            environment: (n == 19).then(|| id(70)),
            ..house.run(n)
        };
        runs::create(&mut tx, &run).await.unwrap();
        let epoch = runs::claim(&mut tx, run.id, claim(1)).await.unwrap().unwrap();
        let result = if n == 12 { RunResult::Fail } else { RunResult::Pass };
        runs::finish(&mut tx, &finished(run.id, epoch, &record(result, n as f64))).await.unwrap();
    }
    house.finished(&mut tx, 20, RunResult::Canceled).await;
    house.working(&mut tx, 21).await;
    let (lost, _) = house.working(&mut tx, 22).await;
    runs::give_up(&mut tx, lost, "agent_lost", 5).await.unwrap();
    tx.commit().await.unwrap();

    let all = MetricFilter { place: None, environment: None, from: 0, to: 100 * SECOND };
    let points = runs::points(&store, house.test, all).await.unwrap();
    assert_eq!(points.len(), 10);
    let summary = runs::summary(&points);
    assert_eq!(
        (summary.success_ratio, summary.average_ms, summary.p99_ms),
        (Some(0.9), Some(14.5), Some(19.0))
    );
    let slices = runs::series(&points, 0, 10 * SECOND);
    assert_eq!((slices.len(), slices[0].from, slices[0].summary), (1, 10 * SECOND, summary));
    let count = async |filter| runs::points(&store, house.test, filter).await.unwrap().len();
    let europe = Place::Region("eu1".into());
    assert_eq!(count(MetricFilter { place: Some(&europe), ..all }).await, 2);
    assert_eq!(count(MetricFilter { environment: Some(id(70)), ..all }).await, 1);
    assert_eq!(count(MetricFilter { from: 11 * SECOND, to: 13 * SECOND, ..all }).await, 2);
    let passed = async |test, from| runs::passed_of(&store, &house.bucket, test, from).await.unwrap();
    assert_eq!(passed(None, 0).await, (9, 10));
    assert_eq!(passed(Some(house.test), 12 * SECOND).await, (7, 8));
    assert_eq!(passed(Some(id(99)), 0).await, (0, 0));
}

pub(crate) async fn runs_of_one_trigger_stay_together(store: Store) {
    let house = House::build(&store).await;
    let group = Uuid::from_u128(77);
    let mut tx = store.begin().await.unwrap();
    for n in 10..13 {
        let variables = Some(format!(r#"{{"n":"{n}"}}"#));
        let run = runs::NewRun {
            trigger_group: (n < 12).then_some(group),
            trigger_variables: variables,
            source: RunSource::TriggerUrl,
            run_by: None,
            ..house.run(n)
        };
        runs::create(&mut tx, &run).await.unwrap();
    }
    tx.commit().await.unwrap();
    let together = runs::of_group(&store, group).await.unwrap();
    assert_eq!(together.iter().map(|run| run.id).collect::<Vec<_>>(), [id(10), id(11)]);
    assert_eq!(together[1].trigger_variables.as_deref(), Some(r#"{"n":"11"}"#));
    assert_eq!((together[0].source, together[0].run_by), (RunSource::TriggerUrl, None));
}

pub(crate) async fn runs_of_a_trial_count_for_nothing_else(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for (n, trial_of) in [(10, None), (11, Some(id(70))), (12, Some(id(70))), (13, Some(id(71)))] {
        let run = runs::NewRun { source: RunSource::Trial, trial_of, ..house.run(n) };
        runs::create(&mut tx, &run).await.unwrap();
    }
    tx.commit().await.unwrap();
    let of = async |from: i64| {
        let found = runs::of_trial(&store, id(70), from).await.unwrap();
        found.into_iter().map(|run| run.id).collect::<Vec<_>>()
    };
    assert_eq!(of(0).await, [id(11), id(12)]);
    assert_eq!(of(12 * SECOND).await, [id(12)]);
    assert_eq!(runs::latest(&store, house.test).await.unwrap().unwrap().id, id(10));
    let strip = runs::outcomes_of_bucket(&store, &house.bucket, None, 9).await.unwrap();
    assert_eq!(strip.iter().map(|outcome| outcome.id).collect::<Vec<_>>(), [id(10)]);
}

pub(crate) async fn a_tick_has_one_run_or_one_reason(store: Store) {
    let house = House::build(&store).await;
    let tick = |n: u128, at: i64, missed| {
        let run = runs::NewRun { source: RunSource::Scheduled, run_by: None, ..house.run(n) };
        runs::NewTick { run, schedule: id(50), scheduled_at: at, missed }
    };
    let missed = runs::Missed { reason: "missed_down", ticks: 3, noticed_at: 99 };
    // More than one statement's worth.
    let mut ticks: Vec<_> = (100..140).map(|n| tick(n, n as i64, None)).collect();
    ticks.push(tick(140, 140, Some(missed)));
    ticks.push(tick(141, 140, None));
    let mut tx = store.begin().await.unwrap();
    let made = runs::create_ticks(&mut tx, &ticks).await.unwrap();
    assert_eq!((made.len(), made.contains(&id(140)), made.contains(&id(141))), (41, true, false));
    assert!(runs::create_ticks(&mut tx, &[tick(142, 100, None)]).await.unwrap().is_empty());
    tx.commit().await.unwrap();

    let queued = runs::find(&store, id(100)).await.unwrap().unwrap();
    assert_eq!(
        (queued.status, queued.schedule, queued.scheduled_at),
        (RunStatus::Queued, Some(id(50)), Some(100))
    );
    let record = runs::find(&store, id(140)).await.unwrap().unwrap();
    assert_eq!((record.status, record.result, record.missed_ticks), (RunStatus::Missed, None, Some(3)));
    assert_eq!((record.reason.as_deref(), record.finished_at), (Some("missed_down"), Some(99)));
}

pub(crate) async fn a_failed_run_of_a_schedule_is_repeated_once(store: Store) {
    let house = House::build(&store).await;
    let run = runs::NewRun { source: RunSource::Scheduled, run_by: None, ..house.run(60) };
    let tick = runs::NewTick { run, schedule: id(50), scheduled_at: 60, missed: None };
    let mut tx = store.begin().await.unwrap();
    runs::create_ticks(&mut tx, &[tick]).await.unwrap();
    let result = |run, epoch, how, again| finished(run, epoch, &record(how, 1.0)).or_again(again, 70);
    let epoch = runs::claim(&mut tx, id(60), claim(65)).await.unwrap().unwrap();
    let stale = result(id(60), epoch + 1, RunResult::Fail, id(62));
    let failed = result(id(60), epoch, RunResult::Fail, id(61));
    let late = result(id(60), epoch, RunResult::Fail, id(63));
    let (outcome, ended) = runs::accept_all(&mut tx, &[stale, failed, late]).await.unwrap();
    assert_eq!(outcome, [Acceptance::Stale, Acceptance::Repeated, Acceptance::Stale]);
    assert!(ended.is_empty(), "it goes on with its repeat");
    let epoch = runs::claim(&mut tx, id(61), claim(75)).await.unwrap().unwrap();
    let last = result(id(61), epoch, RunResult::Fail, id(64));
    let (outcome, ended) = runs::accept_all(&mut tx, &[last]).await.unwrap();
    assert_eq!((outcome[0], ended.len()), (Acceptance::Accepted, 1), "a repetition is not repeated");
    let (by_hand, epoch) = house.working(&mut tx, 70).await;
    let by_hand = runs::finish(&mut tx, &result(by_hand, epoch, RunResult::Fail, id(65))).await.unwrap();
    assert_eq!(by_hand, Acceptance::Accepted, "what no schedule made is not repeated");
    let tick = runs::NewTick {
        run: runs::NewRun { source: RunSource::Scheduled, run_by: None, ..house.run(71) },
        schedule: id(50),
        scheduled_at: 71,
        missed: None,
    };
    runs::create_ticks(&mut tx, &[tick]).await.unwrap();
    let epoch = runs::claim(&mut tx, id(71), claim(75)).await.unwrap().unwrap();
    let passed = runs::finish(&mut tx, &result(id(71), epoch, RunResult::Pass, id(66))).await.unwrap();
    assert_eq!(passed, Acceptance::Accepted, "what passed is not repeated");
    tx.commit().await.unwrap();
    for none in 62..=66 {
        assert_eq!(runs::find(&store, id(none)).await.unwrap(), None, "{none}");
    }
    let retry = runs::find(&store, id(61)).await.unwrap().unwrap();
    assert_eq!((retry.retry_of, retry.schedule, retry.source), (Some(id(60)), None, RunSource::Scheduled));
    assert_eq!((retry.test_name.as_str(), retry.created_at), ("A test", 70));
}

pub(crate) async fn many_claims_share_a_unit_of_work(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in 10..60 {
        runs::create(&mut tx, &house.run(n)).await.unwrap();
    }
    let times = ClaimedUntil { now: 70, lease_until: 90 };
    let claims: Vec<_> = (10..50).map(|n| (id(n), times)).collect();
    assert_eq!(runs::claim_all(&mut tx, &claims).await.unwrap().len(), 40);
    let again = runs::claim_all(&mut tx, &[(id(10), times), (id(50), times), (id(99), times)]).await.unwrap();
    assert_eq!(again, [(id(50), 1)].into(), "one that is taken and one that is not there are left out");
    tx.commit().await.unwrap();
    let taken = runs::find(&store, id(10)).await.unwrap().unwrap();
    assert_eq!((taken.status, taken.epoch, taken.started_at), (RunStatus::Working, 1, Some(70)));

    // The same through the writer: of many who want one run, one gets it.
    let writer = ClaimWriter::start(store.clone());
    let claims: Vec<_> = (0..20)
        .map(|n| {
            let writer = writer.clone();
            tokio::spawn(async move { writer.claim(id(51 + n % 5), 75, 95).await })
        })
        .collect();
    let mut got = Vec::new();
    for claim in claims {
        got.push(claim.await.unwrap().unwrap());
    }
    assert_eq!(got.iter().filter(|epoch| **epoch == Some(1)).count(), 5);
}

pub(crate) async fn a_tick_has_one_run_in_each_place(store: Store) {
    let house = House::build(&store).await;
    let (here, there) = (Place::Region("us1".into()), Place::Agent(id(70)));
    let tick = |n: u128, place: &Place| {
        let run =
            runs::NewRun { source: RunSource::Scheduled, run_by: None, place: place.clone(), ..house.run(n) };
        runs::NewTick { run, schedule: id(50), scheduled_at: 60, missed: None }
    };
    let ticks = [tick(60, &here), tick(61, &there), tick(62, &here), tick(63, &there)];
    let mut tx = store.begin().await.unwrap();
    assert_eq!(runs::create_ticks(&mut tx, &ticks).await.unwrap(), [id(60), id(61)].into());
    for (run, place) in [(60, &here), (61, &there)] {
        let epoch = runs::claim(&mut tx, id(run), claim(65)).await.unwrap().unwrap();
        let failed = finished(id(run), epoch, &record(RunResult::Fail, 1.0)).or_again(id(run + 20), 70);
        assert_eq!(runs::finish(&mut tx, &failed).await.unwrap(), Acceptance::Repeated);
        assert_eq!(
            runs::find(&mut tx, id(run + 20)).await.unwrap().unwrap().place(),
            *place,
            "the same place"
        );
    }
    tx.commit().await.unwrap();
    let filter = MetricFilter { place: Some(&there), environment: None, from: 0, to: 100 * SECOND };
    assert_eq!(runs::points(&store, house.test, filter).await.unwrap().len(), 1);
}

pub(crate) async fn an_agent_keeps_its_own_runs_only(store: Store) {
    let house = House::build(&store).await;
    let agent: AgentId = id(70);
    let mut tx = store.begin().await.unwrap();
    let mut epochs = Vec::new();
    for (n, place) in [
        (10, Place::Agent(agent)),
        (11, Place::Agent(agent)),
        (12, Place::Agent(id(71))),
        (13, Place::Region("us1".into())),
    ] {
        runs::create(&mut tx, &runs::NewRun { place, ..house.run(n) }).await.unwrap();
        epochs.push((id(n), runs::claim(&mut tx, id(n), claim(20)).await.unwrap().unwrap()));
    }
    runs::create(&mut tx, &runs::NewRun { place: Place::Agent(agent), ..house.run(14) }).await.unwrap();
    // One with an epoch that is over, and one that was not claimed.
    epochs[1].1 = 0;
    epochs.push((id(14), 0));
    let kept = runs::extend_leases(&mut tx, agent, &epochs, 500).await.unwrap();
    assert_eq!(kept, [id(10)].into());
    tx.commit().await.unwrap();
    assert_eq!(runs::find(&store, id(10)).await.unwrap().unwrap().lease_until, Some(500));
    assert_eq!(runs::agents_waited_for(&store).await.unwrap(), [agent]);
    let lost = runs::lost_afar(&store, 20 + 60 * SECOND + 1).await.unwrap();
    assert_eq!(lost.iter().map(|run| run.id).collect::<Vec<_>>(), [id(10), id(11), id(12)]);
    assert_eq!(runs::lost_afar(&store, 501).await.unwrap().len(), 1);
    let open = runs::unfinished_of_agent(&store, agent).await.unwrap();
    assert_eq!(open.iter().map(|run| run.id).collect::<Vec<_>>(), [id(10), id(11), id(14)]);
    assert_eq!((open[0].place(), open[0].team), (Place::Agent(agent), house.team));
}

pub(crate) async fn ended_runs_are_read(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let passed = house.finished(&mut tx, 100, RunResult::Pass).await;
    let (lost, _) = house.working(&mut tx, 101).await;
    runs::give_up(&mut tx, lost, "agent_lost", 50).await.unwrap();
    let (working, _) = house.working(&mut tx, 102).await;
    let (fourth, epoch) = house.working(&mut tx, 103).await;
    let result = finished(fourth, epoch, &record(RunResult::Fail, 1.0));
    let (outcome, accepted) = runs::accept_all(&mut tx, &[result.clone(), result]).await.unwrap();
    assert_eq!(outcome, [Acceptance::Accepted, Acceptance::Stale]);
    assert_eq!(accepted.iter().map(|run| run.id).collect::<Vec<_>>(), [fourth]);
    tx.commit().await.unwrap();
    let mut ended = runs::ended(&store, &[passed, lost, working]).await.unwrap();
    ended.sort_by_key(|run| run.id);
    assert_eq!(ended.len(), 2);
    assert_eq!((ended[0].result, ended[0].place()), (Some(RunResult::Pass), Place::Region("us1".into())));
    let lost = &ended[1];
    assert_eq!(
        (lost.status, lost.result, lost.reason.as_deref()),
        (RunStatus::Finished, None, Some("agent_lost"))
    );
    assert_eq!(lost.finished_at, Some(50));
}

pub(crate) async fn the_last_ends_of_each_test_are_found(store: Store) {
    let mut house = House::build(&store).await;
    let first = house.test;
    let mut tx = store.begin().await.unwrap();
    tests::insert(&mut tx, &test(4, &house.bucket)).await.unwrap();
    tests::insert(&mut tx, &test(5, &house.bucket)).await.unwrap();
    for n in 100..104 {
        house.finished(&mut tx, n, RunResult::Pass).await;
    }
    house.test = id(4);
    house.finished(&mut tx, 200, RunResult::Fail).await;
    runs::create(&mut tx, &house.run(201)).await.unwrap();
    tx.commit().await.unwrap();

    let found = async |after, last, per_test| {
        let runs = runs::ended_of_tests(&store, after, last, per_test).await.unwrap();
        runs.into_iter().map(|run| (run.test, run.id)).collect::<Vec<_>>()
    };
    let all = [(first, id(103)), (first, id(102)), (id(4), id(200))];
    assert_eq!(found(id(0), id(5), 2).await, all, "one that waits is counted and not told");
    assert_eq!(found(first, id(5), 2).await, all[2..]);
    assert_eq!(found(id(0), first, 2).await, all[..2]);
    assert!(found(id(4), id(5), 2).await.is_empty());
}
