//! Buckets.

use tacit_record::RunResult;
use tacit_spec::BucketKey;
use tacit_store::{Page, Store, StoreError, buckets, environments, runs, secrets, teams, tests};

use crate::{
    environments::environment,
    house::{House, bucket, id, secret, team, test},
};

pub(crate) async fn names_are_unique_in_a_team(store: Store) {
    let house = House::build(&store).await;
    let second = bucket("second", house.team, "Second", false);
    let mut tx = store.begin().await.unwrap();
    let taken = buckets::insert(&mut tx, &bucket("x", house.team, "First", false)).await;
    assert!(matches!(taken, Err(StoreError::Conflict { what }) if what.contains("First")));
    buckets::insert(&mut tx, &second).await.unwrap();
    teams::insert(&mut tx, &team(20, house.owner)).await.unwrap();
    buckets::insert(&mut tx, &bucket("elsewhere", id(20), "First", true)).await.unwrap();
    buckets::set_trigger_token(&mut tx, &second.key, "fresh").await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    let taken = buckets::rename(&mut tx, &second.key, "First").await;
    assert!(matches!(taken, Err(StoreError::Conflict { what }) if what.contains("First")));
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    buckets::rename(&mut tx, &second.key, "Third").await.unwrap();
    assert!(matches!(
        buckets::rename(&mut tx, &BucketKey("none".into()), "x").await,
        Err(StoreError::NotFound)
    ));
    tx.commit().await.unwrap();

    let found = buckets::find_by_trigger_token(&store, "fresh").await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), &found.key), ("Third", &second.key));
    assert_eq!(buckets::find(&store, &second.key).await.unwrap(), Some(found));
    assert_eq!(buckets::find_by_trigger_token(&store, &second.trigger_token).await.unwrap(), None);
}

pub(crate) async fn buckets_come_in_pages_default_first(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for name in ["b", "A", "c"] {
        buckets::insert(&mut tx, &bucket(name, house.team, name, false)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let names = async |page| {
        let page = buckets::of_team(&store, house.team, page).await.unwrap();
        page.into_iter().map(|bucket| bucket.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Page::first(10)).await, ["First", "A", "b", "c"]);
    assert_eq!(names(Page { limit: 2, offset: 1 }).await, ["A", "b"]);
    assert_eq!(buckets::count_of_team(&store, house.team).await.unwrap(), 4);
}

pub(crate) async fn a_bucket_goes_with_everything_in_it(store: Store) {
    let mut house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    assert!(
        matches!(buckets::delete(&mut tx, &house.bucket).await, Err(StoreError::Conflict { .. })),
        "default"
    );
    let second = bucket("second", house.team, "Second", false);
    buckets::insert(&mut tx, &second).await.unwrap();
    (house.bucket, house.test) = (second.key.clone(), id(30));
    tests::insert(&mut tx, &test(30, &house.bucket)).await.unwrap();
    let shared = environment(40, &house.bucket, None, None);
    environments::insert(&mut tx, &shared, None).await.unwrap();
    let heir = environment(41, &house.bucket, Some(house.test), Some(shared.id));
    environments::insert(&mut tx, &heir, None).await.unwrap();
    secrets::insert(&mut tx, &secret(50, house.team, Some(&house.bucket), "key"), b"sealed", 1)
        .await
        .unwrap();
    let run = house.finished(&mut tx, 60, RunResult::Pass).await;
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    buckets::delete(&mut tx, &house.bucket).await.unwrap();
    assert!(matches!(buckets::delete(&mut tx, &house.bucket).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(tests::find(&store, house.test).await.unwrap(), None);
    assert_eq!(environments::find(&store, shared.id).await.unwrap(), None);
    assert_eq!(secrets::versions(&store, id(50)).await.unwrap(), []);
    assert_eq!(runs::find(&store, run).await.unwrap(), None);
    assert_eq!(runs::record(&store, run).await.unwrap(), None);
    assert_eq!(buckets::count_of_team(&store, house.team).await.unwrap(), 1);
}
