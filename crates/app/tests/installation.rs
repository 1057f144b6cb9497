//! Making and opening an installation: with its key file, with another one, and with none.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use rand::{CryptoRng, rngs::StdRng};
use tacit_app::{Clock, Installation, InstallationError, Randomness, Unlock};
use tacit_store::Store;
use tacit_vault::{KeyFileError, RecoveryCode, SlotError};
use zeroize::Zeroizing;

struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        1_800_000_000_000_000
    }
}

struct Os;

impl Randomness for Os {
    fn generator(&self) -> Box<dyn CryptoRng + Send> {
        Box::new(rand::make_rng::<StdRng>())
    }
}

struct Place {
    folder: tempfile::TempDir,
    store: Store,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("tacit.db")).await.unwrap();
        Self { folder, store }
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    async fn create(&self) -> RecoveryCode {
        Installation::create(&self.store, &self.key(), &Os, &Still).await.ok().unwrap().1
    }

    async fn open(&self, key: &Path) -> Result<(), InstallationError> {
        Installation::open(&self.store, Unlock::KeyFile(key.to_owned())).await.map(drop)
    }
}

#[tokio::test]
async fn what_was_made_opens_with_its_key_alone() {
    let place = Place::new().await;
    assert!(!Installation::exists(&place.store).await.unwrap());
    assert!(matches!(place.open(&place.key()).await, Err(InstallationError::Missing)));
    place.create().await;
    assert!(Installation::exists(&place.store).await.unwrap());
    place.open(&place.key()).await.unwrap();
    assert_eq!(fs::metadata(place.key()).unwrap().permissions().mode() & 0o777, 0o600);

    let again = Installation::create(&place.store, &place.folder.path().join("other"), &Os, &Still).await;
    assert!(matches!(again, Err(InstallationError::Exists)));
    assert!(!place.folder.path().join("other").exists(), "nothing was written");
}

#[tokio::test]
async fn each_wrong_key_file_has_its_sentence() {
    let (place, other) = (Place::new().await, Place::new().await);
    place.create().await;
    other.create().await;
    let says = |error: InstallationError| error.to_string();

    let missing = says(place.open(&place.folder.path().join("nowhere")).await.unwrap_err());
    assert!(missing.contains("there is no key file at") && missing.contains("recovery code"), "{missing}");
    let foreign = says(place.open(&other.key()).await.unwrap_err());
    assert!(foreign.contains("belongs to installation"), "{foreign}");
    fs::set_permissions(place.key(), fs::Permissions::from_mode(0o644)).unwrap();
    let loose = says(place.open(&place.key()).await.unwrap_err());
    assert!(loose.contains("chmod 600"), "{loose}");
    fs::set_permissions(place.key(), fs::Permissions::from_mode(0o600)).unwrap();
    let text = fs::read_to_string(place.key()).unwrap();
    fs::write(place.key(), text.replace("tacit-key-1", "something")).unwrap();
    let stranger = says(place.open(&place.key()).await.unwrap_err());
    assert!(stranger.contains("is not a tacit key file"), "{stranger}");
}

#[tokio::test]
async fn an_existing_key_file_is_never_replaced() {
    let place = Place::new().await;
    fs::write(place.key(), "the key of something else").unwrap();
    let refused = Installation::create(&place.store, &place.key(), &Os, &Still).await.err().unwrap();
    assert!(matches!(refused, InstallationError::KeyFile(KeyFileError::Exists(_))), "{refused}");
    assert_eq!(fs::read_to_string(place.key()).unwrap(), "the key of something else");
    assert!(!Installation::exists(&place.store).await.unwrap(), "nothing was stored");
}

#[tokio::test]
async fn the_recovery_code_makes_up_for_a_lost_key_file() {
    let place = Place::new().await;
    let shown = place.create().await.reveal().to_string();
    fs::remove_file(place.key()).unwrap();
    let wrong = Installation::add_key_file(&place.store, code("0000"), &place.key(), &Os, &Still).await;
    assert!(matches!(wrong, Err(InstallationError::Unlock(SlotError::Recovery(_)))));
    assert!(!place.key().exists());
    let typed = shown.to_lowercase().replace('-', " ");
    Installation::add_key_file(&place.store, code(&typed), &place.key(), &Os, &Still).await.ok().unwrap();
    place.open(&place.key()).await.unwrap();
}

fn code(typed: &str) -> Unlock {
    Unlock::RecoveryCode(Zeroizing::new(typed.to_owned()))
}
