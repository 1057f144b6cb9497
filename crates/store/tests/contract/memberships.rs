//! Members of teams.

use tacit_store::{Page, Store, StoreError, memberships, people};

use crate::house::{House, id, person};

pub(crate) async fn roles_are_given_changed_and_taken(store: Store) {
    let House { owner, team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    memberships::insert(&mut tx, team, owner, "owner", 1).await.unwrap();
    let again = memberships::insert(&mut tx, team, owner, "member", 1).await;
    assert!(matches!(again, Err(StoreError::Conflict { .. })));
    tx.commit().await.unwrap();
    assert_eq!(memberships::role(&store, team, owner).await.unwrap().as_deref(), Some("owner"));
    assert_eq!(memberships::role(&store, team, id(99)).await.unwrap(), None);

    let mut tx = store.begin().await.unwrap();
    memberships::set_role(&mut tx, team, owner, "read-only").await.unwrap();
    assert!(matches!(memberships::set_role(&mut tx, team, id(99), "x").await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    let own = memberships::of_person(&store, owner).await.unwrap();
    assert_eq!(own, [memberships::Membership { team, role: "read-only".into() }]);

    let mut tx = store.begin().await.unwrap();
    memberships::delete(&mut tx, team, owner).await.unwrap();
    assert!(matches!(memberships::delete(&mut tx, team, owner).await, Err(StoreError::NotFound)));
    tx.commit().await.unwrap();
    assert_eq!(memberships::role(&store, team, owner).await.unwrap(), None);
}

pub(crate) async fn members_come_in_pages(store: Store) {
    let House { team, .. } = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    for n in 10..15 {
        people::insert(&mut tx, &person(n, &format!("p{n}@example.com"))).await.unwrap();
        memberships::insert(&mut tx, team, id(n), "member", 100 - n as i64).await.unwrap();
    }
    people::signed_in(&mut tx, id(13), 5).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(memberships::count_of_team(&store, team).await.unwrap(), 5);
    let page = memberships::of_team(&store, team, Page { limit: 2, offset: 1 }).await.unwrap();
    let emails: Vec<_> = page.iter().map(|member| member.email.as_str()).collect();
    assert_eq!(emails, ["p13@example.com", "p12@example.com"]);
    assert_eq!((page[0].joined_at, page[0].last_login_at, page[0].role.as_str()), (87, Some(5), "member"));
}
