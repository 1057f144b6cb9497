//! Arguments of `tacit demo`.

use std::net::SocketAddr;

use clap::Args;

use super::LoggingArgs;

/// Try tacit: a server with something to see, thrown away when it stops
///
/// Makes a directory for temporary data, an owner and a member with passwords that are printed, a small orders API
/// that wants a key, and tests for it that pass and fail and use secrets.
#[derive(Args)]
pub(crate) struct DemoArgs {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", env = "TACIT_DEMO_LISTEN")]
    pub(crate) listen: SocketAddr,

    #[command(flatten)]
    pub(crate) logging: LoggingArgs,
}
