//! Tests that cross every room: labels, twin runs, leaks.
//!
//! This crate owns no part of the product. It runs definitions with real script processes against a real HTTP target
//! and looks at the records. A proof that something never happens is written so that a new case without a row fails.

pub mod traces;
pub mod twins;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};
use tacit_agent::{Agent, AgentSettings, Assignment, JobSecret, Limits};
use tacit_engine::evaluate::RunContext;
use tacit_record::{Aside, Progress, Run};
use tacit_spec::{
    AllowedHost, CalledTest, CalledTests, Environment, SecretId, TestDefinition, test::SubtestEnvironment,
};
use tacit_taint::Secret;
use tacit_testkit::target::{Authority, ServerCertificate, Target, When};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A target, an agent that may reach it, and secrets.
pub struct World {
    /// The target on loopback.
    pub target: Target,
    /// A target whose certificate nobody trusts.
    pub untrusted: Target,
    /// A target whose certificate is trusted, under the name `localhost`.
    pub trusted: Target,
    /// A host of somebody else's.
    pub elsewhere: Target,
    /// Whose certificates runs trust.
    pub authority: Authority,
    /// How much a run may use.
    pub limits: Limits,
    agent: Agent,
    secrets: Vec<Kept>,
    /// Tests that programs run as subtests, by id.
    subtests: BTreeMap<String, Program>,
    /// Of the last run.
    aside: Mutex<Aside>,
}

