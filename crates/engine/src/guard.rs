//! The last look over a finished record.

use tacit_record::{Counters, ErrorCode, ErrorRecord, Run, RunRecord, Shown};
use tacit_taint::CleanText;

use crate::needles::DerivedSecrets;

/// Looks at every text of the record once more.
///
/// A stored secret found now means that something shown was not scrubbed: a fault of tacit's own. The record is
/// dropped then and only the verdict is kept. Secrets that came to be later in the run than a text was made are cut
/// out of it here.
pub(crate) fn last_look(record: Run, derived: &DerivedSecrets<'_>) -> Run {
    let stored = derived.stored();
    let all = derived.any().then(|| derived.scrubber());
    let mut found = false;
    let looked = record.map_text(&mut |text: CleanText| {
        found |= stored.finds(text.as_str().as_bytes());
        match &all {
            Some(all) => all.text(text.as_str()),
            None => text,
        }
    });
    if found { withhold(&looked) } else { looked }
}

fn withhold(record: &Run) -> Run {
    RunRecord {
        result: record.result,
        started_at: record.started_at,
        finished_at: record.finished_at,
        response_time_ms: None,
        initial_variables: Vec::new(),
        variables: Vec::new(),
        steps: Vec::new(),
        counters: Counters::default(),
        errors: vec![ErrorRecord {
            code: ErrorCode::Internal,
            place: CleanText::of_program("record"),
            hint: Some(CleanText::of_program(
                "a secret was found in the finished result, so the result was dropped; tell your operator",
            )),
            detail: Shown::Absent,
        }],
        secrets: Vec::new(),
        withheld: true,
    }
}
