//! `/teams/{team}/people`.

mod add;
mod list;
mod remove;
mod update;

use axum::extract::DefaultBodyLimit;
use serde::Serialize;
use tacit_app::{AppError, Role, Somebody, TeamMember};
use tacit_spec::PersonId;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{layers::SMALL_BODY, state::ServerState, time::seconds};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_people, add::add_person))
        .routes(routes!(update::update_person, remove::remove_person))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}

/// What somebody is in a team.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "documents tacit_app::Role, which knows no OpenAPI")]
pub(crate) enum RoleName {
    /// The one owner: the only role that manages secrets.
    Owner,
    /// Manages people and buckets.
    Administrator,
    /// Makes and runs tests.
    Member,
    /// Looks at tests and results.
    ReadOnly,
}

/// Somebody, in short.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonRef {
    #[schema(value_type = uuid::Uuid)]
    uuid: PersonId,
    name: String,
    email: String,
}

impl From<Somebody> for PersonRef {
    fn from(somebody: Somebody) -> Self {
        Self { uuid: somebody.id, name: somebody.name, email: somebody.email }
    }
}

/// A member of a team.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonBody {
    #[schema(value_type = uuid::Uuid)]
    id: PersonId,
    /// The same as `id`.
    #[schema(value_type = uuid::Uuid)]
    uuid: PersonId,
    name: String,
    email: String,
    /// In this team.
    #[schema(value_type = RoleName)]
    role: Role,
    /// The role again, under Runscope's name.
    #[schema(value_type = RoleName)]
    group_name: Role,
    /// Member since, Unix seconds.
    created_at: f64,
    /// The last sign-in, Unix seconds.
    last_login_at: Option<f64>,
}

impl From<TeamMember> for PersonBody {
    fn from(member: TeamMember) -> Self {
        let TeamMember { id, name, email, role, joined_at, last_login_at } = member;
        Self {
            id,
            uuid: id,
            name,
            email,
            role,
            group_name: role,
            created_at: seconds(joined_at),
            last_login_at: last_login_at.map(seconds),
        }
    }
}

fn role(text: &str) -> Result<Role, AppError> {
    Role::parse(text).ok_or_else(|| {
        AppError::invalid("role", "there is no such role: choose administrator, member or read-only")
    })
}
