//! Sign-ins.

use tacit_store::{Store, StoreError, sessions};

use crate::house::House;

fn session(house: &House, hash: u8, expires_at: i64) -> sessions::Session {
    sessions::Session {
        hash: vec![hash; 32],
        person: house.owner,
        created_at: 1,
        expires_at,
        last_seen_at: 1,
    }
}

pub(crate) async fn a_session_counts_until_it_expires(store: Store) {
    let house = House::build(&store).await;
    let one = session(&house, 1, 100);
    let mut tx = store.begin().await.unwrap();
    sessions::insert(&mut tx, &one).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sessions::find(&store, &one.hash, 99).await.unwrap(), Some(one.clone()));
    assert_eq!(sessions::find(&store, &one.hash, 100).await.unwrap(), None);
    assert_eq!(sessions::find(&store, &[2; 32], 0).await.unwrap(), None);

    let mut tx = store.begin().await.unwrap();
    sessions::touch(&mut tx, &one.hash, 50, 200).await.unwrap();
    assert!(matches!(sessions::touch(&mut tx, &[2; 32], 50, 200).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let seen = sessions::find(&store, &one.hash, 100).await.unwrap().unwrap();
    assert_eq!((seen.last_seen_at, seen.expires_at), (50, 200));
}

pub(crate) async fn sessions_end_one_by_one_or_all(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for hash in 1..=5 {
        sessions::insert(&mut tx, &session(&house, hash, hash.into())).await.unwrap();
    }
    sessions::delete(&mut tx, &[5; 32]).await.unwrap();
    sessions::delete(&mut tx, &[5; 32]).await.unwrap();
    assert_eq!(sessions::forget(&mut tx, 2, 10).await.unwrap(), 2);
    assert_eq!(sessions::delete_of_person(&mut tx, house.owner).await.unwrap(), 2);
    for hash in 6..=7 {
        sessions::insert(&mut tx, &session(&house, hash, 100)).await.unwrap();
    }
    assert_eq!(sessions::delete_all(&mut tx).await.unwrap(), 2);
    tx.commit().await.unwrap();
}
