//! Channels, and whose runs they hear of.

use tacit_spec::{BucketKey, EnvironmentId, RunId, TeamId};
use tacit_store::{
    Store, StoreError, buckets,
    channels::{self, Channel, Subject},
    environments, runs, teams,
};

use crate::house::{House, bucket, id};

pub(crate) fn channel(n: u128, team: TeamId, name: &str) -> Channel {
    Channel {
        id: id(n),
        team,
        bucket: None,
        environment: None,
        run: None,
        kind: "slack".into(),
        name: name.into(),
        host: "hooks.example.com".into(),
        rule: "{}".into(),
        whole_team: false,
        recipients: None,
        paused: false,
        version: 1,
        sealed: vec![0, 1, 255],
        key_version: 1,
        sealed_at: 7,
        created_at: n as i64,
        updated_at: n as i64,
    }
}

fn environment(n: u128, house: &House, parent: Option<EnvironmentId>) -> environments::Environment {
    environments::Environment {
        id: id(n),
        bucket: house.bucket.clone(),
        test: None,
        name: "E".into(),
        parent,
        definition: "{}".into(),
        places: None,
        revision: 1,
        created_at: n as i64,
        updated_at: n as i64,
    }
}

pub(crate) async fn a_channel_is_kept_and_changed(store: Store) {
    let house = House::build(&store).await;
    let mut made = channel(20, house.team, "Ops");
    let mut tx = store.begin().await.unwrap();
    channels::insert(&mut tx, &made).await.unwrap();
    made.name = "On call".into();
    made.sealed = vec![9];
    made.version = 2;
    made.paused = true;
    channels::update(&mut tx, &made).await.unwrap();
    assert!(channels::on_older_key(&mut tx, house.team, 2, 9).await.unwrap() == [made.clone()]);
    channels::replace_sealed(&mut tx, made.id, &[8], 2).await.unwrap();
    assert!(channels::on_older_key(&mut tx, house.team, 2, 9).await.unwrap().is_empty());
    (made.sealed, made.key_version) = (vec![8], 2);
    tx.commit().await.unwrap();
    assert!(channels::find(&store, made.id).await.unwrap() == Some(made.clone()));
    assert!(channels::of_team(&store, house.team).await.unwrap() == [made.clone()]);
    let mut tx = store.begin().await.unwrap();
    channels::delete(&mut tx, made.id).await.unwrap();
    assert!(matches!(channels::delete(&mut tx, made.id).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert!(channels::find(&store, made.id).await.unwrap().is_none());
}

pub(crate) async fn names_are_unique_among_the_teams_own(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    channels::insert(&mut tx, &channel(20, house.team, "Ops")).await.unwrap();
    let again = channels::insert(&mut tx, &channel(21, house.team, "Ops")).await;
    assert!(matches!(again, Err(StoreError::Conflict { .. })));
    let derived = Channel { bucket: Some(house.bucket.clone()), ..channel(22, house.team, "Ops") };
    channels::insert(&mut tx, &derived).await.unwrap();
    channels::insert(&mut tx, &channel(23, house.team, "Dev")).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let taken = channels::update(&mut tx, &channel(23, house.team, "Ops")).await;
    assert!(matches!(taken, Err(StoreError::Conflict { .. })));
}

pub(crate) async fn who_hears_of_what(store: Store) {
    let house = House::build(&store).await;
    let shared = environment(30, &house, None);
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &shared, None).await.unwrap();
    let run = house.run(40);
    runs::create(&mut tx, &run).await.unwrap();
    let subjects = [
        Subject::Team(house.team),
        Subject::Bucket(house.bucket.clone()),
        Subject::Environment(shared.id),
        Subject::Run(run.id),
    ];
    for (n, subject) in (20..).zip(&subjects) {
        channels::insert(&mut tx, &channel(n, house.team, &format!("c{n}"))).await.unwrap();
        channels::set_reach(&mut tx, id(n), std::slice::from_ref(subject)).await.unwrap();
    }
    let paused = Channel { paused: true, ..channel(24, house.team, "paused") };
    channels::insert(&mut tx, &paused).await.unwrap();
    channels::set_reach(&mut tx, paused.id, &subjects).await.unwrap();
    tx.commit().await.unwrap();

    let heard = channels::hearing(&store, &subjects).await.unwrap();
    let heard: Vec<_> = heard.iter().map(|one| (one.subject.clone(), one.id)).collect();
    let expected: Vec<_> = (20..).zip(&subjects).map(|(n, subject)| (subject.to_string(), id(n))).collect();
    assert_eq!(heard, expected);
    let strangers = [Subject::Team(id(99)), Subject::Run(RunId(uuid::Uuid::nil()))];
    assert_eq!(channels::hearing(&store, &strangers).await.unwrap(), []);
    assert_eq!(channels::hearing(&store, &[]).await.unwrap(), []);
    assert_eq!(channels::reach(&store, paused.id).await.unwrap(), subjects[1..3]);
    let mut tx = store.begin().await.unwrap();
    channels::set_reach(&mut tx, paused.id, &subjects[..1]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(channels::reach(&store, paused.id).await.unwrap(), []);
}

pub(crate) async fn what_came_with_something_goes_with_it(store: Store) {
    let house = House::build(&store).await;
    let other = BucketKey("bucket0000bb".into());
    let of_its_own = environment(30, &house, None);
    let mut tx = store.begin().await.unwrap();
    buckets::insert(&mut tx, &bucket(&other.0, house.team, "Second", false)).await.unwrap();
    environments::insert(&mut tx, &of_its_own, None).await.unwrap();
    let with_bucket = Channel { bucket: Some(other.clone()), ..channel(20, house.team, "b") };
    let with_environment = Channel { environment: Some(of_its_own.id), ..channel(21, house.team, "e") };
    for one in [&with_bucket, &with_environment] {
        channels::insert(&mut tx, one).await.unwrap();
        assert!(!one.is_of_team());
    }
    let reaching = channel(22, house.team, "t");
    channels::insert(&mut tx, &reaching).await.unwrap();
    let both = [Subject::Bucket(other.clone()), Subject::Environment(of_its_own.id)];
    channels::set_reach(&mut tx, reaching.id, &both).await.unwrap();
    tx.commit().await.unwrap();
    assert!(channels::of_bucket(&store, &other).await.unwrap() == [with_bucket]);
    assert!(channels::of_environment(&store, of_its_own.id).await.unwrap() == [with_environment.clone()]);
    assert!(channels::of_team(&store, house.team).await.unwrap() == [reaching.clone()]);

    let mut tx = store.begin().await.unwrap();
    let heard = |heard: Vec<channels::Listener>| heard.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let environment = [Subject::Environment(of_its_own.id)];
    channels::set_reach(&mut tx, with_environment.id, &environment).await.unwrap();
    channels::set_environment(&mut tx, of_its_own.id, &[]).await.unwrap();
    let left = channels::hearing(&mut tx, &environment).await.unwrap();
    assert_eq!(heard(left), [with_environment.id], "what came with it stays");
    channels::set_environment(&mut tx, of_its_own.id, &[reaching.id]).await.unwrap();
    let left = channels::hearing(&mut tx, &environment).await.unwrap();
    assert_eq!(heard(left), [with_environment.id, reaching.id]);
    buckets::delete(&mut tx, &other).await.unwrap();
    environments::delete(&mut tx, of_its_own.id).await.unwrap();
    tx.commit().await.unwrap();
    for n in [20, 21] {
        assert!(channels::find(&store, id(n)).await.unwrap().is_none());
    }
    assert_eq!(channels::reach(&store, reaching.id).await.unwrap(), []);
    assert!(teams::find(&store, house.team).await.unwrap().is_some());
}
