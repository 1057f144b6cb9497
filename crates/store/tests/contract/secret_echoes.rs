//! Where the value of a secret came back.

use tacit_store::{Store, secret_echoes, secrets, tests};

use crate::house::{House, id, secret};

pub(crate) async fn it_is_known_where_a_value_came_back(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(40, house.team, None, "key"), b"sealed", 1).await.unwrap();
    assert!(secret_echoes::note(&mut tx, id(40), house.test, 10).await.unwrap());
    assert!(!secret_echoes::note(&mut tx, id(40), house.test, 20).await.unwrap());
    // Of what is gone nothing is noted.
    assert!(!secret_echoes::note(&mut tx, id(41), house.test, 20).await.unwrap());
    assert!(!secret_echoes::note(&mut tx, id(40), id(42), 20).await.unwrap());
    tx.commit().await.unwrap();
    let known = secret_echoes::find(&store, id(40), house.test).await.unwrap().unwrap();
    assert_eq!(known.last_at, 20);
    let name = tests::find(&store, house.test).await.unwrap().unwrap().name;
    let all = secret_echoes::of_team(&store, house.team).await.unwrap();
    assert_eq!(all, [(known, house.bucket.clone(), name)]);
    assert_eq!(secret_echoes::of_team(&store, id(99)).await.unwrap(), []);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(secret_echoes::forget_before(&mut tx, 20).await.unwrap(), 0);
    assert_eq!(secret_echoes::forget_before(&mut tx, 21).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(secret_echoes::find(&store, id(40), house.test).await.unwrap(), None);
}
