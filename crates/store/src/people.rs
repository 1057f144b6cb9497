//! People with an account.

use tacit_spec::PersonId;

use crate::{
    Access, Micros, Result, StoreError, Tx,
    backend::{execute, fetch, row, select},
    found,
};

row! {
    /// A person with an account.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Person {
        /// The person.
        pub id: PersonId,
        /// As the person wrote it. Unique, upper and lower case being the same.
        pub email: String,
        /// Shown to the others.
        pub name: String,
        /// In PHC form; `None` when the person cannot sign in with a password.
        pub password_hash: Option<String>,
        /// When the account was made.
        pub created_at: Micros,
        /// The last sign-in.
        pub last_login_at: Option<Micros>,
    }
}

fn key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Adds a person. A [`StoreError::Conflict`] when the address is taken.
pub async fn insert(tx: &mut Tx, person: &Person) -> Result<()> {
    let rows = execute!(
        tx,
        "INSERT INTO people (id, email, email_key, name, password_hash, created_at, last_login_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        person.id.0,
        person.email.as_str(),
        key(&person.email),
        person.name.as_str(),
        person.password_hash.as_deref(),
        person.created_at,
        person.last_login_at,
    )?;
    if rows == 0 {
        return Err(StoreError::conflict(format!(
            "there is already a person with the address {}",
            person.email
        )));
    }
    Ok(())
}

/// One person.
pub async fn find(on: impl Into<Access<'_>>, person: PersonId) -> Result<Option<Person>> {
    select!(on, fetch_optional, Person, "FROM people WHERE id = $1", person.0)
}

/// The person with an address, in upper or lower case.
pub async fn find_by_email(on: impl Into<Access<'_>>, email: &str) -> Result<Option<Person>> {
    select!(on, fetch_optional, Person, "FROM people WHERE email_key = $1", key(email))
}

/// How many there are; 0 before the set-up.
pub async fn count(on: impl Into<Access<'_>>) -> Result<i64> {
    let (count,) = fetch!(on, fetch_one, (i64,), "SELECT COUNT(*) FROM people")?;
    Ok(count)
}

/// Changes the shown name.
pub async fn rename(tx: &mut Tx, person: PersonId, name: &str) -> Result<()> {
    found(execute!(tx, "UPDATE people SET name = $2 WHERE id = $1", person.0, name)?)
}

/// Changes the password; sessions stay, see [`crate::sessions::delete_of_person`].
pub async fn set_password_hash(tx: &mut Tx, person: PersonId, hash: Option<&str>) -> Result<()> {
    found(execute!(tx, "UPDATE people SET password_hash = $2 WHERE id = $1", person.0, hash)?)
}

/// Remembers a sign-in.
pub async fn signed_in(tx: &mut Tx, person: PersonId, now: Micros) -> Result<()> {
    found(execute!(tx, "UPDATE people SET last_login_at = $2 WHERE id = $1", person.0, now)?)
}

/// Removes a person with memberships, sessions and tokens. A [`StoreError::Conflict`] while the person owns a team.
pub async fn delete(tx: &mut Tx, person: PersonId) -> Result<()> {
    let (owned,) =
        fetch!(&mut *tx, fetch_one, (i64,), "SELECT COUNT(*) FROM teams WHERE owner = $1", person.0)?;
    if owned > 0 {
        return Err(StoreError::conflict("this person owns a team: hand it over first"));
    }
    found(execute!(tx, "DELETE FROM people WHERE id = $1", person.0)?)
}
