//! Becoming an agent, with a token that works once.

use tacit_courier::protocol::{Enroll, Enrolled, RefusalCode};
use tacit_store::agents::{self, AgentState, Enrolment};
use tacit_vault::{
    audit::{Action, Actor, Event, Object},
    token::TokenKind,
};

use super::{calls::VERSION_CHARS, manage::not_taken};
use crate::{AgentResult, App, Result, checked};

impl App {
    /// Makes a program the agent that its token was made for.
    pub async fn enroll_agent(&self, token: Option<&str>, wanted: Enroll) -> AgentResult<Enrolled> {
        self.understood(wanted.protocol)?;
        let hash = token.and_then(|token| self.parts.tokens.hash_token(TokenKind::Agent, token));
        let hash = hash.ok_or_else(|| self.no(RefusalCode::TokenUnknown))?;
        match self.enroll(&hash, &wanted).await {
            Ok(Ok(enrolled)) => {
                // What was running as this agent has another key, and is refused from now on.
                self.parts.agents.forget(enrolled.agent);
                self.parts.afar.changed(enrolled.agent);
                Ok(enrolled)
            }
            Ok(Err(code)) => Err(self.no(code)),
            Err(error) => Err(self.failed(error)),
        }
    }

    async fn enroll(&self, hash: &[u8], wanted: &Enroll) -> Result<Result<Enrolled, RefusalCode>> {
        let mut tx = self.parts.store.begin().await?;
        let Some(agent) = agents::find_by_enrolment(&mut tx, hash).await? else {
            return Ok(Err(RefusalCode::TokenUnknown));
        };
        let now = self.now();
        match agent.enrolment_until {
            _ if agent.state == AgentState::Revoked => return Ok(Err(RefusalCode::AgentRevoked)),
            None => return Ok(Err(RefusalCode::TokenUsed)),
            Some(until) if until <= now => return Ok(Err(RefusalCode::TokenExpired)),
            Some(_) => {}
        }
        let event = Event::new(now, Actor::Agent(agent.id.0), Action::AgentAdded)
            .in_team(agent.team)
            .on(Object::Agent(agent.id.0));
        self.audit(&mut tx, event).await?;
        let version: String =
            wanted.version.chars().filter(|c| !c.is_control()).take(VERSION_CHARS).collect();
        let enrolment = Enrolment { hash, public_key: wanted.key.as_bytes(), version: &version, now };
        if !agents::enrol(&mut tx, enrolment).await? {
            return Ok(Err(RefusalCode::TokenUsed));
        }
        let mut name = agent.name;
        // A name that cannot be had is no reason to refuse: people may change it any time.
        if let Some(own) = wanted.name.as_deref().and_then(|own| checked::name("name", own).ok()) {
            let others = agents::of_team(&mut tx, agent.team).await?;
            let others = others.iter().filter(|other| other.state != AgentState::Revoked);
            if not_taken(others, &own, Some(agent.id)).is_ok() {
                agents::update(&mut tx, agent.id, &own, agent.slots).await?;
                name = own;
            }
        }
        tx.commit().await?;
        Ok(Ok(Enrolled {
            agent: agent.id,
            name,
            installation: self.parts.instance.id().0,
            job_key: self.parts.afar.job_key(),
        }))
    }
}
