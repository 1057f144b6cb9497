//! The key file: the one file this crate reads and writes.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use data_encoding::{BASE64, HEXLOWER};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    InstanceId,
    crypto::{Key, mac},
};

/// The content of a key file: 32 random bytes that unlock one slot, and the installation they are for.
///
/// ```text
/// # tacit key file ...
/// tacit-key-1 <installation> <base64 of 32 bytes> <check>
/// ```
///
/// The check tells a file that was cut or mistyped from one of another installation. The file holds no instance key:
/// alone, without the stored slots, it opens nothing.
pub struct KeyFile {
    instance: InstanceId,
    key: Key,
}

/// Why a key file cannot be read or written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error(
        "there is no key file at {}; point to the key file made at set-up, or make a new one from the recovery code \
         with `tacit admin recover`",
        .0.display()
    )]
    Missing(PathBuf),
    /// Others than its owner may use the file.
    #[error(
        "the key file {} may be read or written by others (mode {mode:04o}); run: chmod 600 {}",
        path.display(), path.display()
    )]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is something else.
    #[error("{} is not a tacit key file; point to the key file made at set-up", .0.display())]
    NotAKeyFile(PathBuf),
    /// It was a key file once.
    #[error("the key file {} is damaged; restore it from your copy, or make a new one from the recovery code with `tacit admin recover`", .0.display())]
    Damaged(PathBuf),
    /// A new key file never replaces an old one.
    #[error("{} exists already and may be the only key to other data; move it away or choose another path", .0.display())]
    Exists(PathBuf),
    /// The operating system refused.
    #[error("the key file {} cannot be used: {kind}; check the directory and its owner", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What the system said.
        kind: io::ErrorKind,
    },
}

const MARK: &str = "tacit-key-1";
const NOTE: &str = "# tacit key file. Whoever has this file and the data can use every secret: keep it out of the\n\
                    # data directory and its backups, and keep a copy in another safe place.\n";
/// Far more than a key file has; a larger file is something else and is not read.
const MAX_BYTES: u64 = 4096;

impl KeyFile {
    pub(super) fn random(instance: InstanceId, random: &mut dyn CryptoRng) -> Self {
        Self { instance, key: Key::random(random) }
    }

    /// The installation it was made for.
    #[must_use]
    pub fn instance(&self) -> InstanceId {
        self.instance
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// Writes the file, readable by its owner alone, whole or not at all; never over an existing one.
    pub fn write_new(&self, path: &Path) -> Result<(), KeyFileError> {
        let name = path.file_name().ok_or_else(|| system(path, &io::ErrorKind::InvalidFilename.into()))?;
        let mut part = name.to_owned();
        part.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(part);
        let linked = self.write_part(&part).map_err(|error| system(&part, &error)).and_then(|()| {
            // Unlike renaming, linking fails when the name is taken.
            fs::hard_link(&part, path).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
                _ => system(path, &error),
            })
        });
        // Nothing is lost when the part cannot be removed: it has the same permissions.
        let _ = fs::remove_file(&part);
        linked?;
        sync_directory(path).map_err(|error| system(path, &error))
    }

    fn write_part(&self, part: &Path) -> io::Result<()> {
        let mut file = private_options().open(part)?;
        file.write_all(self.text().as_bytes())?;
        file.sync_all()
    }

    /// Reads the file at `path`. A link is followed: secrets are often mounted as one.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let metadata = fs::metadata(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
            _ => system(path, &error),
        })?;
        // Before opening, because opening a pipe would wait for ever.
        if !metadata.is_file() {
            return Err(KeyFileError::NotAKeyFile(path.to_owned()));
        }
        let file = File::open(path).map_err(|error| system(path, &error))?;
        let metadata = file.metadata().map_err(|error| system(path, &error))?;
        refuse_loose(path, &metadata)?;
        if metadata.len() > MAX_BYTES {
            return Err(KeyFileError::NotAKeyFile(path.to_owned()));
        }
        let mut text = Zeroizing::new(Vec::with_capacity(MAX_BYTES as usize + 1));
        file.take(MAX_BYTES).read_to_end(&mut text).map_err(|error| system(path, &error))?;
        Self::from_text(&text, path)
    }

    /// Takes the text of a key file that came another way, such as from the service manager. `path` is what an error calls
    /// it.
    pub fn from_text(text: &[u8], path: &Path) -> Result<Self, KeyFileError> {
        Self::parse(text).map_err(|wrong| match wrong {
            Wrong::Kind => KeyFileError::NotAKeyFile(path.to_owned()),
            Wrong::Content => KeyFileError::Damaged(path.to_owned()),
        })
    }

    fn text(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(BASE64.encode(self.key.bytes()));
        let mut text = Zeroizing::new(String::with_capacity(MAX_BYTES as usize));
        text.push_str(NOTE);
        let check = check(&self.instance.to_string(), &key);
        for part in [MARK, " ", &self.instance.to_string(), " ", &key, " ", &check, "\n"] {
            text.push_str(part);
        }
        text
    }

    fn parse(text: &[u8]) -> Result<Self, Wrong> {
        let text = str::from_utf8(text).map_err(|_| Wrong::Kind)?;
        let line = text.lines().find(|line| line.starts_with(MARK)).ok_or(Wrong::Kind)?;
        let mut parts = line.split_ascii_whitespace().skip(1);
        let (Some(instance), Some(key), Some(stated), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Wrong::Content);
        };
        if check(instance, key) != stated {
            return Err(Wrong::Content);
        }
        let bytes = Zeroizing::new(BASE64.decode(key.as_bytes()).map_err(|_| Wrong::Content)?);
        Ok(Self {
            instance: InstanceId(instance.parse().map_err(|_| Wrong::Content)?),
            key: Key::from_slice(&bytes).ok_or(Wrong::Content)?,
        })
    }
}

enum Wrong {
    Kind,
    Content,
}

/// Eight hexadecimal digits over the rest of the line.
fn check(instance: &str, key: &str) -> String {
    let line = Zeroizing::new([MARK, instance, key].join(" "));
    HEXLOWER.encode(&mac::sha256(line.as_bytes())[..4])
}

fn system(path: &Path, error: &io::Error) -> KeyFileError {
    KeyFileError::System { path: path.to_owned(), kind: error.kind() }
}

fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn refuse_loose(path: &Path, metadata: &fs::Metadata) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt;

    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyFileError::Permissions { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_loose(_path: &Path, _metadata: &fs::Metadata) -> Result<(), KeyFileError> {
    Ok(())
}

/// Makes the new name itself durable.
fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
