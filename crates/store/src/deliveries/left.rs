//! What becomes of messages when the test that they tell of is deleted.

use tacit_spec::{DeliveryId, TestId};
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
