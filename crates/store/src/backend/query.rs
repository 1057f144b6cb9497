//! One expression, two drivers.

/// Runs a statement in a unit of work and says how many rows it touched.
/// `execute!(tx, "UPDATE tests SET name = $1 WHERE id = $2", name, test.0)`
macro_rules! execute {
    ($tx:expr, $sql:literal $(, $value:expr)* $(,)?) => {{
        let mut session = $crate::backend::Access::from(&mut *$tx).open().await?;
        let outcome = match &mut session.conn {
            $crate::backend::Conn::Sqlite(conn) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **conn).await.map(|done| done.rows_affected())
            }
            $crate::backend::Conn::Postgres(conn) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **conn).await.map(|done| done.rows_affected())
            }
        };
        session.settle(outcome)
    }};
}

/// Reads rows of a type with the given SQL. The second word is how many: `fetch_all`, `fetch_optional`, `fetch_one`.
/// `fetch!(on, fetch_one, (i64,), "SELECT COUNT(*) FROM people")`
macro_rules! fetch {
    ($on:expr, $how:ident, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {{
        let access: $crate::backend::Access<'_> = std::convert::Into::into($on);
        let mut session = access.open().await?;
        let outcome = match &mut session.conn {
            $crate::backend::Conn::Sqlite(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.$how(&mut **conn).await
            }
            $crate::backend::Conn::Postgres(conn) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.$how(&mut **conn).await
            }
        };
        session.settle(outcome)
    }};
}

/// Like [`fetch!`], for a type made by `row!`, whose columns are put between `SELECT` and the given rest.
/// `select!(on, fetch_all, Bucket, "FROM buckets WHERE team = $1", team.0)`
macro_rules! select {
    ($on:expr, $how:ident, $row:ty, $rest:literal $(, $value:expr)* $(,)?) => {
        // Safe: column names from the source, and a literal.
        $crate::backend::fetch!(
            $on,
            $how,
            $row,
            sqlx::AssertSqlSafe(format!("SELECT {} {}", <$row as $crate::backend::Columns>::columns(), $rest))
            $(, $value)*
        )
    };
}

/// Runs a statement whose length depends on its values, and reads the rows it returns. The closure gets a
/// `sqlx::QueryBuilder` that begins with the given SQL.
/// `build!(tx, (Uuid,), "DELETE FROM runs WHERE id IN ", |builder| { builder.push_tuples(...); })`
macro_rules! build {
    ($on:expr, $row:ty, $sql:literal, |$builder:ident| $fill:expr) => {{
        let access: $crate::backend::Access<'_> = std::convert::Into::into($on);
        let mut session = access.open().await?;
        let outcome = match &mut session.conn {
            $crate::backend::Conn::Sqlite(conn) => {
                let mut $builder = sqlx::QueryBuilder::<sqlx::Sqlite>::new($sql);
                $fill;
                $builder.build_query_as::<$row>().fetch_all(&mut **conn).await
            }
            $crate::backend::Conn::Postgres(conn) => {
                let mut $builder = sqlx::QueryBuilder::<sqlx::Postgres>::new($sql);
                $fill;
                $builder.build_query_as::<$row>().fetch_all(&mut **conn).await
            }
        };
        session.settle(outcome)
    }};
}

pub(crate) use {build, execute, fetch, select};
