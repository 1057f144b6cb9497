//! Messages on their way.

use tacit_spec::DeliveryId;
use tacit_store::{
    Page, Store, channels,
    deliveries::{self, Busy, Delivery, DeliveryStatus, Ending},
};
use uuid::Uuid;

use crate::{
    channels::channel,
    house::{House, id},
};

async fn build(store: &Store) -> House {
    let house = House::build(store).await;
    let mut tx = store.begin().await.unwrap();
    for (n, name) in [(20, "a"), (21, "b")] {
        channels::insert(&mut tx, &channel(n, house.team, name)).await.unwrap();
    }
    tx.commit().await.unwrap();
    house
}

pub(crate) fn message(n: u128, house: &House, to: u128, place: &str) -> Delivery {
    Delivery {
        id: id(n),
        team: house.team,
        channel: id(to),
        bucket: house.bucket.clone(),
        test: house.test,
        scope: Uuid::nil(),
        place: place.into(),
        run: id(500 + n),
        incident: None,
        change: "failed".into(),
        tell: "{}".into(),
        names: None,
        status: DeliveryStatus::Waiting,
        attempts: 0,
        persists: false,
        next_at: n as i64,
        created_at: n as i64,
        finished_at: None,
    }
}

async fn insert(store: &Store, all: &[Delivery]) {
    let mut tx = store.begin().await.unwrap();
    deliveries::insert(&mut tx, all).await.unwrap();
    tx.commit().await.unwrap();
}

fn ending(status: DeliveryStatus, at: i64) -> Ending {
    let failed = status != DeliveryStatus::Delivered;
    Ending {
        status,
        next_at: (status == DeliveryStatus::Waiting).then_some(at + 5),
        code: failed.then(|| "UNAVAILABLE".into()),
        persists: status == DeliveryStatus::Waiting,
        answer: Some(503),
        hint: failed.then(|| "wait".into()),
        at,
    }
}

async fn due(store: &Store, now: i64) -> Vec<DeliveryId> {
    let due = deliveries::due(store, now, 10, &Busy::default()).await.unwrap();
    due.into_iter().map(|one| one.delivery.id).collect()
}

async fn left(store: &Store, busy: Busy) -> Vec<DeliveryId> {
    let due = deliveries::due(store, 500, 10, &busy).await.unwrap();
    due.into_iter().map(|one| one.delivery.id).collect()
}

