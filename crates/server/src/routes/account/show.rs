//! `GET /account`.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tacit_app::{Account, AccountTeam, Role, Somebody};
use tacit_spec::{PersonId, TeamId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Params,
    routes::people::{PersonRef, RoleName},
    state::ServerState,
    time::seconds,
};

/// What to add.
#[derive(Deserialize)]
pub(crate) struct AccountQuery {
    /// Tell the owner of each team.
    #[serde(default)]
    include_owner: bool,
}

/// A person with their teams.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountBody {
    #[schema(value_type = uuid::Uuid)]
    id: PersonId,
    /// The same as `id`.
    #[schema(value_type = uuid::Uuid)]
    uuid: PersonId,
    name: String,
    email: String,
    /// Unix seconds.
    created_at: f64,
    teams: Vec<AccountTeamBody>,
}

/// A team a person belongs to.
#[derive(Serialize, ToSchema)]
struct AccountTeamBody {
    #[schema(value_type = uuid::Uuid)]
    id: TeamId,
    /// The same as `id`.
    #[schema(value_type = uuid::Uuid)]
    uuid: TeamId,
    name: String,
    /// The person's.
    #[schema(value_type = RoleName)]
    role: Role,
    /// With `include_owner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<PersonRef>,
}

impl AccountBody {
    pub(super) fn new(account: Account, include_owner: bool) -> Self {
        let Account { person: Somebody { id, name, email }, created_at, teams } = account;
        let teams = teams.into_iter().map(|AccountTeam { id, name, role, owner }| {
            let owner = owner.filter(|_| include_owner).map(PersonRef::from);
            AccountTeamBody { id, uuid: id, name, role, owner }
        });
        Self { id, uuid: id, name, email, created_at: seconds(created_at), teams: teams.collect() }
    }
}

/// One's own account
#[utoipa::path(get, path = "/account", tag = "account", params(("include_owner" = Option<bool>, Query, description = "tell the owner of each team")),
    responses((status = 200, body = Envelope<AccountBody>)))]
pub(super) async fn get_account(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Params(query): Params<AccountQuery>,
) -> Answer<AccountBody> {
    Ok(ok(AccountBody::new(state.app.account(&who).await?, query.include_owner)))
}
