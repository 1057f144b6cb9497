//! `/account/tokens`: personal access tokens.

pub(super) mod create;
pub(super) mod list;
pub(super) mod remove;

use serde::Serialize;
use tacit_app::TokenInfo;
use tacit_spec::{TeamId, TokenId};
use utoipa::ToSchema;

use crate::time::seconds;

/// A personal access token, without its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenBody {
    #[schema(value_type = uuid::Uuid)]
    id: TokenId,
    name: String,
    /// The only team it serves; null for all of the person's.
    #[schema(value_type = Option<uuid::Uuid>)]
    team_id: Option<TeamId>,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds, to the minute.
    last_used_at: Option<f64>,
    /// Unix seconds; null when it does not expire.
    expires_at: Option<f64>,
}

impl From<TokenInfo> for TokenBody {
    fn from(token: TokenInfo) -> Self {
        let TokenInfo { id, name, team, created_at, last_used_at, expires_at } = token;
        Self {
            id,
            name,
            team_id: team,
            created_at: seconds(created_at),
            last_used_at: last_used_at.map(seconds),
            expires_at: expires_at.map(seconds),
        }
    }
}
