//! Teams.

use tacit_store::{
    Store, StoreError,
    channels::{self, Channel},
    memberships, people, secrets, teams,
};

use crate::{
    channels::channel,
    house::{House, id, person, secret, team},
};

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

pub(crate) async fn keys_of_before_stay_while_something_is_sealed_with_them(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let first = teams::find(&mut tx, house.team).await.unwrap().unwrap();
    secrets::insert(&mut tx, &secret(10, house.team, None, "a"), b"a1", first.key_version).await.unwrap();
    secrets::add_version(&mut tx, id(10), 2, b"a2", first.key_version, 5).await.unwrap();
    let told = Channel { key_version: first.key_version, ..channel(20, house.team, "told") };
    channels::insert(&mut tx, &told).await.unwrap();
    let mail = Channel { recipients: Some("[]".into()), key_version: 0, ..channel(21, house.team, "mail") };
    channels::insert(&mut tx, &mail).await.unwrap();
    assert_eq!(teams::on_keys_of_before(&mut tx, house.team).await.unwrap(), 0);
    let next = first.key_version + 1;
    teams::set_data_key(&mut tx, house.team, &[9, 9], next).await.unwrap();
    assert_eq!(teams::on_keys_of_before(&mut tx, house.team).await.unwrap(), 3);
    let before = teams::keys_of_before(&mut tx, house.team).await.unwrap();
    assert_eq!(before, [(first.key_version, first.data_key)]);

    let stale = secrets::on_older_key(&mut tx, house.team, next, 1).await.unwrap();
    assert_eq!(stale.iter().map(|one| (one.secret, one.version)).collect::<Vec<_>>(), [(id(10), 1)]);
    for version in [1, 2] {
        secrets::replace_sealed(&mut tx, id(10), version, b"anew", next).await.unwrap();
    }
    assert_eq!(secrets::on_older_key(&mut tx, house.team, next, 9).await.unwrap(), []);
    let stale = channels::on_older_key(&mut tx, house.team, next, 9).await.unwrap();
    assert_eq!(stale.iter().map(|one| one.id).collect::<Vec<_>>(), [told.id]);
    channels::replace_sealed(&mut tx, told.id, b"anew", next).await.unwrap();
    assert_eq!(teams::on_keys_of_before(&mut tx, house.team).await.unwrap(), 0);
    assert_eq!(teams::forget_keys_of_before(&mut tx, house.team).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(teams::keys_of_before(&store, house.team).await.unwrap(), []);
    assert_eq!(channels::find(&store, told.id).await.unwrap().unwrap().sealed, b"anew");
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
