//! A server that runs tests, with the engine behind it and a target before it.

use std::{path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};
use tacit_agent::{Agent, AgentSettings, Assignment, Limits};
use tacit_app::{DispatchSettings, Dispatcher, Job, Runner};
use tacit_engine::evaluate::RunContext;
use tacit_record::{Progress, Run};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    common::{As, TestServer},
    target::Target,
};

/// The engine, as an agent runs it.
pub(crate) struct Engine(Agent, Limits);

#[async_trait]
impl Runner for Engine {
    async fn run(&self, job: Job, news: &(dyn Fn(Progress) + Send + Sync), cancel: CancellationToken) -> Run {
        let assignment = Assignment {
            team: job.team.0,
            context: RunContext {
                environment_name: job.environment.name.clone(),
                environment_uuid: job.environment.id.map(|id| id.to_string()).unwrap_or_default(),
                bucket_key: job.bucket_key,
                bucket_name: job.bucket_name,
                test_uuid: job.test_id,
                test_name: job.test.name.clone(),
                region: job.place.region().unwrap_or_default().to_owned(),
                agent: job.place.agent().map(|agent| agent.to_string()),
            },
            secrets: job.secrets,
            test: job.test,
            shared: job.shared,
            environment: job.environment,
            subtests: job.subtests,
            trigger_variables: job.trigger_variables,
            limits: self.1,
        };
        self.0.run(assignment, news, cancel).await
    }
}

pub(crate) struct World {
    pub(crate) server: TestServer,
    pub(crate) target: Target,
    pub(crate) stop: CancellationToken,
    pub(crate) tracker: TaskTracker,
    /// Own the files.
    before: Vec<TestServer>,
}

impl World {
    /// Everything but the dispatcher: what is asked for waits.
    pub(crate) async fn idle() -> Self {
        Self::around(TestServer::start().await).await
    }

    /// The same around a server.
    pub(crate) async fn around(server: TestServer) -> Self {
        Self {
            server,
            target: Target::start().await,
            stop: CancellationToken::new(),
            tracker: TaskTracker::new(),
            before: Vec::new(),
        }
    }

    pub(crate) async fn start() -> Self {
        let world = Self::idle().await;
        world.dispatch(DispatchSettings::default()).await;
        world
    }

    pub(crate) async fn dispatch(&self, settings: DispatchSettings) {
        self.dispatch_with(engine(), settings).await;
    }

    pub(crate) async fn dispatch_with(&self, runner: Arc<dyn Runner>, settings: DispatchSettings) {
        let app = &self.server.app;
        Dispatcher::start(app, runner, settings, self.stop.clone(), &self.tracker).await.unwrap();
        self.tracker.close();
    }

    /// Another process on the same data, after the first one has stopped.
    pub(crate) async fn restart(&mut self, settings: DispatchSettings) {
        self.shut_down().await;
        let second = self.server.restarted().await;
        self.before.push(std::mem::replace(&mut self.server, second));
        (self.stop, self.tracker) = (CancellationToken::new(), TaskTracker::new());
        self.dispatch(settings).await;
    }

    /// Stops dispatching; returns when all tasks have ended.
    pub(crate) async fn shut_down(&self) {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(20), self.tracker.wait()).await.expect("tasks end");
    }

    /// Adds a test; returns its path and the answer.
    pub(crate) async fn test(&self, definition: Value) -> (String, Value) {
        let answer = self.server.post(As::Member, &self.server.in_bucket("/tests"), definition).await;
        let test = answer.expect(201).data();
        (self.server.in_bucket(&format!("/tests/{}", test["id"].as_str().unwrap())), test)
    }

    /// A test with one GET request and a check of the status.
    pub(crate) async fn simple(&self, path: &str) -> (String, Value) {
        self.test(json!({"name": format!("get {path}"), "steps": [self.step(path)]})).await
    }

    pub(crate) fn step(&self, path: &str) -> Value {
        json!({"step_type": "request", "method": "GET", "url": self.target.url(path),
            "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}]})
    }

    /// Asks for a run; returns the path of its result.
    pub(crate) async fn ask(&self, test: &str, body: Value) -> String {
        let started = self.server.post(As::Member, &format!("{test}/run"), body).await.expect(201).data();
        format!("{test}/results/{}", started["runs"][0]["test_run_id"].as_str().unwrap())
    }

    /// Waits for the end of a run by its live news; returns its result.
    pub(crate) async fn result(&self, run: &str) -> Value {
        let path = format!("{run}/events");
        let news = self.server.get(As::Reader, &path);
        let news = tokio::time::timeout(Duration::from_secs(30), news).await.expect("the run ends");
        assert!(news.expect(200).text.contains("event: finished"));
        self.server.get(As::Reader, run).await.expect(200).data()
    }

    pub(crate) async fn run(&self, test: &str) -> Value {
        let run = self.ask(test, json!({})).await;
        self.result(&run).await
    }
}

pub(crate) fn engine() -> Arc<dyn Runner> {
    engine_within(Limits::default())
}

pub(crate) fn engine_within(limits: Limits) -> Arc<dyn Runner> {
    let settings = AgentSettings {
        allow_egress: vec!["127.0.0.0/8".parse().unwrap()],
        extra_roots: Vec::new(),
        // No test here has a script.
        sandbox: PathBuf::from("/nonexistent"),
    };
    Arc::new(Engine(Agent::new(settings).unwrap(), limits))
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
