//! Texts of a team.

use tacit_store::{
    Store,
    texts::{self, Text, Texts},
};
use uuid::Uuid;

use crate::house::{House, id};

async fn all(store: &Store, house: &House, what: Texts) -> Vec<Text> {
    texts::of_team(store, house.team, what, (Uuid::nil(), i64::MIN), 100).await.unwrap()
}

pub(crate) async fn every_text_of_a_team_is_there_once(store: Store) {
    let house = House::build(&store).await;
    let tests = all(&store, &house, Texts::Tests).await;
    assert_eq!(tests.iter().map(|one| one.id).collect::<Vec<_>>(), [house.test.0]);
    assert_eq!(all(&store, &house, Texts::TestRevisions).await.len(), 1);
    let behind = (tests[0].id, tests[0].part);
    let rest = texts::of_team(&store, house.team, Texts::Tests, behind, 100).await.unwrap();
    assert_eq!(rest, []);
    let other = texts::of_team(&store, id(99), Texts::Tests, (Uuid::nil(), i64::MIN), 100).await.unwrap();
    assert_eq!(other, [], "another team has others");
    for what in [Texts::Environments, Texts::EnvironmentRevisions, Texts::Triggers, Texts::Records] {
        all(&store, &house, what).await;
    }
}

pub(crate) async fn a_text_is_replaced_unless_it_was_changed(store: Store) {
    let house = House::build(&store).await;
    let old = all(&store, &house, Texts::TestRevisions).await.remove(0);
    let mut tx = store.begin().await.unwrap();
    assert!(texts::replace(&mut tx, Texts::TestRevisions, &old, Some("{\"a\":1}")).await.unwrap());
    assert!(
        !texts::replace(&mut tx, Texts::TestRevisions, &old, Some("{}")).await.unwrap(),
        "it is another one"
    );
    let current = Text { id: house.test.0, part: 1, text: "{}".into() };
    assert!(
        !texts::replace(&mut tx, Texts::Tests, &current, Some("{}")).await.unwrap(),
        "people change that"
    );
    for what in [Texts::EnvironmentRevisions, Texts::Triggers, Texts::Records] {
        assert!(!texts::replace(&mut tx, what, &old, None).await.unwrap());
    }
    tx.commit().await.unwrap();
    assert_eq!(all(&store, &house, Texts::TestRevisions).await[0].text, "{\"a\":1}");
}
