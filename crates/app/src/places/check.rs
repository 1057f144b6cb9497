//! Which places there are for a team.

use tacit_spec::{Environment, Place, TeamId};
use tacit_store::{
    Access,
    agents::{self, AgentState},
};

use super::REGION;
use crate::{AppError, Result};

/// Refuses a definition that names a place which the team does not have.
pub(crate) async fn check(on: impl Into<Access<'_>>, team: TeamId, definition: &Environment) -> Result<()> {
    for (at, code) in definition.regions.iter().enumerate() {
        if let Some(problem) = region_problem(code) {
            return Err(AppError::invalid(format!("regions[{at}]"), problem));
        }
    }
    if definition.remote_agents.is_empty() {
        return Ok(());
    }
    let known = agents::of_team(on, team).await?;
    for (at, named) in definition.remote_agents.iter().enumerate() {
        let found = known.iter().find(|agent| agent.id == named.uuid);
        let problem = match found {
            None => "the team has no agent with this id: choose one of its list of agents",
            Some(agent) if agent.state == AgentState::Revoked => {
                "this agent was removed from the team: choose another one, or none"
            }
            Some(_) => continue,
        };
        return Err(AppError::invalid(format!("remote_agents[{at}].uuid"), problem));
    }
    Ok(())
}

/// Drops the places that the team does not have, as those of another installation are.
pub(crate) async fn forget_foreign_places(
    on: impl Into<Access<'_>>,
    team: TeamId,
    definition: &mut Environment,
) -> Result<()> {
    definition.regions.retain(|code| region_problem(code).is_none());
    if !definition.remote_agents.is_empty() {
        let known = agents::of_team(on, team).await?;
        definition.remote_agents.retain(|named| {
            known.iter().any(|agent| agent.id == named.uuid && agent.state != AgentState::Revoked)
        });
    }
    Ok(())
}

/// Refuses a place that the team does not have. `path` is what the caller calls it.
pub(crate) async fn known_place(
    on: impl Into<Access<'_>>,
    team: TeamId,
    place: &Place,
    path: &str,
) -> Result<()> {
    let problem = match place {
        Place::Region(code) => region_problem(code),
        Place::Agent(agent) => {
            let found = agents::find(on, *agent).await?;
            let there = found.is_some_and(|found| found.team == team && found.state != AgentState::Revoked);
            (!there).then(|| "the team has no agent with this id: choose one of its list of agents".into())
        }
    };
    problem.map_or(Ok(()), |problem: String| Err(AppError::invalid(path, problem)))
}

fn region_problem(code: &str) -> Option<String> {
    (code != REGION).then(|| {
        format!(
            "this server has no such region: its own is `{REGION}`; other places are remote agents, named in \
             `remote_agents`"
        )
    })
}
