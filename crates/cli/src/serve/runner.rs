//! From the dispatcher's jobs to the agent's assignments.

use async_trait::async_trait;
use tacit_agent::{Agent, Assignment, Limits};
use tacit_app::{Job, Runner};
use tacit_engine::evaluate::RunContext;
use tacit_record::{Progress, Run};
use tokio_util::sync::CancellationToken;

/// The agent inside the server.
pub(crate) struct AgentRunner {
    agent: Agent,
    limits: Limits,
}

impl AgentRunner {
    pub(super) fn new(agent: Agent, limits: Limits) -> Self {
        Self { agent, limits }
    }

    pub(super) async fn close(&self) {
        self.agent.close().await;
    }
}

#[async_trait]
impl Runner for AgentRunner {
    async fn run(&self, job: Job, news: &(dyn Fn(Progress) + Send + Sync), cancel: CancellationToken) -> Run {
        let context = RunContext {
            environment_name: job.environment.name.clone(),
            environment_uuid: job.environment.id.map(|id| id.to_string()).unwrap_or_default(),
            bucket_key: job.bucket_key,
            bucket_name: job.bucket_name,
            test_uuid: job.test_id,
            test_name: job.test.name.clone(),
            region: job.place.region().unwrap_or_default().to_owned(),
            agent: job.place.agent().map(|agent| agent.to_string()),
        };
        let assignment = Assignment {
            team: job.team.0,
            context,
            test: job.test,
            shared: job.shared,
            environment: job.environment,
            subtests: job.subtests,
            trigger_variables: job.trigger_variables,
            secrets: job.secrets,
            limits: self.limits,
        };
        self.agent.run(assignment, news, cancel).await
    }
}
