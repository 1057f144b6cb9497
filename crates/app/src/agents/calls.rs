//! Whose a request is: an agent's own, made now, and made once.

use tacit_courier::{
    AgentKey,
    identity::{Asked, RequestToken, TokenError},
    protocol::{OLDEST_VERSION, Refusal, RefusalCode, VERSION},
};
use tacit_spec::AgentId;
use tacit_store::agents::{self, Agent, AgentState};

use crate::{App, AppError, Micros};

/// A request that says whose it is. Nothing of its body was read yet.
pub struct AgentKnock {
    token: RequestToken,
    agent: Agent,
}

/// An agent whose request was proven.
#[derive(Clone, Debug)]
pub struct AgentCaller {
    pub(crate) agent: Agent,
}

/// What every call of an agent returns.
pub type AgentResult<T> = Result<T, Refusal>;

impl App {
    /// Looks at who a request says it is from, before more of it is read. `authorization` is the header.
    pub async fn agent_knocks(&self, authorization: Option<&str>) -> AgentResult<AgentKnock> {
        let token = RequestToken::parse(authorization.unwrap_or_default());
        let token = token.map_err(|error| self.no(error.code()))?;
        let found = agents::find(&self.parts.store, token.claimed_agent()).await;
        let agent = found.map_err(|error| self.failed(error.into()))?;
        let agent = agent.ok_or_else(|| self.no(RefusalCode::AgentUnknown))?;
        match agent.state {
            AgentState::Active => Ok(AgentKnock { token, agent }),
            AgentState::Pending => Err(self.no(RefusalCode::AgentUnknown)),
            AgentState::Revoked => Err(self.no(RefusalCode::AgentRevoked)),
        }
    }

    /// Verifies a request as a whole; the same one does not count again.
    pub fn agent_comes_in(&self, knock: AgentKnock, path: &str, body: &[u8]) -> AgentResult<AgentCaller> {
        let AgentKnock { token, agent } = knock;
        let key = agent.public_key.as_deref().and_then(|key| AgentKey::from_slice(key).ok());
        let key = key.ok_or_else(|| self.no(RefusalCode::AgentUnknown))?;
        let installation = self.parts.instance.id().0;
        let asked = Asked { installation, method: "POST", path, body };
        let now = self.now();
        let proven = token.verify(&key, &asked, now).map_err(|error| {
            if error == TokenError::Signature {
                tracing::warn!(agent = %agent.id, "a request in the name of an agent is not signed with its key");
            }
            self.no(error.code())
        })?;
        if !self.parts.afar.first(&proven, now) {
            tracing::warn!(agent = %agent.id, "a request of an agent came twice");
            return Err(self.no(RefusalCode::Replayed));
        }
        Ok(AgentCaller { agent })
    }

    /// What an agent is told when something else went wrong than its request.
    pub(crate) fn failed(&self, error: AppError) -> Refusal {
        match error {
            AppError::Busy | AppError::Full => self.no(RefusalCode::Busy),
            error => {
                tracing::error!(cause = error.cause(), "a request of an agent failed");
                self.no(RefusalCode::Other)
            }
        }
    }

    /// A refusal, with the server's time where the clocks may be the trouble.
    pub(crate) fn no(&self, code: RefusalCode) -> Refusal {
        code.refusal((code == RefusalCode::Clock).then(|| self.now()))
    }

    /// Refuses versions of the protocol that are not spoken here.
    pub(crate) fn understood(&self, protocol: u16) -> AgentResult<()> {
        if protocol < OLDEST_VERSION {
            return Err(self.no(RefusalCode::AgentTooOld));
        }
        if protocol > VERSION {
            return Err(self.no(RefusalCode::AgentTooNew));
        }
        Ok(())
    }

    /// Remembers that an agent was there, and now and then writes it down.
    pub(crate) async fn agent_heard(
        &self,
        who: &AgentCaller,
        instance: uuid::Uuid,
        version: &str,
    ) -> AgentResult<()> {
        if !self.parts.agents.heard(who.agent.id, instance) {
            return Ok(());
        }
        let version: String = version.chars().filter(|c| !c.is_control()).take(VERSION_CHARS).collect();
        let write = async {
            let mut tx = self.parts.store.begin().await?;
            agents::touch(&mut tx, who.agent.id, &version, self.now()).await?;
            tx.commit().await
        };
        write.await.map_err(|error| self.failed(error.into()))
    }
}

/// Characters of a program's version that are kept.
pub(super) const VERSION_CHARS: usize = 64;

impl AgentCaller {
    /// Who it is.
    #[must_use]
    pub fn id(&self) -> AgentId {
        self.agent.id
    }
}

/// When a lease that begins now is over.
pub(crate) fn lease_until(now: Micros) -> Micros {
    now + Micros::try_from(tacit_courier::protocol::LEASE.as_micros()).unwrap_or(Micros::MAX)
}
