//! Agents as people see them.

use tacit_spec::{AgentId, BucketKey, EnvironmentId, Place, TeamId, TestId};
use tacit_store::{
    Tx,
    agents::{self, Agent},
    environments,
    runs::{self, RunStatus},
};
use tacit_vault::{
    audit::{Action, Detail, Event, Object},
    token::TokenKind,
};
use zeroize::Zeroizing;

use crate::{App, AppError, GivenUp, Micros, Permission, Result, Who, checked};

/// Of one team, removed ones not counted.
const MOST: usize = 100;
/// Runs at once of an agent, when nobody says otherwise, and at most.
const SLOTS: u32 = 10;
const MOST_SLOTS: u32 = 1000;
/// An enrolment token counts for so long.
const ENROLMENT: Micros = 60 * 60 * 1_000_000;

/// How an agent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentState {
    /// Nobody has used its enrolment token yet.
    Pending,
    /// At least one instance of it is there.
    Online,
    /// None is.
    Offline,
    /// It was removed.
    Revoked,
}

impl AgentState {
    /// As written in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Online => "online",
            Self::Offline => "offline",
            Self::Revoked => "revoked",
        }
    }
}

/// An agent, and what it does now.
pub struct AgentView {
    /// As it is kept.
    pub agent: Agent,
    /// How it is.
    pub state: AgentState,
    /// How many programs of it are there.
    pub instances: usize,
    /// Runs that it has.
    pub running: usize,
    /// Runs that wait for it.
    pub waiting: usize,
}

/// A token that makes an agent active, once.
pub struct Enrolment {
    /// For the one who starts the agent. It is shown once and wiped when dropped.
    pub token: Zeroizing<String>,
    /// It counts until then.
    pub expires_at: Micros,
}

/// An environment that names an agent.
pub struct UsedBy {
    /// The environment.
    pub id: EnvironmentId,
    /// Its name.
    pub name: String,
    /// Its bucket.
    pub bucket: BucketKey,
    /// Its test; `None` when shared.
    pub test: Option<TestId>,
}

impl App {
    /// The agents of a team, oldest first, without those that were removed.
    pub async fn agents(&self, who: &Who, team: TeamId) -> Result<Vec<AgentView>> {
        self.team(who, team, Permission::ViewTeam).await?;
        let rows = agents::of_team(&self.parts.store, team).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows.into_iter().filter(|row| row.state != agents::AgentState::Revoked) {
            views.push(self.view_agent(row).await?);
        }
        Ok(views)
    }

    /// One agent, also one that was removed, and the environments that name it.
    pub async fn agent(&self, who: &Who, team: TeamId, agent: AgentId) -> Result<(AgentView, Vec<UsedBy>)> {
        self.team(who, team, Permission::ViewTeam).await?;
        let row = agents::find(&self.parts.store, agent).await?.filter(|row| row.team == team);
        let row = row.ok_or(AppError::NotFound("agent"))?;
        let used_by = self.used_by(team, agent).await?;
        Ok((self.view_agent(row).await?, used_by))
    }

    /// Adds an agent; whoever has the token may start it.
    pub async fn add_agent(
        &self,
        who: &Who,
        team: TeamId,
        name: &str,
        slots: Option<u32>,
    ) -> Result<(AgentView, Enrolment)> {
        self.team(who, team, Permission::ManageAgents).await?;
        let name = checked::name("name", name)?;
        let slots = checked_slots(slots.unwrap_or(SLOTS))?;
        let mut tx = self.parts.store.begin().await?;
        let all = agents::of_team(&mut tx, team).await?;
        let there = || all.iter().filter(|agent| agent.state != agents::AgentState::Revoked);
        if there().count() >= MOST {
            return Err(AppError::Conflict(format!("a team has at most {MOST} agents: remove one first")));
        }
        not_taken(there(), &name, None)?;
        let row = Agent {
            id: AgentId(self.uuid()),
            team,
            name,
            state: agents::AgentState::Pending,
            public_key: None,
            version: None,
            slots,
            enrolment_until: None,
            created_by: Some(who.person),
            created_at: self.now(),
            enrolled_at: None,
            last_seen_at: None,
            revoked_at: None,
        };
        let event =
            Event::new(self.now(), who.actor(), Action::AgentAdded).in_team(team).on(Object::Agent(row.id.0));
        self.audit(&mut tx, event).await?;
        agents::insert(&mut tx, &row).await?;
        let enrolment = self.allow(&mut tx, row.id).await?;
        tx.commit().await?;
        let row = Agent { enrolment_until: Some(enrolment.expires_at), ..row };
        Ok((self.view_agent(row).await?, enrolment))
    }

