//! A remote agent: it speaks the real protocol, and does what a test tells it to.

use std::{net::SocketAddr, sync::Arc};

use rand::{make_rng, rngs::StdRng};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tacit_app::Clock;
use tacit_courier::{
    Job, SealedJob,
    identity::{Asked, Identity},
    protocol::{
        Accepted, Beat, Enroll, Enrolled, Heartbeat, Held, Instance, Jobs, Outcome, Poll, Refusal,
        RefusalCode, Release, Stop, VERSION, answer, path,
    },
    seal::{LeaseKeys, Server},
};
use uuid::Uuid;

use crate::{
    common::{As, Call, TestClock, TestServer},
    world::World,
};

/// One process of an agent.
pub(crate) struct Agent {
    address: SocketAddr,
    clock: Arc<TestClock>,
    identity: Arc<Identity>,
    pub(crate) enrolled: Enrolled,
    pub(crate) instance: Instance,
}

/// A run it has.
pub(crate) struct Taken {
    pub(crate) held: Held,
    pub(crate) job: Job,
}

/// Makes an agent of a team; returns its id and its token.
pub(crate) async fn added(server: &TestServer, name: &str) -> (String, String) {
    let body = json!({"name": name});
    let made = server.post(As::Owner, &server.in_team("/agents"), body).await.expect(201).data();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["agent_id"]), text(&made["enrolment"]["token"]))
}

pub(crate) async fn enroll(
    address: SocketAddr,
    token: &str,
    identity: &Identity,
) -> Result<Enrolled, Refusal> {
    let wanted = Enroll { protocol: VERSION, version: "1.2.3".into(), key: identity.key(), name: None };
    let call = Call::to(address, "POST", path::ENROLL).bearer(token);
    read(call.text(serde_json::to_string(&wanted).unwrap()).send().await.text.as_bytes())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    answer::read(body).expect("an answer in the envelope")
}

impl Agent {
    pub(crate) async fn start(server: &TestServer, name: &str) -> Self {
        let (_, token) = added(server, name).await;
        Self::enrolled(server, &token).await
    }

    pub(crate) async fn enrolled(server: &TestServer, token: &str) -> Self {
        let identity = Identity::create(&mut random());
        let enrolled = enroll(server.address, token, &identity).await.unwrap();
        Self::process(server.address, Arc::clone(&server.clock), Arc::new(identity), enrolled)
    }

    fn process(
        address: SocketAddr,
        clock: Arc<TestClock>,
        identity: Arc<Identity>,
        enrolled: Enrolled,
    ) -> Self {
        let instance = Instance { id: Uuid::new_v4(), protocol: VERSION, version: "1.2.3".into(), slots: 10 };
        Self { address, clock, identity, enrolled, instance }
    }

    /// Another process with the same key.
    pub(crate) fn twin(&self) -> Self {
        Self::process(
            self.address,
            Arc::clone(&self.clock),
            Arc::clone(&self.identity),
            self.enrolled.clone(),
        )
    }

    /// The same process, talking to another server on the same data.
    pub(crate) fn facing(&mut self, server: &TestServer) {
        self.address = server.address;
    }

    pub(crate) fn id(&self) -> String {
        self.enrolled.agent.to_string()
    }

    /// The value of the header for a request.
    pub(crate) fn authorization(&self, path: &str, body: &[u8]) -> String {
        let asked = Asked { installation: self.enrolled.installation, method: "POST", path, body };
        self.identity.authorize(self.enrolled.agent, &asked, self.clock.now(), &mut random())
    }

