//! One run: from its job to a record that was handed over.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use tacit_courier::{Job, protocol::Held};
use tacit_engine::{Limits, evaluate::RunContext};

use super::{deliver, runs::UnderWay, work::Shared};
use crate::Assignment;

/// Executes a job to its end and hands the record over; holds its slot until then.
pub(super) async fn run(shared: Arc<Shared>, held: Held, job: Job, under_way: UnderWay) {
    let UnderWay { cancel, lost, .. } = &under_way;
    let assignment = assignment(&shared, job);
    let news = |progress| shared.news.tell(held, progress);
    let running = AssertUnwindSafe(shared.agent.run(assignment, &news, cancel.clone())).catch_unwind();
    let record = tokio::select! {
        () = lost.cancelled() => None,
        record = running => Some(record),
    };
    match record {
        None => tracing::info!(run = %held.run, "a run is not this agent's any more and is dropped"),
        Some(Ok(record)) => deliver::deliver(&shared, held, record, lost).await,
        // The panic hook has told where. The lease ends, and the server decides.
        Some(Err(_)) => {
            tracing::error!(run = %held.run, "a run broke off because of a fault in this program")
        }
    }
    shared.runs.leave(held);
    shared.freed.notify_one();
}

fn assignment(shared: &Shared, job: Job) -> Assignment {
    let context = RunContext {
        environment_name: job.environment.name.clone(),
        environment_uuid: job.environment.id.map(|id| id.to_string()).unwrap_or_default(),
        bucket_key: job.bucket_key,
        bucket_name: job.bucket_name,
        test_uuid: job.test_id,
        test_name: job.test.name.clone(),
        region: String::new(),
        agent: Some(shared.control.membership.agent().to_string()),
    };
    let limits = Limits {
        run: job.limits.run,
        request: job.limits.request,
        connect: job.limits.connect,
        script: job.limits.script,
        response_body: job.limits.response_body,
        kept_body: job.limits.kept_body,
    };
    Assignment {
        team: job.team.0,
        context,
        test: job.test,
        shared: job.shared,
        environment: job.environment,
        subtests: job.subtests,
        trigger_variables: job.trigger_variables,
        secrets: shared.sets.same_as(job.secrets),
        limits,
    }
}
