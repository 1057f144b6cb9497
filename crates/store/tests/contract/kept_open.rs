//! What services keep open.

use tacit_store::{
    Store, channels, deliveries,
    kept_open::{self, KeptOpen},
};
use uuid::Uuid;

use crate::{
    channels::channel,
    house::{House, id},
};

async fn save(store: &Store, one: &KeptOpen) {
    let mut tx = store.begin().await.unwrap();
    kept_open::save(&mut tx, std::slice::from_ref(one)).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn what_is_open_outlives_its_test_until_the_end_arrives(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    channels::insert(&mut tx, &channel(20, house.team, "a")).await.unwrap();
    tx.commit().await.unwrap();
    let one = KeptOpen {
        channel: id(20),
        team: house.team,
        bucket: house.bucket.clone(),
        test: house.test,
        scope: Uuid::nil(),
        place: "local".into(),
        run: id(500),
        incident: None,
        ended: false,
        delivered: false,
    };
    save(&store, &one).await;
    assert_eq!(kept_open::of_tests(&store, &[house.test, id(99)]).await.unwrap(), std::slice::from_ref(&one));
    assert_eq!(kept_open::count(&store, id(20)).await.unwrap(), 0, "it did not arrive yet");
    let mut tx = store.begin().await.unwrap();
    kept_open::note_open(&mut tx, &one).await.unwrap();
    // The end of an earlier time arrives late.
    kept_open::note_end(&mut tx, &one).await.unwrap();
    assert_eq!(kept_open::of_channel(&mut tx, id(20)).await.unwrap(), std::slice::from_ref(&one));
    kept_open::note_open(&mut tx, &one).await.unwrap();
    tacit_store::tests::delete(&mut tx, house.test).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept_open::count(&store, id(20)).await.unwrap(), 1);
    let ended = KeptOpen { run: id(501), ended: true, delivered: true, ..one.clone() };
    save(&store, &ended).await;
    assert_eq!(kept_open::of_channel(&store, id(20)).await.unwrap(), std::slice::from_ref(&ended));

    // Something about it is still to be told.
    let waits = crate::deliveries::message(700, &house, 20, "local");
    let mut tx = store.begin().await.unwrap();
    deliveries::insert(&mut tx, std::slice::from_ref(&waits)).await.unwrap();
    kept_open::note_end(&mut tx, &ended).await.unwrap();
    let left = kept_open::of_channel(&mut tx, id(20)).await.unwrap();
    assert_eq!(left, [KeptOpen { delivered: false, ..ended.clone() }]);
    deliveries::remove_of(&mut tx, &[house.test]).await.unwrap();
    kept_open::note_end(&mut tx, &ended).await.unwrap();
    assert_eq!(kept_open::of_channel(&mut tx, id(20)).await.unwrap(), []);
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    kept_open::note_open(&mut tx, &one).await.unwrap();
    let waits = KeptOpen { place: "other".into(), ..one.clone() };
    kept_open::save(&mut tx, std::slice::from_ref(&waits)).await.unwrap();
    kept_open::abandon(&mut tx, id(20)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        kept_open::of_channel(&store, id(20)).await.unwrap(),
        [waits],
        "what was not taken is not abandoned"
    );
}
