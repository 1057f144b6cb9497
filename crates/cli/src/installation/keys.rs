//! Codes and passwords, in and out.

use std::{
    fs::{self, OpenOptions},
    io::{self, IsTerminal, Read, Write},
    path::Path,
};

use tacit_app::Confidential;
use tacit_vault::RecoveryCode;
use zeroize::Zeroizing;

use super::data_dir::beside;
use crate::{Failure, output};

/// Far more than a password or a code has.
const MAX_BYTES: u64 = 4096;

/// Gives key file and recovery code of a new installation to the person.
pub(super) fn hand_over(key_file: &Path, code: &RecoveryCode) -> Result<(), Failure> {
    output::complain(&format!("A new installation: its key file is {}", key_file.display()));
    output::complain("  Keep a copy of it in a safe place, apart from the data and its backups.");
    show_code(key_file, code)
}

/// Files with codes that nobody took away, at most.
const NAMES: u32 = 100;

/// Gives the recovery code to the person at the terminal, else to a file for them: logs are read by many.
pub(crate) fn show_code(key_file: &Path, code: &RecoveryCode) -> Result<(), Failure> {
    let code = code.reveal();
    let path = (1..=NAMES)
        .map(|number| match number {
            1 => beside(key_file, "recovery"),
            number => beside(key_file, &format!("recovery-{number}")),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| beside(key_file, "recovery"));
    // Beside those that nobody took away.
    if !io::stderr().is_terminal() && write(&path, &code).is_ok() {
        output::complain(&format!(
            "  The recovery code, for the day the key file is lost: {}",
            path.display()
        ));
        output::complain("  Write it down and delete that file.");
    } else {
        output::complain(
            "  The recovery code, for the day the key file is lost. Write it down, it is shown once:",
        );
        output::complain(&format!("\n    {}\n", code.as_str()));
    }
    Ok(())
}

fn write(path: &Path, code: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(code.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// A password from a file, or from standard input where the path is `-`.
pub(crate) fn read_password(path: &Path) -> Result<Confidential, Failure> {
    Ok(Confidential::new(line(path, "the password")?))
}

/// A recovery code from a file, or from standard input where the path is `-`.
pub(crate) fn read_code(path: &Path) -> Result<String, Failure> {
    line(path, "the recovery code")
}

/// A passphrase from a file, or from standard input where the path is `-`.
pub(crate) fn read_phrase(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    line(path, what).map(Zeroizing::new)
}

/// A token from a file, or from standard input where the path is `-`.
pub(crate) fn read_token(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    line(path, what).map(Zeroizing::new)
}

/// The whole text without its line end. `what` is what a message calls it.
fn line(path: &Path, what: &str) -> Result<String, Failure> {
    let text = read_text(path, what)?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.contains('\n') {
        let shown =
            if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
        return Err(Failure::usage(format!("{what} in {shown} has more than one line")));
    }
    Ok(line.to_owned())
}

/// A short text that is for few eyes, from a file, or from standard input where the path is `-`. `what` is what a
/// message calls it.
pub(crate) fn read_text(path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
    let stdin = path == Path::new("-");
    let shown = if stdin { "standard input".to_owned() } else { path.display().to_string() };
    let mut bytes = Zeroizing::new(Vec::new());
    let read = if stdin {
        io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| {
        Failure::could_not(format!("{what} cannot be read from {shown}: {}", error.kind()))
            .hint("check the path and its permissions")
    })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::usage(format!("{shown} is too large to hold {what}")));
    }
    let text =
        str::from_utf8(&bytes).map_err(|_| Failure::usage(format!("{what} in {shown} is not UTF-8 text")))?;
    Ok(Zeroizing::new(text.to_owned()))
}
