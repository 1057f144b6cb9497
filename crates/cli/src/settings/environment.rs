//! Variables of the environment that are no flags.

use std::ffi::OsString;

/// Variables that are no flags, with their meaning, for the reference page.
pub(crate) const OTHER_VARIABLES: &[(&str, &str)] = &[
    (
        "TACIT_SECRET_name",
        "The value of the secret `name` for `tacit run`; one variable for each secret. The name is case-sensitive.",
    ),
    ("NO_COLOR", "Write no colours, when not empty (<https://no-color.org>)."),
];

/// What the variable of a secret begins with.
const SECRET: &str = "TACIT_SECRET_";

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
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
