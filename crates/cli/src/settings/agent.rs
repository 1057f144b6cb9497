//! Arguments of `tacit agent`.

use std::path::PathBuf;

use clap::Args;
use ipnet::IpNet;

use super::LoggingArgs;

/// Run an agent: execute tests of a server in another place
///
/// An agent connects to its server over HTTPS, asks for runs and hands results back; nobody connects to it. The first
/// start needs a token, which the page Agents of the web interface makes. It works once; what the agent is from then
/// on stands in the state file, and later starts need no token. Several agents with the same state file work as one.
///
/// Secrets reach an agent sealed for one run, are in its memory while the run goes on, and never on its disk.
///
/// SIGTERM and SIGINT stop it in order: runs under way are finished, what is left goes back to the server.
///
/// Exit codes: 0 stopped in order, 2 wrong arguments, 3 the server does not want this agent or cannot be reached at the
/// first start, 130 stopped at once.
#[derive(Args)]
pub(crate) struct AgentArgs {
    /// Where the server is, such as https://tacit.example.com
    #[arg(long, value_name = "URL", env = "TACIT_SERVER")]
    pub(crate) server: String,

    /// File with the token for the first start; `-` reads it from standard input
    #[arg(long, value_name = "FILE", env = "TACIT_TOKEN_FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// File with what the agent is. Whoever has it can be the agent
    #[arg(long, value_name = "FILE", default_value = "tacit-agent.state", env = "TACIT_STATE_FILE")]
    pub(crate) state_file: PathBuf,

    /// A name for people, taken at the first start instead of the one the token was made for
    #[arg(long, value_name = "NAME", env = "TACIT_AGENT_NAME")]
    pub(crate) name: Option<String>,

    /// How many tests run at once
    #[arg(long, value_name = "N", default_value_t = 10, env = "TACIT_CONCURRENCY",
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) concurrency: u32,

    /// File with certificate authorities (PEM) to trust besides the system's, for the server and for tests; repeatable
    #[arg(long, value_name = "FILE", env = "TACIT_CACERT")]
    pub(crate) cacert: Vec<PathBuf>,

    /// A private or otherwise special range that tests may reach, such as 10.1.0.0/16; repeatable
    #[arg(long, value_name = "CIDR", env = "TACIT_ALLOW_EGRESS", value_delimiter = ',')]
    pub(crate) allow_egress: Vec<IpNet>,

    /// Seconds that runs under way may go on when the agent is to stop
    #[arg(long, value_name = "SECONDS", default_value_t = 30, env = "TACIT_DRAIN",
          value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub(crate) drain: u32,

    #[command(flatten)]
    pub(crate) logging: LoggingArgs,
}