    /// Renames an agent, or changes how many runs it has at once.
    pub async fn change_agent(
        &self,
        who: &Who,
        team: TeamId,
        agent: AgentId,
        name: Option<&str>,
        slots: Option<u32>,
    ) -> Result<AgentView> {
        self.team(who, team, Permission::ManageAgents).await?;
        let mut tx = self.parts.store.begin().await?;
        let all = agents::of_team(&mut tx, team).await?;
        let there = || all.iter().filter(|agent| agent.state != agents::AgentState::Revoked);
        let row = there().find(|row| row.id == agent).ok_or(AppError::NotFound("agent"))?;
        let name = name.map_or_else(|| Ok(row.name.clone()), |name| checked::name("name", name))?;
        not_taken(there(), &name, Some(agent))?;
        let slots = checked_slots(slots.unwrap_or(row.slots))?;
        let event = Event::new(self.now(), who.actor(), Action::SettingsChanged)
            .in_team(team)
            .on(Object::Agent(agent.0));
        self.audit(&mut tx, event).await?;
        agents::update(&mut tx, agent, &name, slots).await?;
        tx.commit().await?;
        self.parts.afar.changed(agent);
        let row = agents::find(&self.parts.store, agent).await?.ok_or(AppError::NotFound("agent"))?;
        self.view_agent(row).await
    }

    /// Gives an agent a new enrolment token: the one before counts no more, and who uses this one takes its place.
    pub async fn renew_enrolment(&self, who: &Who, team: TeamId, agent: AgentId) -> Result<Enrolment> {
        self.team(who, team, Permission::ManageAgents).await?;
        let mut tx = self.parts.store.begin().await?;
        self.standing_agent(&mut tx, team, agent).await?;
        let event = Event::new(self.now(), who.actor(), Action::AgentAdded)
            .in_team(team)
            .on(Object::Agent(agent.0))
            .with(Detail::ValueChanged);
        self.audit(&mut tx, event).await?;
        let enrolment = self.allow(&mut tx, agent).await?;
        tx.commit().await?;
        Ok(enrolment)
    }

    /// Removes an agent for good: what it sends counts no more, and its runs end. Returns the environments that go on
    /// naming it; their runs there end at once until somebody chooses another place.
    pub async fn remove_agent(&self, who: &Who, team: TeamId, agent: AgentId) -> Result<Vec<UsedBy>> {
        self.team(who, team, Permission::ManageAgents).await?;
        let used_by = self.used_by(team, agent).await?;
        let mut tx = self.parts.store.begin().await?;
        self.standing_agent(&mut tx, team, agent).await?;
        let event = Event::new(self.now(), who.actor(), Action::AgentRemoved)
            .in_team(team)
            .on(Object::Agent(agent.0))
            .with(Detail::Count(used_by.len() as u64));
        self.audit(&mut tx, event).await?;
        agents::revoke(&mut tx, agent, self.now()).await?;
        tx.commit().await?;
        self.parts.agents.forget(agent);
        // Whoever waits for jobs hears of it.
        self.parts.afar.changed(agent);
        for run in runs::unfinished_of_agent(&self.parts.store, agent).await? {
            self.parts.queue.remove(run.id.0);
            if let Some(run) = runs::find(&self.parts.store, run.id).await? {
                self.give_up(&run, GivenUp::AgentExpired).await?;
            }
            self.parts.afar.let_go(run.id);
        }
        Ok(used_by)
    }

    async fn allow(&self, tx: &mut Tx, agent: AgentId) -> Result<Enrolment> {
        let made = self.parts.tokens.create(TokenKind::Agent, &mut *self.parts.randomness.generator());
        let expires_at = self.now() + ENROLMENT;
        agents::allow_enrolment(tx, agent, &made.hash, expires_at).await?;
        Ok(Enrolment { token: made.plaintext, expires_at })
    }

    /// The agent, if it is of this team and was not removed.
    async fn standing_agent(&self, tx: &mut Tx, team: TeamId, agent: AgentId) -> Result<Agent> {
        let found = agents::find(tx, agent).await?;
        let found = found.filter(|row| row.team == team && row.state != agents::AgentState::Revoked);
        found.ok_or(AppError::NotFound("agent"))
    }

    async fn used_by(&self, team: TeamId, agent: AgentId) -> Result<Vec<UsedBy>> {
        let rows = environments::in_place(&self.parts.store, team, &Place::Agent(agent)).await?;
        let used = |row: environments::Environment| UsedBy {
            id: row.id,
            name: row.name,
            bucket: row.bucket,
            test: row.test,
        };
        Ok(rows.into_iter().map(used).collect())
    }

    async fn view_agent(&self, agent: Agent) -> Result<AgentView> {
        let open = runs::unfinished_of_agent(&self.parts.store, agent.id).await?;
        let running = open.iter().filter(|run| run.status == RunStatus::Working).count();
        let instances = self.parts.agents.instances(agent.id);
        let state = match agent.state {
            agents::AgentState::Pending => AgentState::Pending,
            agents::AgentState::Revoked => AgentState::Revoked,
            agents::AgentState::Active if instances > 0 => AgentState::Online,
            agents::AgentState::Active => AgentState::Offline,
        };
        Ok(AgentView { state, instances, running, waiting: open.len() - running, agent })
    }
}

pub(super) fn not_taken<'a>(
    mut others: impl Iterator<Item = &'a Agent>,
    name: &str,
    own: Option<AgentId>,
) -> Result<()> {
    if others.any(|other| Some(other.id) != own && other.name == name) {
        return Err(AppError::Conflict("the team has an agent with this name: choose another one".into()));
    }
    Ok(())
}

fn checked_slots(slots: u32) -> Result<u32> {
    if (1..=MOST_SLOTS).contains(&slots) {
        return Ok(slots);
    }
    Err(AppError::invalid("slots", format!("an agent has 1 to {MOST_SLOTS} runs at once")))
}
