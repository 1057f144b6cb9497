//! Arguments about the numbers that go out.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use ipnet::IpNet;

/// Numbers for operators.
#[derive(Args)]
pub(crate) struct NumbersArgs {
    /// File with the token that opens /metrics; without it, /metrics is not served beside the web interface
    #[arg(long, value_name = "FILE", env = "TACIT_METRICS_TOKEN_FILE")]
    pub(crate) metrics_token_file: Option<PathBuf>,

    /// Address and port of a listener for /metrics alone, such as 127.0.0.1:9464
    #[arg(long, value_name = "ADDR", env = "TACIT_METRICS_LISTENER")]
    pub(crate) metrics_listener: Option<SocketAddr>,

    /// How many tests have numbers of their own at most, each counted once for every environment and place
    #[arg(long, value_name = "N", default_value_t = 10_000, env = "TACIT_METRICS_TESTS",
          value_parser = clap::value_parser!(u32).range(0..=200_000))]
    pub(crate) metrics_tests: u32,

    /// Where an OpenTelemetry collector takes metrics and traces over HTTP, such as http://127.0.0.1:4318
    #[arg(long, value_name = "URL", env = "TACIT_OTLP_ENDPOINT")]
    pub(crate) otlp_endpoint: Option<String>,

    /// File with headers for the collector, one in each line: Authorization: Bearer ...
    #[arg(long, value_name = "FILE", env = "TACIT_OTLP_HEADERS_FILE")]
    pub(crate) otlp_headers_file: Option<PathBuf>,

    /// Seconds between two times that metrics are sent
    #[arg(long, value_name = "SECONDS", default_value_t = 60, env = "TACIT_OTLP_INTERVAL",
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub(crate) otlp_interval: u32,

    /// A private or otherwise special range in which the collector may be, such as 127.0.0.0/8; it is not opened to
    /// tests; repeatable
    #[arg(long, value_name = "CIDR", env = "TACIT_OTLP_ALLOW_EGRESS", value_delimiter = ',')]
    pub(crate) otlp_allow_egress: Vec<IpNet>,
}
