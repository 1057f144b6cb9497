//! The last look over a finished record.

use tacit_record::Run;
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
    if found { looked.withhold() } else { looked }
}
