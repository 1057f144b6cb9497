//! One run of one step with three assertions, against the bare client.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use tacit_agent::{Agent, AgentSettings, Assignment, Limits};
use tacit_engine::evaluate::RunContext;
use tacit_record::RunResult;
use tacit_spec::{CalledTests, Environment, TestDefinition};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Row, row};
use crate::{
    ceiling::Ceiling,
    measure::{Cost, measure, median},
    target::Running,
};

const ROUNDS: usize = 5;
const RUNS: usize = 400;
const AT_ONCE: usize = 64;

struct Peers {
    agent: Agent,
    ceiling: Ceiling,
}

impl Peers {
    fn new(target: &Running) -> Self {
        let agent = Agent::new(AgentSettings {
            allow_egress: vec!["127.0.0.0/8".parse().expect("a constant")],
            extra_roots: vec![pem(&target.root)],
            sandbox: std::env::current_exe().expect("a running program has a path"),
        });
        Self { agent: agent.expect("the settings are constants"), ceiling: Ceiling::new(&target.root) }
    }

    async fn tacit(&self, test: &TestDefinition) {
        let assignment = Assignment {
            team: Uuid::nil(),
            context: RunContext::default(),
            test: test.clone(),
            shared: None,
            environment: Environment::default(),
            subtests: CalledTests::new(),
            trigger_variables: Vec::new(),
            secrets: Arc::new(Vec::new()),
            limits: Limits::default(),
        };
        let run = self.agent.run(assignment, &|_| {}, CancellationToken::new()).await;
        assert_eq!(run.result, RunResult::Pass, "{run:?}");
    }

    /// Costs of tacit and of the bare client, round by round in turn.
    async fn rounds(
        &self,
        target: &Running,
        test: &TestDefinition,
        url: &str,
        at_once: usize,
    ) -> Vec<(Cost, Cost)> {
        let mut costs = Vec::new();
        for _ in 0..ROUNDS {
            let own = measure(target.pid(), many(at_once, || self.tacit(test))).await;
            let bare = measure(target.pid(), many(at_once, || self.ceiling.run(url))).await;
            costs.push((own, bare));
        }
        costs
    }
}

async fn many<F: Future<Output = ()>>(at_once: usize, work: impl Fn() -> F) {
    stream::iter(0..RUNS).for_each_concurrent(at_once, |_| work()).await;
}

fn pem(der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> =
        (0..text.len()).step_by(64).map(|at| &text[at..(at + 64).min(text.len())]).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn test(url: &str, extra: Value) -> TestDefinition {
    let mut step = json!({
        "step_type": "request", "method": "GET", "url": url,
        "assertions": [
            {"source": "response_status", "comparison": "equal_number", "value": 200},
            {"source": "response_json", "property": "", "comparison": "not_empty"},
            {"source": "response_headers", "property": "content-type", "comparison": "contains", "value": "json"},
        ],
    });
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    TestDefinition::from_value(&json!({"name": "bench", "steps": [step]})).expect("a valid test")
}

fn describe(costs: &[(Cost, Cost)]) -> String {
    let ratio = |of: fn(&Cost) -> f64| median(costs.iter().map(|(own, bare)| of(own) / of(bare)).collect());
    let cpu = |cost: &Cost| cost.cpu.as_secs_f64();
    let wall = |cost: &Cost| cost.wall.as_secs_f64();
    let each = median(costs.iter().map(|(own, _)| cpu(own) * 1000.0 / RUNS as f64).collect());
    let rate = median(costs.iter().map(|(own, _)| RUNS as f64 / wall(own)).collect());
    format!("CPU {:.2}x, {:.2} of its runs/s ({each:.3} ms, {rate:.0}/s)", ratio(cpu), 1.0 / ratio(wall))
}

pub(super) async fn http(target: &Running) -> Vec<Row> {
    let peers = Peers::new(target);
    let costs = peers.rounds(target, &test(&target.http, json!({})), &target.http, 1).await;
    vec![row("one run, new connection, http", describe(&costs), "CPU <= 2.2x")]
}

pub(super) async fn https(target: &Running) -> Vec<Row> {
    let peers = Peers::new(target);
    let costs = peers.rounds(target, &test(&target.https, json!({})), &target.https, 1).await;
    vec![row("one run, new connection, https", describe(&costs), "CPU <= 1.5x")]
}

pub(super) async fn at_once(target: &Running) -> Vec<Row> {
    let peers = Peers::new(target);
    let http = peers.rounds(target, &test(&target.http, json!({})), &target.http, AT_ONCE).await;
    let https = peers.rounds(target, &test(&target.https, json!({})), &target.https, AT_ONCE).await;
    vec![
        row("64 runs at once, new connections, http", describe(&http), "runs/s >= 0.6"),
        row("64 runs at once, new connections, https", describe(&https), ""),
    ]
}

/// The same run with scripts, against the same run without: what a script adds.
pub(super) async fn scripts(target: &Running) -> Vec<Row> {
    let peers = Peers::new(target);
    let plain = test(&target.http, json!({}));
    let scripts = json!({
        "before_scripts": ["var mac = CryptoJS.HmacSHA256(request.url, 'key').toString();\nrequest.headers['X-Mac'] = mac;"],
        "scripts": ["assert.equal(response.status, 200);"],
    });
    let signed = test(&target.http, scripts);
    let mut added = Vec::new();
    for _ in 0..ROUNDS {
        let with = measure(target.pid(), many(1, || peers.tacit(&signed))).await;
        let without = measure(target.pid(), many(1, || peers.tacit(&plain))).await;
        added.push((with.cpu.as_secs_f64() - without.cpu.as_secs_f64()) * 1000.0 / RUNS as f64);
    }
    let found = format!("adds {:.2} ms CPU for both scripts, sandbox process included", median(added));
    vec![row("HMAC before and an assertion after, in the sandbox", found, "<= 0.5 ms, then < 0.16 ms")]
}
