//! Remote agents.

use tacit_store::{
    Store, StoreError,
    agents::{self, Agent, AgentState, Enrolment},
};

use crate::house::{House, id};

fn agent(house: &House, n: u128) -> Agent {
    Agent {
        id: id(n),
        team: house.team,
        name: "Office".into(),
        state: AgentState::Pending,
        public_key: None,
        version: None,
        slots: 10,
        enrolment_until: None,
        created_by: Some(house.owner),
        created_at: n as i64,
        enrolled_at: None,
        last_seen_at: None,
        revoked_at: None,
    }
}

fn enrolment(hash: &[u8], now: i64) -> Enrolment<'_> {
    Enrolment { hash, public_key: b"key", version: "1.0", now }
}

pub(crate) async fn a_token_enrols_once_and_in_time(store: Store) {
    let house = House::build(&store).await;
    let (one, two) = (agent(&house, 70), agent(&house, 71));
    let mut tx = store.begin().await.unwrap();
    agents::insert(&mut tx, &one).await.unwrap();
    agents::insert(&mut tx, &two).await.unwrap();
    agents::allow_enrolment(&mut tx, one.id, b"lost", 100).await.unwrap();
    agents::allow_enrolment(&mut tx, one.id, b"hash", 100).await.unwrap();
    let missing = agents::allow_enrolment(&mut tx, id(99), b"other", 100).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
    agents::allow_enrolment(&mut tx, two.id, b"late", 90).await.unwrap();
    assert_eq!(agents::forget_enrolments(&mut tx, 89).await.unwrap(), 0);
    assert_eq!(agents::forget_enrolments(&mut tx, 90).await.unwrap(), 1);
    assert_eq!(agents::find_by_enrolment(&mut tx, b"late").await.unwrap(), None);
    tx.commit().await.unwrap();
    let waits = agents::find_by_enrolment(&store, b"hash").await.unwrap().unwrap();
    assert_eq!((waits.id, waits.state, waits.enrolment_until), (one.id, AgentState::Pending, Some(100)));

    let mut tx = store.begin().await.unwrap();
    assert!(!agents::enrol(&mut tx, enrolment(b"lost", 50)).await.unwrap(), "it was replaced");
    assert!(!agents::enrol(&mut tx, enrolment(b"hash", 100)).await.unwrap(), "it is too late");
    assert!(agents::enrol(&mut tx, enrolment(b"hash", 99)).await.unwrap());
    assert!(!agents::enrol(&mut tx, enrolment(b"hash", 99)).await.unwrap(), "it was used");
    let used = agents::find_by_enrolment(&mut tx, b"hash").await.unwrap().unwrap();
    assert_eq!((used.id, used.enrolment_until), (one.id, None), "that it was used can be said");
    agents::touch(&mut tx, one.id, "1.1", 120).await.unwrap();
    agents::touch(&mut tx, two.id, "1.1", 120).await.unwrap();
    agents::update(&mut tx, one.id, "Cellar", 3).await.unwrap();
    tx.commit().await.unwrap();
    let expected = Agent {
        name: "Cellar".into(),
        state: AgentState::Active,
        public_key: Some(b"key".to_vec()),
        version: Some("1.1".into()),
        slots: 3,
        enrolled_at: Some(99),
        last_seen_at: Some(120),
        ..one
    };
    assert_eq!(agents::active(&store).await.unwrap(), std::slice::from_ref(&expected));
    assert_eq!(
        agents::of_team(&store, house.team).await.unwrap(),
        [expected, Agent { enrolment_until: Some(90), ..two }]
    );
}

pub(crate) async fn a_revoked_agent_stays_revoked(store: Store) {
    let house = House::build(&store).await;
    let one = agent(&house, 70);
    let mut tx = store.begin().await.unwrap();
    agents::insert(&mut tx, &one).await.unwrap();
    agents::allow_enrolment(&mut tx, one.id, b"hash", 100).await.unwrap();
    agents::enrol(&mut tx, enrolment(b"hash", 50)).await.unwrap();
    agents::allow_enrolment(&mut tx, one.id, b"next", 100).await.unwrap();
    assert!(agents::revoke(&mut tx, one.id, 60).await.unwrap());
    assert!(!agents::revoke(&mut tx, one.id, 61).await.unwrap());
    assert!(!agents::enrol(&mut tx, enrolment(b"next", 70)).await.unwrap());
    agents::touch(&mut tx, one.id, "2.0", 80).await.unwrap();
    for refused in [
        agents::allow_enrolment(&mut tx, one.id, b"again", 100).await,
        agents::update(&mut tx, one.id, "New", 1).await,
    ] {
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
    tx.commit().await.unwrap();
    let now = agents::find(&store, one.id).await.unwrap().unwrap();
    assert_eq!((now.state, now.revoked_at, now.public_key), (AgentState::Revoked, Some(60), None));
    assert_eq!((now.last_seen_at, agents::active(&store).await.unwrap()), (Some(50), vec![]));
}