    /// Sends bytes with a header; the answer, or why there is none.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        path: &str,
        authorization: &str,
        body: &[u8],
    ) -> Result<T, Refusal> {
        let call = Call::to(self.address, "POST", path).header("authorization", authorization);
        read(call.bytes(body.to_vec()).send().await.text.as_bytes())
    }

    pub(crate) async fn say<T: DeserializeOwned>(
        &self,
        path: &str,
        message: &impl Serialize,
    ) -> Result<T, Refusal> {
        let body = serde_json::to_vec(message).unwrap();
        self.send(path, &self.authorization(path, &body), &body).await
    }

    pub(crate) async fn poll(&self, slots: usize) -> Result<(LeaseKeys, Jobs), Refusal> {
        let keys = LeaseKeys::make(slots, &mut random());
        let poll = Poll { instance: self.instance.clone(), keys: keys.public() };
        let jobs = self.say(path::POLL, &poll).await?;
        Ok((keys, jobs))
    }

    pub(crate) fn open(&self, keys: &mut LeaseKeys, job: SealedJob) -> Taken {
        let Enrolled { agent, installation, job_key, .. } = self.enrolled;
        let held = job.held;
        let server = Server { installation, job_key, agent };
        let job = keys.open(&server, job, self.clock.now()).expect("a job that opens");
        Taken { held, job }
    }

    /// Waits for runs, and takes them.
    pub(crate) async fn take(&self, slots: usize) -> Vec<Taken> {
        let (mut keys, jobs) = self.poll(slots).await.unwrap();
        jobs.jobs.into_iter().map(|job| self.open(&mut keys, job)).collect()
    }

    pub(crate) async fn take_one(&self) -> Taken {
        let mut taken = self.take(1).await;
        assert_eq!(taken.len(), 1, "one run");
        taken.remove(0)
    }

    /// What stops of the runs it says it has.
    pub(crate) async fn beat(&self, runs: &[Held]) -> Vec<Stop> {
        let beat = Heartbeat { instance: self.instance.clone(), runs: runs.to_vec() };
        self.say::<Beat>(path::HEARTBEAT, &beat).await.unwrap().stop
    }

    pub(crate) async fn release(&self, runs: &[Held], leaving: bool) {
        let release = Release { instance: self.instance.id, runs: runs.to_vec(), leaving };
        self.say::<Value>(path::RELEASE, &release).await.unwrap();
    }

    pub(crate) async fn hand_in(&self, held: Held, record: Value) -> Result<Outcome, Refusal> {
        let mut finished = serde_json::to_value(held).unwrap();
        finished["instance"] = json!(self.instance.id);
        finished["record"] = record;
        self.say::<Accepted>(path::RESULT, &finished).await.map(|accepted| accepted.outcome)
    }

    pub(crate) async fn tell(&self, held: Held, progress: Value) {
        let mut news = serde_json::to_value(held).unwrap();
        news["progress"] = progress;
        let message = json!({"instance": self.instance.id, "news": [news]});
        self.say::<Value>(path::PROGRESS, &message).await.unwrap();
    }
}

/// A record with one variable.
pub(crate) fn record(result: &str, value: &str) -> Value {
    let none = json!({"defined": 0, "passed": 0, "failed": 0});
    json!({
        "result": result, "started_at": 1, "finished_at": 1_000_001, "response_time_ms": 12.5,
        "initial_variables": [], "variables": [{"name": "seen", "value": {"shown": value}}], "steps": [],
        "counters": {"requests_executed": 1, "assertions": none, "variables": none, "scripts": none},
        "errors": [], "secrets": [], "withheld": false,
    })
}

/// An environment of the test that runs at these agents; its id.
pub(crate) async fn environment(world: &World, test: &str, regions: &[&str], agents: &[&Agent]) -> String {
    let agents: Vec<_> = agents.iter().map(|agent| json!({"name": "A", "uuid": agent.id()})).collect();
    let body = json!({"name": "Afar", "regions": regions, "remote_agents": agents});
    let list = format!("{test}/environments");
    let made = world.server.post(As::Member, &list, body).await.expect(201).data();
    made["id"].as_str().unwrap().to_owned()
}

/// What a request is refused with.
#[track_caller]
pub(crate) fn refused<T>(outcome: Result<T, Refusal>) -> RefusalCode {
    match outcome {
        Ok(_) => panic!("it was not refused"),
        Err(refusal) => refusal.code,
    }
}

fn random() -> StdRng {
    make_rng()
}
