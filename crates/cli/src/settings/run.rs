//! Arguments of `tacit run`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ipnet::IpNet;

/// Run the tests of definition files
///
/// Runs every test of the files and reports what may be known of it.
///
/// Secrets come from variables TACIT_SECRET_name, from a file or from standard input, never from arguments, which
/// other users of the machine can read. A part of the report that depends on a secret is hidden.
///
/// Exit codes: 0 all tests passed, 1 a test failed, 2 wrong arguments or a mistake in a definition, 3 the tests
/// could not be run, 130 stopped by a signal.
#[derive(Args)]
pub(crate) struct RunArgs {
    /// Definition files: Runscope's JSON, or the same in YAML
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// File with the environment to run in. One that holds nothing but variables is laid over the test's own
    /// environment; any other takes its place
    #[arg(short, long, value_name = "FILE", env = "TACIT_ENVIRONMENT")]
    pub(crate) environment: Option<PathBuf>,

    /// Which of the environments in the test's own file to run in, by its name
    #[arg(long, value_name = "NAME", env = "TACIT_ENVIRONMENT_NAME", conflicts_with = "environment")]
    pub(crate) environment_name: Option<String>,

    /// A variable, literally, over those of the environment; repeatable. Not for secrets
    #[arg(long = "var", value_name = "NAME=VALUE", env = "TACIT_VAR")]
    pub(crate) variables: Vec<String>,

    /// File with secrets: lines NAME=VALUE, or a JSON object of texts; repeatable
    #[arg(long, visible_alias = "secrets-file", value_name = "FILE", env = "TACIT_SECRETS_FILE")]
    pub(crate) secret_file: Vec<PathBuf>,

    /// Read secrets from standard input, in the form of a secret file
    #[arg(long, env = "TACIT_SECRETS_STDIN", conflicts_with = "secret_stdin")]
    pub(crate) secrets_stdin: bool,

    /// Read one secret from standard input: all of it, without a line end at the end
    #[arg(long, value_name = "NAME", env = "TACIT_STDIN_SECRET")]
    pub(crate) secret_stdin: Option<String>,

    /// Refused, with the ways that work
    #[arg(long = "secret", hide = true, num_args = 0..=1)]
    pub(crate) refused_secret: Option<Option<String>>,

    /// What to write to standard output
    #[arg(short, long, value_enum, default_value_t, env = "TACIT_REPORTER")]
    pub(crate) reporter: Reporter,

    /// Write the report to this file instead of standard output
    #[arg(short = 'o', long, value_name = "FILE", env = "TACIT_REPORTER_OUTPUT")]
    pub(crate) reporter_output: Option<PathBuf>,

    /// Write a JUnit report to this file as well
    #[arg(long, value_name = "FILE", env = "TACIT_REPORTER_JUNIT")]
    pub(crate) reporter_junit: Option<PathBuf>,

    /// Write a JSON report to this file as well
    #[arg(long, value_name = "FILE", env = "TACIT_REPORTER_JSON")]
    pub(crate) reporter_json: Option<PathBuf>,

    /// Start no further test after one that failed
    #[arg(long, env = "TACIT_BAIL")]
    pub(crate) bail: bool,

    /// How many tests run at once
    #[arg(short, long, value_name = "N", default_value_t = 1, env = "TACIT_JOBS",
          value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: u16,

    /// Refuse private, loopback and other special addresses, as the server does. Without it tests reach whatever this
    /// machine reaches, as any program you start
    #[arg(long, env = "TACIT_EGRESS_GUARD")]
    pub(crate) egress_guard: bool,

    /// With --egress-guard: a range that tests may reach nevertheless, such as 127.0.0.0/8; repeatable
    #[arg(long, value_name = "CIDR", env = "TACIT_ALLOW_EGRESS", value_delimiter = ',')]
    pub(crate) allow_egress: Vec<IpNet>,

    /// File with certificate authorities (PEM) to trust besides the system's; repeatable
    #[arg(long, value_name = "FILE", env = "TACIT_CACERT")]
    pub(crate) cacert: Vec<PathBuf>,

    /// Accept every TLS certificate
    #[arg(long, env = "TACIT_INSECURE")]
    pub(crate) insecure: bool,

    /// Report failed tests and the summary only
    #[arg(short, long, env = "TACIT_QUIET", conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Report assertions that passed, variables and script output too
    #[arg(short, long, env = "TACIT_VERBOSE")]
    pub(crate) verbose: bool,
}

/// Forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reporter {
    /// For people
    #[default]
    Text,
    /// The records of the runs
    Json,
    /// For continuous integration
    Junit,
}
