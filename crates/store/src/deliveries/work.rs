//! Taking messages out, and saying what became of them.

use tacit_spec::{ChannelId, DeliveryId, TeamId};

use super::{Delivery, DeliveryStatus};
use crate::{
    Access, Micros, Result, Tx,
    backend::{Columns, build, execute, fetch, row, select},
};

/// What became of a try.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// What becomes of the message.
    pub status: DeliveryStatus,
    /// When it is tried next, if it waits again.
    pub next_at: Option<Micros>,
    /// Whether it would have been given up, but is tried on.
    pub persists: bool,
    /// The kind of failure; `None` when it arrived.
    pub code: Option<String>,
    /// HTTP status, or the code of a mail server's reply.
    pub answer: Option<i64>,
    /// What to do, in words of tacit's own.
    pub hint: Option<String>,
    /// Now.
    pub at: Micros,
}

row! {
    /// A message whose time has come.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Due {
        /// Whether its channel came with a bucket, an environment or a run, and is none of the team's own.
        pub derived: bool,
        /// The kind of its channel: a word of alerting's.
        pub kind: String,
    } with {
        /// The message.
        pub delivery: Delivery,
    }
}

/// Whose messages have to wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busy {
    /// Channels.
    pub channels: Vec<ChannelId>,
    /// Teams.
    pub teams: Vec<TeamId>,
    /// Teams, but for the channels that are their own.
    pub background: Vec<TeamId>,
    /// Teams, but for the channels of these kinds.
    pub news: Vec<TeamId>,
    /// See `news`.
    pub urgent: Vec<&'static str>,
}

/// The messages whose time has come, longest ago first, at most `limit`. Of those to one channel about one test in one
/// place only the first: a recovery does not overtake the failure before it, unless that was refused. Who is busy has to wait, and messages to a
/// paused channel do until it goes on.
pub async fn due(on: impl Into<Access<'_>>, now: Micros, limit: i64, busy: &Busy) -> Result<Vec<Due>> {
    const DERIVED: &str = "(c.bucket IS NOT NULL OR c.environment IS NOT NULL OR c.run IS NOT NULL)";
    build!(on, Due, "SELECT ", |builder| {
        builder
            .push(Due::columns())
            .push(" FROM (SELECT d.*, ")
            .push(DERIVED)
            .push(
                " AS derived, c.kind AS kind FROM deliveries AS d JOIN channels AS c ON c.id = d.channel
                  WHERE d.status = 'waiting' AND NOT c.paused AND d.next_at <= ",
            )
            .push_bind(now);
        for channel in &busy.channels {
            builder.push(" AND d.channel <> ").push_bind(channel.0);
        }
        for team in &busy.teams {
            builder.push(" AND d.team <> ").push_bind(team.0);
        }
        for team in &busy.background {
            builder.push(" AND NOT (d.team = ").push_bind(team.0).push(" AND ").push(DERIVED).push(")");
        }
        for team in &busy.news {
            builder.push(" AND NOT (d.team = ").push_bind(team.0).push(" AND c.kind NOT IN (");
            let mut kinds = builder.separated(", ");
            for kind in &busy.urgent {
                kinds.push_bind(*kind);
            }
            builder.push("))");
        }
        builder
            .push(
                " AND NOT EXISTS (
                     SELECT 1 FROM deliveries AS b WHERE b.channel = d.channel AND b.test = d.test
                         AND b.scope = d.scope AND b.place = d.place AND (b.status = 'sending' OR (b.status = 'waiting' AND NOT b.persists))
                         AND (b.created_at < d.created_at OR (b.created_at = d.created_at AND b.id < d.id)))) AS due
                 ORDER BY next_at, created_at, id LIMIT ",
            )
            .push_bind(limit);
    })
}

/// When the next message wants to be sent; `None` when none waits.
pub async fn first_due(on: impl Into<Access<'_>>, after: Micros) -> Result<Option<Micros>> {
    let (first,) = fetch!(
        on,
        fetch_one,
        (Option<i64>,),
        "SELECT MIN(next_at) FROM deliveries WHERE status = 'waiting' AND next_at > $1",
        after
    )?;
    Ok(first)
}

/// How many messages wait or are being sent.
pub async fn waiting(on: impl Into<Access<'_>>) -> Result<i64> {
    let (count,) = fetch!(
        on,
        fetch_one,
        (i64,),
        "SELECT COUNT(*) FROM deliveries WHERE status IN ('waiting', 'sending')"
    )?;
    Ok(count)
}

/// Begins a try of a message that waits, before anything is sent. Returns its number, or `None` when it does not wait
/// any more.
pub async fn begin(tx: &mut Tx, delivery: DeliveryId, now: Micros) -> Result<Option<i64>> {
    let row = fetch!(
        &mut *tx,
        fetch_optional,
        (i64,),
        "UPDATE deliveries SET status = 'sending', attempts = attempts + 1 WHERE id = $1 AND status = 'waiting'
         RETURNING attempts",
        delivery.0
    )?;
    let Some((number,)) = row else { return Ok(None) };
    execute!(
        tx,
        "INSERT INTO delivery_attempts (delivery, number, begun_at) VALUES ($1, $2, $3)",
        delivery.0,
        number,
        now
    )?;
    Ok(Some(number))
}

/// Ends the try with this number. `false` when the message is gone, or not being sent.
pub async fn end(tx: &mut Tx, delivery: DeliveryId, number: i64, ending: &Ending) -> Result<bool> {
    let over = ending.status != DeliveryStatus::Waiting;
    let rows = execute!(
        &mut *tx,
        "UPDATE deliveries SET status = $3, next_at = COALESCE($4, next_at), finished_at = $5, persists = $6
         WHERE id = $1 AND attempts = $2 AND status = 'sending'",
        delivery.0,
        number,
        ending.status.as_str(),
        ending.next_at,
        over.then_some(ending.at),
        ending.persists
    )?;
    if rows == 0 {
        return Ok(false);
    }
    execute!(
        tx,
        "UPDATE delivery_attempts SET ended_at = $3, code = $4, answer = $5, hint = $6
         WHERE delivery = $1 AND number = $2",
        delivery.0,
        number,
        ending.at,
        ending.code.as_deref(),
        ending.answer,
        ending.hint.as_deref()
    )?;
    Ok(true)
}

/// Gives up every message that is not sent yet, each with a line in its log. Returns how many.
pub async fn give_up_all(tx: &mut Tx, code: &str, hint: &str, now: Micros) -> Result<u64> {
    execute!(
        &mut *tx,
        "INSERT INTO delivery_attempts (delivery, number, begun_at, ended_at, code, hint)
         SELECT id, attempts + 1, $1, $1, $2, $3 FROM deliveries WHERE status IN ('waiting', 'sending')",
        now,
        code,
        hint
    )?;
    execute!(
        tx,
        "UPDATE deliveries SET status = 'failed', attempts = attempts + 1, finished_at = $1
         WHERE status IN ('waiting', 'sending')",
        now
    )
}

/// Messages whose try was begun and not ended: what a process that is gone was sending.
pub async fn interrupted(on: impl Into<Access<'_>>) -> Result<Vec<Delivery>> {
    select!(on, fetch_all, Delivery, "FROM deliveries WHERE status = 'sending' ORDER BY created_at, id")
}
