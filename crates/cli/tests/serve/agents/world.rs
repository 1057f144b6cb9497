//! A server, an agent of its own process, and a target that only the agent is asked to reach.

use std::{
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tacit_testkit::target::Target;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{
    common::{Done, Workplace, ended, terminate},
    crash::{Owner, installed, send},
    server::Server,
};

/// What must not be found.
pub(crate) const SECRET: &str = "canary-4c19e7-Zq+/=far";
/// What must be found wherever the secret must not.
pub(crate) const NAME: &str = "control-of-the-office";

pub(crate) struct World {
    pub(crate) place: Workplace,
    pub(crate) server: Server,
    pub(crate) owner: Owner,
    pub(crate) target: Target,
}

/// An agent that was added: its id, and the file with its token.
pub(crate) struct Added {
    pub(crate) id: String,
    pub(crate) token: PathBuf,
}

/// A program that works as an agent.
pub(crate) struct Working {
    pub(crate) child: Child,
    pub(crate) said: String,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::listening("127.0.0.1:0", Target::http().await).await
    }

    pub(crate) async fn listening(address: &str, target: Target) -> Self {
        Self::started(target, |place| serve(place, address)).await
    }

    /// With a server that may reach the target, too.
    pub(crate) async fn reaching() -> Self {
        Self::started(Target::http().await, |place| {
            let mut command = serve(place, "127.0.0.1:0");
            command.args(["--allow-egress", "127.0.0.0/8"]);
            command
        })
        .await
    }

    async fn started(target: Target, serve: impl FnOnce(&Workplace) -> Command) -> Self {
        let place = Workplace::new();
        let owner = installed(&place).await;
        let server = Server::start(serve(&place)).await;
        let world = Self { place, server, owner, target };
        let secret = json!({"name": "api_key", "value": SECRET});
        world.post(&format!("/v1/teams/{}/secrets", world.owner.team), &secret).await;
        world
    }

    /// Kills the server, and starts it at the same address.
    pub(crate) async fn power_failure(self) -> Self {
        let Self { place, server, owner, target } = self;
        let address = server.url.trim_start_matches("http://").to_owned();
        server.kill().await;
        let server = Server::start(serve(&place, &address)).await;
        Self { place, server, owner, target }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        send(&self.server.url, &self.owner, method, path, body).await.expect("an answer")
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let (status, data) = self.call("POST", path, body).await;
        assert_eq!(status, 201, "{path}: {data}");
        data
    }

    pub(crate) fn in_team(&self, path: &str) -> String {
        format!("/v1/teams/{}{path}", self.owner.team)
    }

    /// Adds an agent, and writes its token to a file.
    pub(crate) async fn added(&self) -> Added {
        let made = self.post(&self.in_team("/agents"), &json!({"name": NAME})).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let token = self.place.write("agent.token", text(&made["enrolment"]["token"]) + "\n");
        Added { id: text(&made["agent_id"]), token }
    }

    /// A test with one request that uses the secret, and its environment at the agent: the path to run it.
    pub(crate) async fn test(&self, agent: &Added, path: &str) -> (String, Value) {
        self.test_at(agent, &self.target.url(path), json!({})).await
    }

    /// The same, with the whole URL and with more in the step.
    pub(crate) async fn test_at(&self, agent: &Added, url: &str, more: Value) -> (String, Value) {
        let mut step = json!({"step_type": "request", "method": "GET", "url": url,
            "headers": {"X-Key": ["{{get_secret(api_key)}}"]},
            "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}]});
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let tests = format!("/v1/buckets/{}/tests", self.owner.bucket);
        let test = self.post(&tests, &json!({"name": "Far", "steps": [step]})).await;
        let test = format!("{tests}/{}", test["id"].as_str().unwrap());
        let body = json!({"name": "Far", "remote_agents": [{"name": NAME, "uuid": agent.id}]});
        let environment = self.post(&format!("{test}/environments"), &body).await;
        (test, json!({"environment_id": environment["id"]}))
    }

    /// Asks for a run; its path.
    pub(crate) async fn ask(&self, (test, environment): &(String, Value)) -> String {
        let made = self.post(&format!("{test}/run"), environment).await;
        assert_eq!(made["runs"].as_array().unwrap().len(), 1, "{made}");
        made["runs"][0]["test_run_url"].as_str().unwrap().to_owned()
    }

    /// Waits until a run is what it shall be.
    pub(crate) async fn until(&self, run: &str, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let (_, result) = self.call("GET", run, &json!({})).await;
            if holds(&result) {
                return result;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{what}: {result}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn ended(&self, run: &str) -> Value {
        let over =
            |result: &Value| !["queued", "working", "init"].contains(&result["result"].as_str().unwrap());
        self.until(run, "it does not end", over).await
    }

    /// Waits until so many requests were seen by the target.
    pub(crate) async fn seen(&self, count: usize) {
        let begun = Instant::now();
        while self.target.seen().len() < count {
            assert!(begun.elapsed() < Duration::from_secs(60), "the target sees nothing");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The program as an agent of this server.
    pub(crate) fn agent(&self, more: &[&str]) -> Command {
        self.agent_of(&self.server.url, more)
    }

    /// The program as an agent of whoever answers at `url`.
    pub(crate) fn agent_of(&self, url: &str, more: &[&str]) -> Command {
        let mut arguments =
            vec!["agent", "--server", url, "--allow-egress", "127.0.0.0/8", "--log-level", "debug"];
        arguments.extend(more);
        let mut command = self.place.tacit(&arguments);
        command.env("TACIT_STATE_FILE", "agent.state");
        command
    }
}

fn serve(place: &Workplace, address: &str) -> Command {
    place.tacit(&["serve", "--data-dir", "data", "--listen", address, "--log-level", "warn"])
}

impl Working {
    /// Starts it and waits until it says that it works.
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains(" works for ") {
            if out.read_line(&mut said).await.unwrap() == 0 {
                panic!("it ended: {said} {:?}", ended(child).await);
            }
        }
        Self { child, said }
    }

    /// Waits for its end.
    pub(crate) async fn ended(self) -> Done {
        ended(self.child).await
    }

    pub(crate) async fn stop(self) -> Done {
        terminate(&self.child);
        self.ended().await
    }
}
