//! A test with its definition.

use serde::Serialize;
use serde_json::{Value, json};
use tacit_app::{Person, TestView};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    environment::{EnvironmentBody, environment},
    schedule::ScheduleBody,
    test_summary::LastRun,
};
use crate::{state::ServerState, time::seconds};

/// A person in an answer.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct PersonRef {
    id: Uuid,
    name: String,
    email: String,
}

impl PersonRef {
    pub(crate) fn new(person: &Person) -> Self {
        Self { id: person.id.0, name: person.name.clone(), email: person.email.clone() }
    }
}

/// A test: these fields, and those of an import that this version only keeps.
#[derive(ToSchema)]
#[schema(as = Test)]
#[expect(dead_code, reason = "documents what `test` makes")]
pub(crate) struct TestBody {
    id: Uuid,
    name: String,
    description: Option<String>,
    /// Unix seconds.
    created_at: f64,
    created_by: Option<PersonRef>,
    default_environment_id: Option<Uuid>,
    environments: Vec<EnvironmentBody>,
    last_run: Option<LastRun>,
    /// Oldest first.
    schedules: Vec<ScheduleBody>,
    #[schema(value_type = Vec<Object>)]
    steps: Vec<Value>,
    /// Whoever knows it may run the test.
    trigger_url: String,
    /// Counts the saved definitions; send it back, and a change by somebody else in between is a 409.
    revision: i64,
}

/// The answer's JSON.
pub(crate) fn test(state: &ServerState, view: &TestView) -> Value {
    let mut answer = view.definition.to_api();
    let row = &view.test;
    let last_run = view.last_run.as_ref().map(|run| LastRun::new(&row.bucket, run));
    let own = json!({
        "id": row.id,
        "created_at": seconds(row.created_at),
        "created_by": view.author.as_ref().map(PersonRef::new),
        "default_environment_id": row.default_environment,
        "environments": view.environments.iter().map(environment).collect::<Vec<_>>(),
        "last_run_created_at": view.last_run.as_ref().map(|run| seconds(run.created_at)),
        "last_run": last_run,
        "schedules": view.schedules.iter().map(ScheduleBody::new).collect::<Vec<_>>(),
        "trigger_url": state.trigger_url(&row.trigger_token),
        "revision": row.revision,
    });
    if let (Some(fields), Value::Object(own)) = (answer.as_object_mut(), own) {
        // What an import brought along under these names was another server's.
        fields.extend(own);
    }
    answer
}
