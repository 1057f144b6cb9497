//! Incidents.

use tacit_spec::{EnvironmentId, IncidentId};
use tacit_store::{
    Page, Store, StoreError,
    incidents::{self, Incident},
    tests,
};

use crate::house::{House, id, test};

pub(crate) fn incident(n: u128, house: &House, environment: Option<EnvironmentId>) -> Incident {
    Incident {
        id: id(n),
        team: house.team,
        bucket: house.bucket.clone(),
        test: house.test,
        environment,
        state: "{}".into(),
        condition: "down".into(),
        opened_at: n as i64,
        resolved_at: None,
        acknowledged_by: None,
        acknowledged_at: None,
    }
}

pub(crate) async fn one_is_open_for_a_test_in_an_environment(store: Store) {
    let house = House::build(&store).await;
    let mut first = incident(20, &house, None);
    let mut tx = store.begin().await.unwrap();
    incidents::insert(&mut tx, &first).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let second = incidents::insert(&mut tx, &incident(21, &house, None)).await;
    assert!(matches!(second, Err(StoreError::Conflict { .. })));
    drop(tx);
    assert_eq!(incidents::open_of(&store, &[house.test]).await.unwrap(), [first.clone()]);
    let mut tx = store.begin().await.unwrap();
    first.resolved_at = Some(50);
    first.acknowledged_by = Some(house.owner);
    first.acknowledged_at = Some(40);
    incidents::update(&mut tx, &first).await.unwrap();
    incidents::insert(&mut tx, &incident(21, &house, None)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(incidents::find(&store, first.id).await.unwrap(), Some(first));
    let open = incidents::open_of(&store, &[house.test, id(99)]).await.unwrap();
    assert_eq!(open.iter().map(|one| one.id).collect::<Vec<IncidentId>>(), [id(21)]);
}

pub(crate) async fn open_ones_come_first(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in 4..8 {
        tests::insert(&mut tx, &test(n, &house.bucket)).await.unwrap();
        let resolved_at = (n % 2 == 1).then_some(n as i64 + 100);
        let one = Incident { test: id(n), resolved_at, ..incident(20 + n, &house, None) };
        incidents::insert(&mut tx, &one).await.unwrap();
    }
    tx.commit().await.unwrap();
    let expected: [IncidentId; 4] = [id(26), id(24), id(27), id(25)];
    let ids = |all: Vec<Incident>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let page = Page::first(10);
    assert_eq!(ids(incidents::of_bucket(&store, &house.bucket, page).await.unwrap()), expected);
    assert_eq!(ids(incidents::of_team(&store, house.team, page).await.unwrap()), expected);
    assert_eq!(ids(incidents::of_team(&store, house.team, Page::first(1)).await.unwrap()), expected[..1]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(incidents::forget(&mut tx, 106, 10).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(ids(incidents::of_team(&store, house.team, page).await.unwrap()), expected[..3]);
}

pub(crate) async fn timelines_keep_their_order(store: Store) {
    let house = House::build(&store).await;
    let one = incident(20, &house, None);
    let mut tx = store.begin().await.unwrap();
    incidents::insert(&mut tx, &one).await.unwrap();
    incidents::add_entries(&mut tx, one.id, &["b".into(), "a".into()]).await.unwrap();
    incidents::add_entries(&mut tx, one.id, &["c".into()]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(incidents::entries(&store, one.id).await.unwrap(), ["b", "a", "c"]);
    assert_eq!(incidents::entries(&store, id(99)).await.unwrap(), [""; 0]);
}
