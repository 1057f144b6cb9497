//! What alerting remembers.

use tacit_store::{
    Store,
    alerts::{self, AlertState},
    environments, tests,
};
use uuid::Uuid;

use crate::house::{House, id, test};

fn state(test: u128, place: &str, channel: u128, state: &str) -> AlertState {
    AlertState {
        test: id(test),
        environment: Uuid::nil(),
        place: place.into(),
        channel: id(channel),
        state: state.into(),
    }
}

pub(crate) async fn states_are_kept_by_test_environment_place_and_channel(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    tests::insert(&mut tx, &test(4, &house.bucket)).await.unwrap();
    alerts::lock(&mut tx).await.unwrap();
    let mut kept =
        vec![state(3, "a", 20, "1"), state(3, "b", 20, "2"), state(3, "a", 21, "3"), state(4, "a", 20, "4")];
    let elsewhere = AlertState { environment: id(30), ..state(3, "a", 20, "5") };
    kept.push(elsewhere.clone());
    alerts::save_states(&mut tx, &kept).await.unwrap();
    kept[0].state = "changed".into();
    alerts::save_states(&mut tx, &kept[..1]).await.unwrap();
    tx.commit().await.unwrap();
    let sorted = |mut all: Vec<AlertState>| {
        all.sort_by(|one, other| one.state.cmp(&other.state));
        all.into_iter().map(|one| one.state).collect::<Vec<_>>()
    };
    let of = |test: u128| {
        let store = store.clone();
        async move { alerts::states(&store, &[id(test)]).await.unwrap() }
    };
    assert_eq!(sorted(of(3).await), ["2", "3", "5", "changed"]);
    assert_eq!(of(4).await, [kept[3].clone()]);
    assert_eq!(sorted(alerts::states(&store, &[id(3), id(4), id(5)]).await.unwrap()).len(), 5);

    let mut tx = store.begin().await.unwrap();
    alerts::forget_state(&mut tx, &kept[1]).await.unwrap();
    alerts::forget_watched(&mut tx, id(99), Uuid::nil()).await.unwrap();
    alerts::forget_environment(&mut tx, id(30)).await.unwrap();
    tests::delete(&mut tx, id(4)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(sorted(of(3).await), ["3", "changed"]);
    assert_eq!(of(4).await, []);
}

pub(crate) async fn environments_say_what_they_inherit_from(store: Store) {
    let house = House::build(&store).await;
    let shared = environments::Environment {
        id: id(30),
        bucket: house.bucket.clone(),
        test: None,
        name: "E".into(),
        parent: None,
        definition: "{}".into(),
        places: None,
        revision: 1,
        created_at: 1,
        updated_at: 1,
    };
    let heir = environments::Environment { id: id(31), parent: Some(shared.id), ..shared.clone() };
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &shared, None).await.unwrap();
    environments::insert(&mut tx, &heir, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut known = alerts::environments(&store, &[shared.id, heir.id, id(32)]).await.unwrap();
    known.sort();
    assert_eq!(known, [(shared.id, None), (heir.id, Some(shared.id))]);
}
