//! Variables of the environment that are no flags.

use std::{ffi::OsString, path::PathBuf};

use zeroize::Zeroizing;

/// Variables that are no flags, with their meaning, for the reference page.
pub(crate) const OTHER_VARIABLES: &[(&str, &str)] = &[
    (
        "TACIT_SECRET_name",
        "The value of the secret `name` for `tacit run`; one variable for each secret. The name is case-sensitive.",
    ),
    (
        "TACIT_KEY",
        "The text of a key file, when there is neither a file nor a credential. The last choice: whoever may look at the process \
         sees its environment.",
    ),
    (
        "CREDENTIALS_DIRECTORY",
        "Set by systemd. A credential `tacit.key` in it (`LoadCredential=`, `LoadCredentialEncrypted=`) is taken as the key file, \
         unless one is named.",
    ),
    ("NO_COLOR", "Write no colours, when not empty (<https://no-color.org>)."),
];

/// What the variable of a secret begins with.
const SECRET: &str = "TACIT_SECRET_";

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The key file among the credentials of a systemd service.
pub(crate) fn credential() -> Option<PathBuf> {
    let path = PathBuf::from(variable("CREDENTIALS_DIRECTORY")?).join("tacit.key");
    path.exists().then_some(path)
}

/// The text of a key file in the environment.
pub(crate) fn key_variable() -> Option<Zeroizing<Vec<u8>>> {
    variable("TACIT_KEY").map(|text| Zeroizing::new(text.into_bytes()))
}

/// Whether the person wants no colours anywhere.
pub(crate) fn no_colour() -> bool {
    variable("NO_COLOR").is_some()
}

/// The secrets in the environment: the name after `TACIT_SECRET_`, and the value as the system has it.
pub(crate) fn secrets() -> Vec<(String, OsString)> {
    let named = |(name, value): (OsString, OsString)| {
        let name = name.to_str()?.strip_prefix(SECRET)?.to_owned();
        Some((name, value))
    };
    std::env::vars_os().filter_map(named).collect()
}
