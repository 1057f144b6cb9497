//! Secrets: names, rules, versions.

use std::time::Duration;

use tacit_store::{
    Page, Store, StoreError, buckets,
    secrets::{self, Rules, VersionState},
};
use tokio::time::timeout;

use crate::house::{House, bucket, id, secret};

fn conflict<T>(outcome: Result<T, StoreError>) -> String {
    match outcome {
        Err(StoreError::Conflict { what }) => what,
        Err(other) => panic!("not a conflict: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

fn rules(name: &str) -> Rules<'_> {
    let allowed_hosts = r#"["api.example.com"]"#;
    Rules {
        name,
        description: Some("text"),
        visibility: "redact",
        allowed_hosts,
        expires_at: Some(500),
        kept_in: Some("{}"),
    }
}

pub(crate) async fn a_name_is_unique_in_its_scope(store: Store) {
    let House { team, bucket: first, .. } = House::build(&store).await;
    let second = bucket("second", team, "Second", false);
    let mut tx = store.begin().await.unwrap();
    buckets::insert(&mut tx, &second).await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), b"1", 1).await.unwrap();
    assert!(
        conflict(secrets::insert(&mut tx, &secret(11, team, None, "a"), b"1", 1).await).contains("the team")
    );
    secrets::insert(&mut tx, &secret(12, team, None, "A"), b"1", 1).await.unwrap();
    secrets::insert(&mut tx, &secret(13, team, Some(&first), "b"), b"1", 1).await.unwrap();
    let what = conflict(secrets::insert(&mut tx, &secret(14, team, Some(&first), "b"), b"1", 1).await);
    assert!(what.contains("First"), "{what}");
    secrets::insert(&mut tx, &secret(15, team, Some(&second.key), "b"), b"1", 1).await.unwrap();
    tx.commit().await.unwrap();

    let names =
        |secrets: Vec<secrets::Secret>| secrets.into_iter().map(|secret| secret.name).collect::<Vec<_>>();
    let mut of_team = names(secrets::of_team(&store, team, Page::first(9)).await.unwrap());
    of_team.sort();
    assert_eq!(of_team, ["A", "a"]);
    assert_eq!(names(secrets::of_bucket(&store, &first, Page::first(9)).await.unwrap()), ["b"]);
    assert_eq!(secrets::all_of_team(&store, team).await.unwrap().len(), 4);
    assert_eq!(secrets::of_team(&store, team, Page { limit: 9, offset: 2 }).await.unwrap(), []);
}

pub(crate) async fn a_name_is_not_in_both_scopes(store: Store) {
    let House { team, bucket: first, .. } = House::build(&store).await;
    let second = bucket("second", team, "Second", false);
    let mut tx = store.begin().await.unwrap();
    buckets::insert(&mut tx, &second).await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "of_team"), b"1", 1).await.unwrap();
    secrets::insert(&mut tx, &secret(11, team, Some(&first), "of_bucket"), b"1", 1).await.unwrap();
    secrets::insert(&mut tx, &secret(12, team, Some(&second.key), "of_bucket"), b"1", 1).await.unwrap();
    let what = conflict(secrets::insert(&mut tx, &secret(20, team, Some(&first), "of_team"), b"1", 1).await);
    assert!(what.contains("the team") && what.contains("of_team"), "{what}");
    let what = conflict(secrets::insert(&mut tx, &secret(21, team, None, "of_bucket"), b"1", 1).await);
    assert!(what.contains("First, Second"), "names the buckets: {what}");
    tx.commit().await.unwrap();
}

pub(crate) async fn a_rename_obeys_the_same_rule(store: Store) {
    let House { team, bucket: first, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), b"1", 1).await.unwrap();
    secrets::insert(&mut tx, &secret(11, team, Some(&first), "b"), b"1", 1).await.unwrap();
    assert!(conflict(secrets::set_rules(&mut tx, id(10), rules("b"), 50).await).contains("First"));
    assert!(conflict(secrets::set_rules(&mut tx, id(11), rules("a"), 50).await).contains("the team"));
    secrets::set_rules(&mut tx, id(10), rules("a"), 50).await.unwrap();
    secrets::set_rules(&mut tx, id(11), rules("c"), 51).await.unwrap();
    assert!(matches!(secrets::set_rules(&mut tx, id(99), rules("d"), 50).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let changed = secrets::find(&store, id(11)).await.unwrap().unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.description.as_deref(), changed.updated_at),
        ("c", Some("text"), 51)
    );
    assert_eq!(changed.allowed_hosts, r#"["api.example.com"]"#);
    assert_eq!((changed.visibility.as_str(), changed.version), ("redact", 1));
}

