//! What alerting needs to know of a run that ended.

use tacit_record::RunResult;
use tacit_spec::{AgentId, BucketKey, EnvironmentId, Place, RunId, TeamId, TestId};

use super::{RunSource, RunStatus, finish::chunks, row::place};
use crate::{
    Access, Micros, Result,
    backend::{Columns, build, row},
};

row! {
    /// A run that ended, or a tick that had none.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Ended {
        /// The run.
        pub id: RunId,
        /// The team it belongs to.
        pub team: TeamId,
        /// The bucket it belongs to.
        pub bucket: BucketKey,
        /// The test it is a run of.
        pub test: TestId,
        /// The environment; it may be gone.
        pub environment: Option<EnvironmentId>,
        /// Region code; `None` on an agent.
        pub region: Option<String>,
        /// The remote agent; `None` in a region.
        pub agent: Option<AgentId>,
        /// What asked for it.
        pub source: RunSource,
        /// The claim it ended with; 0 when nobody had claimed it.
        pub epoch: i64,
        /// How far it is.
        pub status: RunStatus,
        /// How it ended.
        pub result: Option<RunResult>,
        /// A word for why there is no result.
        pub reason: Option<String>,
        /// When it ended.
        pub finished_at: Option<Micros>,
    }
}

impl Ended {
    /// Where it took place.
    #[must_use]
    pub fn place(&self) -> Place {
        place(self.region.as_deref(), self.agent)
    }
}

/// Those of the runs that have ended.
pub async fn ended(on: impl Into<Access<'_>>, runs: &[RunId]) -> Result<Vec<Ended>> {
    let mut access = on.into();
    let mut all = Vec::with_capacity(runs.len());
    for chunk in chunks(runs) {
        let columns = Ended::columns();
        all.extend(build!(access.again(), Ended, "SELECT ", |builder| {
            builder
                .push(columns)
                .push(" FROM runs WHERE status IN ('finished', 'canceled', 'missed') AND id IN (");
            let mut ids = builder.separated(", ");
            for run in chunk {
                ids.push_bind(run.0);
            }
            builder.push(")");
        })?);
    }
    Ok(all)
}
