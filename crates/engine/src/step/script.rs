//! The scripts of a step: which ones there are, and what each of them left.

use tacit_record::{ErrorCode, ScriptPlace};
use tacit_script::{Failure, ThrownKind};
use tacit_taint::Label;

use super::{RawError, RawScript, RawStep};
use crate::{
    render::unavailable,
    scope::Scope,
    scripts::{Cut, Ran},
};

/// The environment's scripts, then the step's own, each with its origin.
pub(crate) fn chain<'a>(
    environment: &'a [(String, String)],
    own: &'a [String],
) -> impl Iterator<Item = (String, &'a str)> {
    let own =
        own.iter().enumerate().map(|(index, source)| (format!("step script {}", index + 1), source.as_str()));
    let all = environment.iter().map(|(origin, source)| (origin.clone(), source.as_str())).chain(own);
    // Exports hold empty scripts where somebody opened the tab.
    all.filter(|(_, source)| !source.trim().is_empty())
}

/// A script that could have run.
pub(super) fn not_run(
    place: ScriptPlace,
    (origin, source): (String, &str),
    label: &Label,
    scope: &mut Scope,
) -> RawScript {
    for name in crate::scripts::could_write(source) {
        scope.raise(&name, label);
    }
    RawScript { place, origin, label: label.clone(), passed: None, output: Vec::new(), error: None }
}

/// Keeps what a script left, and turns its failure into errors.
pub(crate) fn record_script(raw: &mut RawStep, place: ScriptPlace, origin: String, ran: Ran) {
    let passed = ran.passed();
    let mut failed = |code: ErrorCode, hint: Option<String>, detail: Option<String>| {
        raw.errors.push(RawError { code, place: origin.clone(), hint, detail, label: ran.label.clone() });
    };
    for missing in &ran.missing_secrets {
        let error = unavailable(&missing.name, missing.away, ran.label.clone());
        failed(error.code, Some(format!("{}: {}", error.message, error.hint)), None);
    }
    if ran.refused_write {
        failed(ErrorCode::ScriptError, Some(REFUSED_WRITE.into()), None);
    }
    let (output, error) = match ran.outcome {
        Ok(outcome) => {
            let error = outcome.error.map(|thrown| {
                let at = thrown.line.map(|line| format!(" (line {line})")).unwrap_or_default();
                (thrown.kind, format!("{}{at}", thrown.message))
            });
            if let Some((ThrownKind::Exception, message)) = &error
                && ran.missing_secrets.is_empty()
            {
                failed(ErrorCode::ScriptError, None, Some(message.clone()));
            }
            (outcome.log, error.map(|(_, message)| message))
        }
        Err(Cut::Cancelled) => {
            failed(ErrorCode::Cancelled, Some(CANCELLED.into()), None);
            (Vec::new(), Some(CANCELLED.into()))
        }
        Err(Cut::Failed(failure @ Failure::Limit(_))) => {
            failed(ErrorCode::ScriptLimit, Some(failure.to_string()), None);
            (Vec::new(), Some(failure.to_string()))
        }
        Err(Cut::Failed(failure)) => {
            failed(ErrorCode::Internal, Some(failure.to_string()), None);
            (Vec::new(), Some(failure.to_string()))
        }
    };
    raw.scripts.push(RawScript { place, origin, label: ran.label, passed: Some(passed), output, error });
}

const CANCELLED: &str = "the run was cancelled while the script ran";

const REFUSED_WRITE: &str = "the script used a secret and set a variable whose name is not written out; write the name as \
text: variables.set(\"name\", value)";
