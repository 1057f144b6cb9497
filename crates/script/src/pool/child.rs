//! One sandbox process, seen from the parent.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as StdStream;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::process::{Child as Process, Command};
use tokio::time::{Instant, timeout, timeout_at};
use zeroize::Zeroizing;

use super::PoolConfig;
use crate::protocol::{End, HEADER, ToParent, ToSandbox, body_length, pack, unpack};
use crate::{Failure, Host, Limit};

/// How long a process may take to come up, on a machine that has other things to do.
const START: Duration = Duration::from_secs(30);
/// How long after its own deadline a script's process is given to say so.
const GRACE: Duration = Duration::from_secs(1);
/// What a process may say beyond its script's memory: edited parts are written as text twice.
const SLACK: usize = 64 << 20;

/// A running process that is confined and waits for a script. Dropping it ends it.
pub(super) struct Child {
    process: Process,
    socket: UnixStream,
}

/// How a conversation failed.
pub(super) enum Broken {
    /// Before the process asked or said anything: the script has had no effect and may be tried elsewhere.
    Early,
    /// Later.
    Late(Failure),
}

impl Child {
    /// Starts a process that has nothing but a socket to us.
    fn spawn(config: &PoolConfig, more: &[&str]) -> io::Result<Self> {
        let (ours, theirs) = StdStream::pair()?;
        ours.set_nonblocking(true)?;
        let process = Command::new(&config.program)
            .args(&config.args)
            .args(more)
            .env_clear()
            // Without it the C library would look for the zone's file when a script asks for the local time.
            .env("TZ", "UTC0")
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self { process, socket: UnixStream::from_std(ours)? })
    }

    /// Starts a process that tries to break out; what it says it could do.
    pub(super) async fn check(config: &PoolConfig) -> io::Result<String> {
        let mut child = Self::spawn(config, &["--check"])?;
        let mut report = String::new();
        timeout(START, (&mut child.socket).take(4096).read_to_string(&mut report)).await??;
        Ok(report.trim().to_owned())
    }

    /// Starts a process and waits until it is confined.
    pub(super) async fn start(config: &PoolConfig) -> io::Result<Self> {
        let mut child = Self::spawn(config, &[])?;
        let error = match timeout(START, child.hear(HEADER)).await {
            Ok(Ok(ToParent::Ready)) => return Ok(child),
            Ok(Ok(_)) => io::ErrorKind::InvalidData.into(),
            Ok(Err(error)) => error,
            Err(_) => io::ErrorKind::TimedOut.into(),
        };
        let status = child.process.try_wait().ok().flatten();
        tracing::error!(?status, "a sandbox process did not come up");
        Err(error)
    }

    /// Whether it still waits for a script.
    pub(super) fn is_waiting(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Hands over a packed `Run` frame and answers from `host` until the script has ended.
    pub(super) async fn run(
        &mut self,
        run: &[u8],
        memory: usize,
        time: Duration,
        host: &mut dyn Host,
    ) -> Result<End, Broken> {
        let deadline = Instant::now() + time + GRACE;
        let mut early = true;
        let talk = async {
            self.socket.write_all(run).await?;
            loop {
                let frame = self.hear(memory.saturating_add(SLACK)).await?;
                early = false;
                let answer = match frame {
                    ToParent::End(end) => return Ok(*end),
                    question => answer(question, host)?,
                };
                self.socket.write_all(&answer).await?;
            }
        };
        match timeout_at(deadline, talk).await {
            Ok(Ok(end)) => Ok(end),
            Ok(Err::<_, io::Error>(_)) if early => Err(Broken::Early),
            Ok(Err(_)) => Err(Broken::Late(Failure::Crashed)),
            Err(_) => Err(Broken::Late(Failure::Limit(Limit::Time))),
        }
    }

    async fn hear(&mut self, limit: usize) -> io::Result<ToParent> {
        let mut header = [0; HEADER];
        self.socket.read_exact(&mut header).await?;
        let length = body_length(header, limit)?;
        let mut body = Zeroizing::new(Vec::new());
        // Grows with what comes, not with what was announced.
        (&mut self.socket).take(length as u64).read_to_end(&mut body).await?;
        if body.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        unpack(&body)
    }

    /// Ends the process and waits until it is gone.
    pub(super) async fn stop(mut self) {
        if let Err(error) = self.process.kill().await {
            tracing::debug!(kind = ?error.kind(), "a sandbox process had already ended");
        }
    }
}

fn answer(question: ToParent, host: &mut dyn Host) -> io::Result<Zeroizing<Vec<u8>>> {
    match question {
        ToParent::AskSecret(name) => {
            let secret = host.secret(&name);
            let mut frame = ToSandbox::Secret(secret.map(|value| value.to_string()));
            let packed = pack(&frame);
            if let ToSandbox::Secret(Some(value)) = &mut frame {
                zeroize::Zeroize::zeroize(value);
            }
            packed
        }
        ToParent::AskCall(function, arguments) => pack(&ToSandbox::Called(host.call(&function, &arguments))),
        ToParent::AskVariable(name) => pack(&ToSandbox::Variable(host.variable(&name))),
        ToParent::AskRequest => pack(&ToSandbox::Request(host.request().into())),
        ToParent::AskResponse => pack(&ToSandbox::Response(host.response().into())),
        ToParent::Ready | ToParent::End(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}
