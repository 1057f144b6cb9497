//! What a secret may be. No message quotes what was typed.

use std::collections::BTreeSet;

use tacit_spec::{AllowedHost, SecretName, limits};
use tacit_taint::{Secret, Weakness, weakness};
use tacit_vault::check_value;

use super::Visibility;
use crate::{AppError, Confidential, Micros, Result, definitions::checked_text};

pub(super) fn name(text: &str) -> Result<SecretName> {
    SecretName::parse(text).map_err(|error| AppError::invalid("name", error.to_string()))
}

pub(super) fn value(value: Confidential) -> Result<Secret> {
    let value = value.into_secret();
    check_value(&value).map_err(|error| AppError::invalid("value", error.to_string()))?;
    Ok(value)
}

/// Empty is none.
pub(super) fn description(text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > limits::SECRET_DESCRIPTION_CHARS {
        let most = limits::SECRET_DESCRIPTION_CHARS;
        return Err(AppError::invalid(
            "description",
            format!("the description has more than {most} characters"),
        ));
    }
    checked_text("description", Some(text))?;
    Ok(Some(text.to_owned()))
}

pub(super) fn visibility(text: &str) -> Result<Visibility> {
    Visibility::parse(text)
        .ok_or_else(|| AppError::invalid("visibility", "the visibility is either strict or redact"))
}

/// A time to come.
pub(super) fn expiry(at: Micros, now: Micros) -> Result<Micros> {
    if at <= now {
        let message = "the time at which the value expires has passed: give a later one, or none";
        return Err(AppError::invalid("expires_at", message));
    }
    Ok(at)
}

/// In the one spelling that is stored and sealed into the value, sorted, each once.
pub(super) fn allowed_hosts(hosts: &[String]) -> Result<Vec<AllowedHost>> {
    let mut all = BTreeSet::new();
    for (index, text) in hosts.iter().enumerate() {
        let host = AllowedHost::parse(text).map_err(|error| {
            AppError::invalid("allowed_hosts", format!("allowed host {}: {error}", index + 1))
        })?;
        all.insert(host);
    }
    if all.len() > limits::ALLOWED_HOSTS {
        let most = limits::ALLOWED_HOSTS;
        return Err(AppError::invalid("allowed_hosts", format!("a secret has at most {most} allowed hosts")));
    }
    Ok(all.into_iter().collect())
}

/// As they stand in the store.
pub(super) fn stored_hosts(hosts: &[AllowedHost]) -> String {
    serde_json::Value::from_iter(hosts.iter().map(ToString::to_string)).to_string()
}

/// A value that an answer cannot be searched for is not kept from scripts by sealing it.
pub(super) fn long_enough(hosts: &[AllowedHost], value: &Secret) -> Result<()> {
    if hosts.is_empty() || weakness(value) != Some(Weakness::Short) {
        return Ok(());
    }
    let least = limits::SEALED_VALUE_BYTES;
    let message = format!(
        "a value of fewer than {least} bytes cannot be sealed, as it could not be told from other text in an answer: use \
         a longer one, or leave allowed_hosts empty"
    );
    Err(AppError::invalid("allowed_hosts", message))
}

/// Whether a value that is sent keeps the rules of its secret.
pub(super) fn fits(visibility: Visibility, hosts: &[AllowedHost], value: &Secret) -> Result<()> {
    strong_enough(visibility, value)?;
    long_enough(hosts, value)
}

/// The same of a value that is stored, of which nobody is to learn how it is made.
pub(super) fn still_fits(visibility: Visibility, hosts: &[AllowedHost], value: &Secret) -> Result<()> {
    fits(visibility, hosts, value).map_err(|_| unfit_as_stored())
}

/// What is said when a stored value does not keep the rules that it is to have: the same of every one, as who asks could
/// otherwise find out how it is made.
fn unfit_as_stored() -> AppError {
    let message = "the stored value cannot be kept like this: it may be too easy to guess for visibility redact, or too \
                   short to be sealed. Send a stronger one along, or leave the rules as they are";
    AppError::invalid("visibility", message)
}

/// A value that can be guessed is not masked in part: what is left around it would confirm a guess.
fn strong_enough(visibility: Visibility, value: &Secret) -> Result<()> {
    let (Visibility::Redact, Some(weak)) = (visibility, weakness(value)) else { return Ok(()) };
    let reason = match weak {
        Weakness::Short => "it has fewer than 8 bytes",
        Weakness::Numeric => "it has only digits",
        Weakness::Common => "it is a common word or password",
        Weakness::Predictable => "it is easy to guess",
    };
    let message = format!("this value is too weak for visibility redact ({reason}): leave it strict");
    Err(AppError::invalid("visibility", message))
}
