//! Environments and their revisions.

use tacit_spec::{AgentId, BucketKey, EnvironmentId, Place, TestId};
use tacit_store::{
    Page, Store, StoreError,
    environments::{self, Draft, Environment},
    tests,
};

use crate::house::{House, id};

pub(crate) fn environment(
    n: u128,
    bucket: &BucketKey,
    test: Option<TestId>,
    parent: Option<EnvironmentId>,
) -> Environment {
    Environment {
        id: id(n),
        bucket: bucket.clone(),
        test,
        name: format!("Environment {n}"),
        parent,
        definition: "{}".into(),
        places: Some(String::new()),
        revision: 1,
        created_at: n as i64,
        updated_at: n as i64,
    }
}

pub(crate) async fn shared_and_own_ones_are_apart(store: Store) {
    let House { bucket, test, .. } = House::build(&store).await;
    let shared = [environment(10, &bucket, None, None), environment(11, &bucket, None, None)];
    let own = environment(12, &bucket, Some(test), Some(shared[0].id));
    let mut tx = store.begin().await.unwrap();
    for environment in shared.iter().chain([&own]) {
        environments::insert(&mut tx, environment, None).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(environments::shared_of_bucket(&store, &bucket, Page::first(9)).await.unwrap(), shared);
    let second = Page { limit: 1, offset: 1 };
    assert_eq!(environments::shared_of_bucket(&store, &bucket, second).await.unwrap(), shared[1..]);
    assert_eq!(environments::of_test(&store, test).await.unwrap(), [own]);
}

pub(crate) async fn definitions_keep_revisions(store: Store) {
    let House { bucket, test, owner, .. } = House::build(&store).await;
    let (shared, own) = (environment(10, &bucket, None, None), environment(12, &bucket, Some(test), None));
    let draft = |definition| Draft { name: "Renamed", parent: Some(shared.id), definition, places: "local" };
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &shared, None).await.unwrap();
    environments::insert(&mut tx, &own, Some(owner)).await.unwrap();
    let second = environments::update(&mut tx, own.id, draft("{2}"), Some(1), Some(owner), 50).await.unwrap();
    let stale = environments::update(&mut tx, own.id, draft("{x}"), Some(1), None, 60).await;
    assert!(matches!(stale, Err(StoreError::Conflict { what }) if what.contains("revision 2")));
    let missing = environments::update(&mut tx, id(99), draft("{x}"), None, None, 60).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(second, 2);
    let now = environments::find(&store, own.id).await.unwrap().unwrap();
    assert_eq!((now.name.as_str(), now.parent, now.definition.as_str()), ("Renamed", Some(shared.id), "{2}"));
    assert_eq!(now.places.as_deref(), Some("local"));
    let all = environments::revisions(&store, own.id, Page::first(9)).await.unwrap();
    let numbers: Vec<_> = all.iter().map(|kept| (kept.revision, kept.author)).collect();
    assert_eq!(numbers, [(2, Some(owner)), (1, Some(owner))]);
    assert_eq!(environments::revision(&store, own.id, 1).await.unwrap().unwrap().definition, "{}");
}

pub(crate) async fn a_parent_stays_while_it_has_heirs(store: Store) {
    let House { bucket, test, .. } = House::build(&store).await;
    let shared = environment(10, &bucket, None, None);
    let own = environment(12, &bucket, Some(test), Some(shared.id));
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &shared, None).await.unwrap();
    environments::insert(&mut tx, &own, None).await.unwrap();
    assert_eq!(environments::heirs(&mut tx, shared.id).await.unwrap(), std::slice::from_ref(&own));
    assert_eq!(environments::heirs(&mut tx, own.id).await.unwrap(), []);
    let refused = environments::delete(&mut tx, shared.id).await;
    assert!(matches!(refused, Err(StoreError::Conflict { what }) if what.contains("Environment 12")));
    environments::delete(&mut tx, own.id).await.unwrap();
    environments::delete(&mut tx, shared.id).await.unwrap();
    assert!(matches!(environments::delete(&mut tx, shared.id).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(environments::find(&store, shared.id).await.unwrap(), None);
}

pub(crate) async fn a_default_that_goes_leaves_none(store: Store) {
    let House { bucket, test, .. } = House::build(&store).await;
    let own = environment(12, &bucket, Some(test), None);
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &own, None).await.unwrap();
    tests::set_default_environment(&mut tx, test, Some(own.id)).await.unwrap();
    environments::delete(&mut tx, own.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(tests::find(&store, test).await.unwrap().unwrap().default_environment, None);
}

pub(crate) async fn they_are_found_by_text(store: Store) {
    let House { bucket, team, .. } = House::build(&store).await;
    let mut one = environment(10, &bucket, None, None);
    one.definition = "{{get_secret(Key)}}".into();
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &one, None).await.unwrap();
    environments::insert(&mut tx, &environment(11, &bucket, None, None), None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(environments::mentioning(&store, team, None, "(Key)").await.unwrap(), [one.clone()]);
    assert_eq!(environments::mentioning(&store, team, Some(&bucket), "(Key)").await.unwrap(), [one]);
    assert_eq!(environments::mentioning(&store, team, None, "(KEY)").await.unwrap(), []);
}

pub(crate) async fn places_are_filled_in_and_found(store: Store) {
    let House { bucket, team, .. } = House::build(&store).await;
    let agent: AgentId = id(70);
    let mut old = environment(10, &bucket, None, None);
    old.places = None;
    let mut tx = store.begin().await.unwrap();
    environments::insert(&mut tx, &old, None).await.unwrap();
    environments::insert(&mut tx, &environment(11, &bucket, None, None), None).await.unwrap();
    assert_eq!(environments::without_places(&mut tx, 9).await.unwrap(), [old.clone()]);
    environments::set_places(&mut tx, old.id, &format!("local {agent}")).await.unwrap();
    assert!(matches!(environments::set_places(&mut tx, id(99), "").await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(environments::without_places(&store, 9).await.unwrap(), []);
    for place in [Place::Agent(agent), Place::Region("local".into())] {
        let found = environments::in_place(&store, team, &place).await.unwrap();
        assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [old.id]);
    }
    assert_eq!(environments::in_place(&store, team, &Place::Region("loca".into())).await.unwrap(), []);
    assert_eq!(environments::in_place(&store, id(99), &Place::Agent(agent)).await.unwrap(), []);
}
