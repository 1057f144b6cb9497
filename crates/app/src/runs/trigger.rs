//! Trigger URLs: who knows the token may run the test, or the bucket's tests, and nothing else.

use tacit_spec::{EnvironmentId, limits};
use tacit_store::{Page, buckets, environments, runs::RunSource, tests};
use uuid::Uuid;

use super::{
    REGION, StartedRun, Variables,
    start::{Origin, Wanted, check_variables, choose},
};
use crate::{App, AppError, Result};

/// What a caller gave: query, form or JSON, all names still together.
#[derive(Default)]
pub struct TriggerCall(pub Variables);

const ENVIRONMENT: &str = "runscope_environment";

/// Not every database can be asked for any text.
fn well_formed(token: &str) -> Result<()> {
    Uuid::try_parse(token).map(drop).map_err(|_| AppError::NotFound("trigger"))
}

impl App {
    /// Runs a test by its trigger token.
    pub async fn trigger(&self, token: &str, call: TriggerCall) -> Result<Vec<StartedRun>> {
        self.trigger_batch(token, vec![call]).await
    }

    /// Runs a test once for each set of variables.
    pub async fn trigger_batch(&self, token: &str, calls: Vec<TriggerCall>) -> Result<Vec<StartedRun>> {
        let store = &self.parts.store;
        well_formed(token)?;
        let test = tests::find_by_trigger_token(store, token).await?.ok_or(AppError::NotFound("trigger"))?;
        self.parts.triggers.count(token, self.now())?;
        if calls.is_empty() || calls.len() > limits::BATCH_TRIGGER_SETS {
            let most = limits::BATCH_TRIGGER_SETS;
            return Err(AppError::invalid("", format!("send a list of 1 to {most} objects with variables")));
        }
        let bucket = buckets::find(store, &test.bucket).await?.ok_or(AppError::NotFound("trigger"))?;
        let many = calls.len() > 1;
        let mut wanted = Vec::with_capacity(calls.len());
        for (at, call) in calls.into_iter().enumerate() {
            let place = |name: &str| if many { format!("[{at}].{name}") } else { name.to_owned() };
            let (environment, variables) = call.sort(&place)?;
            let environment = choose(store, &test, environment, &place(ENVIRONMENT)).await?;
            wanted.push(Wanted { test: test.clone(), environment, variables });
        }
        let group = many.then(|| self.uuid());
        let origin = Origin { team: bucket.team, source: RunSource::TriggerUrl, run_by: None, group };
        self.start(origin, wanted).await
    }

    /// Runs every test of a bucket by its trigger token: in the named shared environment, else each in its default one.
    pub async fn trigger_bucket(&self, token: &str, call: TriggerCall) -> Result<(Uuid, Vec<StartedRun>)> {
        let store = &self.parts.store;
        let missing = || AppError::NotFound("trigger");
        well_formed(token)?;
        let bucket = buckets::find_by_trigger_token(store, token).await?.ok_or_else(missing)?;
        self.parts.triggers.count(token, self.now())?;
        let (environment, variables) = call.sort(&|name| name.to_owned())?;
        if let Some(named) = environment {
            let found = environments::find(store, named).await?;
            if !found.is_some_and(|found| found.bucket == bucket.key && found.test.is_none()) {
                return Err(AppError::invalid(
                    ENVIRONMENT,
                    "there is no shared environment with this id in the bucket",
                ));
            }
        }
        let mut wanted = Vec::new();
        for test in tests::of_bucket(store, &bucket.key, Page::first(u32::MAX)).await? {
            let environment = choose(store, &test, environment, ENVIRONMENT).await?;
            wanted.push(Wanted { test, environment, variables: variables.clone() });
        }
        let group = self.uuid();
        let origin =
            Origin { team: bucket.team, source: RunSource::TriggerUrl, run_by: None, group: Some(group) };
        Ok((group, self.start(origin, wanted).await?))
    }
}

impl TriggerCall {
    /// Takes the reserved names out.
    fn sort(self, place: &dyn Fn(&str) -> String) -> Result<(Option<EnvironmentId>, Variables)> {
        let mut variables = self.0;
        let environment = match variables.shift_remove(ENVIRONMENT).filter(|id| !id.is_empty()) {
            None => None,
            Some(id) => Some(id.parse().map_err(|_| {
                AppError::invalid(
                    place(ENVIRONMENT),
                    "this is no id of an environment, such as its settings show",
                )
            })?),
        };
        if let Some(region) = variables.shift_remove("runscope_region")
            && region.split(',').any(|region| region.trim() != REGION)
        {
            let message = format!("this server runs tests in one region only: `{REGION}`");
            return Err(AppError::invalid(place("runscope_region"), message));
        }
        if variables.shift_remove("runscope_agent").is_some() {
            return Err(AppError::invalid(place("runscope_agent"), "this server has no remote agents"));
        }
        if variables.shift_remove("runscope_notification_url").is_some() {
            return Err(AppError::invalid(
                place("runscope_notification_url"),
                "this server sends no notifications yet: ask for the result instead",
            ));
        }
        check_variables(&place("variables"), &variables)?;
        Ok((environment, variables))
    }
}
