//! What only a database server can do wrong: be opened by many at once, be gone, refuse text.

use tacit_store::{Store, StoreError, meta};
use tacit_testkit::postgres::Postgres;

#[tokio::test]
async fn several_servers_can_start_at_once() {
    let Some(server) = Postgres::shared() else { return };
    let url = server.database();
    let starting: Vec<_> = (0..6)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move {
                let store = Store::open_postgres(&url).await.unwrap();
                store.check().await.unwrap();
                let mut tx = store.begin().await.unwrap();
                let first = meta::put_if_absent(&mut tx, "instance", b"one").await.unwrap();
                tx.commit().await.unwrap();
                store.close().await;
                first
            })
        })
        .collect();
    let mut first = 0;
    for start in starting {
        first += usize::from(start.await.unwrap());
    }
    assert_eq!(first, 1);
}

#[tokio::test]
async fn connections_that_broke_are_replaced() {
    let Some(server) = Postgres::shared() else { return };
    let url = server.database();
    let store = Store::open_postgres(&url).await.unwrap();
    store.check().await.unwrap();
    let admin = sqlx::PgPool::connect(&url).await.unwrap();
    let (ended,): (i64,) = sqlx::query_as(
        "SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
         WHERE application_name = 'tacit' AND datname = current_database()",
    )
    .fetch_one(&admin)
    .await
    .unwrap();
    admin.close().await;
    assert!(ended > 0);
    store.check().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn text_the_server_cannot_keep_is_a_clear_refusal() {
    let Some(server) = Postgres::shared() else { return };
    let store = Store::open_postgres(&server.database()).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let refused = meta::put(&mut tx, "a\0b", b"1").await;
    assert!(matches!(refused, Err(StoreError::Conflict { what }) if what.contains("NUL")));
    drop(tx);
    store.close().await;
}

#[tokio::test]
async fn errors_do_not_quote_the_url() {
    for url in ["postgres://user:hunter2@/%zz", "hunter2", "postgres://user:hunter2@127.0.0.1:1/none"] {
        let error = Store::open_postgres(url).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}
