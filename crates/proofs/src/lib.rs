//! Tests that cross every room: labels, twin runs, leaks.
//!
//! This crate owns no part of the product. It runs definitions with real script processes against a real HTTP target
//! and looks at the records. A proof that something never happens is written so that a new case without a row fails.

pub mod traces;
pub mod twins;

use std::{path::PathBuf, sync::Arc};

use serde_json::{Value, json};
use tacit_agent::{Agent, AgentSettings, Assignment, JobSecret, Limits};
use tacit_engine::evaluate::RunContext;
use tacit_record::{Progress, Run};
use tacit_spec::{Environment, TestDefinition};
use tacit_taint::Secret;
use tacit_testkit::target::{ServerCertificate, Target};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A target, an agent that may reach it, and secrets.
pub struct World {
    /// The target on loopback.
    pub target: Target,
    /// A target whose certificate nobody trusts.
    pub untrusted: Target,
    /// How much a run may use.
    pub limits: Limits,
    agent: Agent,
    secrets: Vec<(String, String, bool)>,
}

/// What is run: steps, and the fields of the environment.
pub struct Program {
    /// Runscope's JSON.
    pub steps: Value,
    /// Runscope's JSON; `name` is added.
    pub environment: Value,
}

impl World {
    /// A world whose scripts run in the `sandbox` program.
    pub async fn new(sandbox: &str) -> Self {
        let settings = AgentSettings {
            allow_egress: vec!["127.0.0.0/8".parse().expect("a constant")],
            extra_roots: Vec::new(),
            sandbox: PathBuf::from(sandbox),
        };
        let agent = Agent::new(settings).expect("the settings are constants");
        let untrusted = Target::https(&ServerCertificate::self_signed(&["localhost"])).await;
        Self {
            target: Target::http().await,
            untrusted,
            limits: Limits::default(),
            agent,
            secrets: Vec::new(),
        }
    }

    /// The world with a strict secret more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Gives a secret a (new) value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.secrets.retain(|(own, ..)| own != name);
        self.secrets.push((name.into(), value.into(), false));
    }

    /// Makes a secret one whose value is cut out instead of hiding what may hold it.
    pub fn redact(&mut self, name: &str) {
        for (_, _, redact) in self.secrets.iter_mut().filter(|(own, ..)| own == name) {
            *redact = true;
        }
    }

    /// Runs a program; `{target}` in it is the target's URL, `{target_tls}` that of one whose certificate nobody trusts.
    pub async fn run(&self, program: &Program) -> Run {
        self.run_with_news(program, &|_| {}).await
    }

    /// Runs a program and hears its news.
    pub async fn run_with_news(&self, program: &Program, news: &(dyn Fn(Progress) + Send + Sync)) -> Run {
        self.run_as(program, None, news, CancellationToken::new()).await
    }

    /// Runs a program, with another value of one secret if `instead` says so, until it ends or is cancelled.
    pub async fn run_as(
        &self,
        program: &Program,
        instead: Option<(&str, &str)>,
        news: &(dyn Fn(Progress) + Send + Sync),
        cancel: CancellationToken,
    ) -> Run {
        let fill = |value: &Value| -> Value {
            let text = value
                .to_string()
                .replace("{target}", self.target.url("").trim_end_matches('/'))
                .replace("{target_tls}", self.untrusted.url_at("localhost", "").trim_end_matches('/'));
            serde_json::from_str(&text).expect("a URL needs no escaping in JSON")
        };
        let test = json!({"name": "proof", "steps": fill(&program.steps)});
        let mut environment = fill(&program.environment);
        environment["name"] = json!("proofs");
        let assignment = Assignment {
            team: Uuid::nil(),
            context: RunContext::default(),
            test: TestDefinition::from_value(&test).expect("the program is a valid test"),
            shared: None,
            environment: Environment::from_value(&environment).expect("the program has a valid environment"),
            trigger_variables: Vec::new(),
            secrets: Arc::new(self.assigned(instead)),
            limits: self.limits,
        };
        self.agent.run(assignment, news, cancel).await
    }

    fn assigned(&self, instead: Option<(&str, &str)>) -> Vec<JobSecret> {
        let value = |name: &str, own: &str| match instead {
            Some((other, value)) if other == name => value.to_owned(),
            _ => own.to_owned(),
        };
        self.secrets
            .iter()
            .enumerate()
            .map(|(index, (name, own, redact))| JobSecret {
                id: Uuid::from_u128(index as u128 + 1),
                name: name.clone(),
                value: Arc::new(Secret::new(value(name, own))),
                earlier: Vec::new(),
                redact: *redact,
            })
            .collect()
    }
}

/// The record as it would be stored.
#[must_use]
pub fn stored(run: &Run) -> String {
    serde_json::to_string_pretty(run).expect("records can be serialised")
}

/// The record without what differs between any two runs: times, ports, and what they make of the target.
#[must_use]
pub fn comparable(run: &Run) -> String {
    let mut value = serde_json::to_value(run).expect("records can be serialised");
    forget(&mut value);
    serde_json::to_string_pretty(&value).expect("JSON can be serialised")
}

pub(crate) fn forget(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                let measured = ["started_at", "finished_at", "start_ms", "timings", "response_time_ms"];
                if measured.contains(&name.as_str()) && field.get("hidden").is_none() && !field.is_null() {
                    *field = json!("measured");
                } else {
                    forget(field);
                }
            }
        }
        // A header that tells the target's time.
        Value::Array(pair) if pair.first() == Some(&json!("date")) && pair.len() == 2 => {
            pair[1] = json!("measured")
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}
