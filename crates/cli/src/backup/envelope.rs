//! The envelope around a backup. The only place that names the age library.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Write},
    path::Path,
};

use age::{
    DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt,
    secrecy::{ExposeSecret, SecretString},
    x25519,
};
use zeroize::Zeroizing;

use crate::{Failure, installation::read_phrase};

/// For whom a backup is made.
pub(super) enum Readers {
    /// Whoever has the key to one of these.
    Keys(Vec<x25519::Recipient>),
    /// Whoever knows this.
    Passphrase(SecretString),
}

impl Readers {
    /// Whoever knows what stands in the file.
    pub(super) fn passphrase(path: &Path) -> Result<Self, Failure> {
        phrase(path).map(Self::Passphrase)
    }

    /// Reads recipients as typed.
    pub(super) fn keys(typed: &[String]) -> Result<Self, Failure> {
        // What was typed is not said again: it may be the key that opens backups, and this is a log for many.
        let key = |(at, text): (usize, &String)| {
            text.parse().map_err(|_| {
                let private = text.trim().to_ascii_uppercase().starts_with("AGE-SECRET-KEY-");
                let hint = match private {
                    true => "this is the private key, which opens backups: give its recipient, the line that begins with age1, \
                             and make a new pair, as arguments show in lists of processes",
                    false => "a recipient begins with age1 and comes from `tacit key backup` or from age-keygen",
                };
                Failure::usage(format!("recipient {} is no recipient of a backup", at + 1)).hint(hint)
            })
        };
        Ok(Self::Keys(typed.iter().enumerate().map(key).collect::<Result<_, _>>()?))
    }

    /// Seals `from` into a new file.
    pub(super) fn seal(&self, mut from: impl io::Read, to: File) -> Result<(), Failure> {
        let encryptor = match self {
            Self::Passphrase(phrase) => Encryptor::with_user_passphrase(phrase.clone()),
            Self::Keys(keys) => Encryptor::with_recipients(keys.iter().map(|key| key as &dyn Recipient))
                .map_err(|_| Failure::usage("a backup needs a recipient or a passphrase"))?,
        };
        let write = || -> io::Result<()> {
            let mut out = encryptor.wrap_output(BufWriter::new(to))?;
            io::copy(&mut from, &mut out)?;
            let mut file = out.finish()?;
            file.flush()?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        };
        write().map_err(|error| Failure::could_not(format!("the backup cannot be written: {}", error.kind())))
    }
}

/// What opens a backup.
pub(super) enum Reader {
    /// The keys of a file.
    Keys(Vec<x25519::Identity>),
    /// What was typed.
    Passphrase(SecretString),
}

impl Reader {
    /// What stands in the file.
    pub(super) fn passphrase(path: &Path) -> Result<Self, Failure> {
        phrase(path).map(Self::Passphrase)
    }

    /// The keys in the text of a key file: one in a line, comments begin with `#`.
    pub(super) fn keys(text: &str, shown: &Path) -> Result<Self, Failure> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys: Result<Vec<x25519::Identity>, _> = lines.map(str::parse).collect();
        match keys {
            Ok(keys) if !keys.is_empty() => Ok(Self::Keys(keys)),
            _ => Err(Failure::usage(format!("{} holds no key to backups", shown.display())).hint(
                "it is the file that `tacit key backup` wrote, with a line that begins with AGE-SECRET-KEY-1",
            )),
        }
    }

    /// Opens the backup `from` into `to`.
    pub(super) fn open(&self, from: &File, to: &mut impl Write) -> Result<(), Failure> {
        let decryptor = Decryptor::new_buffered(BufReader::new(from)).map_err(trouble)?;
        let mut clear = match self {
            Self::Keys(keys) => decryptor.decrypt(keys.iter().map(|key| key as &dyn Identity)),
            Self::Passphrase(phrase) => {
                decryptor.decrypt(std::iter::once(&scrypt::Identity::new(phrase.clone()) as &dyn Identity))
            }
        }
        .map_err(trouble)?;
        io::copy(&mut clear, to).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => damaged(),
            kind => {
                Failure::could_not(format!("the backup cannot be opened into the data directory: {kind}"))
            }
        })?;
        Ok(())
    }
}

fn phrase(path: &Path) -> Result<SecretString, Failure> {
    let phrase = read_phrase(path, "the passphrase")?;
    match phrase.is_empty() {
        true => Err(Failure::usage("the passphrase is empty")),
        false => Ok(SecretString::from(phrase.as_str())),
    }
}

/// A new key to backups: what opens them, and the recipient to make them for.
pub(super) fn new_key() -> (Zeroizing<String>, String) {
    let identity = x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let secret = Zeroizing::new(identity.to_string().expose_secret().to_owned());
    (secret, recipient)
}

fn trouble(error: DecryptError) -> Failure {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
            Failure::could_not("the backup was not made for this key or passphrase")
                .hint("use the key of the recipient it was made for")
        }
        DecryptError::ExcessiveWork { .. } => {
            Failure::could_not("the backup asks for more work than a passphrase should take")
                .hint("it was not made by tacit: open it with age, and restore the database by hand")
        }
        DecryptError::InvalidMac => damaged(),
        DecryptError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            Failure::could_not(format!("the backup cannot be read: {}", error.kind()))
        }
        _ => Failure::could_not("this is no backup made by tacit"),
    }
}

fn damaged() -> Failure {
    Failure::could_not("the backup is damaged or not complete")
        .hint("use another copy of it; nothing was restored")
}
