//! From the dispatcher's jobs to the agent's assignments.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_trait::async_trait;
use tacit_agent::{Agent, AssignedSecret, Assignment, Limits};
use tacit_app::{Job, JobSecret, Runner};
use tacit_engine::evaluate::RunContext;
use tacit_record::{Progress, Run};
use tokio_util::sync::CancellationToken;

/// The agent inside the server.
pub(crate) struct AgentRunner {
    agent: Agent,
    limits: Limits,
    sets: Sets,
}

/// Which set of the dispatcher's became which of the agent's, so that jobs of one bucket share their needles. Holds
/// neither alive.
#[derive(Default)]
struct Sets(Mutex<Vec<Pair>>);

type Pair = (Weak<Vec<JobSecret>>, Weak<Vec<AssignedSecret>>);

impl AgentRunner {
    pub(super) fn new(agent: Agent, limits: Limits) -> Self {
        Self { agent, limits, sets: Sets::default() }
    }

    pub(super) async fn close(&self) {
        self.agent.close().await;
    }
}

#[async_trait]
impl Runner for AgentRunner {
    async fn run(&self, job: Job, news: &(dyn Fn(Progress) + Send + Sync), cancel: CancellationToken) -> Run {
        let secrets = self.sets.of(&job.secrets);
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
            trigger_variables: job.trigger_variables,
            secrets,
            limits: self.limits,
        };
        self.agent.run(assignment, news, cancel).await
    }
}

impl Sets {
    fn of(&self, set: &Arc<Vec<JobSecret>>) -> Arc<Vec<AssignedSecret>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(theirs, ours)| theirs.strong_count() > 0 && ours.strong_count() > 0);
        let same = known.iter().find(|(theirs, _)| theirs.as_ptr() == Arc::as_ptr(set));
        if let Some(ours) = same.and_then(|(_, ours)| ours.upgrade()) {
            return ours;
        }
        let ours = Arc::new(set.iter().map(assigned).collect());
        known.push((Arc::downgrade(set), Arc::downgrade(&ours)));
        ours
    }
}

fn assigned(secret: &JobSecret) -> AssignedSecret {
    AssignedSecret {
        id: secret.id,
        name: secret.name.clone(),
        value: Arc::clone(&secret.value),
        earlier: secret.earlier.clone(),
        redact: secret.redact,
    }
}