pub(crate) async fn a_try_is_begun_before_it_is_sent(store: Store) {
    let house = build(&store).await;
    insert(&store, &[message(100, &house, 20, "a")]).await;
    assert_eq!(due(&store, 99).await, []);
    assert_eq!(deliveries::first_due(&store, 0).await.unwrap(), Some(100));
    assert_eq!(due(&store, 100).await, [id(100)]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(deliveries::begin(&mut tx, id(100), 101).await.unwrap(), Some(1));
    assert_eq!(deliveries::begin(&mut tx, id(100), 101).await.unwrap(), None, "it is on its way");
    tx.commit().await.unwrap();
    assert_eq!(due(&store, 200).await, []);
    assert_eq!(deliveries::waiting(&store).await.unwrap(), 1);

    let mut tx = store.begin().await.unwrap();
    assert!(!deliveries::end(&mut tx, id(100), 2, &ending(DeliveryStatus::Delivered, 102)).await.unwrap());
    assert!(deliveries::end(&mut tx, id(100), 1, &ending(DeliveryStatus::Waiting, 102)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(due(&store, 106).await, []);
    assert_eq!(due(&store, 107).await, [id(100)]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(deliveries::begin(&mut tx, id(100), 107).await.unwrap(), Some(2));
    assert!(deliveries::end(&mut tx, id(100), 2, &ending(DeliveryStatus::Delivered, 108)).await.unwrap());
    tx.commit().await.unwrap();
    let over = deliveries::find(&store, id(100)).await.unwrap().unwrap();
    assert_eq!((over.status, over.attempts, over.finished_at), (DeliveryStatus::Delivered, 2, Some(108)));
    let tries = deliveries::attempts(&store, &[id(100)]).await.unwrap();
    let tries: Vec<_> = tries.iter().map(|one| (one.number, one.ended_at, one.code.as_deref())).collect();
    assert_eq!(tries, [(1, Some(102), Some("UNAVAILABLE")), (2, Some(108), None)]);
    assert_eq!(deliveries::waiting(&store).await.unwrap(), 0);
    assert_eq!(deliveries::first_due(&store, 0).await.unwrap(), None);
}

pub(crate) async fn one_place_keeps_its_order(store: Store) {
    let house = build(&store).await;
    let mut second = message(101, &house, 20, "a");
    second.created_at = 100;
    let all = [
        message(100, &house, 20, "a"),
        second,
        message(102, &house, 20, "b"),
        message(103, &house, 21, "a"),
        Delivery { scope: id(30), ..message(104, &house, 20, "a") },
    ];
    insert(&store, &all).await;
    assert_eq!(due(&store, 500).await, [id(100), id(102), id(103), id(104)]);
    assert_eq!(left(&store, Busy { channels: vec![id(20)], ..Busy::default() }).await, [id(103)]);
    assert_eq!(left(&store, Busy { teams: vec![house.team], ..Busy::default() }).await, []);
    let mut tx = store.begin().await.unwrap();
    deliveries::begin(&mut tx, id(100), 500).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(due(&store, 500).await, [id(102), id(103), id(104)], "the first one is on its way");
    let mut tx = store.begin().await.unwrap();
    deliveries::end(&mut tx, id(100), 1, &ending(DeliveryStatus::Failed, 501)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(due(&store, 501).await, [id(101), id(102), id(103), id(104)]);
}

pub(crate) async fn a_paused_channel_holds_what_waits(store: Store) {
    let house = build(&store).await;
    insert(&store, &[message(100, &house, 20, "a"), message(101, &house, 21, "a")]).await;
    for (paused, expected) in [(true, vec![id(101)]), (false, vec![id(100), id(101)])] {
        let mut tx = store.begin().await.unwrap();
        let row = channels::Channel { paused, ..channel(20, house.team, "a") };
        channels::update(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(due(&store, 500).await, expected);
    }
}

pub(crate) async fn what_was_cut_short_is_found(store: Store) {
    let house = build(&store).await;
    let one = crate::incidents::incident(30, &house, None);
    let mut tx = store.begin().await.unwrap();
    tacit_store::incidents::insert(&mut tx, &one).await.unwrap();
    tx.commit().await.unwrap();
    let of_it = Delivery { incident: Some(one.id), ..message(101, &house, 20, "b") };
    insert(&store, &[message(100, &house, 20, "a"), of_it.clone()]).await;
    assert_eq!(deliveries::of_incident(&store, one.id).await.unwrap(), [of_it]);
    assert_eq!(deliveries::interrupted(&store).await.unwrap(), []);
    let mut tx = store.begin().await.unwrap();
    deliveries::begin(&mut tx, id(101), 500).await.unwrap();
    tx.commit().await.unwrap();
    let found = deliveries::interrupted(&store).await.unwrap();
    assert_eq!(found.iter().map(|one| (one.id, one.attempts)).collect::<Vec<_>>(), [(id(101), 1)]);
    assert_eq!(deliveries::attempts(&store, &[id(100), id(101)]).await.unwrap()[0].ended_at, None);
}

pub(crate) async fn all_are_given_up_at_once(store: Store) {
    let house = build(&store).await;
    insert(
        &store,
        &[message(100, &house, 20, "a"), message(101, &house, 20, "b"), message(102, &house, 21, "a")],
    )
    .await;
    let mut tx = store.begin().await.unwrap();
    for n in [101, 102] {
        deliveries::begin(&mut tx, id(n), 500).await.unwrap();
    }
    deliveries::end(&mut tx, id(102), 1, &ending(DeliveryStatus::Delivered, 510)).await.unwrap();
    assert_eq!(deliveries::give_up_all(&mut tx, "RESTORED", "look", 600).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(deliveries::waiting(&store).await.unwrap(), 0);
    assert_eq!(deliveries::interrupted(&store).await.unwrap(), []);
    assert_eq!(deliveries::find(&store, id(102)).await.unwrap().unwrap().status, DeliveryStatus::Delivered);
    let tries = deliveries::attempts(&store, &[id(100), id(101)]).await.unwrap();
    let told: Vec<_> = tries.iter().map(|one| (one.delivery, one.number, one.code.as_deref())).collect();
    assert_eq!(told, [(id(100), 1, Some("RESTORED")), (id(101), 1, None), (id(101), 2, Some("RESTORED"))]);
}

pub(crate) async fn given_up_and_tried_again(store: Store) {
    let house = build(&store).await;
    insert(&store, &[message(100, &house, 20, "a")]).await;
    let mut tx = store.begin().await.unwrap();
    assert!(deliveries::retry(&mut tx, id(100), 400).await.unwrap(), "it waits no longer");
    deliveries::begin(&mut tx, id(100), 500).await.unwrap();
    assert!(!deliveries::retry(&mut tx, id(100), 600).await.unwrap(), "it is on its way");
    deliveries::end(&mut tx, id(100), 1, &ending(DeliveryStatus::Uncertain, 501)).await.unwrap();
    assert!(deliveries::retry(&mut tx, id(100), 600).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(due(&store, 599).await, []);
    assert_eq!(due(&store, 600).await, [id(100)]);
}

pub(crate) async fn old_ones_are_forgotten(store: Store) {
    let house = build(&store).await;
    insert(
        &store,
        &[message(100, &house, 20, "a"), message(101, &house, 20, "b"), message(102, &house, 21, "c")],
    )
    .await;
    let mut tx = store.begin().await.unwrap();
    for n in [101, 102] {
        deliveries::begin(&mut tx, id(n), 500).await.unwrap();
        deliveries::end(&mut tx, id(n), 1, &ending(DeliveryStatus::Delivered, 501)).await.unwrap();
    }
    assert_eq!(deliveries::forget(&mut tx, 102, 10).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let left = |all: Vec<Delivery>| all.into_iter().map(|one| one.id).collect::<Vec<DeliveryId>>();
    assert_eq!(left(deliveries::of_channel(&store, id(20), Page::first(10)).await.unwrap()), [id(100)]);
    assert_eq!(left(deliveries::of_channel(&store, id(21), Page::first(10)).await.unwrap()), [id(102)]);
    let mut tx = store.begin().await.unwrap();
    channels::delete(&mut tx, id(20)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(deliveries::find(&store, id(100)).await.unwrap(), None);
}

pub(crate) async fn channels_of_others_may_wait_apart(store: Store) {
    let house = build(&store).await;
    let derived = channels::Channel { bucket: Some(house.bucket.clone()), ..channel(22, house.team, "c") };
    let mut tx = store.begin().await.unwrap();
    channels::insert(&mut tx, &derived).await.unwrap();
    tx.commit().await.unwrap();
    insert(&store, &[message(100, &house, 20, "a"), message(101, &house, 22, "a")]).await;
    let due = deliveries::due(&store, 500, 10, &Busy::default()).await.unwrap();
    assert_eq!(due.iter().map(|one| one.derived).collect::<Vec<_>>(), [false, true]);
    let kind = "slack";
    assert_eq!(due[0].kind, kind);
    assert_eq!(left(&store, Busy { background: vec![house.team], ..Busy::default() }).await, [id(100)]);
    assert_eq!(left(&store, Busy { background: vec![id(99)], ..Busy::default() }).await, [id(100), id(101)]);
    let news = |urgent| Busy { news: vec![house.team], urgent, ..Busy::default() };
    assert_eq!(left(&store, news(vec!["pagerduty"])).await, []);
    assert_eq!(left(&store, news(vec![kind])).await, [id(100), id(101)]);
}

pub(crate) async fn messages_go_with_their_test_but_for_named_ones(store: Store) {
    let house = build(&store).await;
    let over = Delivery { status: DeliveryStatus::Delivered, ..message(102, &house, 20, "c") };
    insert(&store, &[message(100, &house, 20, "a"), message(101, &house, 20, "b"), over]).await;
    let left = deliveries::left_of(&store, &[house.test]).await.unwrap();
    assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [id(100), id(101)]);
    let mut tx = store.begin().await.unwrap();
    deliveries::set_names(&mut tx, id(101), "{}").await.unwrap();
    deliveries::remove_of(&mut tx, &[house.test]).await.unwrap();
    tacit_store::tests::delete(&mut tx, house.test).await.unwrap();
    tx.commit().await.unwrap();
    let all = deliveries::of_channel(&store, id(20), Page::first(9)).await.unwrap();
    assert_eq!(
        all.iter().map(|one| (one.id, one.names.as_deref())).collect::<Vec<_>>(),
        [(id(101), Some("{}"))]
    );
}

pub(crate) async fn a_later_message_overtakes_an_earlier_one(store: Store) {
    let house = build(&store).await;
    let care = Delivery { change: "acknowledged".into(), ..message(103, &house, 20, "b") };
    let all =
        [message(100, &house, 20, "a"), message(101, &house, 20, "a"), message(102, &house, 20, "b"), care];
    insert(&store, &all).await;
    for (one, expected) in all.iter().zip([true, false, false, false]) {
        assert_eq!(deliveries::is_overtaken(&store, one).await.unwrap(), expected);
    }
    let mut tx = store.begin().await.unwrap();
    deliveries::wake(&mut tx, id(20), 50).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(due(&store, 50).await, [id(100), id(102)], "they wait no longer");
}
