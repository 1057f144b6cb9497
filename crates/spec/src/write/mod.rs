//! From the model to JSON, in three shapes.
//!
//! *Export*: no ids, and a field that was absent stays absent. *Stored*: the same with ids; reading it gives an equal
//! value. *API*: ids, and every field there, as clients of Runscope expect.

mod environment;
mod request;
mod step;
mod subtest;

use serde_json::{Map, Value};

use crate::{Environment, Step, TestDefinition, test::Fields};

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Export,
    Stored,
    Api,
}

/// Fields of an API answer that belong to one installation and stay out of exports.
const OF_ONE_INSTALLATION: &[&str] = &[
    "id",
    "uuid",
    "created_at",
    "created_by",
    "default_environment_id",
    "environment",
    "environments",
    "last_run",
];

impl TestDefinition {
    /// What Export writes: reading an export and writing it gives the same JSON, but for the order of fields. `other`
    /// goes along, except what belongs to one installation: ids, environments, schedules.
    pub fn to_export(&self) -> Value {
        let mut written = self.fields(Shape::Export);
        for (name, value) in &self.other {
            let schedules = name == "schedules" && value.as_array().is_none_or(|list| !list.is_empty());
            if !schedules && !OF_ONE_INSTALLATION.contains(&name.as_str()) {
                merge(&mut written, name, value);
            }
        }
        Value::Object(written)
    }

    /// What the API answers with: `name`, `description`, `steps` with ids, and `other`. Ids, environments, schedules
    /// and the last run are the answering server's to put in.
    pub fn to_api(&self) -> Value {
        self.complete(Shape::Api)
    }

    /// What to keep: [`TestDefinition::from_value`] gives back an equal definition, ids of steps included.
    pub fn to_stored(&self) -> Value {
        self.complete(Shape::Stored)
    }

    fn complete(&self, shape: Shape) -> Value {
        let mut written = self.fields(shape);
        for (name, value) in &self.other {
            merge(&mut written, name, value);
        }
        Value::Object(written)
    }

    fn fields(&self, shape: Shape) -> Map<String, Value> {
        let mut writer = Writer::new(shape);
        writer.always("name", self.name.clone());
        writer.field("description", self.description.is_some(), self.description.clone());
        let steps: Vec<_> = self.steps.iter().map(|step| step::step(step, shape)).collect();
        writer.field("steps", !steps.is_empty(), steps);
        writer.fields
    }
}

impl Step {
    /// The step in an API answer: with its id and all fields.
    pub fn to_api(&self) -> Value {
        step::step(self, Shape::Api)
    }

    /// The step in an export: without its id.
    pub fn to_export(&self) -> Value {
        step::step(self, Shape::Export)
    }

    /// The step to keep: [`Step::from_value`] gives back an equal one.
    pub fn to_stored(&self) -> Value {
        step::step(self, Shape::Stored)
    }
}

impl Environment {
    /// The environment in an API answer: with its ids and all fields.
    pub fn to_api(&self) -> Value {
        environment::environment(self, Shape::Api)
    }

    /// The environment to keep: [`Environment::from_value`] gives back an equal one.
    pub fn to_stored(&self) -> Value {
        environment::environment(self, Shape::Stored)
    }
}

/// Writes fields; unless all are wanted, those that say nothing are left out.
struct Writer {
    fields: Map<String, Value>,
    shape: Shape,
}

impl Writer {
    fn new(shape: Shape) -> Self {
        Self { fields: Map::new(), shape }
    }

    fn always(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.into(), value.into());
    }

    /// Only when `telling`, but for the API.
    fn field(&mut self, name: &str, telling: bool, value: impl Into<Value>) {
        if telling || self.shape == Shape::Api {
            self.always(name, value);
        }
    }

    fn texts(&mut self, name: &str, texts: &[String]) {
        self.field(name, !texts.is_empty(), texts.to_vec());
    }

    fn names(&mut self, name: &str, fields: &Fields) {
        self.field(name, !fields.is_empty(), names(fields));
    }

    fn id(&mut self, name: &str, id: Option<impl ToString>) {
        if self.shape != Shape::Export
            && let Some(id) = id
        {
            self.always(name, id.to_string());
        }
    }
}

fn names(fields: &Fields) -> Value {
    fields
        .iter()
        .map(|(name, values)| (name.clone(), Value::from(values.clone())))
        .collect::<Map<_, _>>()
        .into()
}

/// Adds what the model does not carry. What it does carry wins; objects are put together.
fn merge(written: &mut Map<String, Value>, name: &str, value: &Value) {
    match (written.get_mut(name), value) {
        (None, _) => drop(written.insert(name.into(), value.clone())),
        (Some(Value::Object(own)), Value::Object(more)) => {
            for (name, value) in more {
                own.entry(name).or_insert_with(|| value.clone());
            }
        }
        (Some(_), _) => {}
    }
}
