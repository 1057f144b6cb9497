//! Personal access tokens.

use tacit_store::{Store, StoreError, tokens};

use crate::house::{House, id};

fn token(house: &House, n: u8, expires_at: Option<i64>) -> tokens::Token {
    tokens::Token {
        id: id(n.into()),
        person: house.owner,
        team: Some(house.team),
        name: "CI".into(),
        hash: vec![n; 32],
        created_at: n.into(),
        last_used_at: None,
        expires_at,
    }
}

pub(crate) async fn a_token_is_found_by_its_hash_until_it_expires(store: Store) {
    let house = House::build(&store).await;
    let (forever, short) = (token(&house, 1, None), token(&house, 2, Some(50)));
    let mut tx = store.begin().await.unwrap();
    tokens::insert(&mut tx, &short).await.unwrap();
    tokens::insert(&mut tx, &forever).await.unwrap();
    tokens::touch(&mut tx, short.id, 7).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(tokens::find_by_hash(&store, &forever.hash, i64::MAX).await.unwrap(), Some(forever.clone()));
    let used = tokens::Token { last_used_at: Some(7), ..short.clone() };
    assert_eq!(tokens::find_by_hash(&store, &short.hash, 49).await.unwrap(), Some(used.clone()));
    assert_eq!(tokens::find_by_hash(&store, &short.hash, 50).await.unwrap(), None);
    assert_eq!(tokens::find(&store, short.id).await.unwrap(), Some(used.clone()));
    assert_eq!(tokens::of_person(&store, house.owner).await.unwrap(), [forever.clone(), used]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tokens::forget(&mut tx, 50, 10).await.unwrap(), 0);
    assert_eq!(tokens::forget(&mut tx, i64::MAX, 10).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(tokens::of_person(&store, house.owner).await.unwrap(), [forever]);
}

pub(crate) async fn only_the_owner_withdraws_a_token(store: Store) {
    let house = House::build(&store).await;
    let token = token(&house, 1, None);
    let mut tx = store.begin().await.unwrap();
    tokens::insert(&mut tx, &token).await.unwrap();
    assert!(matches!(tokens::delete(&mut tx, id(99), token.id).await, Err(StoreError::NotFound)));
    tokens::delete(&mut tx, house.owner, token.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(tokens::find_by_hash(&store, &token.hash, 0).await.unwrap(), None);
}
