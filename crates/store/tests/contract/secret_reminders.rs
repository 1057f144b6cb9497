//! Reminders of values that stop working.

use tacit_store::{Store, secret_reminders, secret_reminders::SecretReminder, secrets};

use crate::house::{House, id, secret};

pub(crate) async fn the_last_reminder_is_kept(store: Store) {
    let house = House::build(&store).await;
    let mut tx = store.begin().await.unwrap();
    secrets::insert(&mut tx, &secret(40, house.team, None, "key"), b"sealed", 1).await.unwrap();
    let first = SecretReminder { secret: id(40), expires_at: 100, days: 14 };
    let second = SecretReminder { days: 3, ..first.clone() };
    secret_reminders::note(&mut tx, &first).await.unwrap();
    secret_reminders::note(&mut tx, &second).await.unwrap();
    secret_reminders::note(&mut tx, &SecretReminder { secret: id(41), ..first }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(secret_reminders::of_team(&store, house.team).await.unwrap(), [second]);
    assert_eq!(secret_reminders::of_team(&store, id(99)).await.unwrap(), []);
}
