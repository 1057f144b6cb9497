//! What a secret may be. No message quotes what was typed.

use tacit_spec::{SecretName, limits};
use tacit_taint::{Secret, Weakness, weakness};
use tacit_vault::check_value;

use super::Visibility;
use crate::{AppError, Confidential, Result, definitions::checked_text};

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

pub(super) fn allowed_hosts(hosts: &[String]) -> Result<()> {
    if hosts.is_empty() {
        return Ok(());
    }
    let message = "sealed secrets, which only allowed hosts get, are not available in this version: leave \
                   allowed_hosts empty";
    Err(AppError::invalid("allowed_hosts", message))
}

/// A value that can be guessed is not masked in part: what is left around it would confirm a guess.
pub(super) fn strong_enough(visibility: Visibility, value: &Secret) -> Result<()> {
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
