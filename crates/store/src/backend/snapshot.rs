//! A copy of the whole database as it is at one moment, while others work on it.

use std::path::Path;

use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqlitePool},
};

use super::{Backend, Store, migrations};
use crate::{Result, StoreError};

/// What a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// It is whole.
    Sound,
    /// It is no database of tacit.
    Foreign,
    /// Parts of it cannot be read.
    Damaged,
    /// Made by a later version of the program.
    Newer,
}

impl Store {
    /// Whether all of the data lies in one file, which [`snapshot`](Self::snapshot) copies.
    #[must_use]
    pub fn is_a_file(&self) -> bool {
        matches!(self.backend, Backend::Sqlite { .. })
    }

    /// Writes the database as it is now into a new file. What was deleted is not in it. Others go on meanwhile.
    ///
    /// # Errors
    /// When the database is no file, the file exists, or cannot be written.
    pub async fn snapshot(&self, to: &Path) -> Result<()> {
        let Backend::Sqlite { writer, .. } = &self.backend else {
            return Err(StoreError::other("only a database in a file is copied"));
        };
        // A connection of its own: it reads for a while, and nobody waits for it.
        let mut connection = beside(writer).await?;
        let name = to.to_str().ok_or_else(|| StoreError::other("the name of the copy is not UTF-8"))?;
        sqlx::query("VACUUM INTO $1").bind(name).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }

    /// Looks at a copy without changing it.
    pub async fn look_at_copy(path: &Path) -> Result<Copy> {
        let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
        let Ok(mut connection) = SqliteConnection::connect_with(&options).await else {
            return Ok(Copy::Foreign);
        };
        let version = sqlx::query_as::<_, (i64,)>("SELECT MAX(version) FROM schema_version");
        let look = match version.fetch_one(&mut connection).await {
            Err(_) => Copy::Foreign,
            Ok((version,)) if version > migrations::latest() => Copy::Newer,
            Ok(_) => {
                let check = sqlx::query_as::<_, (String,)>("PRAGMA quick_check").fetch_all(&mut connection);
                match check.await.as_deref() {
                    Ok([(word,)]) if word == "ok" => Copy::Sound,
                    _ => Copy::Damaged,
                }
            }
        };
        connection.close().await?;
        Ok(look)
    }
}

async fn beside(writer: &SqlitePool) -> Result<SqliteConnection> {
    Ok(SqliteConnection::connect_with(&writer.connect_options()).await?)
}
