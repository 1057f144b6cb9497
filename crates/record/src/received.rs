//! Records that are clean by somebody's word only.
//!
//! What an agent elsewhere sends was scrubbed by it. It is scrubbed here once more, with the needles of the run: that
//! makes it clean, and a find means that the sender's scrubbing was not to be relied on, so that nothing of it is kept.

use tacit_taint::{CleanText, Scrubber};

use crate::{Counters, ErrorCode, ErrorRecord, Progress, Run, RunRecord, Shown, StoredRun, StoredText};

impl StoredRun {
    /// The record, looked through with `secrets`: clean, or without everything but its verdict.
    #[must_use]
    pub fn received(self, secrets: &Scrubber) -> Run {
        let mut found = self.withheld;
        let clean = self.map_text(&mut |text| looked_through(&text, secrets, &mut found));
        if found { clean.withhold() } else { clean }
    }
}

impl Progress<StoredText> {
    /// The news, looked through with `secrets`; `None` when one was found in it.
    #[must_use]
    pub fn received(self, secrets: &Scrubber) -> Option<Progress> {
        let mut found = false;
        let clean = self.map_text(&mut |text| looked_through(&text, secrets, &mut found));
        (!found).then_some(clean)
    }
}

fn looked_through(text: &StoredText, secrets: &Scrubber, found: &mut bool) -> CleanText {
    let clean = secrets.text(text.as_str());
    *found |= clean.as_str() != text.as_str();
    clean
}

impl Run {
    /// What is left of a record in which a secret was found: that it was, and the verdict.
    #[must_use]
    pub fn withhold(&self) -> Self {
        RunRecord {
            result: self.result,
            started_at: self.started_at,
            finished_at: self.finished_at,
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
            aside: self.aside.clone(),
            withheld: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tacit_taint::{NeedlesBuilder, Secret};

    use super::*;

    fn scrubber() -> Scrubber {
        let mut builder = NeedlesBuilder::new();
        builder.add("key", &Secret::new("corr3ct-horse".into()));
        Scrubber::new().layered(Arc::new(builder.build()))
    }

    fn record(value: &str, name: &str) -> StoredRun {
        serde_json::from_value(serde_json::json!({
            "result": "pass", "started_at": 1, "finished_at": 2, "response_time_ms": 1.5,
            "initial_variables": [], "variables": [{"name": name, "value": {"shown": value}}],
            "steps": [], "counters": Counters::default(), "errors": [], "secrets": ["key"], "withheld": false,
        }))
        .unwrap()
    }

    #[test]
    fn a_clean_record_stays_as_it_is() {
        let kept = record("[secret:key] is not here", "a").received(&scrubber());
        assert_eq!((kept.withheld, kept.variables.len(), kept.response_time_ms), (false, 1, Some(1.5)));
        let written = serde_json::to_string(&kept).unwrap();
        assert!(written.contains("[secret:key] is not here"), "{written}");
    }

    #[test]
    fn a_record_with_a_secret_is_dropped() {
        for (value, name) in [
            ("it is corr3ct-horse.", "a"),
            ("aXQgaXMgY29ycjNjdC1ob3JzZS4=", "a"),
            ("a", "corr3ct-horse"),
            ("corr3ct%2Dhorse", "a"),
        ] {
            let kept = record(value, name).received(&scrubber());
            assert!(kept.withheld && kept.variables.is_empty(), "{value} {name}");
            assert_eq!(kept.result, crate::RunResult::Pass);
            assert!(!serde_json::to_string(&kept).unwrap().contains("orse"));
        }
    }

    #[test]
    fn a_sender_may_say_that_it_found_one() {
        let mut sent = record("anything", "a");
        sent.withheld = true;
        assert!(sent.received(&scrubber()).variables.is_empty());
    }

    #[test]
    fn news_with_a_secret_is_none() {
        let news = |place: &str| -> Progress<StoredText> {
            serde_json::from_value(serde_json::json!({"event": "step_started", "place": place})).unwrap()
        };
        assert!(news("1").received(&scrubber()).is_some());
        assert!(news("corr3ct-horse").received(&scrubber()).is_none());
    }
}
