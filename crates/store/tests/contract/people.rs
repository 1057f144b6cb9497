//! People with an account.

use tacit_store::{Store, StoreError, people};

use crate::house::{House, id, person};

pub(crate) async fn an_address_is_one_person_in_any_case(store: Store) {
    assert_eq!(people::count(&store).await.unwrap(), 0);
    let someone = person(1, "Änne.Müller@Example.com");
    let mut tx = store.begin().await.unwrap();
    people::insert(&mut tx, &someone).await.unwrap();
    let again = people::insert(&mut tx, &person(2, "änne.müller@example.COM")).await;
    assert!(matches!(again, Err(StoreError::Conflict { what }) if what.contains("änne.müller@example.COM")));
    tx.commit().await.unwrap();

    let found = people::find_by_email(&store, " ÄNNE.müller@example.com").await.unwrap();
    assert_eq!(found.as_ref(), Some(&someone), "as it was written");
    assert_eq!(people::find(&store, id(1)).await.unwrap(), found);
    assert_eq!(people::find(&store, id(2)).await.unwrap(), None);
    assert_eq!(people::count(&store).await.unwrap(), 1);
}

pub(crate) async fn changes_are_kept(store: Store) {
    let mut tx = store.begin().await.unwrap();
    people::insert(&mut tx, &person(1, "a@example.com")).await.unwrap();
    people::rename(&mut tx, id(1), "Somebody").await.unwrap();
    people::set_password_hash(&mut tx, id(1), None).await.unwrap();
    people::signed_in(&mut tx, id(1), 77).await.unwrap();
    assert!(matches!(people::rename(&mut tx, id(9), "Nobody").await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let person = people::find(&store, id(1)).await.unwrap().unwrap();
    assert_eq!(
        (person.name.as_str(), person.password_hash, person.last_login_at),
        ("Somebody", None, Some(77))
    );
}

pub(crate) async fn owners_of_teams_stay(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    people::insert(&mut tx, &person(9, "b@example.com")).await.unwrap();
    assert!(matches!(people::delete(&mut tx, house.owner).await, Err(StoreError::Conflict { .. })));
    people::delete(&mut tx, id(9)).await.unwrap();
    assert!(matches!(people::delete(&mut tx, id(9)).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(people::count(&store).await.unwrap(), 1);
}
