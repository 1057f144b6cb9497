//! Bytes into a job. What is wrong with them is not said: saying it could quote a value.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tacit_spec::{AllowedHost, CalledTest, Environment, TestDefinition, test::Callee};
use tacit_taint::Secret;
use uuid::Uuid;

use super::{
    Job, JobLimits, JobSecret,
    write::{Called, Head},
};

/// Not the bytes of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// The job that was written.
pub(crate) fn read(bytes: &[u8]) -> Result<Job, Unreadable> {
    let mut rest = Reader(bytes);
    let head: Head = serde_json::from_slice(rest.sized()?).map_err(|_| Unreadable)?;
    let mut secrets = Vec::new();
    for _ in 0..rest.number()? {
        secrets.push(rest.secret()?);
    }
    if rest.0.iter().any(|byte| *byte != 0) {
        return Err(Unreadable);
    }
    let limits = head.limits;
    Ok(Job {
        team: head.team,
        bucket_key: head.bucket_key,
        bucket_name: head.bucket_name,
        test_id: head.test_id,
        test: TestDefinition::from_value(&head.test).map_err(|_| Unreadable)?,
        shared: head.shared.as_ref().map(environment).transpose()?,
        environment: environment(&head.environment)?,
        subtests: head.subtests.iter().map(called).collect::<Result<_, _>>()?,
        trigger_variables: head.trigger_variables,
        limits: JobLimits {
            run: Duration::from_millis(limits.run),
            request: Duration::from_millis(limits.request),
            connect: Duration::from_millis(limits.connect),
            script: Duration::from_millis(limits.script),
            response_body: limits.response_body,
            kept_body: limits.kept_body,
        },
        secrets: Arc::new(secrets),
    })
}

fn environment(value: &Value) -> Result<Environment, Unreadable> {
    Environment::from_value(value).map_err(|_| Unreadable)
}

fn called(called: &Called) -> Result<(Callee, CalledTest), Unreadable> {
    let test = CalledTest {
        test: TestDefinition::from_value(&called.test).map_err(|_| Unreadable)?,
        shared: called.shared.as_ref().map(environment).transpose()?,
        environment: called.environment.as_ref().map(environment).transpose()?,
    };
    Ok((called.callee.clone(), test))
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Unreadable)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        self.take(N)?.try_into().map_err(|_| Unreadable)
    }

    fn flag(&mut self) -> Result<bool, Unreadable> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(Unreadable),
        }
    }

    fn number(&mut self) -> Result<usize, Unreadable> {
        usize::try_from(u32::from_be_bytes(self.array()?)).map_err(|_| Unreadable)
    }

    fn sized(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = self.number()?;
        self.take(length)
    }

    fn text(&mut self) -> Result<&'a str, Unreadable> {
        str::from_utf8(self.sized()?).map_err(|_| Unreadable)
    }

    fn value(&mut self) -> Result<Arc<Secret>, Unreadable> {
        Ok(Arc::new(Secret::new(self.text()?.to_owned())))
    }

    fn secret(&mut self) -> Result<JobSecret, Unreadable> {
        let id = Uuid::from_bytes(self.array()?);
        let name = self.text()?.to_owned();
        let redact = self.flag()?;
        // A host that cannot be read must not make a sealed secret a plain one.
        let mut allowed_hosts = Vec::new();
        for _ in 0..self.number()? {
            allowed_hosts.push(AllowedHost::parse(self.text()?).map_err(|_| Unreadable)?);
        }
        let there = self.flag()?;
        let earlier = self.number()?;
        let value = if there { Some(self.value()?) } else { None };
        let mut values = Vec::new();
        for _ in 0..earlier {
            values.push(self.value()?);
        }
        Ok(JobSecret { id, name, value, others: values, redact, allowed_hosts })
    }
}
