//! The audit chain.

use tacit_store::{
    Store, StoreError,
    audit::{self, AuditRow},
};

fn row(seq: i64) -> AuditRow {
    AuditRow { seq, entry: seq.to_be_bytes().to_vec(), mac: vec![seq as u8; 32] }
}

pub(crate) async fn entries_are_added_at_the_end_only(store: Store) {
    let mut tx = store.begin().await.unwrap();
    assert_eq!(audit::head(&mut tx).await.unwrap(), None);
    for seq in 1..=5 {
        audit::append(&mut tx, &row(seq)).await.unwrap();
    }
    assert!(matches!(audit::append(&mut tx, &row(3)).await, Err(StoreError::Conflict { .. })));
    assert_eq!(audit::head(&mut tx).await.unwrap(), Some(row(5)));
    tx.commit().await.unwrap();
    assert_eq!(audit::last(&store).await.unwrap(), Some(row(5)));
    assert_eq!(audit::from(&store, 2, 3).await.unwrap(), [row(2), row(3), row(4)]);
    assert_eq!(audit::from(&store, 6, 3).await.unwrap(), []);
}

pub(crate) async fn two_writers_take_turns(store: Store) {
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    let mut tx = store.begin().await.unwrap();
                    let last = audit::head(&mut tx).await.unwrap().map_or(0, |row| row.seq);
                    audit::append(&mut tx, &row(last + 1)).await.unwrap();
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let all = audit::from(&store, 1, 100).await.unwrap();
    assert_eq!(all.iter().map(|row| row.seq).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
}
