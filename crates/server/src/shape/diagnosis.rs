//! Why steps failed.

use serde::Serialize;
use tacit_record::{Cause, Diagnosis, StoredStep};
use utoipa::ToSchema;

/// Why a step failed, as far as what is shown of it tells.
#[derive(Serialize, ToSchema)]
#[schema(as = Diagnosis)]
pub(crate) struct DiagnosisBody {
    /// A word of a closed list, such as `credentials_refused`, `not_found` or `other_content`.
    #[schema(value_type = String)]
    cause: Cause,
    /// What happened, in a few words.
    title: &'static str,
    /// What to look at first.
    advice: &'static str,
    /// The part of the step that shows it: `url`, `assertions[2]`, counted from 1.
    part: Option<String>,
    /// The status that shows it.
    status: Option<u16>,
}

/// A step and why it failed.
#[derive(Serialize, ToSchema)]
#[schema(as = StepDiagnosis)]
pub(crate) struct StepDiagnosisBody {
    step_type: String,
    /// `1`, `2`, `2.1` inside a condition.
    place: String,
    #[serde(flatten)]
    diagnosis: DiagnosisBody,
}

impl DiagnosisBody {
    pub(crate) fn of(step: &StoredStep) -> Option<Self> {
        let Diagnosis { cause, place, status } = step.diagnosis()?;
        Some(Self { cause, title: cause.title(), advice: cause.advice(), part: place, status })
    }
}

/// Of every step that failed, those inside conditions in line.
pub(crate) fn diagnoses(steps: &[StoredStep]) -> Vec<StepDiagnosisBody> {
    let mut all = Vec::new();
    collect(steps, &mut all);
    all
}

fn collect(steps: &[StoredStep], into: &mut Vec<StepDiagnosisBody>) {
    for step in steps {
        if let Some(diagnosis) = DiagnosisBody::of(step) {
            let (step_type, place) = (step.step_type.as_str().to_owned(), step.place.as_str().to_owned());
            into.push(StepDiagnosisBody { step_type, place, diagnosis });
        }
        collect(&step.steps, into);
    }
}
