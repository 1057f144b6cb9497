//! PostgreSQL: several servers on one database.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Connection, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::Backend;
use crate::{Result, StoreError};

const CONNECTIONS: u32 = 16;
const ACQUIRE: Duration = Duration::from_secs(30);

pub(super) async fn open(url: &str) -> Result<Backend> {
    // The parser's error quotes the URL, password included.
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::other("the database URL cannot be understood"))?
        .application_name("tacit");
    // The pool tries again and again until its time is over; a server that is not there should be reported at once.
    PgConnection::connect_with(&options).await?.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        // A server that was restarted costs a new connection, not an error.
        .test_before_acquire(true)
        .connect_with(options)
        .await?;
    Ok(Backend::Postgres(pool))
}
