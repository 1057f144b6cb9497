//! What a step leaves before it is decided what of it is shown.

use tacit_record::{Counters, ErrorCode, ScriptPlace, Tally};
use tacit_script::{EditedRequest, ResponseView};
use tacit_taint::{Label, Labeled};
use tacit_wire::{Facts, Raw};

use crate::render::RenderError;

/// A request step after it ran.
#[derive(Default)]
pub(crate) struct RawStep {
    /// What the whole exchange depends on.
    pub(crate) exchange: Label,
    pub(crate) facts: Option<Facts>,
    pub(crate) raw: Option<Labeled<Raw>>,
    /// The body that was sent first; redirects that keep the body send the same one.
    pub(crate) sent_body: bytes::Bytes,
    /// What the last exchange depends on as it is shown: scripts after the response may have changed it.
    pub(crate) shown: Label,
    /// As scripts left them; shown, under `shown`, instead of what was sent and received.
    pub(crate) edited_request: Option<EditedRequest>,
    pub(crate) edited_response: Option<ResponseView>,
    pub(crate) assertions: Vec<RawAssertion>,
    pub(crate) extractions: Vec<RawExtraction>,
    pub(crate) scripts: Vec<RawScript>,
    pub(crate) errors: Vec<RawError>,
}

/// One script, run or not.
pub(crate) struct RawScript {
    pub(crate) place: ScriptPlace,
    pub(crate) origin: String,
    pub(crate) label: Label,
    /// `None` when it did not run.
    pub(crate) passed: Option<bool>,
    pub(crate) output: Vec<String>,
    pub(crate) error: Option<String>,
}

/// One assertion, judged or not.
#[derive(Default)]
pub(crate) struct RawAssertion {
    pub(crate) label: Label,
    pub(crate) passed: Option<bool>,
    pub(crate) target: Option<String>,
    pub(crate) actual: Option<String>,
    pub(crate) error: Option<String>,
}

/// One extraction, made or not.
#[derive(Default)]
pub(crate) struct RawExtraction {
    pub(crate) label: Label,
    pub(crate) passed: Option<bool>,
    pub(crate) value: Option<String>,
    pub(crate) error: Option<String>,
}

/// What kept a step from working.
pub(crate) struct RawError {
    pub(crate) code: ErrorCode,
    pub(crate) place: String,
    /// Speaks of the definition only.
    pub(crate) hint: Option<String>,
    /// May quote data.
    pub(crate) detail: Option<String>,
    pub(crate) label: Label,
}

impl RawStep {
    /// Whether every part that was judged passed.
    pub(crate) fn passed(&self) -> bool {
        self.errors.is_empty()
            && self.assertions.iter().all(|assertion| assertion.passed == Some(true))
            && self.extractions.iter().all(|extraction| extraction.passed == Some(true))
            && self.scripts.iter().all(|script| script.passed == Some(true))
    }

    /// What was judged, and how; not to be shown.
    pub(crate) fn counters(&self) -> Counters {
        let tally = |judged: &mut dyn Iterator<Item = Option<bool>>| {
            judged.fold(Tally::default(), |mut tally, passed| {
                match passed {
                    Some(passed) => tally.count(passed),
                    None => tally.defined += 1,
                }
                tally
            })
        };
        Counters {
            requests_executed: u32::from(self.facts.is_some()),
            assertions: tally(&mut self.assertions.iter().map(|assertion| assertion.passed)),
            variables: tally(&mut self.extractions.iter().map(|extraction| extraction.passed)),
            scripts: tally(&mut self.scripts.iter().map(|script| script.passed)),
        }
    }

    /// What the verdict on the step depends on.
    pub(crate) fn verdict_label(&self) -> Label {
        let mut label = self.exchange.clone();
        self.assertions.iter().for_each(|assertion| label.join(&assertion.label));
        self.extractions.iter().for_each(|extraction| label.join(&extraction.label));
        self.scripts.iter().for_each(|script| label.join(&script.label));
        self.errors.iter().for_each(|error| label.join(&error.label));
        label
    }
}

impl From<(String, RenderError)> for RawError {
    fn from((place, error): (String, RenderError)) -> Self {
        Self {
            code: error.code,
            place,
            hint: Some(format!("{}: {}", error.message, error.hint)),
            detail: None,
            label: error.label,
        }
    }
}
