//! What alerting remembers of each test between two runs. A test that passes has no row.

use tacit_spec::{EnvironmentId, TestId};
use uuid::Uuid;

use crate::{
    Access, Result, Tx,
    backend::{Columns, build, execute, row},
    runs::chunks,
};

row! {
    /// What is remembered for one channel, or for the incident, of a test in an environment at a place.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AlertState {
        /// The test.
        pub test: TestId,
        /// The environment, or the nil id.
        pub environment: Uuid,
        /// The key of the place.
        pub place: String,
        /// The channel, or the nil id for the incident.
        pub channel: Uuid,
        /// JSON.
        pub state: String,
    }
}

/// Lets other units of work that step states wait until this one is done.
pub async fn lock(tx: &mut Tx) -> Result<()> {
    // Any number, as long as it stays the same.
    tx.alone(8_243_219_062).await
}

/// What is remembered of these tests.
pub async fn states(on: impl Into<Access<'_>>, tests: &[TestId]) -> Result<Vec<AlertState>> {
    let mut access = on.into();
    let mut all = Vec::new();
    for chunk in chunks(tests) {
        all.extend(build!(access.again(), AlertState, "SELECT ", |builder| {
            builder.push(AlertState::columns()).push(" FROM alert_states WHERE test IN (");
            let mut ids = builder.separated(", ");
            for test in chunk {
                ids.push_bind(test.0);
            }
            builder.push(")");
        })?);
    }
    Ok(all)
}

/// Remembers states. The same key must not come twice.
pub async fn save_states(tx: &mut Tx, states: &[AlertState]) -> Result<()> {
    for chunk in chunks(states) {
        build!(
            &mut *tx,
            (Uuid,),
            "INSERT INTO alert_states (test, environment, place, channel, state) ",
            |builder| {
                builder.push_values(chunk, |mut row, one| {
                    row.push_bind(one.test.0)
                        .push_bind(one.environment)
                        .push_bind(one.place.as_str())
                        .push_bind(one.channel)
                        .push_bind(one.state.as_str());
                });
                builder.push(
                    " ON CONFLICT (test, environment, place, channel) DO UPDATE SET state = excluded.state RETURNING test",
                );
            }
        )?;
    }
    Ok(())
}

/// Forgets a state.
pub async fn forget_state(tx: &mut Tx, one: &AlertState) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM alert_states WHERE test = $1 AND environment = $2 AND place = $3 AND channel = $4",
        one.test.0,
        one.environment,
        one.place.as_str(),
        one.channel
    )?;
    Ok(())
}

/// Forgets what is remembered of a test in an environment, or in none with the nil id.
pub async fn forget_watched(tx: &mut Tx, test: TestId, environment: Uuid) -> Result<()> {
    execute!(tx, "DELETE FROM alert_states WHERE test = $1 AND environment = $2", test.0, environment)?;
    Ok(())
}

/// Forgets what is remembered of an environment.
pub async fn forget_environment(tx: &mut Tx, environment: EnvironmentId) -> Result<()> {
    execute!(tx, "DELETE FROM alert_states WHERE environment = $1", environment.0)?;
    Ok(())
}

/// Those of the environments that are there, each with the one it inherits from.
pub async fn environments(
    on: impl Into<Access<'_>>,
    environments: &[EnvironmentId],
) -> Result<Vec<(EnvironmentId, Option<EnvironmentId>)>> {
    let mut access = on.into();
    let mut all = Vec::new();
    for chunk in chunks(environments) {
        let rows = build!(
            access.again(),
            (Uuid, Option<Uuid>),
            "SELECT id, parent FROM environments WHERE id IN (",
            |builder| {
                let mut ids = builder.separated(", ");
                for environment in chunk {
                    ids.push_bind(environment.0);
                }
                builder.push(")");
            }
        )?;
        all.extend(rows.into_iter().map(|(id, parent)| (EnvironmentId(id), parent.map(EnvironmentId))));
    }
    Ok(all)
}
