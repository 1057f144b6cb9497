//! A server, an agent, and a job with a secret.

use std::{sync::Arc, time::Duration};

use rand::{CryptoRng, SeedableRng, rngs::StdRng};
use tacit_courier::{
    Job, JobLimits, JobSecret, LeaseKey, SealedJob,
    seal::{Binding, JobSealer, LeaseKeys, Server},
};
use tacit_spec::{
    AgentId, AllowedHost, CalledTest, CalledTests, Environment, RunId, TeamId, TestDefinition,
    test::{Callee, SubtestEnvironment},
};
use tacit_taint::Secret;
use uuid::Uuid;

pub(crate) const CANARY: &str = "canary-\u{fc}\"\\\n7f3a9c";
pub(crate) const EARLIER: &str = "earlier-canary-51d2";
/// Now, in Unix microseconds.
pub(crate) const NOW: i64 = 1_790_000_000_000_000;
pub(crate) const SECOND: i64 = 1_000_000;

pub(crate) fn random() -> impl CryptoRng {
    StdRng::seed_from_u64(7)
}

pub(crate) struct World {
    pub(crate) sealer: JobSealer,
    pub(crate) server: Server,
    pub(crate) binding: Binding,
    pub(crate) keys: LeaseKeys,
}

impl World {
    pub(crate) fn new() -> Self {
        let sealer = JobSealer::from_seed(&[3; 32]);
        let (installation, agent) = (Uuid::from_u128(1), AgentId(Uuid::from_u128(2)));
        let server = Server { installation, job_key: sealer.key(), agent };
        let run = RunId(Uuid::from_u128(3));
        let binding = Binding { installation, agent, run, epoch: 4, expires_at: NOW + 60 * SECOND };
        Self { sealer, server, binding, keys: LeaseKeys::make(1, &mut random()) }
    }

    pub(crate) fn key(&self) -> LeaseKey {
        self.keys.public()[0]
    }

    pub(crate) fn sealed(&self) -> SealedJob {
        self.sealed_as(&self.binding)
    }

    pub(crate) fn sealed_as(&self, binding: &Binding) -> SealedJob {
        self.sealer.seal(&job(), binding, self.key(), &mut random()).expect("a small job")
    }
}

pub(crate) fn job() -> Job {
    let secret = JobSecret {
        id: Uuid::from_u128(5),
        name: "api_key".into(),
        value: Some(Arc::new(Secret::new(CANARY.into()))),
        others: vec![Arc::new(Secret::new(EARLIER.into()))],
        redact: true,
        allowed_hosts: vec![AllowedHost::parse("https://*.example.com:8443").expect("a host")],
    };
    let callee = Callee { test: "t".into(), bucket: String::new(), environment: SubtestEnvironment::Default };
    let called = CalledTest { test: test(), shared: None, environment: Some(Environment::default()) };
    Job {
        team: TeamId(Uuid::from_u128(6)),
        bucket_key: "abcdefghijkl".into(),
        bucket_name: "Shop".into(),
        test_id: Uuid::from_u128(7).to_string(),
        test: test(),
        shared: Some(Environment { name: "Shared".into(), ..Environment::default() }),
        environment: Environment { name: "Staging".into(), ..Environment::default() },
        subtests: CalledTests::from([(callee, called)]),
        trigger_variables: vec![("colour".into(), "blue".into())],
        limits: JobLimits {
            run: Duration::from_secs(600),
            request: Duration::from_secs(270),
            connect: Duration::from_secs(90),
            script: Duration::from_secs(20),
            response_body: 10 << 20,
            kept_body: 256 << 10,
        },
        secrets: Arc::new(vec![secret]),
    }
}

pub(crate) fn test() -> TestDefinition {
    let definition = r#"{"name": "Orders", "steps": [{"step_type": "request", "method": "GET",
        "url": "https://api.example.com/orders", "headers": {"X-Key": ["{{get_secret(api_key)}}"]},
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}]}]}"#;
    TestDefinition::from_json(definition).expect("a definition without mistakes")
}
