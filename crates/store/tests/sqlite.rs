//! What only a database in a file can do wrong: fill up, be damaged, be written by two processes, keep what was deleted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use tacit_record::RunResult;
use tacit_store::{ResultWriter, Store, StoreError, meta, runs};

#[expect(dead_code, reason = "made for the contract, which uses all of it")]
#[path = "contract/house.rs"]
mod house;

use house::{House, finished, record};

async fn put(store: &Store, key: &str, value: &[u8]) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    meta::put(&mut tx, key, value).await?;
    tx.commit().await
}

/// Everything in the folder: the database, its log, its index.
fn bytes_in(folder: &Path) -> Vec<u8> {
    fs::read_dir(folder).unwrap().flat_map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit.db");
    let store = Store::open_sqlite_capped(&path, Some(190)).await.unwrap();
    put(&store, "before", b"kept").await.unwrap();

    let mut kept = 0;
    let refused = loop {
        match put(&store, &format!("big {kept}"), &vec![b'x'; 16 * 1024]).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 80, "the quota is not kept");
    };
    assert!(matches!(refused, StoreError::Full), "{refused:?}");
    assert!(kept > 0);

    // A unit of work in which one statement met the end is not saved in parts.
    let mut tx = store.begin().await.unwrap();
    meta::put(&mut tx, "small", b"x").await.unwrap();
    assert!(matches!(meta::put(&mut tx, "big", &vec![b'x'; 400 * 1024]).await, Err(StoreError::Full)));
    tx.commit().await.unwrap_err();
    assert_eq!(meta::get(&store, "small").await.unwrap(), None);

    // What was there is there, small things still fit, and space that was freed can be used.
    assert_eq!(meta::get(&store, "before").await.unwrap().as_deref(), Some(&b"kept"[..]));
    for n in 0..kept {
        assert!(meta::get(&store, &format!("big {n}")).await.unwrap().is_some());
    }
    let mut tx = store.begin().await.unwrap();
    meta::delete(&mut tx, "big 0").await.unwrap();
    tx.commit().await.unwrap();
    put(&store, "after", &vec![b'y'; 8 * 1024]).await.unwrap();
    store.close().await;

    let again = Store::open_sqlite(&path).await.unwrap();
    assert_eq!(meta::get(&again, "after").await.unwrap().map(|value| value.len()), Some(8 * 1024));
    put(&again, "without a quota", &vec![b'z'; 400 * 1024]).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_told_to_those_whose_results_it_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_sqlite_capped(&folder.path().join("tacit.db"), Some(190)).await.unwrap();
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    let (run, epoch) = house.working(&mut tx, 10).await;
    tx.commit().await.unwrap();
    let mut huge = record(RunResult::Pass, 1.0);
    huge.secrets = vec![tacit_taint::CleanText::of_program("0123456789abcdef"); 32 * 1024];
    let writer = ResultWriter::start(store.clone(), std::sync::Arc::new(tacit_store::aftermath::Nothing));
    assert!(matches!(writer.save(finished(run, epoch, &huge)).await, Err(StoreError::Full)));
    assert_eq!(runs::unfinished(&store).await.unwrap().len(), 1, "it is still to be done");
    let small = finished(run, epoch, &record(RunResult::Pass, 1.0));
    assert_eq!(writer.save(small).await.unwrap(), runs::Acceptance::Accepted);
    writer.close().await;
}