pub(crate) async fn two_at_once_cannot_take_one_name(store: Store) {
    let House { team, bucket: first, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "one"), b"1", 1).await.unwrap();
    let mut second = tokio::spawn({
        let store = store.clone();
        async move {
            let mut tx = store.begin().await?;
            secrets::insert(&mut tx, &secret(11, team, Some(&first), "one"), b"1", 1).await?;
            tx.commit().await
        }
    });
    // The second one has to wait until the first is done, however long.
    timeout(Duration::from_millis(300), &mut second).await.unwrap_err();
    tx.commit().await.unwrap();
    assert!(conflict(second.await.unwrap()).contains("the team"));
    assert_eq!(secrets::all_of_team(&store, team).await.unwrap().len(), 1);
}

pub(crate) async fn values_have_versions(store: Store) {
    let House { team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), &[0, 1, 255], 1).await.unwrap();
    secrets::add_version(&mut tx, id(10), 2, b"second", 3, 70).await.unwrap();
    let skipped = secrets::add_version(&mut tx, id(10), 4, b"fourth", 3, 80).await;
    assert!(matches!(skipped, Err(StoreError::NotFound)), "versions have no holes");
    secrets::touch(&mut tx, id(10), 90).await.unwrap();
    tx.commit().await.unwrap();
    let known = secrets::find(&store, id(10)).await.unwrap().unwrap();
    assert_eq!((known.version, known.updated_at, known.last_used_at), (2, 70, Some(90)));
    let current = secrets::current(&store, id(10)).await.unwrap().unwrap();
    assert_eq!((current.version, current.sealed.as_slice(), current.key_version), (2, &b"second"[..], 3));
    let all = secrets::versions(&store, id(10)).await.unwrap();
    let states: Vec<_> = all.iter().map(|version| (version.version, version.state)).collect();
    assert_eq!(states, [(2, VersionState::Current), (1, VersionState::Previous)]);
    assert_eq!(all[1].sealed, [0, 1, 255]);
}

pub(crate) async fn a_next_value_waits_beside_the_current_one(store: Store) {
    let House { team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), b"one", 1).await.unwrap();
    assert!(matches!(secrets::discard_next(&mut tx, id(10)).await, Err(StoreError::NotFound)));
    secrets::stage_next(&mut tx, id(10), 2, b"two", 1, 70).await.unwrap();
    assert_eq!(secrets::waiting(&mut tx, team).await.unwrap(), [(id(10), 2, 70)]);
    assert_eq!(secrets::find(&mut tx, id(10)).await.unwrap().unwrap().version, 1);
    assert_eq!(secrets::current(&mut tx, id(10)).await.unwrap().unwrap().sealed, b"one");
    assert_eq!(secrets::retire_versions(&mut tx, i64::MAX).await.unwrap(), 0, "none was replaced");
    secrets::discard_next(&mut tx, id(10)).await.unwrap();
    assert_eq!(secrets::waiting(&mut tx, team).await.unwrap(), []);

    secrets::stage_next(&mut tx, id(10), 2, b"two", 1, 80).await.unwrap();
    let skipped = secrets::promote_next(&mut tx, id(10), 3, b"two", 1, 90).await;
    assert!(matches!(skipped, Err(StoreError::NotFound)), "versions have no holes");
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), b"one", 1).await.unwrap();
    secrets::stage_next(&mut tx, id(10), 2, b"two", 1, 80).await.unwrap();
    secrets::promote_next(&mut tx, id(10), 2, b"two, sealed anew", 1, 90).await.unwrap();
    tx.commit().await.unwrap();
    let current = secrets::current(&store, id(10)).await.unwrap().unwrap();
    assert_eq!(
        (current.version, current.sealed.as_slice(), current.created_at),
        (2, &b"two, sealed anew"[..], 90)
    );
    let mut tx = store.begin().await.unwrap();
    assert_eq!(
        secrets::retire_versions(&mut tx, 89).await.unwrap(),
        0,
        "it counts from when it was replaced"
    );
    assert_eq!(secrets::retire_versions(&mut tx, 90).await.unwrap(), 1);
}

