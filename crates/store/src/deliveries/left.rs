//! What becomes of messages when the test that they tell of is deleted.

use tacit_spec::{ChannelId, DeliveryId, TestId};
use uuid::Uuid;

use super::Delivery;
use crate::{
    Access, Result, Tx,
    backend::{Columns, build, execute},
    runs::chunks,
};

/// The messages about these tests that are not over, oldest first.
pub async fn left_of(on: impl Into<Access<'_>>, tests: &[TestId]) -> Result<Vec<Delivery>> {
    let mut access = on.into();
    let mut all = Vec::new();
    for chunk in chunks(tests) {
        all.extend(build!(access.again(), Delivery, "SELECT ", |builder| {
            builder
                .push(Delivery::columns())
                .push(" FROM deliveries WHERE status IN ('waiting', 'sending') AND test IN (");
            let mut ids = builder.separated(", ");
            for test in chunk {
                ids.push_bind(test.0);
            }
            builder.push(") ORDER BY created_at, id");
        })?);
    }
    Ok(all)
}

/// Lets a message outlive its test: `names` is JSON that says what was called how.
pub async fn set_names(tx: &mut Tx, delivery: DeliveryId, names: &str) -> Result<()> {
    execute!(tx, "UPDATE deliveries SET names = $2 WHERE id = $1", delivery.0, names)?;
    Ok(())
}

/// Removes the messages about these tests but for those that outlive them.
pub async fn remove_of(tx: &mut Tx, tests: &[TestId]) -> Result<()> {
    for chunk in chunks(tests) {
        build!(&mut *tx, (Uuid,), "DELETE FROM deliveries WHERE names IS NULL AND test IN (", |builder| {
            let mut ids = builder.separated(", ");
            for test in chunk {
                ids.push_bind(test.0);
            }
            builder.push(") RETURNING id");
        })?;
    }
    Ok(())
}

/// How many places of tests a channel was told of that something is wrong there, and not yet that it is over. `ends` are
/// the words of changes that say so.
pub async fn unended(on: impl Into<Access<'_>>, channel: ChannelId, ends: &[&'static str]) -> Result<i64> {
    let counts = build!(on, (i64,), "SELECT COUNT(*) FROM (", |builder| {
        builder
            .push("SELECT DISTINCT m.test, m.scope, m.place FROM deliveries AS m WHERE m.channel = ")
            .push_bind(channel.0)
            .push(" AND m.status IN ('delivered', 'uncertain') AND m.change NOT IN (");
        let mut words = builder.separated(", ");
        for end in ends {
            words.push_bind(*end);
        }
        builder.push(
            ") AND NOT EXISTS (
                 SELECT 1 FROM deliveries AS e WHERE e.channel = m.channel AND e.test = m.test AND e.scope = m.scope
                     AND e.place = m.place AND e.status = 'delivered'
                     AND (e.created_at > m.created_at OR (e.created_at = m.created_at AND e.id > m.id))
                     AND e.change IN (",
        );
        let mut words = builder.separated(", ");
        for end in ends {
            words.push_bind(*end);
        }
        builder.push("))) AS open");
    })?;
    Ok(counts.first().map_or(0, |(count,)| *count))
}
