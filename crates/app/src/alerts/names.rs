//! What test, bucket and environment are called, for messages that outlive the run they tell of, or the test itself.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tacit_alert::{Change, Tell};
use tacit_record::RunResult;
use tacit_spec::{EnvironmentId, TestId};
use tacit_store::{
    Store, Tx,
    buckets::{self, Bucket},
    deliveries::{self, Delivery},
    environments, kept_open, teams, tests,
};

use super::{About, AboutRun, Letter, batch::written, close::keeper};
use crate::{App, AppError, Result};

/// Kept with a message when its test is deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Names {
    bucket: String,
    pub(super) test: String,
    environment: Option<String>,
}

impl Names {
    /// Those that a message was given when its test was deleted.
    pub(super) fn kept(delivery: &Delivery) -> Option<Self> {
        serde_json::from_str(delivery.names.as_deref()?).ok()
    }

    /// Those of now; `None` when the test is gone.
    async fn now(store: &Store, delivery: &Delivery) -> Result<Option<Self>> {
        let test = tests::find_in(store, &delivery.bucket, delivery.test).await?;
        let bucket = buckets::find(store, &delivery.bucket).await?;
        let environment = match environment_of(delivery) {
            Some(id) => environments::find(store, id).await?.map(|environment| environment.name),
            None => None,
        };
        let named = test.zip(bucket);
        Ok(named.map(|(test, bucket)| Self { bucket: bucket.name, test: test.name, environment }))
    }
}

/// What tests and environments are called that are about to be deleted.
pub(crate) struct LastNames {
    tests: HashMap<TestId, (String, String)>,
    environments: HashMap<EnvironmentId, String>,
    /// Only what was told of this one ends.
    only: Option<EnvironmentId>,
}

impl LastNames {
    pub(super) fn of(&self, delivery: &Delivery) -> Option<Names> {
        let (bucket, test) = self.tests.get(&delivery.test)?.clone();
        let environment = environment_of(delivery).and_then(|id| self.environments.get(&id).cloned());
        Some(Names { bucket, test, environment })
    }

    pub(super) fn tests(&self) -> Vec<TestId> {
        self.tests.keys().copied().collect()
    }

    pub(super) fn is_of_tests(&self) -> bool {
        self.only.is_none()
    }

    pub(super) fn ends(&self, scope: uuid::Uuid) -> bool {
        self.only.is_none_or(|only| only.0 == scope)
    }
}

impl App {
    /// Looks up what tests are called, for what is told of their end once they are deleted, or one of their environments is.
    pub(crate) async fn last_names(
        &self,
        tx: &mut Tx,
        bucket: &Bucket,
        tests: impl IntoIterator<Item = (TestId, String)>,
        only: Option<EnvironmentId>,
    ) -> Result<LastNames> {
        let tests: HashMap<_, _> =
            tests.into_iter().map(|(test, name)| (test, (bucket.name.clone(), name))).collect();
        let mut environments = HashMap::new();
        let all = tests.keys().copied().collect::<Vec<_>>();
        for kept in kept_open::of_tests(&mut *tx, &all).await? {
            if !kept.scope.is_nil()
                && let Some(row) = environments::find(&mut *tx, EnvironmentId(kept.scope)).await?
            {
                environments.insert(row.id, row.name);
            }
        }
        Ok(LastNames { tests, environments, only })
    }

    /// Removes what is told of tests that were deleted; what ends something that a service keeps open stays.
    pub(super) async fn let_ends_outlive(&self, tx: &mut Tx, names: &LastNames) -> Result<()> {
        let tests = names.tests();
        for delivery in deliveries::left_of(&mut *tx, &tests).await? {
            if delivery.names.is_none()
                && change_of(&delivery).is_some_and(Change::is_end)
                && keeper(&mut *tx, delivery.channel).await?.is_some()
                && let Some(names) = names.of(&delivery)
            {
                deliveries::set_names(tx, delivery.id, &written(&names)).await?;
            }
        }
        Ok(deliveries::remove_of(tx, &tests).await?)
    }

    /// What is said where the run is not kept any more: which test it is about, and what is new. `None` when the test is
    /// gone as well and left no names.
    pub(super) async fn letter_of_names(&self, delivery: &Delivery, tell: Tell) -> Result<Option<Letter>> {
        let store = &self.parts.store;
        let names = match Names::kept(delivery) {
            Some(names) => Some(names),
            None => Names::now(store, delivery).await?,
        };
        // The test may have been deleted since the message was read: who deletes it writes the names into the message.
        let names = match names {
            Some(names) => Some(names),
            None => deliveries::find(store, delivery.id).await?.as_ref().and_then(Names::kept),
        };
        let Some(names) = names else { return Ok(None) };
        let team = teams::find(store, delivery.team).await?.ok_or(AppError::NotFound("team"))?;
        let (place, place_name) = self.place_by_key(&delivery.place).await?;
        let about = AboutRun {
            bucket: (delivery.bucket.clone(), names.bucket),
            test: (delivery.test, names.test),
            environment: environment_of(delivery).map(|id| (id, names.environment.unwrap_or_default())),
            run: delivery.run,
            place,
            place_name,
            expired: false,
            trigger_token: None,
            record: None,
            result: if tell.change.is_end() { RunResult::Pass } else { RunResult::Fail },
            started_at: delivery.created_at,
            finished_at: delivery.created_at,
            reason: None,
            unexecuted: false,
        };
        Ok(Some(Letter { team: (team.id, team.name), about: About::Run(Box::new(about)), tell }))
    }
}

fn environment_of(delivery: &Delivery) -> Option<EnvironmentId> {
    (!delivery.scope.is_nil()).then_some(EnvironmentId(delivery.scope))
}

/// `None` when it cannot be read.
pub(super) fn change_of(delivery: &Delivery) -> Option<Change> {
    serde_json::from_value(delivery.change.clone().into()).ok()
}
