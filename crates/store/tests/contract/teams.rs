//! Teams.

use tacit_store::{Store, StoreError, memberships, people, teams};

use crate::house::{House, id, person, team};

pub(crate) async fn keys_and_manifests_are_replaced(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    teams::lock(&mut tx, house.team).await.unwrap();
    assert!(matches!(teams::lock(&mut tx, id(99)).await, Err(StoreError::NotFound)));
    teams::set_data_key(&mut tx, house.team, &[9, 9], 2).await.unwrap();
    teams::set_manifest(&mut tx, house.team, &[7]).await.unwrap();
    teams::rename(&mut tx, house.team, "Renamed").await.unwrap();
    tx.commit().await.unwrap();
    let team = teams::find(&store, house.team).await.unwrap().unwrap();
    assert_eq!((team.data_key, team.key_version, team.manifest), (vec![9, 9], 2, Some(vec![7])));
    assert_eq!((team.name.as_str(), team.owner), ("Renamed", house.owner));
}

pub(crate) async fn a_person_sees_the_teams_of_their_own(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    teams::insert(&mut tx, &team(20, house.owner)).await.unwrap();
    teams::insert(&mut tx, &team(21, house.owner)).await.unwrap();
    people::insert(&mut tx, &person(9, "b@example.com")).await.unwrap();
    memberships::insert(&mut tx, id(21), id(9), "member", 1).await.unwrap();
    memberships::insert(&mut tx, id(20), id(9), "member", 2).await.unwrap();
    tx.commit().await.unwrap();
    let own = teams::of_person(&store, id(9)).await.unwrap();
    assert_eq!(own, [team(20, house.owner), team(21, house.owner)]);
    assert_eq!(teams::all(&store).await.unwrap().len(), 3);
}

pub(crate) async fn owners_change_and_must_exist(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    people::insert(&mut tx, &person(9, "b@example.com")).await.unwrap();
    teams::set_owner(&mut tx, house.team, id(9)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(teams::find(&store, house.team).await.unwrap().unwrap().owner, id(9));
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(teams::insert(&mut tx, &team(30, id(98))).await, Err(StoreError::Conflict { .. })));
}
