//! Schedules, what is due, and what rests.

use tacit_spec::{EnvironmentId, Place, ScheduleId};
use tacit_store::{
    Micros, Store, StoreError, environments, runs,
    schedules::{self, Move, Schedule},
    tests,
};

use crate::{
    environments::environment,
    house::{House, SECOND, id},
};

const FIRST: u128 = 80;

fn schedule(house: &House, n: u128, environment: EnvironmentId, next_at: Micros) -> Schedule {
    Schedule {
        id: id(n),
        bucket: house.bucket.clone(),
        test: house.test,
        environment,
        rule: "1m".into(),
        zone: None,
        note: Some("a note".into()),
        paused: false,
        anchor: 7,
        next_at,
        created_at: n as Micros,
        updated_at: n as Micros,
    }
}

/// A test with one environment and two schedules, due after 10 and 20 seconds.
async fn scheduled(store: &Store) -> (House, EnvironmentId) {
    let house = House::build(store).await;
    let own = environment(70, &house.bucket, Some(house.test), None);
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &own, None).await.unwrap();
    schedules::insert(&mut tx, &schedule(&house, FIRST, own.id, 10 * SECOND)).await.unwrap();
    schedules::insert(&mut tx, &schedule(&house, FIRST + 1, own.id, 20 * SECOND)).await.unwrap();
    tx.commit().await.unwrap();
    (house, own.id)
}

pub(crate) async fn they_are_kept_changed_and_removed(store: Store) {
    let (house, own) = scheduled(&store).await;
    let first: ScheduleId = id(FIRST);
    let mut wanted = schedule(&house, FIRST, own, 10 * SECOND);
    assert_eq!(schedules::find(&store, house.test, first).await.unwrap(), Some(wanted.clone()));
    assert_eq!(schedules::find(&store, id(4), first).await.unwrap(), None, "of another test");
    assert_eq!(schedules::of_test(&store, house.test).await.unwrap().len(), 2);
    assert_eq!(schedules::of_bucket(&store, &house.bucket).await.unwrap().len(), 2);

    (wanted.rule, wanted.zone) = ("0 9 * * 1-5".into(), Some("Europe/Berlin".into()));
    (wanted.note, wanted.paused, wanted.next_at, wanted.updated_at) = (None, true, 99, 98);
    let mut tx = store.begin().await.unwrap();
    schedules::update(&mut tx, &wanted).await.unwrap();
    schedules::delete(&mut tx, id(FIRST + 1)).await.unwrap();
    assert!(matches!(schedules::delete(&mut tx, id(FIRST + 1)).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(schedules::all(&store).await.unwrap(), [wanted]);
}

pub(crate) async fn they_keep_their_environment_and_go_with_their_test(store: Store) {
    let (house, own) = scheduled(&store).await;
    let mut tx = store.begin().await.unwrap();
    let refused = environments::delete(&mut tx, own).await;
    assert!(matches!(refused, Err(StoreError::Conflict { what }) if what.contains("schedules")));
    tests::delete(&mut tx, house.test).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(schedules::all(&store).await.unwrap(), []);
}

pub(crate) async fn what_is_due_comes_once(store: Store) {
    let (house, own) = scheduled(&store).await;
    assert_eq!(schedules::first_due(&store).await.unwrap(), Some(10 * SECOND));
    assert_eq!(schedules::due(&store, 10 * SECOND - 1, 9).await.unwrap(), []);
    let due = schedules::due(&store, 30 * SECOND, 9).await.unwrap();
    let seen: Vec<_> = due.iter().map(|due| (due.id, due.next_at, due.paused)).collect();
    assert_eq!(seen, [(id(FIRST), 10 * SECOND, false), (id(FIRST + 1), 20 * SECOND, false)]);
    assert_eq!((due[0].team, due[0].test, due[0].environment), (house.team, house.test, own));
    assert_eq!((&*due[0].test_name, due[0].revision), ("A test", 1));
    assert_eq!(schedules::due(&store, 30 * SECOND, 1).await.unwrap().len(), 1);

    let step = Move { schedule: id(FIRST), from: 10 * SECOND, to: 70 * SECOND };
    let mut tx = store.begin().await.unwrap();
    assert_eq!(schedules::advance(&mut tx, &[step]).await.unwrap(), [id(FIRST)].into());
    assert_eq!(schedules::advance(&mut tx, &[step]).await.unwrap(), [].into(), "somebody else did");
    tx.commit().await.unwrap();
    assert_eq!(schedules::first_due(&store).await.unwrap(), Some(20 * SECOND));

    let mut run = house.run(90);
    (run.environment, run.run_by) = (Some(own), None);
    let tick = runs::NewTick { run, schedule: id(FIRST + 1), scheduled_at: 20 * SECOND, missed: None };
    let mut tx = store.begin().await.unwrap();
    runs::create_ticks(&mut tx, &[tick]).await.unwrap();
    tx.commit().await.unwrap();
    let busy = schedules::busy(&store, 30 * SECOND, 9).await.unwrap();
    assert_eq!(busy, [(id(FIRST + 1), Place::Region("us1".into()))].into());
    assert_eq!(schedules::busy(&store, 20 * SECOND - 1, 9).await.unwrap(), [].into(), "it is not due");
}

pub(crate) async fn what_rests_says_so(store: Store) {
    let (house, own) = scheduled(&store).await;
    let paused = async || {
        let due = schedules::due(&store, 10 * SECOND, 9).await.unwrap();
        let rests = schedules::pauses_of_bucket(&store, &house.bucket).await.unwrap();
        (due[0].paused, rests.into_iter().map(|rest| rest.environment).collect::<Vec<_>>())
    };
    for what in [None, Some(own)] {
        let mut tx = store.begin().await.unwrap();
        schedules::pause(&mut tx, &house.bucket, what, 5).await.unwrap();
        schedules::pause(&mut tx, &house.bucket, what, 6).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(paused().await, (true, vec![what]));
        let mut tx = store.begin().await.unwrap();
        schedules::resume(&mut tx, &house.bucket, what).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(paused().await, (false, vec![]));
    }
    let mut own_rest = schedule(&house, FIRST, own, 10 * SECOND);
    own_rest.paused = true;
    let mut tx = store.begin().await.unwrap();
    schedules::update(&mut tx, &own_rest).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(paused().await, (true, vec![]));
}

pub(crate) async fn what_is_due_says_where(store: Store) {
    let (house, own) = scheduled(&store).await;
    let shared = environment(77, &house.bucket, None, None);
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &shared, None).await.unwrap();
    environments::set_places(&mut tx, shared.id, "local").await.unwrap();
    let draft =
        environments::Draft { name: "Heir", parent: Some(shared.id), definition: "{}", places: "0190" };
    environments::update(&mut tx, own, draft, None, None, 5).await.unwrap();
    tx.commit().await.unwrap();
    let due = schedules::due(&store, 10 * SECOND, 9).await.unwrap();
    assert_eq!((due[0].places.as_deref(), due[0].shared_places.as_deref()), (Some("0190"), Some("local")));
}
