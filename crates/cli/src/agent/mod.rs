//! `tacit agent`: the program far from its server.
//!
//! ```text
//!   state file, or token --> Membership --+
//!   --server, --cacert ----> Way ---------+--> RemoteAgent --> the server
//!   --allow-egress, ... ---> Agent -------+
//! ```

mod state;

use std::{fs, os::unix::fs::MetadataExt, path::Path, sync::Arc, time::Duration};

use rand::CryptoRng;
use tacit_agent::{
    Agent, AgentSettings, SettingsError,
    remote::{
        AddressError, CallError, Membership, RemoteAgent, ServerAddress, Surroundings, Way, WorkSettings,
        enroll,
    },
};
use tacit_app::{Clock, Randomness};
use tacit_taint::Secret;
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    installation::{SystemClock, SystemRandomness, read_token},
    logging, output,
    run::load::unreadable,
    sandbox, serve,
    settings::AgentArgs,
    signals,
    terminal::printable,
};
use state::StateFile;

/// The machine's own time and randomness.
struct Machine;

impl Surroundings for Machine {
    fn now(&self) -> i64 {
        SystemClock.now()
    }

    fn random(&self) -> Box<dyn CryptoRng + Send> {
        SystemRandomness.generator()
    }
}

/// Works for a server until a signal.
pub(crate) fn agent(args: AgentArgs) -> Result<Exit, Failure> {
    logging::start(&args.logging)?;
    let server = ServerAddress::parse(&args.server).map_err(wrong_address)?;
    let read = |path: &std::path::PathBuf| fs::read_to_string(path).map_err(|error| unreadable(path, &error));
    let extra_roots = args.cacert.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let no_roots = |SettingsError::Roots(number)| serve::no_roots(number);
    let way = Way::new(server, &extra_roots).map_err(no_roots)?;
    let settings =
        AgentSettings { allow_egress: args.allow_egress.clone(), extra_roots, sandbox: sandbox::program() };
    let agent = Agent::new(settings).map_err(no_roots)?;
    let work = WorkSettings { slots: args.concurrency, drain: Duration::from_secs(args.drain.into()) };
    serve::runtime()?.block_on(async {
        let stop = CancellationToken::new();
        tokio::spawn(signals::cancel(stop.clone()));
        let membership = tokio::select! {
            membership = membership(&args, &way) => membership?,
            () = stop.cancelled() => return Ok(Exit::Passed),
        };
        let url = way.server().as_str().to_owned();
        output::line(&format!(
            "tacit agent {} works for {url}, {} runs at once",
            membership.agent(),
            args.concurrency
        ))?;
        let agent = RemoteAgent::new(agent, way, membership, Arc::new(Machine), work);
        agent.work(stop).await.map_err(|error| trouble(&error))?;
        Ok(Exit::Passed)
    })
}

/// Looks for a state file that another program is about to write.
const BESIDE: u32 = 10;

/// What this agent is: as it was stored, or made now.
async fn membership(args: &AgentArgs, way: &Way) -> Result<Membership, Failure> {
    let file = StateFile::new(&args.state_file);
    if let Some(membership) = file.read()? {
        if args.token_file.is_some() {
            tracing::info!("this agent is enrolled already; the token is not used");
        }
        return Ok(membership);
    }
    let path = args.token_file.as_deref().ok_or_else(|| {
        Failure::usage(format!(
            "this agent is not enrolled: there is no state file {}",
            args.state_file.display()
        ))
        .hint("make a token on the page Agents, and name the file with it by --token-file")
    })?;
    // Before the token is used up: what comes of it must have a place.
    let place = file.place()?;
    let token = token(path)?;
    if is_open_to_others(path) {
        let shown = path.display();
        output::complain(&format!(
            "others on this machine can read the token: chmod 600 {shown}, or delete it now"
        ));
    }
    let enrolment = match enroll(way, &token, args.name.clone(), &Machine).await {
        Ok(enrolment) => enrolment,
        Err(error) => return enrolled_beside(&file).await?.ok_or_else(|| trouble(&error)),
    };
    place.keep(&enrolment.membership)?;
    output::line(&format!(
        "enrolled as {}; what it is stands in {}",
        printable(&enrolment.name),
        args.state_file.display()
    ))?;
    Ok(enrolment.membership)
}

/// What another program with the same state file was enrolled as in this moment: of several that begin at once one uses the
/// token, and all are the same agent.
async fn enrolled_beside(file: &StateFile<'_>) -> Result<Option<Membership>, Failure> {
    for _ in 0..BESIDE {
        if let Some(membership) = file.read()? {
            return Ok(Some(membership));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(None)
}

/// Whether more people than its owner may read the file.
fn is_open_to_others(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.mode() & 0o077 != 0)
}

fn token(path: &Path) -> Result<Secret, Failure> {
    let token = read_token(path, "the token")?;
    match token.trim() {
        "" => Err(Failure::usage("the token is empty").hint("make one on the page Agents")),
        trimmed => Ok(Secret::new(trimmed.to_owned())),
    }
}

fn wrong_address(error: AddressError) -> Failure {
    Failure::usage(error.to_string()).hint("write --server https://tacit.example.com")
}

fn trouble(error: &CallError) -> Failure {
    let failure = Failure::could_not(error.to_string());
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
