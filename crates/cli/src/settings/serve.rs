//! Arguments of `tacit serve`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ValueEnum};
use ipnet::IpNet;

use super::{NumbersArgs, PlaceArgs, size::size};

/// Run the server: web interface, API, and the execution of tests
///
/// The first start makes a new installation: the data directory, and a key file beside it. Open the printed address
/// to set it up in the browser, or use `tacit init` before.
///
/// SIGTERM and SIGINT stop it in order: requests and runs under way are finished, what is left is done after the
/// next start.
#[derive(Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) place: PlaceArgs,

    /// Address and port to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", env = "TACIT_LISTEN")]
    pub(crate) listen: SocketAddr,

    /// Where people reach the server, such as https://tacit.example.com; used in links
    #[arg(long, value_name = "URL", env = "TACIT_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,

    /// File that lists where values of secrets may be kept elsewhere, as JSON: Vault, mounted files, variables
    #[arg(long, value_name = "FILE", env = "TACIT_VALUE_SOURCES")]
    pub(crate) value_sources: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) running: RunningArgs,

    #[command(flatten)]
    pub(crate) keeping: KeepingArgs,

    #[command(flatten)]
    pub(crate) numbers: NumbersArgs,

    #[command(flatten)]
    pub(crate) mail: MailArgs,

    #[command(flatten)]
    pub(crate) logging: LoggingArgs,
}

/// How tests are executed.
#[derive(Args)]
pub(crate) struct RunningArgs {
    /// A private or otherwise special range that tests may reach, such as 10.1.0.0/16; repeatable
    #[arg(long, value_name = "CIDR", env = "TACIT_ALLOW_EGRESS", value_delimiter = ',')]
    pub(crate) allow_egress: Vec<IpNet>,

    /// File with certificate authorities (PEM) to trust besides the system's; repeatable
    #[arg(long, value_name = "FILE", env = "TACIT_CACERT")]
    pub(crate) cacert: Vec<PathBuf>,

    /// Seconds that one request of a test may take, redirects included
    #[arg(long, value_name = "SECONDS", default_value_t = 270, env = "TACIT_REQUEST_TIMEOUT",
          value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) request_timeout: u32,

    /// How many tests run at once
    #[arg(long, value_name = "N", default_value_t = 64, env = "TACIT_CONCURRENCY",
          value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) concurrency: u16,
}

/// The mail server for the mails of environments and buckets.
#[derive(Args)]
pub(crate) struct MailArgs {
    /// Mail server: smtps://USER@HOST:PORT for TLS, smtp:// for STARTTLS, smtp+clear:// for neither. Without one,
    /// environments and buckets send no mails
    #[arg(long, value_name = "URL", env = "TACIT_SMTP_URL")]
    pub(crate) smtp_url: Option<String>,

    /// Sender of the mails, such as alerts@example.com
    #[arg(long, value_name = "ADDRESS", env = "TACIT_SMTP_FROM")]
    pub(crate) smtp_from: Option<String>,

    /// File with the password of the mail server's user
    #[arg(long, value_name = "FILE", env = "TACIT_SMTP_PASSWORD_FILE")]
    pub(crate) smtp_password_file: Option<PathBuf>,

    /// Domain whose addresses may get mails, beside the members of a team; repeatable
    #[arg(long, value_name = "DOMAIN", env = "TACIT_MAIL_DOMAIN", value_delimiter = ',')]
    pub(crate) mail_domain: Vec<String>,
}

/// Which results are kept.
#[derive(Args)]
pub(crate) struct KeepingArgs {
    /// Whole results kept of each test's passed runs
    #[arg(long, value_name = "N", default_value_t = 100, env = "TACIT_KEEP_PASSES")]
    pub(crate) keep_passes: u32,

    /// Whole results kept of each test's failed runs
    #[arg(long, value_name = "N", default_value_t = 100, env = "TACIT_KEEP_FAILURES")]
    pub(crate) keep_failures: u32,

    /// Summaries kept of each test's runs
    #[arg(long, value_name = "N", default_value_t = 1000, env = "TACIT_KEEP_SUMMARIES")]
    pub(crate) keep_summaries: u32,

    /// Days that anything of a run is kept
    #[arg(long, value_name = "DAYS", default_value_t = 90, env = "TACIT_KEEP_DAYS",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) keep_days: u32,

    /// Space to keep free on the disk of the data directory, such as 2G: schedules rest below it; 0 to let them fill the
    /// disk [default: a twentieth of the disk, 512M at most]
    #[arg(long, value_name = "SIZE", env = "TACIT_DISK_RESERVE", value_parser = size)]
    pub(crate) disk_reserve: Option<u64>,
}

/// What is logged to standard error.
#[derive(Args)]
pub(crate) struct LoggingArgs {
    /// What to log: error, warn, info, debug or trace, or per part, such as info,tacit_app=debug
    #[arg(long, value_name = "FILTER", default_value = "info", env = "TACIT_LOG")]
    pub(crate) log_level: String,

    /// How to log
    #[arg(long, value_enum, default_value_t, env = "TACIT_LOG_FORMAT")]
    pub(crate) log_format: LogFormat,
}

/// Forms of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object in each line
    Json,
}
