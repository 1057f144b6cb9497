//! From a request to what happened.

use std::{future::Future, net::IpAddr, sync::Arc, time::Instant};

use tacit_taint::{Labeled, seam};
use tokio::{net::TcpStream, time};
use tracing::{Dispatch, instrument::WithSubscriber};
use url::Host;

use crate::{
    Connection, CookieJar, Fetched, Guard, HttpChoice, Options, Phase, Request, Seals, WireConfig, WireError,
    connection::describe,
    dial::dial,
    error::Failure,
    exchange::exchange,
    head::Plan,
    outgoing::{Bound, Outgoing},
    redirect,
    resolve::Resolver,
    tls::Tls,
    trace::{HopTrace, Trace},
};

/// The way out. Built once; clones are the same one.
#[derive(Clone)]
pub struct Wire(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) guard: Guard,
    pub(crate) resolver: Resolver,
    pub(crate) tls: Tls,
}

impl Wire {
    /// The way out as the operator wants it. Nothing is read or opened until it is needed.
    #[must_use]
    pub fn new(config: WireConfig) -> Self {
        Self(Arc::new(Inner {
            guard: Guard::new(config.allow_egress),
            resolver: Resolver::new(config.resolver),
            tls: Tls::new(config.extra_roots),
        }))
    }

    pub(crate) fn parts(&self) -> &Inner {
        &self.0
    }

    /// Sends `request`, follows its redirects, and tells what happened. Never fails otherwise: every failure is in
    /// the facts, beside the hops before it. `jar` is asked for cookies before each hop and given those of each answer.
    ///
    /// Needs a tokio runtime with I/O and time. Dropping the future closes the connection.
    pub async fn fetch(&self, request: Request, jar: Option<&mut dyn CookieJar>) -> Fetched {
        self.fetch_sealed(request, jar, None).await
    }

    /// The same, with tokens in the place of sealed values: `seals` is asked before each hop whether it may be made, and
    /// puts the values in once the connection stands. What is told of the request has the tokens.
    pub async fn fetch_sealed(
        &self,
        request: Request,
        jar: Option<&mut dyn CookieJar>,
        seals: Option<&dyn Seals>,
    ) -> Fetched {
        let mut trace = Trace::new();
        let options = request.options.clone();
        let ended = {
            // What libraries log about an exchange may quote it.
            let work = self.run(request, &options, jar, seals, &mut trace).with_subscriber(Dispatch::none());
            tokio::select! {
                biased;
                () = options.cancel.cancelled() => None,
                ended = time::timeout(options.total_timeout, work) => Some(ended),
            }
        };
        let outcome = match ended {
            None => Err(WireError::Cancelled.into()),
            Some(Err(_)) => Err(timed_out(trace.phase(), options.total_timeout)),
            Some(Ok(outcome)) => outcome,
        };
        trace.finish(outcome)
    }

    async fn run(
        &self,
        request: Request,
        options: &Options,
        mut jar: Option<&mut dyn CookieJar>,
        seals: Option<&dyn Seals>,
        trace: &mut Trace,
    ) -> Result<(), Failure> {
        let mut plan = Plan::open(request, &mut trace.label)?;
        // What redirects are judged by: that there are *no* cookies may be a secret's doing, but sends nothing of it.
        let mut sent = trace.label.clone();
        trace.label = trace.label.spent();
        loop {
            let place =
                |trace: &Trace, plan: &Plan| Labeled::new(plan.target.url().clone(), trace.label.clone());
            let cookies = match jar.as_deref_mut() {
                Some(jar) => jar.cookies_for(&place(trace, &plan)),
                None => None,
            };
            if let Some(cookies) = cookies.as_ref().filter(|cookies| !cookies.open(seam::Wire).is_empty()) {
                sent.join(cookies.label());
            }
            let headers = plan.compose(cookies, &mut trace.label)?;
            let bound = seals.filter(|seals| seals.binds(&sent)).map(|seals| Bound { seals, label: &sent });
            if let Some(bound) = bound {
                bound.judge(&plan, &headers, trace.len() > 0)?;
            }
            let hop = trace.begin(&plan, &headers);
            self.hop(&plan, headers, bound, options, hop).await?;
            trace.end_hop();

            let answer = trace.answer().ok_or(WireError::Malformed)?;
            if let Some(jar) = jar.as_deref_mut() {
                let place = place(trace, &plan);
                for value in answer.header("set-cookie") {
                    jar.store(&place, Labeled::new(value.to_vec(), trace.label.clone()));
                }
            }
            if !options.follow_redirects || !redirect::follow(&mut plan, answer, &sent, seals)? {
                return Ok(());
            }
            if trace.len() > usize::from(options.max_redirects) {
                return Err(WireError::TooManyRedirects { limit: options.max_redirects }.into());
            }
        }
    }

    /// One request and its answer.
    async fn hop(
        &self,
        plan: &Plan,
        headers: http::HeaderMap,
        bound: Option<Bound<'_>>,
        options: &Options,
        hop: &mut HopTrace,
    ) -> Result<(), Failure> {
        let deadline = time::Instant::now() + options.connect_timeout;
        let connect = self.connect(plan, options.http_version, hop);
        let Ok(stood) = time::timeout_at(deadline, connect).await else {
            return Err(timed_out(hop.phase, options.connect_timeout));
        };
        let stood = stood?;
        let outgoing = Outgoing::new(plan, headers, bound)?;
        match stood {
            Stream::Plain(stream) => {
                let h2 = options.http_version == HttpChoice::Http2;
                exchange(stream, h2, plan, outgoing, options.max_body, hop).await
            }
            Stream::Tls(stream) => {
                let h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                exchange(*stream, h2, plan, outgoing, options.max_body, hop).await
            }
        }
    }

    /// Name lookup, guard, TCP and TLS.
    async fn connect(&self, plan: &Plan, http: HttpChoice, hop: &mut HopTrace) -> Result<Stream, Failure> {
        let Inner { guard, resolver, tls } = &*self.0;
        let target = &plan.target;
        let addresses = match (target.address(), target.host()) {
            (None, Host::Domain(name)) => {
                let (addresses, took) = timed(resolver.lookup(name)).await?;
                hop.facts.timings.dns = Some(took);
                addresses
            }
            (address, _) => address.into_iter().collect(),
        };
        let vetted: Vec<IpAddr> = addresses.into_iter().filter(|address| guard.permits(*address)).collect();
        if vetted.is_empty() {
            return Err(WireError::AddressRefused.into());
        }

        hop.phase = Phase::Connect;
        let ((stream, remote), took) = timed(dial(vetted, target.port())).await?;
        hop.facts.timings.connect = Some(took);
        hop.facts.connection = Some(Connection { remote, tls: None });
        if !target.is_https() {
            return Ok(Stream::Plain(stream));
        }

        hop.phase = Phase::Tls;
        let handshake = tls.handshake(stream, target.host(), plan.verify_tls, http, plan.identity.as_ref());
        let (stream, took) = timed(handshake).await?;
        hop.facts.timings.tls = Some(took);
        let (facts, certificates) = describe(stream.get_ref().1);
        hop.facts.connection = Some(Connection { remote, tls: Some(facts) });
        hop.hop.certificates = certificates;
        Ok(Stream::Tls(Box::new(stream)))
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

fn timed_out(phase: Phase, after: time::Duration) -> Failure {
    WireError::Timeout { phase, after }.into()
}

/// What `work` gives, and how long it took.
async fn timed<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<(T, time::Duration), Failure> {
    let started = Instant::now();
    let value = work.await?;
    Ok((value, started.elapsed()))
}
