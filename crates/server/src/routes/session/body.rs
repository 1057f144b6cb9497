//! Who is signed in.

use serde::Serialize;
use tacit_app::{Presence, Role};
use tacit_spec::{PersonId, TeamId};
use utoipa::ToSchema;

use crate::routes::people::RoleName;

/// Who is signed in, and where they work.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionBody {
    person: SessionPerson,
    team: SessionTeam,
    /// In the team.
    #[schema(value_type = RoleName)]
    role: Role,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
struct SessionPerson {
    #[schema(value_type = uuid::Uuid)]
    id: PersonId,
    name: String,
    email: String,
}

/// Where they work.
#[derive(Serialize, ToSchema)]
struct SessionTeam {
    #[schema(value_type = uuid::Uuid)]
    id: TeamId,
    name: String,
}

impl From<Presence> for SessionBody {
    fn from(presence: Presence) -> Self {
        let Presence { person, name, email, team, team_name, role } = presence;
        Self {
            person: SessionPerson { id: person, name, email },
            team: SessionTeam { id: team, name: team_name },
            role,
        }
    }
}