pub(crate) async fn those_that_expire_are_found(store: Store) {
    let House { team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for (number, expires_at) in [(10, Some(300)), (11, None), (12, Some(200))] {
        let name = format!("s{number}");
        let row = secrets::Secret { expires_at, ..secret(number, team, None, &name) };
        secrets::insert(&mut tx, &row, b"1", 1).await.unwrap();
    }
    tx.commit().await.unwrap();
    let of = async |until| {
        let found = secrets::expiring(&store, team, until).await.unwrap();
        found.into_iter().map(|secret| secret.name).collect::<Vec<_>>()
    };
    assert_eq!(of(301).await, ["s12", "s10"]);
    assert_eq!(of(300).await, ["s12"]);
}

pub(crate) async fn tests_of_a_bucket_see_its_own_and_the_teams(store: Store) {
    let House { team, bucket: first, .. } = House::build(&store).await;
    let second = bucket("second", team, "Second", false);
    let mut tx = store.begin().await.unwrap();
    buckets::insert(&mut tx, &second).await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "of_team"), b"t1", 1).await.unwrap();
    secrets::insert(&mut tx, &secret(11, team, Some(&first), "of_first"), b"f1", 1).await.unwrap();
    secrets::insert(&mut tx, &secret(12, team, Some(&second.key), "of_second"), b"s1", 1).await.unwrap();
    secrets::add_version(&mut tx, id(10), 2, b"t2", 1, 5).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(secrets::names_usable_in(&store, &first).await.unwrap(), ["of_first", "of_team"]);

    let mut tx = store.begin().await.unwrap();
    let usable = secrets::usable_in(&mut tx, &first).await.unwrap();
    let seen: Vec<_> = usable
        .iter()
        .map(|(secret, versions)| {
            let sealed: Vec<_> = versions.iter().map(|version| version.sealed.as_slice()).collect();
            (secret.name.as_str(), sealed)
        })
        .collect();
    assert_eq!(seen, [("of_team", vec![&b"t2"[..], b"t1"]), ("of_first", vec![b"f1"])]);
    let all: Vec<_> = secrets::versions_of_team(&mut tx, team).await.unwrap();
    let order: Vec<_> = all.iter().map(|version| (version.secret, version.version)).collect();
    assert_eq!(order, [(id(10), 1), (id(10), 2), (id(11), 1), (id(12), 1)]);
}

pub(crate) async fn deleting_leaves_no_version(store: Store) {
    let House { team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), b"1", 1).await.unwrap();
    secrets::add_version(&mut tx, id(10), 2, b"2", 1, 5).await.unwrap();
    secrets::delete(&mut tx, id(10)).await.unwrap();
    assert!(matches!(secrets::delete(&mut tx, id(10)).await, Err(StoreError::NotFound)));
    secrets::insert(&mut tx, &secret(11, team, None, "a"), b"1", 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(secrets::versions(&store, id(10)).await.unwrap(), []);
    assert_eq!(secrets::current(&store, id(10)).await.unwrap(), None);
}

pub(crate) async fn previous_versions_retire(store: Store) {
    let House { team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), b"1", 1).await.unwrap();
    secrets::add_version(&mut tx, id(10), 2, b"2", 1, 100).await.unwrap();
    secrets::add_version(&mut tx, id(10), 3, b"3", 1, 200).await.unwrap();
    secrets::insert(&mut tx, &secret(20, team, None, "b"), b"1", 1).await.unwrap();
    assert_eq!(secrets::retire_versions(&mut tx, 99).await.unwrap(), 0);
    assert_eq!(secrets::retire_versions(&mut tx, 100).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let kept = secrets::versions(&store, id(10)).await.unwrap();
    assert_eq!(kept.iter().map(|version| version.version).collect::<Vec<_>>(), [3, 2]);
    assert!(secrets::current(&store, id(20)).await.unwrap().is_some());
}

pub(crate) async fn values_move_to_another_key(store: Store) {
    let House { team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(10, team, None, "a"), b"1", 1).await.unwrap();
    let stale = secrets::on_older_key(&mut tx, team, 2, 9).await.unwrap();
    assert_eq!(stale.iter().map(|one| (one.secret, one.version)).collect::<Vec<_>>(), [(id(10), 1)]);
    secrets::replace_sealed(&mut tx, id(10), 1, b"1 again", 2).await.unwrap();
    assert_eq!(secrets::on_older_key(&mut tx, team, 2, 9).await.unwrap(), []);
    let missing = secrets::replace_sealed(&mut tx, id(10), 2, b"x", 2).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let current = secrets::current(&store, id(10)).await.unwrap().unwrap();
    assert_eq!((current.sealed.as_slice(), current.key_version, current.version), (&b"1 again"[..], 2, 1));
}