#[tokio::test]
async fn a_second_process_takes_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit.db");
    let first = Store::open_sqlite(&path).await.unwrap();
    let second = Store::open_sqlite(&path).await.unwrap();
    let writers: Vec<_> = [&first, &second]
        .into_iter()
        .flat_map(|store| (0..4).map(|_| store.clone()))
        .map(|store| {
            tokio::spawn(async move {
                for _ in 0..25 {
                    let mut tx = store.begin().await.unwrap();
                    let count = meta::get(&mut tx, "count").await.unwrap().map_or(0, |count| count[0]);
                    meta::put(&mut tx, "count", &[count + 1]).await.unwrap();
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(meta::get(&first, "count").await.unwrap(), Some(vec![200]));
    assert_eq!(meta::get(&second, "count").await.unwrap(), Some(vec![200]));
}

#[tokio::test]
async fn only_the_owner_of_the_process_may_read_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_sqlite(&folder.path().join("tacit.db")).await.unwrap();
    put(&store, "a", b"1").await.unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
}

#[tokio::test]
async fn what_was_deleted_is_not_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit.db");
    let store = Store::open_sqlite(&path).await.unwrap();
    let (small, large) = (b"gone-small-4711".to_vec(), b"gone-large-4711".repeat(2000));
    put(&store, "control", b"stays-4711").await.unwrap();
    put(&store, "small", &small).await.unwrap();
    put(&store, "large", &large).await.unwrap();
    assert!(holds(&bytes_in(folder.path()), &small), "the search finds what is there");
    let mut tx = store.begin().await.unwrap();
    meta::delete(&mut tx, "small").await.unwrap();
    meta::delete(&mut tx, "large").await.unwrap();
    tx.commit().await.unwrap();
    assert!(holds(&bytes_in(folder.path()), b"gone-"), "until then it is in the log");
    store.checkpoint().await.unwrap();
    let left = bytes_in(folder.path());
    assert!(holds(&left, b"stays-4711"));
    assert!(!holds(&left, b"gone-"), "while the store is open");
    store.close().await;
    let left = bytes_in(folder.path());
    assert!(holds(&left, b"stays-4711"));
    assert!(!holds(&left, b"gone-"));
}

#[tokio::test]
async fn opening_keeps_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit.db");
    for _ in 0..3 {
        let store = Store::open_sqlite(&path).await.unwrap();
        store.check().await.unwrap();
        let count = meta::get(&store, "count").await.unwrap().map_or(0, |count| count[0]);
        put(&store, "count", &[count + 1]).await.unwrap();
        store.close().await;
        assert!(store.check().await.is_err(), "closed");
    }
    let store = Store::open_sqlite(&path).await.unwrap();
    assert_eq!(meta::get(&store, "count").await.unwrap(), Some(vec![3]));
}

#[tokio::test]
async fn a_damaged_file_and_a_missing_folder_have_clear_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit.db");
    fs::write(&path, vec![b'?'; 8192]).unwrap();
    assert!(matches!(Store::open_sqlite(&path).await, Err(StoreError::Corrupt)));
    assert_eq!(fs::read(&path).unwrap(), vec![b'?'; 8192], "left as it was");

    let Err(StoreError::Other(fault)) = Store::open_sqlite(&folder.path().join("none/tacit.db")).await else {
        panic!("there is no such folder");
    };
    assert!(fault.for_operator().contains("none/tacit.db"), "{fault:?}");
}

#[tokio::test]
async fn a_database_that_counted_its_steps_gets_the_later_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit.db");
    Store::open_sqlite(&path).await.unwrap().close().await;
    let older = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    sqlx::query("DROP TABLE shares").execute(&older).await.unwrap();
    sqlx::query("DELETE FROM schema_version WHERE version = 8").execute(&older).await.unwrap();
    sqlx::query("DELETE FROM schema_version WHERE version < 4").execute(&older).await.unwrap();
    older.close().await;
    for _ in 0..2 {
        let store = Store::open_sqlite(&path).await.unwrap();
        let bucket = tacit_spec::BucketKey("none".into());
        assert_eq!(tacit_store::shares::of_bucket(&store, &bucket, 0).await.unwrap(), []);
        store.close().await;
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit.db");
    Store::open_sqlite(&path).await.unwrap().close().await;
    let newer = sqlx::SqlitePool::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    sqlx::query("UPDATE schema_version SET version = 9999").execute(&newer).await.unwrap();
    newer.close().await;
    let Err(StoreError::Other(fault)) = Store::open_sqlite(&path).await else { panic!("opened") };
    assert!(fault.for_operator().contains("9999"), "{fault:?}");
}
