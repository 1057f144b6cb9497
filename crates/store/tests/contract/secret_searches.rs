//! Searches for the value of a secret.

use tacit_store::{Store, secret_searches, secrets};

use crate::house::{House, id, secret};

pub(crate) async fn one_search_for_a_secret_is_kept(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(40, house.team, None, "key"), b"sealed", 1).await.unwrap();
    secret_searches::ask(&mut tx, id(40), false, 10).await.unwrap();
    tx.commit().await.unwrap();
    let first = secret_searches::next(&store).await.unwrap().unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(secret_searches::note(&mut tx, &first, 5, None).await.unwrap());
    secret_searches::ask(&mut tx, id(40), true, 20).await.unwrap();
    // The first one comes too late.
    assert!(!secret_searches::note(&mut tx, &first, 9, Some(("{\"results\":1}", 21))).await.unwrap());
    tx.commit().await.unwrap();
    let second = secret_searches::next(&store).await.unwrap().unwrap();
    assert_eq!((second.repairs, second.looked_at, second.found.as_str()), (true, 0, "{}"));
    let mut tx = store.begin().await.unwrap();
    secret_searches::note(&mut tx, &second, 7, Some(("{\"results\":2}", 30))).await.unwrap();
    tx.commit().await.unwrap();
    let over = secret_searches::find(&store, id(40)).await.unwrap().unwrap();
    assert_eq!((over.finished_at, over.looked_at, over.found.as_str()), (Some(30), 7, "{\"results\":2}"));
    assert_eq!(secret_searches::of_team(&store, house.team).await.unwrap(), [over]);
    assert_eq!(secret_searches::of_team(&store, id(99)).await.unwrap(), []);
    assert_eq!(secret_searches::next(&store).await.unwrap(), None);
}
