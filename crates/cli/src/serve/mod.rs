//! `tacit serve`: every part, named once.
//!
//! ```text
//!   place --> store + keys --> App --+--> Dispatcher --(Job)--> AgentRunner --> Agent
//!                                    +--> server::router --> listener
//!                                    +--> numbers --> /metrics, OTLP collector
//!   signal --> one token --> listener, dispatcher; one tracker waits for them
//! ```

mod mail;
mod messenger;
mod numbers;
mod runner;
mod sources;

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use tacit_agent::{Agent, AgentSettings, Limits, SettingsError};
use tacit_app::{App, DispatchSettings, Dispatcher, JobLimits, Messenger, Post, Scheduler};
use tacit_notify::Links;
use tacit_server::{Listening, ServerState, Settings};
use tacit_store::retention::Policy;
use tacit_wire::Wire;
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Exit, Failure,
    installation::{DiskOf, Lock, Opened, Place, SystemClock, SystemRandomness, WhenMissing, app_trouble},
    logging, output,
    run::load::unreadable,
    sandbox,
    settings::{KeepingArgs, RunningArgs, ServeArgs},
    signals,
};
use messenger::{ChannelMessenger, MailServer};
use runner::AgentRunner;

pub(crate) use numbers::{Numbers, about};

/// How long answers under way may take after the runs are done.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// What a server is made of, however it was asked for.
pub(crate) struct Parts {
    /// The listener.
    pub(crate) listener: TcpListener,
    /// In links; empty for relative ones.
    pub(crate) public_url: String,
    /// How tests are executed.
    pub(crate) agent: AgentSettings,
    /// How far they may go.
    pub(crate) limits: Limits,
    /// How runs are dispatched.
    pub(crate) dispatch: DispatchSettings,
    /// Numbers that go out.
    pub(crate) numbers: Numbers,
    /// The operator's mail server.
    pub(crate) mail: Option<MailServer>,
}

/// A server that is up.
pub(crate) struct Running {
    stop: CancellationToken,
    tracker: TaskTracker,
    agent: Arc<AgentRunner>,
    numbers: numbers::Out,
    drain: Duration,
}

/// The runtime of every command that works on an installation.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::could_not(format!("the program cannot start: {}", error.kind())))
}

/// Runs the server until a signal.
pub(crate) fn serve(args: ServeArgs) -> Result<Exit, Failure> {
    logging::start(&args.logging)?;
    let agent = agent_settings(&args.running)?;
    let place = Place::from(args.place);
    let _lock = Lock::take(&place.data_dir)?;
    let data_dir = place.data_dir.clone();
    let sources = args.value_sources.as_deref().map(sources::read).transpose()?;
    runtime()?.block_on(async {
        let stop = CancellationToken::new();
        tokio::spawn(signals::cancel(stop.clone()));
        let listener = listen(args.listen, "--listen").await?;
        let numbers = Numbers::read(args.numbers, &agent.extra_roots).await?;
        let Opened { store, app } = place.open(WhenMissing::Create).await?;
        if let Some(sources) = sources {
            app.set_value_sources(sources);
        }
        app.watch_disk(Arc::new(DiskOf(data_dir)), args.keeping.disk_reserve);
        let url = address(&listener)?;
        let url = args.public_url.as_deref().map_or(url, |url| url.trim_end_matches('/').to_owned());
        let dispatch = dispatch_settings(&args.running, &args.keeping);
        let request = Duration::from_secs(args.running.request_timeout.into());
        let limits = Limits { request, ..Limits::default() };
        let public_url = args.public_url.map(|url| url.trim_end_matches('/').to_owned()).unwrap_or_default();
        let trusting = agent.wire().map_err(|SettingsError::Roots(number)| no_roots(number))?;
        let mail = mail::server(&args.mail, trusting)?;
        let parts = Parts { listener, public_url, agent, limits, dispatch, numbers, mail };
        let running = start(&app, parts, stop.clone()).await?;
        let todo =
            if app.set_up_needed().await.map_err(app_trouble)? { ": open it to set tacit up" } else { "" };
        output::line(&format!("tacit is running at {url}{todo}"))?;
        stop.cancelled().await;
        running.finish().await;
        store.close().await;
        Ok(Exit::Passed)
    })
}

