//! Hashing passwords: argon2id, away from the threads that serve others.

use std::{sync::Arc, thread::available_parallelism, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use rand::CryptoRng;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{AppError, Confidential, Result};

/// NIST SP 800-63B asks for 8 at least; length is what counts, so no rule about kinds of characters.
const MIN_CHARS: usize = 10;
const MAX_BYTES: usize = 1024;
/// Each hash being made holds 19 MiB; others wait.
const AT_ONCE: usize = 4;
/// So many may wait; more are sent away.
const WAITING: usize = 256;

/// With the same cost as every other; no password has it. For people who are not there, so that they take as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a person may choose it.
pub(crate) fn check(path: &'static str, password: &Confidential, email: &str) -> Result<()> {
    let text = password.as_password();
    let refuse = |message: String| Err(AppError::invalid(path, message));
    if text.chars().count() < MIN_CHARS {
        return refuse(format!("the password is too short: take at least {MIN_CHARS} characters"));
    }
    if text.len() > MAX_BYTES {
        return refuse(format!("the password is too long: take at most {MAX_BYTES} bytes"));
    }
    if text.trim().eq_ignore_ascii_case(email.trim()) {
        return refuse("the password is the e-mail address: take something that others do not know".into());
    }
    Ok(())
}

/// Makes and compares hashes, a few at a time.
pub(crate) struct Hashing {
    at_work: Arc<Semaphore>,
    waiting: Semaphore,
}

impl Hashing {
    pub(crate) fn new() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self { at_work: Arc::new(Semaphore::new(cores.min(AT_ONCE))), waiting: Semaphore::new(WAITING) }
    }

    /// The hash to store, in PHC form.
    pub(crate) async fn hash(
        &self,
        password: Confidential,
        random: &mut (dyn CryptoRng + Send),
    ) -> Result<String> {
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        let hash = self.work(move || {
            let hash: Result<PasswordHash, _> =
                Argon2::default().hash_password_with_salt(password.as_password().as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
        });
        hash.await?.map_err(|_| AppError::internal("a password could not be hashed"))
    }

    /// Whether `password` is the one `stored` was made from. Takes the same time when there is no hash.
    pub(crate) async fn matches(&self, password: Confidential, stored: Option<String>) -> Result<bool> {
        self.work(move || {
            let stored = stored.as_deref().unwrap_or(NOBODY);
            let Ok(hash) = PasswordHash::new(stored) else { return false };
            Argon2::default().verify_password(password.as_password().as_bytes(), &hash).is_ok()
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let busy = || AppError::TooMany { retry_after: Duration::from_secs(1) };
        let _waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        let turn = self.at_work.clone().acquire_owned().await.map_err(|_| busy())?;
        let done = spawn_blocking(move || {
            // Held until the memory is free again, also when nobody waits for the answer any more.
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| AppError::internal("hashing a password stopped half-way"))
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[tokio::test]
    async fn a_hash_fits_its_password_alone() {
        let hashing = Hashing::new();
        let password = || Confidential::new("correct horse".into());
        let hash = hashing.hash(password(), &mut StdRng::seed_from_u64(1)).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hashing.matches(password(), Some(hash.clone())).await.unwrap());
        assert!(!hashing.matches(Confidential::new("correct horsf".into()), Some(hash)).await.unwrap());
        assert!(!hashing.matches(password(), None).await.unwrap());
        assert!(!hashing.matches(password(), Some("damaged".into())).await.unwrap());
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let somebody: PasswordHash = Argon2::default().hash_password_with_salt(b"x", &[1; 16]).unwrap();
        assert_eq!((nobody.params, nobody.version), (somebody.params, somebody.version));
        assert_eq!(nobody.hash.map(|hash| hash.len()), somebody.hash.map(|hash| hash.len()));
    }

    #[test]
    fn rules() {
        let check = |text: &str| check("password", &Confidential::new(text.into()), "ada@example.com");
        assert!(check("ten chars!").is_ok() && check("zehn Zeichen äöü").is_ok());
        assert!(check("ninechars").is_err() && check("Ada@Example.com").is_err());
        assert!(check(&"x".repeat(1025)).is_err());
    }
}
