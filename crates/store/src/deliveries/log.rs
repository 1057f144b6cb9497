//! Looking back at messages.

use tacit_spec::{ChannelId, DeliveryId, IncidentId};

use super::Delivery;
use crate::{
    Access, Micros, Page, Result, Tx,
    backend::{Columns, build, execute, fetch, row, select},
    runs::chunks,
};

row! {
    /// One try.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Attempt {
        /// The message.
        pub delivery: DeliveryId,
        /// From 1.
        pub number: i64,
        /// When it began.
        pub begun_at: Micros,
        /// When it ended; `None` when it was cut short, or goes on.
        pub ended_at: Option<Micros>,
        /// The kind of failure; `None` when it arrived.
        pub code: Option<String>,
        /// HTTP status, or the code of a mail server's reply.
        pub answer: Option<i64>,
        /// What to do, in words of tacit's own.
        pub hint: Option<String>,
    }
}

/// One message.
pub async fn find(on: impl Into<Access<'_>>, delivery: DeliveryId) -> Result<Option<Delivery>> {
    select!(on, fetch_optional, Delivery, "FROM deliveries WHERE id = $1", delivery.0)
}

/// The messages to a channel, newest first.
pub async fn of_channel(on: impl Into<Access<'_>>, channel: ChannelId, page: Page) -> Result<Vec<Delivery>> {
    select!(
        on,
        fetch_all,
        Delivery,
        "FROM deliveries WHERE channel = $1 ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3",
        channel.0,
        page.limit(),
        page.offset()
    )
}

/// The messages of an incident, oldest first.
pub async fn of_incident(on: impl Into<Access<'_>>, incident: IncidentId) -> Result<Vec<Delivery>> {
    select!(
        on,
        fetch_all,
        Delivery,
        "FROM deliveries WHERE incident = $1 AND incident IS NOT NULL ORDER BY created_at, id",
        incident.0
    )
}

/// The tries of messages, in their order.
pub async fn attempts(on: impl Into<Access<'_>>, deliveries: &[DeliveryId]) -> Result<Vec<Attempt>> {
    let mut access = on.into();
    let mut all = Vec::new();
    for chunk in chunks(deliveries) {
        all.extend(build!(access.again(), Attempt, "SELECT ", |builder| {
            builder.push(Attempt::columns()).push(" FROM delivery_attempts WHERE delivery IN (");
            let mut ids = builder.separated(", ");
            for delivery in chunk {
                ids.push_bind(delivery.0);
            }
            builder.push(") ORDER BY delivery, number");
        })?);
    }
    Ok(all)
}

/// Whether a later message of how things are went to the same channel about the same test in the same place; who takes care
/// of it is none.
pub async fn is_overtaken(on: impl Into<Access<'_>>, one: &Delivery) -> Result<bool> {
    let (later,) = fetch!(
        on,
        fetch_one,
        (i64,),
        "SELECT COUNT(*) FROM deliveries WHERE channel = $1 AND test = $2 AND scope = $3 AND place = $4
         AND change <> 'acknowledged' AND (created_at > $5 OR (created_at = $5 AND id > $6))",
        one.channel.0,
        one.test.0,
        one.scope,
        one.place.as_str(),
        one.created_at,
        one.id.0
    )?;
    Ok(later > 0)
}

/// Lets a message that waits for its next try, or was given up, be sent now. `false` when it is delivered, or on its way.
pub async fn retry(tx: &mut Tx, delivery: DeliveryId, now: Micros) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE deliveries SET status = 'waiting', next_at = $2, finished_at = NULL
         WHERE id = $1 AND status IN ('waiting', 'failed', 'uncertain')",
        delivery.0,
        now
    )?;
    Ok(rows > 0)
}

/// Lets all that waits for a channel be tried now.
pub async fn wake(tx: &mut Tx, channel: ChannelId, now: Micros) -> Result<()> {
    execute!(
        tx,
        "UPDATE deliveries SET next_at = $2 WHERE channel = $1 AND status = 'waiting' AND next_at > $2",
        channel.0,
        now
    )?;
    Ok(())
}

/// Forgets messages that were written before this time and are not on their way, at most `limit`. Returns how many.
pub async fn forget(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM deliveries WHERE id IN (
             SELECT id FROM deliveries WHERE created_at < $1 AND status NOT IN ('waiting', 'sending') LIMIT $2)",
        before,
        limit
    )
}