/// Starts dispatcher and listener.
pub(crate) async fn start(app: &App, parts: Parts, stop: CancellationToken) -> Result<Running, Failure> {
    let Parts { listener, public_url, agent, limits, dispatch, numbers, mail } = parts;
    let dispatch = DispatchSettings { limits: elsewhere(limits), ..dispatch };
    let tracker = TaskTracker::new();
    let numbers = numbers.start(app, &stop, &tracker);
    let messenger = messenger(&agent, &public_url, &listener, mail)?;
    let agent = Arc::new(AgentRunner::new(
        Agent::new(agent).map_err(|SettingsError::Roots(number)| no_roots(number))?,
        limits,
    ));
    let drain = dispatch.drain;
    let runner = Arc::clone(&agent);
    Dispatcher::start(app, runner, dispatch, stop.clone(), &tracker).await.map_err(app_trouble)?;
    Scheduler::start(app, stop.clone(), &tracker);
    Post::start(app, messenger, stop.clone(), &tracker).await.map_err(app_trouble)?;
    let state = ServerState {
        app: app.clone(),
        settings: Arc::new(Settings { public_url, metrics: numbers.door.clone() }),
    };
    let router = tacit_server::router(state);
    tracker.spawn(tacit_server::serve(listener, router, Listening::default(), stop.clone()));
    tracker.close();
    Ok(Running { stop, tracker, agent, numbers, drain })
}

impl Running {
    /// Waits until everything under way is done, or has been given its time.
    pub(crate) async fn finish(self) {
        self.stop.cancel();
        if tokio::time::timeout(self.drain + LAST_ANSWERS, self.tracker.wait()).await.is_err() {
            tracing::info!(tasks = self.tracker.len(), "some connections were still open and are cut");
        }
        self.numbers.finish().await;
        self.agent.close().await;
    }
}

/// What delivers messages.
fn messenger(
    agent: &AgentSettings,
    public_url: &str,
    listener: &TcpListener,
    mail: Option<MailServer>,
) -> Result<Arc<dyn Messenger>, Failure> {
    // A message is read elsewhere: its links are absolute.
    let public_url = if public_url.is_empty() { address(listener)? } else { public_url.to_owned() };
    let links = Links::new(&public_url)
        .map_err(|error| Failure::usage(format!("--public-url cannot stand in messages: {error}")))?;
    Ok(Arc::new(ChannelMessenger {
        wire: Wire::new(agent.wire().map_err(|SettingsError::Roots(number)| no_roots(number))?),
        public_url,
        links,
        mail,
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
    }))
}

/// Listens, or says what to do about it. `option` is what chooses the address.
pub(crate) async fn listen(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let failure = Failure::could_not(format!("cannot listen on {address}: {}", error.kind()));
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                failure.hint(format!("another program uses the port; choose another with {option}"))
            }
            io::ErrorKind::PermissionDenied => failure.hint("ports below 1024 are for root; choose another"),
            _ => failure.hint(format!("choose an address of this machine with {option}")),
        }
    })
}

/// Where a browser on this machine finds the listener.
pub(crate) fn address(listener: &TcpListener) -> Result<String, Failure> {
    let address = listener
        .local_addr()
        .map_err(|error| Failure::could_not(format!("the listener has no address: {}", error.kind())))?;
    let host = match address.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    Ok(format!("http://{}", SocketAddr::new(host, address.port())))
}

fn agent_settings(args: &RunningArgs) -> Result<AgentSettings, Failure> {
    let read = |path: &PathBuf| fs::read_to_string(path).map_err(|error| unreadable(path, &error));
    Ok(AgentSettings {
        allow_egress: args.allow_egress.clone(),
        extra_roots: args.cacert.iter().map(read).collect::<Result<_, _>>()?,
        sandbox: sandbox::program(),
    })
}

pub(crate) fn no_roots(number: usize) -> Failure {
    Failure::could_not(format!("file number {number} of --cacert holds no certificate in PEM form"))
        .hint("a certificate begins with `-----BEGIN CERTIFICATE-----`")
}

fn dispatch_settings(running: &RunningArgs, keeping: &KeepingArgs) -> DispatchSettings {
    DispatchSettings {
        concurrency: running.concurrency.into(),
        retention: Policy {
            passes_in_full: keeping.keep_passes,
            failures_in_full: keeping.keep_failures,
            summaries: keeping.keep_summaries,
            max_age_days: keeping.keep_days,
        },
        ..DispatchSettings::default()
    }
}

/// The same limits for runs of remote agents.
fn elsewhere(limits: Limits) -> JobLimits {
    let Limits { run, request, connect, script, response_body, kept_body } = limits;
    JobLimits { run, request, connect, script, response_body, kept_body }
}
