//! Files in a directory, as Kubernetes and systemd mount secrets.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::PathBuf,
};

use tacit_taint::Secret;
use tacit_vault::MAX_VALUE_BYTES;
use tacit_wire::text_within;

use crate::trouble::Trouble;

pub(crate) struct Files {
    pub(crate) directory: PathBuf,
}

impl Files {
    /// The text of a file, or a field of it when it is JSON. One line end at its end is not part of it.
    pub(crate) fn fetch(&self, path: &str, field: Option<&str>) -> Result<Secret, Trouble> {
        let none = |error: &std::io::Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Trouble::Missing,
            _ => Trouble::Refused,
        };
        let root = self.directory.canonicalize().map_err(|_| Trouble::NoCredentials)?;
        // Kubernetes mounts links to links; none may lead out of the directory.
        let file = root.join(path).canonicalize().map_err(|error| none(&error))?;
        if !file.starts_with(&root) {
            return Err(Trouble::Path);
        }
        if !file.is_file() {
            return Err(Trouble::Missing);
        }
        let mut text = String::new();
        let most = MAX_VALUE_BYTES as u64 + 2;
        let read = File::open(&file).and_then(|file| file.take(most + 1).read_to_string(&mut text));
        match read {
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(Trouble::Unfit("it is not text"));
            }
            Err(error) => return Err(none(&error)),
            Ok(_) => {}
        }
        if text.ends_with('\n') {
            text.pop();
            if text.ends_with('\r') {
                text.pop();
            }
        }
        let whole = Secret::new(text);
        match field {
            None => Ok(whole),
            Some(_) => text_within(&whole, field).map_err(Trouble::from),
        }
    }
}
