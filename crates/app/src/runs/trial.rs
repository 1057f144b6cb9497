//! Runs that try the next value of a secret.

use std::collections::HashSet;

use tacit_spec::{EnvironmentId, Place, SecretId, TeamId};
use tacit_store::{runs::RunSource, tests::Test};

use super::{
    Variables,
    start::{Origin, Wanted, choose},
};
use crate::{App, Result, Who};

impl App {
    /// Where a test runs in its default environment.
    pub(crate) async fn places_of(&self, test: &Test) -> Result<Vec<Place>> {
        Ok(choose(&self.parts.store, test, None, "environment_id").await?.places)
    }

    /// Runs each test once in each environment named for it, or in its default one, with the next value of the secret.
    pub(crate) async fn start_trial(
        &self,
        who: &Who,
        team: TeamId,
        secret: SecretId,
        users: Vec<(Test, Option<EnvironmentId>)>,
    ) -> Result<()> {
        let mut seen = HashSet::new();
        let mut wanted = Vec::with_capacity(users.len());
        for (test, environment) in users {
            let environment = choose(&self.parts.store, &test, environment, "environment_id").await?;
            if seen.insert((test.id, environment.id)) {
                wanted.push(Wanted { test, environment, variables: Variables::new(), callback: None });
            }
        }
        let origin = Origin {
            team,
            source: RunSource::Trial,
            run_by: Some(who.person),
            group: None,
            trial_of: Some(secret),
        };
        self.start(origin, wanted).await.map(drop)
    }
}
