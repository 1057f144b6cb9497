//! Trigger URLs: who knows the token may run the test, or the bucket's tests, and nothing else.

use tacit_spec::{EnvironmentId, Place, TeamId, limits};
use tacit_store::{Page, buckets, environments, runs::RunSource, tests};
use uuid::Uuid;

use super::{
    StartedRun, Variables,
    start::{Origin, Wanted, check_variables, choose},
};
use crate::{App, AppError, Result, places::known_place};

/// What a caller gave: query, form or JSON, all names still together.
#[derive(Default)]
pub struct TriggerCall(pub Variables);

const ENVIRONMENT: &str = "runscope_environment";
const REGIONS: &str = "runscope_region";
const AGENTS: &str = "runscope_agent";
const CALLBACK: &str = "runscope_notification_url";

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
            let asked = call.sort(&place)?;
            let mut environment = choose(store, &test, asked.environment, &place(ENVIRONMENT)).await?;
            if let Some(places) = self.asked_places(bucket.team, &asked, &place).await? {
                environment.places = places;
            }
            let callback = asked.callback.map(|url| (url, place(CALLBACK)));
            wanted.push(Wanted { test: test.clone(), environment, variables: asked.variables, callback });
        }
        let group = many.then(|| self.uuid());
        let origin =
            Origin { team: bucket.team, source: RunSource::TriggerUrl, run_by: None, group, trial_of: None };
        self.start(origin, wanted).await
    }

    /// Runs every test of a bucket by its trigger token: in the named shared environment, else each in its default one.
    pub async fn trigger_bucket(&self, token: &str, call: TriggerCall) -> Result<(Uuid, Vec<StartedRun>)> {
        let store = &self.parts.store;
        let missing = || AppError::NotFound("trigger");
        well_formed(token)?;
        let bucket = buckets::find_by_trigger_token(store, token).await?.ok_or_else(missing)?;
        self.parts.triggers.count(token, self.now())?;
        let asked = call.sort(&|name| name.to_owned())?;
        let places = self.asked_places(bucket.team, &asked, &|name| name.to_owned()).await?;
        if let Some(named) = asked.environment {
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
            let mut environment = choose(store, &test, asked.environment, ENVIRONMENT).await?;
            if let Some(places) = &places {
                environment.places.clone_from(places);
            }
            let callback = asked.callback.clone().map(|url| (url, CALLBACK.to_owned()));
            wanted.push(Wanted { test, environment, variables: asked.variables.clone(), callback });
        }
        let group = self.uuid();
        let origin = Origin {
            team: bucket.team,
            source: RunSource::TriggerUrl,
            run_by: None,
            group: Some(group),
            trial_of: None,
        };
        Ok((group, self.start(origin, wanted).await?))
    }
}

/// What a call asks for, its reserved names understood.
struct Asked {
    environment: Option<EnvironmentId>,
    /// With what the caller called them. Empty: those of the environment.
    places: Vec<(&'static str, Place)>,
    /// Who is told of the result.
    callback: Option<String>,
    variables: Variables,
}

impl App {
    /// The places that a call names instead of the environment's, each once.
    async fn asked_places(
        &self,
        team: TeamId,
        asked: &Asked,
        path: &(dyn Fn(&str) -> String + Sync),
    ) -> Result<Option<Vec<Place>>> {
        let mut places = Vec::with_capacity(asked.places.len());
        for (name, place) in &asked.places {
            known_place(&self.parts.store, team, place, &path(name)).await?;
            if !places.contains(place) {
                places.push(place.clone());
            }
        }
        Ok((!places.is_empty()).then_some(places))
    }
}

impl TriggerCall {
    /// Takes the reserved names out.
    fn sort(self, path: &dyn Fn(&str) -> String) -> Result<Asked> {
        let mut variables = self.0;
        let environment = match variables.shift_remove(ENVIRONMENT).filter(|id| !id.is_empty()) {
            None => None,
            Some(id) => Some(id.parse().map_err(|_| {
                AppError::invalid(
                    path(ENVIRONMENT),
                    "this is no id of an environment, such as its settings show",
                )
            })?),
        };
        let mut places = Vec::new();
        for code in several(&mut variables, REGIONS) {
            places.push((REGIONS, Place::Region(code)));
        }
        for id in several(&mut variables, AGENTS) {
            let agent = id.parse().map_err(|_| {
                AppError::invalid(
                    path(AGENTS),
                    "this is no id of an agent, such as the list of the team's agents shows",
                )
            })?;
            places.push((AGENTS, Place::Agent(agent)));
        }
        let callback = variables.shift_remove(CALLBACK).filter(|url| !url.trim().is_empty());
        check_variables(&path("variables"), &variables)?;
        Ok(Asked { environment, places, callback, variables })
    }
}

/// What stands behind a reserved name, separated by commas.
fn several(variables: &mut Variables, name: &str) -> Vec<String> {
    let written = variables.shift_remove(name).unwrap_or_default();
    let each = written.split(',').map(str::trim).filter(|each| !each.is_empty());
    each.map(str::to_owned).collect()
}
