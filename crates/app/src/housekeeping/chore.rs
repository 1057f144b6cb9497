//! What is forgotten beside results, and when.

use tacit_store::{Tx, agents, deliveries, incidents, maintenance, secret_echoes, sessions, shares, tokens};

use super::DAY;
use crate::{Micros, Result};

/// Rows in one unit of work.
pub(super) const BATCH: i64 = 200;
/// A token that has expired is listed for so long, for those who wonder why it stopped working.
const EXPIRED_TOKENS: Micros = 30 * DAY;

/// An API that sent a value back is told of for so long.
const ECHOED: Micros = 30 * DAY;

/// A kind of row that is not kept for good.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chore {
    /// Messages that are over, with their tries.
    Messages,
    /// Incidents that are over, with their timelines.
    Incidents,
    /// Maintenance windows that do not come again.
    Windows,
    /// Links that have expired.
    Shares,
    /// Sessions that have expired.
    Sessions,
    /// Personal tokens that have expired.
    Tokens,
    /// Enrolment tokens of agents that have expired unused.
    Enrolments,
    /// Values that came back from an API, and did not again since.
    Echoes,
}

impl Chore {
    pub(super) const ALL: [Self; 8] = [
        Self::Messages,
        Self::Incidents,
        Self::Windows,
        Self::Shares,
        Self::Sessions,
        Self::Tokens,
        Self::Enrolments,
        Self::Echoes,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Incidents => "incidents",
            Self::Windows => "maintenance windows",
            Self::Shares => "links",
            Self::Sessions => "sessions",
            Self::Tokens => "tokens",
            Self::Enrolments => "enrolment tokens",
            Self::Echoes => "values that came back",
        }
    }

    /// Forgets some of them; says how many. `oldest` is the age at which results go, too.
    pub(super) async fn forget(self, tx: &mut Tx, now: Micros, oldest: Micros) -> Result<u64> {
        Ok(match self {
            Self::Messages => deliveries::forget(tx, oldest, BATCH).await?,
            Self::Incidents => incidents::forget(tx, oldest, BATCH).await?,
            Self::Windows => {
                maintenance::forget(tx, oldest.min(now - crate::maintenance::REMEMBERED), BATCH).await?
            }
            Self::Shares => shares::forget(tx, now, BATCH).await?,
            Self::Sessions => sessions::forget(tx, now, BATCH).await?,
            Self::Tokens => tokens::forget(tx, now - EXPIRED_TOKENS, BATCH).await?,
            Self::Enrolments => agents::forget_enrolments(tx, now - EXPIRED_TOKENS).await?,
            Self::Echoes => secret_echoes::forget_before(tx, now - ECHOED).await?,
        })
    }
}
