//! Maintenance windows.

use tacit_store::{
    Store, StoreError, environments,
    maintenance::{self, Maintenance, MaintenanceMode},
    tests,
};

use crate::{
    environments::environment,
    house::{House, id},
};

fn once(house: &House, n: u128) -> Maintenance {
    Maintenance {
        id: id(n),
        bucket: house.bucket.clone(),
        environment: None,
        test: None,
        name: "Move to the new rack".into(),
        note: None,
        mode: MaintenanceMode::Rest,
        from_at: Some(10),
        until_at: Some(20),
        cron: None,
        zone: None,
        duration: None,
        ended_at: None,
        created_at: n as i64,
        updated_at: n as i64,
    }
}

pub(crate) async fn windows_are_kept_changed_and_removed(store: Store) {
    let house = House::build(&store).await;
    let own = environment(70, &house.bucket, Some(house.test), None);
    let (first, mut second) = (once(&house, 80), once(&house, 81));
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &own, None).await.unwrap();
    maintenance::insert(&mut tx, &first).await.unwrap();
    maintenance::insert(&mut tx, &second).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(maintenance::find(&store, &house.bucket, id(80)).await.unwrap(), Some(first.clone()));
    let elsewhere = tacit_spec::BucketKey("elsewhere".into());
    assert_eq!(maintenance::find(&store, &elsewhere, id(80)).await.unwrap(), None);

    (second.environment, second.test, second.mode) = (Some(own.id), Some(house.test), MaintenanceMode::Mute);
    (second.from_at, second.until_at, second.ended_at) = (None, None, Some(7));
    (second.cron, second.zone, second.duration) = (Some("0 3 * * *".into()), Some("UTC".into()), Some(60));
    (second.name, second.note, second.updated_at) = ("Nightly".into(), Some("a note".into()), 99);
    let mut tx = store.begin().await.unwrap();
    maintenance::update(&mut tx, &second).await.unwrap();
    tx.commit().await.unwrap();
    let of_bucket = maintenance::of_bucket(&store, &house.bucket).await.unwrap();
    assert_eq!(of_bucket, [first.clone(), second.clone()]);
    assert_eq!(maintenance::all(&store, 19).await.unwrap().len(), 2);
    assert_eq!(maintenance::all(&store, 20).await.unwrap(), [second], "the first one is over");

    let mut tx = store.begin().await.unwrap();
    let third = once(&house, 82);
    maintenance::insert(&mut tx, &third).await.unwrap();
    assert_eq!(maintenance::forget(&mut tx, 20, 10).await.unwrap(), 0, "it ends just then");
    assert_eq!(maintenance::forget(&mut tx, 21, 1).await.unwrap(), 1, "no more than asked for");
    assert_eq!(maintenance::forget(&mut tx, i64::MAX, 10).await.unwrap(), 1, "what comes again stays");
    maintenance::insert(&mut tx, &first).await.unwrap();
    maintenance::delete(&mut tx, first.id).await.unwrap();
    let gone = maintenance::update(&mut tx, &first).await;
    assert!(matches!(gone, Err(StoreError::NotFound)));
    assert!(matches!(maintenance::delete(&mut tx, first.id).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(maintenance::of_bucket(&store, &house.bucket).await.unwrap().len(), 1);
}

pub(crate) async fn windows_go_with_what_they_are_for(store: Store) {
    let house = House::build(&store).await;
    let own = environment(70, &house.bucket, Some(house.test), None);
    let mut of_test = once(&house, 80);
    of_test.test = Some(house.test);
    let mut of_environment = once(&house, 81);
    of_environment.environment = Some(own.id);
    let whole = once(&house, 82);
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &own, None).await.unwrap();
    for window in [&of_test, &of_environment, &whole] {
        maintenance::insert(&mut tx, window).await.unwrap();
    }
    tests::delete(&mut tx, house.test).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(maintenance::of_bucket(&store, &house.bucket).await.unwrap(), [whole]);
}
