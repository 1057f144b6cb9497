//! Writing messages down, in the unit of work that caused them.

use uuid::Uuid;

use super::Delivery;
use crate::{Result, Tx, backend::build, runs::chunks};

/// Adds messages.
pub async fn insert(tx: &mut Tx, deliveries: &[Delivery]) -> Result<()> {
    for chunk in chunks(deliveries) {
        build!(
            &mut *tx,
            (Uuid,),
            "INSERT INTO deliveries (id, team, channel, bucket, test, scope, place, run, incident, change, tell, names, status,
                                     attempts, persists, next_at, created_at, finished_at) ",
            |builder| {
                builder.push_values(chunk, |mut row, one| {
                    row.push_bind(one.id.0)
                        .push_bind(one.team.0)
                        .push_bind(one.channel.0)
                        .push_bind(one.bucket.0.as_str())
                        .push_bind(one.test.0)
                        .push_bind(one.scope)
                        .push_bind(one.place.as_str())
                        .push_bind(one.run.0)
                        .push_bind(one.incident.map(|incident| incident.0))
                        .push_bind(one.change.as_str())
                        .push_bind(one.tell.as_str())
                        .push_bind(one.names.as_deref())
                        .push_bind(one.status.as_str())
                        .push_bind(one.attempts)
                        .push_bind(one.persists)
                        .push_bind(one.next_at)
                        .push_bind(one.created_at)
                        .push_bind(one.finished_at);
                });
                builder.push(" RETURNING id");
            }
        )?;
    }
    Ok(())
}
