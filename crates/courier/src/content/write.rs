//! A job into bytes: where values are looked at, to be sealed.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tacit_spec::{CalledTest, Environment, TeamId, test::Callee};
use tacit_taint::{Secret, seam};
use zeroize::Zeroizing;

use super::{Job, LARGEST, buffer::Buffer};

/// Everything but the secrets.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) team: TeamId,
    pub(super) bucket_key: String,
    pub(super) bucket_name: String,
    pub(super) test_id: String,
    pub(super) test: Value,
    pub(super) shared: Option<Value>,
    pub(super) environment: Value,
    pub(super) subtests: Vec<Called>,
    pub(super) trigger_variables: Vec<(String, String)>,
    pub(super) limits: Limits,
}

/// A test that is run as a subtest, and what subtests say of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Called {
    pub(super) callee: Callee,
    pub(super) test: Value,
    pub(super) shared: Option<Value>,
    pub(super) environment: Option<Value>,
}

/// Times in milliseconds.
#[derive(Serialize, Deserialize)]
pub(super) struct Limits {
    pub(super) run: u64,
    pub(super) request: u64,
    pub(super) connect: u64,
    pub(super) script: u64,
    pub(super) response_body: usize,
    pub(super) kept_body: usize,
}

/// Lengths are rounded up to this, so that they do not tell those of values.
const STEP: usize = 1024;

/// The bytes of `job`, with room for `tail` more; `None` when it is too large.
pub(crate) fn write(job: &Job, tail: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut out = Buffer::new();
    out.number(0)?;
    serde_json::to_writer(&mut out, &head(job)).ok()?;
    out.number_at(0, out.len() - 4)?;
    out.number(job.secrets.len())?;
    for secret in job.secrets.iter() {
        out.put(secret.id.as_bytes());
        text(&mut out, &secret.name)?;
        out.put(&[u8::from(secret.redact)]);
        out.number(secret.allowed_hosts.len())?;
        for host in &secret.allowed_hosts {
            text(&mut out, &host.to_string())?;
        }
        out.put(&[u8::from(secret.value.is_some())]);
        out.number(secret.others.len())?;
        for value in secret.values() {
            text(&mut out, opened(value))?;
        }
        if out.len() > LARGEST {
            return None;
        }
    }
    out.pad(STEP);
    if out.len() > LARGEST {
        return None;
    }
    out.room(tail);
    Some(out.into_bytes())
}

fn opened(value: &Secret) -> &str {
    value.open(seam::Courier)
}

fn text(out: &mut Buffer, text: &str) -> Option<()> {
    out.number(text.len())?;
    out.put(text.as_bytes());
    Some(())
}

fn head(job: &Job) -> Head {
    let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let limits = &job.limits;
    Head {
        team: job.team,
        bucket_key: job.bucket_key.clone(),
        bucket_name: job.bucket_name.clone(),
        test_id: job.test_id.clone(),
        test: job.test.to_stored(),
        shared: job.shared.as_ref().map(Environment::to_stored),
        environment: job.environment.to_stored(),
        subtests: job.subtests.iter().map(called).collect(),
        trigger_variables: job.trigger_variables.clone(),
        limits: Limits {
            run: millis(limits.run),
            request: millis(limits.request),
            connect: millis(limits.connect),
            script: millis(limits.script),
            response_body: limits.response_body,
            kept_body: limits.kept_body,
        },
    }
}

fn called((callee, called): (&Callee, &CalledTest)) -> Called {
    Called {
        callee: callee.clone(),
        test: called.test.to_stored(),
        shared: called.shared.as_ref().map(Environment::to_stored),
        environment: called.environment.as_ref().map(Environment::to_stored),
    }
}
