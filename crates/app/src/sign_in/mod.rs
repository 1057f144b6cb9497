//! Signing in: password to session.

mod limiter;
pub(crate) mod password;
mod session;

use std::{net::IpAddr, time::Duration};

use tacit_spec::PersonId;
use tacit_store::people;
use tacit_vault::audit::{Action, Actor, Event, Object};
use zeroize::Zeroizing;

pub(crate) use limiter::Limiter;
pub use session::Presence;

use crate::{App, AppError, Confidential, Result, checked};

/// Failures of one address of a person, or from one network address, within this time.
const WINDOW: Duration = Duration::from_secs(15 * 60);
const FAILURES_BY_EMAIL: u32 = 10;
/// Many people may share one network address.
const FAILURES_BY_ADDRESS: u32 = 100;

/// What signing in needs to remember.
pub(crate) struct Desk {
    hashing: password::Hashing,
    by_email: Limiter,
    by_address: Limiter,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            hashing: password::Hashing::new(),
            by_email: Limiter::new(FAILURES_BY_EMAIL, WINDOW),
            by_address: Limiter::new(FAILURES_BY_ADDRESS, WINDOW),
        }
    }
}

impl App {
    /// Signs a person in; returns the session's token. `address` is where the request came from, if that is known.
    ///
    /// A wrong password and an unknown address give the same error after the same time.
    pub async fn sign_in(
        &self,
        email: &str,
        password: Confidential,
        address: Option<IpAddr>,
    ) -> Result<(PersonId, Zeroizing<String>)> {
        let desk = &self.parts.sign_in;
        let email_key = email_key(email);
        let address_key = address.map(network);
        if let Some(address) = &address_key {
            desk.by_address.attempt(address, self.now())?;
        }
        desk.by_email.attempt(&email_key, self.now())?;
        let person = match checked::email("email", email) {
            Ok(email) => people::find_by_email(&self.parts.store, &email).await?,
            Err(_) => None,
        };
        let hash = person.as_ref().and_then(|person| person.password_hash.clone());
        let matches = desk.hashing.matches(password, hash).await?;
        let known = person.as_ref().map(|person| person.id);
        let Some(person) = known.filter(|_| matches) else {
            self.sign_in_failed(known).await?;
            return Err(AppError::SignInFailed);
        };
        desk.by_email.forgive(&email_key);
        if let Some(address) = &address_key {
            desk.by_address.give_back(address);
        }
        Ok((person, self.start_session(person).await?))
    }

    /// Whether `password` is the person's, throttled like a sign-in.
    pub(crate) async fn confirm_password(
        &self,
        person: &people::Person,
        password: Confidential,
    ) -> Result<bool> {
        let desk = &self.parts.sign_in;
        let key = email_key(&person.email);
        desk.by_email.attempt(&key, self.now())?;
        let matches = desk.hashing.matches(password, person.password_hash.clone()).await?;
        if matches {
            desk.by_email.forgive(&key);
        }
        Ok(matches)
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: Confidential) -> Result<String> {
        let mut random = self.parts.randomness.generator();
        self.parts.sign_in.hashing.hash(password, &mut *random).await
    }

    async fn sign_in_failed(&self, person: Option<PersonId>) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), Actor::Anonymous, Action::SignInFailed);
        let event = person.into_iter().fold(event, |event, person| event.on(Object::Person(person)));
        self.audit(&mut tx, event).await?;
        Ok(tx.commit().await?)
    }
}

fn email_key(email: &str) -> String {
    email.trim().chars().take(254).collect::<String>().to_lowercase()
}

/// One customer of a network: an IPv4 address, or the /64 that one gets in IPv6.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}
