//! Calls to the server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use bytes::Bytes;
use rand::CryptoRng;
use serde::{Serialize, de::DeserializeOwned};
use tacit_courier::{identity::Asked, protocol::answer};
use tacit_taint::Labeled;
use tacit_wire::{Options, Request, Wire, WireError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{CallError, Membership, ServerAddress};
use crate::{SettingsError, agent::wire};

/// What the machine has that a program must not take by itself.
pub trait Surroundings: Send + Sync {
    /// Now, in Unix microseconds.
    fn now(&self) -> i64;
    /// A generator fit for cryptography.
    fn random(&self) -> Box<dyn CryptoRng + Send>;
}

/// The way to the one server. Whatever address its name has may be dialled: the operator chose it.
#[derive(Clone)]
pub struct Way {
    wire: Wire,
    server: ServerAddress,
}

/// Until a connection stands.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// The longest answer: jobs for every slot, sealed.
const LONGEST: usize = 256 << 20;

impl Way {
    /// A way to `server`, which may have a certificate of these authorities (PEM).
    ///
    /// # Errors
    /// When an authority cannot be read.
    pub fn new(server: ServerAddress, extra_roots: &[String]) -> Result<Self, SettingsError> {
        let everywhere = ["0.0.0.0/0", "::/0"].map(|range| range.parse().expect("a range of addresses"));
        Ok(Self { wire: Wire::new(wire(everywhere.into(), extra_roots)?), server })
    }

    /// Where it leads.
    #[must_use]
    pub fn server(&self) -> &ServerAddress {
        &self.server
    }

    /// One request. `authorization` must not be confidential towards whoever reads the answer, which is this program.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        authorization: Labeled<String>,
        body: Bytes,
        patience: Duration,
        cancel: &CancellationToken,
        now: i64,
    ) -> Result<T, CallError> {
        let public = |text: &str| Labeled::public(text.to_owned());
        let mut request = Request::new(public("POST"), Labeled::public(self.server.of(path)));
        request.headers = vec![
            (public("Content-Type"), public("application/json")),
            (public("User-Agent"), public(concat!("tacit-agent/", env!("CARGO_PKG_VERSION")))),
            (public("Authorization"), authorization),
        ];
        request.body = Labeled::public(body);
        request.options = Options {
            connect_timeout: TO_CONNECT,
            total_timeout: patience,
            max_body: LONGEST,
            follow_redirects: false,
            cancel: cancel.clone(),
            ..Options::default()
        };
        let fetched = self.wire.fetch(request, None).await;
        if let Some(error) = fetched.facts.error {
            return Err(error.into());
        }
        let status = fetched.facts.status().ok_or(WireError::Malformed)?;
        let raw = fetched.raw.public_value().ok_or(WireError::Malformed)?;
        let answer = raw.hops.last().and_then(|hop| hop.answer.as_ref()).ok_or(WireError::Malformed)?;
        if (300..400).contains(&status) {
            return Err(CallError::Moved);
        }
        let said = answer::read(&answer.body).map_err(|_| CallError::NotTacit(status))?;
        said.map_err(|refusal| CallError::refused(refusal, now))
    }
}

/// Calls in the name of the agent.
pub(super) struct Control {
    way: Way,
    pub(super) membership: Membership,
    pub(super) surroundings: Arc<dyn Surroundings>,
    /// Whether the last call had no answer, so that only changes are told.
    lost: AtomicBool,
    /// The server answers again.
    pub(super) found: Notify,
}

impl Control {
    pub(super) fn new(way: Way, membership: Membership, surroundings: Arc<dyn Surroundings>) -> Self {
        Self { way, membership, surroundings, lost: AtomicBool::new(false), found: Notify::new() }
    }

    /// Says `body` at `path`.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        patience: Duration,
        cancel: &CancellationToken,
    ) -> Result<T, CallError> {
        let body = serde_json::to_vec(body).expect("messages hold what JSON has");
        self.send(path, Bytes::from(body), patience, cancel).await
    }

    /// Says what was written before.
    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Bytes,
        patience: Duration,
        cancel: &CancellationToken,
    ) -> Result<T, CallError> {
        let Membership { server, identity } = &self.membership;
        let asked = Asked { installation: server.installation, method: "POST", path, body: &body };
        let now = self.surroundings.now();
        let token = identity.authorize(server.agent, &asked, now, &mut *self.surroundings.random());
        let said = self.way.post(path, Labeled::public(token), body, patience, cancel, now).await;
        self.note(said.as_ref().err());
        said
    }

    /// Tells the operator when the server is lost and found.
    fn note(&self, error: Option<&CallError>) {
        let lost = match error {
            None | Some(CallError::Wire(WireError::Cancelled)) => false,
            Some(CallError::Refused(refusal)) => refusal.status >= 500,
            Some(_) => true,
        };
        if self.lost.swap(lost, Relaxed) == lost {
            return;
        }
        match error.filter(|_| lost) {
            Some(error) => {
                tracing::warn!(cause = %error, hint = error.hint().unwrap_or_default(), "no luck with the server; trying again");
            }
            None => {
                tracing::info!("the server answers again");
                self.found.notify_one();
            }
        }
    }
}
