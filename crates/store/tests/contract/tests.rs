//! Tests and their revisions.

use tacit_record::RunResult;
use tacit_store::{Page, Store, StoreError, buckets, runs, tests, tests::Draft};

use crate::house::{House, bucket, id, test};

fn draft(definition: &str) -> Draft<'_> {
    Draft { name: "Renamed", description: Some("text"), definition }
}

pub(crate) async fn definitions_keep_revisions(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let second = tests::update(&mut tx, house.test, draft("{2}"), None, Some(house.owner), 50).await.unwrap();
    let third = tests::update(&mut tx, house.test, draft("{3}"), Some(2), None, 60).await.unwrap();
    tests::set_default_environment(&mut tx, house.test, Some(id(70))).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((second, third), (2, 3));

    let now = tests::find(&store, house.test).await.unwrap().unwrap();
    assert_eq!(
        (now.name.as_str(), now.description.as_deref(), now.definition.as_str()),
        ("Renamed", Some("text"), "{3}")
    );
    assert_eq!((now.revision, now.updated_at, now.created_at), (3, 60, 3));
    assert_eq!(now.default_environment, Some(id(70)));
    let all = tests::revisions(&store, house.test, Page::first(2)).await.unwrap();
    assert_eq!(all.iter().map(|kept| kept.revision).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(
        (all[1].definition.as_str(), all[1].author, all[1].created_at),
        ("{2}", Some(house.owner), 50)
    );
    let first = tests::revision(&store, house.test, 1).await.unwrap().unwrap();
    assert_eq!(first.definition, r#"{"steps":[]}"#);
    assert_eq!(tests::revision(&store, house.test, 4).await.unwrap(), None);
}

pub(crate) async fn a_stale_edit_is_refused(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    tests::update(&mut tx, house.test, draft("{2}"), Some(1), None, 50).await.unwrap();
    let stale = tests::update(&mut tx, house.test, draft("{x}"), Some(1), None, 60).await;
    assert!(matches!(stale, Err(StoreError::Conflict { what }) if what.contains("revision 2")));
    assert!(matches!(
        tests::update(&mut tx, id(99), draft("{}"), None, None, 1).await,
        Err(StoreError::NotFound)
    ));
    tx.commit().await.unwrap();
    assert_eq!(tests::find(&store, house.test).await.unwrap().unwrap().definition, "{2}");
}

pub(crate) async fn tests_are_found_by_place_token_and_text(store: Store) {
    let house = House::build(&store).await;
    let second = bucket("second", house.team, "Second", false);
    let mut upper = test(31, &second.key);
    upper.definition = r#"{"a":"{{get_secret(API_KEY)}} 100%"}"#.into();
    let mut lower = test(32, &house.bucket);
    lower.definition = r#"{"a":"{{get_secret(api_key)}} \\ 100"}"#.into();
    let mut tx = store.begin().await.unwrap();
    buckets::insert(&mut tx, &second).await.unwrap();
    tests::insert(&mut tx, &upper).await.unwrap();
    tests::insert(&mut tx, &lower).await.unwrap();
    tests::set_trigger_token(&mut tx, lower.id, "fresh").await.unwrap();
    tx.commit().await.unwrap();
    lower.trigger_token = "fresh".into();

    assert_eq!(tests::find_in(&store, &second.key, upper.id).await.unwrap(), Some(upper.clone()));
    assert_eq!(tests::find_in(&store, &house.bucket, upper.id).await.unwrap(), None);
    assert_eq!(tests::find_by_trigger_token(&store, "fresh").await.unwrap(), Some(lower.clone()));
    let mentioning = async |bucket, text| {
        let found = tests::mentioning(&store, house.team, bucket, text).await.unwrap();
        found.into_iter().map(|test| test.id).collect::<Vec<_>>()
    };
    assert_eq!(mentioning(None, "get_secret").await, [upper.id, lower.id]);
    assert_eq!(mentioning(Some(&house.bucket), "get_secret").await, [lower.id]);
    assert_eq!(mentioning(None, "API_KEY").await, [upper.id], "case counts");
    assert_eq!(mentioning(None, "100%").await, [upper.id], "no wildcard");
    assert_eq!(mentioning(None, "api.key").await, []);
    assert_eq!(mentioning(None, r"\\").await, [lower.id], "no escape");
    assert_eq!(tests::mentioning(&store, id(99), None, "a").await.unwrap(), []);
}

pub(crate) async fn tests_come_in_pages(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in [12, 11, 10] {
        tests::insert(&mut tx, &test(n, &house.bucket)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let page = tests::of_bucket(&store, &house.bucket, Page { limit: 2, offset: 1 }).await.unwrap();
    assert_eq!(page, [test(10, &house.bucket), test(11, &house.bucket)]);
    assert_eq!(tests::count_of_bucket(&store, &house.bucket).await.unwrap(), 4);
}

pub(crate) async fn a_test_goes_with_its_results(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let run = house.finished(&mut tx, 60, RunResult::Fail).await;
    tests::delete(&mut tx, house.test).await.unwrap();
    assert!(matches!(tests::delete(&mut tx, house.test).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(runs::find(&store, run).await.unwrap(), None);
    assert_eq!(runs::record(&store, run).await.unwrap(), None);
    assert_eq!(tests::revisions(&store, house.test, Page::first(5)).await.unwrap(), []);
}

pub(crate) async fn ids_come_in_order(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in [900, 400, 600] {
        tests::insert(&mut tx, &test(n, &house.bucket)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let first = tests::ids_after(&store, id(0), 3).await.unwrap();
    assert_eq!(first, [house.test, id(400), id(600)]);
    assert_eq!(tests::ids_after(&store, first[2], 3).await.unwrap(), [id(900)]);
    assert!(tests::ids_after(&store, id(900), 3).await.unwrap().is_empty());
    let names = tests::names(&store, &[id(900), id(901), first[1]]).await.unwrap();
    let one = tests::find(&store, first[1]).await.unwrap().unwrap();
    assert_eq!((names.len(), names.get(&first[1])), (2, Some(&one.name)));
}
