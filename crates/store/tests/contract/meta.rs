//! Single values.

use tacit_store::{Store, meta};

pub(crate) async fn values_are_set_replaced_and_removed(store: Store) {
    let mut tx = store.begin().await.unwrap();
    meta::put(&mut tx, "slots", &[0, 255, 7]).await.unwrap();
    meta::put(&mut tx, "slots", &[]).await.unwrap();
    meta::put(&mut tx, "other", &[0, 255, 7]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(meta::get(&store, "slots").await.unwrap(), Some(vec![]));
    assert_eq!(meta::get(&store, "other").await.unwrap(), Some(vec![0, 255, 7]));

    let mut tx = store.begin().await.unwrap();
    meta::delete(&mut tx, "slots").await.unwrap();
    meta::delete(&mut tx, "never there").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(meta::get(&store, "slots").await.unwrap(), None);
}

pub(crate) async fn only_the_first_sets_an_absent_value(store: Store) {
    let mut tx = store.begin().await.unwrap();
    assert!(meta::put_if_absent(&mut tx, "instance", b"1").await.unwrap());
    assert!(!meta::put_if_absent(&mut tx, "instance", b"2").await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(meta::get(&store, "instance").await.unwrap(), Some(b"1".to_vec()));
}
