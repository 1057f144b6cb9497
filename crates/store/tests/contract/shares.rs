//! Links for readers outside the team.

use tacit_record::RunResult;
use tacit_spec::{RunId, TestId};
use tacit_store::{
    Store, StoreError,
    shares::{self, Share, ShareKind, Shown},
    tests,
};

use crate::house::{House, id};

fn share(house: &House, n: u8, kind: ShareKind, test: Option<TestId>, run: Option<RunId>) -> Share {
    Share {
        id: id(n.into()),
        team: house.team,
        bucket: house.bucket.clone(),
        kind,
        test,
        run,
        hash: vec![n; 32],
        created_by: Some(house.owner),
        created_at: n.into(),
        expires_at: None,
    }
}

pub(crate) async fn a_link_is_found_by_its_hash_until_it_expires(store: Store) {
    let house = House::build(&store).await;
    let feed = share(&house, 1, ShareKind::Feed, None, None);
    let badge = Share { expires_at: Some(50), ..share(&house, 2, ShareKind::Badge, Some(house.test), None) };
    let mut tx = store.begin().await.unwrap();
    shares::insert(&mut tx, &badge).await.unwrap();
    shares::insert(&mut tx, &feed).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shares::find_by_hash(&store, &feed.hash, i64::MAX).await.unwrap(), Some(feed.clone()));
    assert_eq!(shares::find_by_hash(&store, &badge.hash, 49).await.unwrap(), Some(badge.clone()));
    assert_eq!(shares::find_by_hash(&store, &badge.hash, 50).await.unwrap(), None);
    assert_eq!(shares::of_bucket(&store, &house.bucket, 49).await.unwrap(), [feed.clone(), badge.clone()]);
    assert_eq!(shares::of_bucket(&store, &house.bucket, 50).await.unwrap(), std::slice::from_ref(&feed));
    assert_eq!(shares::find_in(&store, &house.bucket, badge.id).await.unwrap(), Some(badge.clone()));
    let other = tacit_spec::BucketKey("bucket0000zz".into());
    assert_eq!(shares::find_in(&store, &other, badge.id).await.unwrap(), None);

    let mut tx = store.begin().await.unwrap();
    shares::expire(&mut tx, badge.id, Some(90)).await.unwrap();
    assert!(matches!(shares::expire(&mut tx, id(99), None).await, Err(StoreError::NotFound)));
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    shares::expire(&mut tx, badge.id, Some(90)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(shares::find_by_hash(&store, &badge.hash, 89).await.unwrap().is_some());

    let mut tx = store.begin().await.unwrap();
    assert_eq!(shares::forget_expired(&mut tx, &house.bucket, 89).await.unwrap(), 0);
    assert_eq!(shares::forget_expired(&mut tx, &house.bucket, 90).await.unwrap(), 1);
    assert_eq!(shares::forget(&mut tx, i64::MAX, 10).await.unwrap(), 0, "what does not expire stays");
    shares::expire(&mut tx, feed.id, Some(95)).await.unwrap();
    assert_eq!(shares::forget(&mut tx, 94, 10).await.unwrap(), 0);
    assert_eq!(shares::forget(&mut tx, 95, 10).await.unwrap(), 1);
    assert!(matches!(shares::delete(&mut tx, badge.id).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(shares::of_bucket(&store, &house.bucket, 0).await.unwrap(), []);
}

pub(crate) async fn there_is_one_link_to_each_thing(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let run = house.finished(&mut tx, 20, RunResult::Pass).await;
    let all = [
        share(&house, 1, ShareKind::Feed, None, None),
        share(&house, 2, ShareKind::Badge, None, None),
        share(&house, 3, ShareKind::Badge, Some(house.test), None),
        share(&house, 4, ShareKind::Result, Some(house.test), Some(run)),
    ];
    for one in &all {
        shares::insert(&mut tx, one).await.unwrap();
    }
    tx.commit().await.unwrap();
    for one in &all {
        let shown = Shown { bucket: &one.bucket, kind: one.kind, test: one.test, run: one.run };
        assert_eq!(shares::find_to(&store, shown).await.unwrap().as_ref(), Some(one));
        let twice = Share { id: id(9), hash: vec![9; 32], ..one.clone() };
        let mut tx = store.begin().await.unwrap();
        assert!(shares::insert(&mut tx, &twice).await.is_err(), "{:?}", one.kind);
    }
    let none = Shown { bucket: &house.bucket, kind: ShareKind::Feed, test: Some(house.test), run: None };
    assert_eq!(shares::find_to(&store, none).await.unwrap(), None);
}

pub(crate) async fn a_link_goes_with_what_it_shows(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let run = house.finished(&mut tx, 20, RunResult::Pass).await;
    let result = share(&house, 4, ShareKind::Result, Some(house.test), Some(run));
    shares::insert(&mut tx, &result).await.unwrap();
    tests::delete(&mut tx, house.test).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shares::find_by_hash(&store, &result.hash, 0).await.unwrap(), None);
}