struct Kept {
    name: String,
    value: String,
    redact: bool,
    hosts: Vec<AllowedHost>,
    away: bool,
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
        let authority = Authority::new();
        let settings = AgentSettings {
            allow_egress: vec!["127.0.0.0/8".parse().expect("a constant")],
            extra_roots: vec![authority.root_pem()],
            sandbox: PathBuf::from(sandbox),
        };
        let agent = Agent::new(settings).expect("the settings are constants");
        let untrusted = Target::https(&ServerCertificate::self_signed(&["localhost"])).await;
        Self {
            target: Target::http().await,
            untrusted,
            trusted: Target::https(&authority.issue(&["localhost"], When::Now)).await,
            elsewhere: Target::http().await,
            authority,
            limits: Limits::default(),
            agent,
            secrets: Vec::new(),
            subtests: BTreeMap::new(),
            aside: Mutex::default(),
        }
    }

    /// The secrets that the last run opened, for the audit log.
    #[must_use]
    pub fn opened(&self) -> Vec<String> {
        self.names(&self.aside.lock().unwrap_or_else(PoisonError::into_inner).opened)
    }

    /// The secrets that came back to the last run, for their owner.
    #[must_use]
    pub fn echoed(&self) -> Vec<String> {
        self.names(&self.aside.lock().unwrap_or_else(PoisonError::into_inner).echoed)
    }

    fn names(&self, secrets: &[SecretId]) -> Vec<String> {
        let is = |index: usize| secrets.iter().any(|id| id.0 == Uuid::from_u128(index as u128 + 1));
        let all = self.secrets.iter().enumerate();
        all.filter(|(index, _)| is(*index)).map(|(_, kept)| kept.name.clone()).collect()
    }

    /// The world with a strict secret more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Gives a secret a (new) value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.secrets.retain(|kept| kept.name != name);
        self.secrets.push(Kept {
            name: name.into(),
            value: value.into(),
            redact: false,
            hosts: Vec::new(),
            away: false,
        });
    }

    /// Makes a secret one whose value is cut out instead of hiding what may hold it.
    pub fn redact(&mut self, name: &str) {
        self.secrets.iter_mut().filter(|kept| kept.name == name).for_each(|kept| kept.redact = true);
    }

    /// Lets the value of a secret be one that could not be fetched.
    pub fn lose(&mut self, name: &str) {
        self.secrets.iter_mut().filter(|kept| kept.name == name).for_each(|kept| kept.away = true);
    }

    /// Seals a secret for these hosts, in which `{target}` and the others stand for the targets.
    pub fn seal(&mut self, name: &str, hosts: &[&str]) {
        let hosts: Vec<_> = hosts
            .iter()
            .map(|host| AllowedHost::parse(&self.places(host)).expect("a host as the owner writes it"))
            .collect();
        let kept = self.secrets.iter_mut().filter(|kept| kept.name == name);
        kept.for_each(|kept| kept.hosts.clone_from(&hosts));
    }

    /// Lets programs run `test` as a subtest.
    pub fn subtest(&mut self, id: &str, test: Program) {
        self.subtests.insert(id.into(), test);
    }

    /// `text` with the URLs of the targets.
    #[must_use]
    pub fn places(&self, text: &str) -> String {
        let base = |target: &Target, host: &str| target.url_at(host, "").trim_end_matches('/').to_owned();
        text.replace("{target}", &base(&self.target, "127.0.0.1"))
            .replace("{target_tls}", &base(&self.untrusted, "localhost"))
            .replace("{trusted}", &base(&self.trusted, "localhost"))
            .replace("{elsewhere}", &base(&self.elsewhere, "127.0.0.1"))
            .replace("{elsewhere_host}", &self.elsewhere.address().to_string())
    }

    /// Runs a program; `{target}` in it is the target's URL, `{target_tls}` that of one whose certificate nobody trusts,
    /// `{trusted}` that of one with a certificate, `{elsewhere}` that of somebody else's.
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
        let (test, environment) = self.definitions("proof", program);
        let assignment = Assignment {
            team: Uuid::nil(),
            context: RunContext::default(),
            subtests: self.called(&test),
            test,
            shared: None,
            environment,
            trigger_variables: Vec::new(),
            secrets: Arc::new(self.assigned(instead)),
            limits: self.limits,
        };
        let mut run = self.agent.run(assignment, news, cancel).await;
        // As whoever keeps a record does.
        *self.aside.lock().unwrap_or_else(PoisonError::into_inner) = run.take_aside();
        run
    }

    fn definitions(&self, name: &str, program: &Program) -> (TestDefinition, Environment) {
        let fill = |value: &Value| -> Value {
            let text = self.places(&value.to_string());
            serde_json::from_str(&text).expect("a URL needs no escaping in JSON")
        };
        let test = json!({"name": name, "steps": fill(&program.steps)});
        let mut environment = fill(&program.environment);
        environment["name"] = json!("proofs");
        (
            TestDefinition::from_value(&test).expect("the program is a valid test"),
            Environment::from_value(&environment).expect("the program has a valid environment"),
        )
    }

    fn called(&self, test: &TestDefinition) -> CalledTests {
        let mut called = CalledTests::new();
        let mut open: Vec<_> = test.subtests().into_iter().map(|subtest| subtest.callee.clone()).collect();
        while let Some(callee) = open.pop() {
            if let (false, Some(program)) = (called.contains_key(&callee), self.subtests.get(&callee.test)) {
                let (test, environment) = self.definitions(&callee.test, program);
                open.extend(test.subtests().into_iter().map(|subtest| subtest.callee.clone()));
                let own = callee.environment != SubtestEnvironment::Parents;
                let environment = own.then_some(environment);
                called.insert(callee, CalledTest { test, shared: None, environment });
            }
        }
        called
    }

    fn assigned(&self, instead: Option<(&str, &str)>) -> Vec<JobSecret> {
        let value = |name: &str, own: &str| match instead {
            Some((other, value)) if other == name => value.to_owned(),
            _ => own.to_owned(),
        };
        self.secrets
            .iter()
            .enumerate()
            .map(|(index, kept)| JobSecret {
                id: Uuid::from_u128(index as u128 + 1),
                name: kept.name.clone(),
                value: (!kept.away).then(|| Arc::new(Secret::new(value(&kept.name, &kept.value)))),
                others: Vec::new(),
                redact: kept.redact,
                allowed_hosts: kept.hosts.clone(),
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
