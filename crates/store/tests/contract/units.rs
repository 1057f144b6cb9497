//! Units of work.

use tacit_store::{Store, StoreError, meta, sessions};

use crate::house::{House, id};

pub(crate) async fn dropped_work_is_not_done(store: Store) {
    let mut tx = store.begin().await.unwrap();
    meta::put(&mut tx, "a", b"1").await.unwrap();
    assert_eq!(meta::get(&mut tx, "a").await.unwrap().as_deref(), Some(&b"1"[..]), "its own work is seen");
    drop(tx);
    assert_eq!(meta::get(&store, "a").await.unwrap(), None);
    // And the next one can begin.
    let tx = store.begin().await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn committed_work_is_seen_by_others(store: Store) {
    let mut tx = store.begin().await.unwrap();
    meta::put(&mut tx, "a", b"1").await.unwrap();
    assert_eq!(meta::get(&store, "a").await.unwrap(), None, "not before the commit");
    tx.commit().await.unwrap();
    assert_eq!(meta::get(&store, "a").await.unwrap().as_deref(), Some(&b"1"[..]));
}

pub(crate) async fn a_failed_unit_cannot_be_saved(store: Store) {
    let house = House::build(&store).await;
    let session = sessions::Session {
        hash: vec![1],
        person: house.owner,
        created_at: 0,
        expires_at: 10,
        last_seen_at: 0,
    };
    let mut tx = store.begin().await.unwrap();
    meta::put(&mut tx, "a", b"1").await.unwrap();
    sessions::insert(&mut tx, &session).await.unwrap();
    let nobody = sessions::Session { hash: vec![2], person: id(99), ..session.clone() };
    assert!(matches!(sessions::insert(&mut tx, &nobody).await, Err(StoreError::Conflict { .. })));
    assert!(matches!(tx.commit().await, Err(StoreError::Other(_))));
    assert_eq!(meta::get(&store, "a").await.unwrap(), None, "nothing of it is kept");

    let mut tx = store.begin().await.unwrap();
    sessions::insert(&mut tx, &session).await.unwrap();
    tx.commit().await.unwrap();
}
