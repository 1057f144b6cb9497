//! Why a step failed, as far as its record tells.
//!
//! ```text
//!   StepRecord (public) --> error? --> status that nobody expected? --> check that failed? --> Diagnosis
//! ```
//!
//! It is a function of what every reader may see, so it can say nothing that the record does not: a step whose verdict is
//! hidden has none. Nothing of it is stored; results of older versions get it too.

mod cause;

pub use cause::Cause;

use crate::{StepRecord, StepResult};

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What kind of cause.
    pub cause: Cause,
    /// The place in the definition that shows it: `url`, `assertions[2]`, `scripts[1]`; counted from 1.
    pub place: Option<String>,
    /// The status that shows it.
    pub status: Option<u16>,
}

impl<T: AsRef<str>> StepRecord<T> {
    /// Why it failed; `None` when it did not, when that is hidden, and for a condition whose steps failed.
    #[must_use]
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        if self.result.shown() != Some(&StepResult::Fail) {
            return None;
        }
        self.by_error().or_else(|| self.by_status()).or_else(|| self.by_check()).or_else(|| self.by_script())
    }

    fn by_error(&self) -> Option<Diagnosis> {
        let errors = self.errors.shown()?;
        // What kept the exchange from happening says more than what could not be checked without it.
        let late = |cause: Cause| matches!(cause, Cause::OtherContent | Cause::Script);
        let causes = || errors.iter().map(|error| (Cause::of_error(error.code), error.place.as_ref()));
        let (cause, place) = causes().find(|(cause, _)| !late(*cause))?;
        Some(Diagnosis { cause, place: Some(place.to_owned()), status: None })
    }

    fn by_status(&self) -> Option<Diagnosis> {
        let status = *self.hops.last()?.status.shown()?;
        let checks = || self.assertions.iter().filter(|check| check.source.as_ref() == "response_status");
        if checks().any(|check| check.passed.shown() == Some(&true)) {
            return None;
        }
        let failed = checks().any(|check| check.passed.shown() == Some(&false));
        if status < 300 && !failed {
            return None;
        }
        Some(Diagnosis { cause: Cause::of_status(status), place: None, status: Some(status) })
    }

    fn by_check(&self) -> Option<Diagnosis> {
        let failed = |passed: &crate::Shown<bool>| passed.shown() == Some(&false);
        let assertion = self.assertions.iter().position(|check| failed(&check.passed));
        let extraction = self.variables.iter().position(|check| failed(&check.passed));
        let (source, place) = match (assertion, extraction) {
            (Some(at), _) => (self.assertions[at].source.as_ref(), format!("assertions[{}]", at + 1)),
            (None, Some(at)) => (self.variables[at].source.as_ref(), format!("variables[{}]", at + 1)),
            (None, None) => return None,
        };
        let redirected = self.hops.len() > 1;
        let cause = match source {
            _ if self.subtest.is_some() => Cause::SubtestFailed,
            "response_time" => Cause::TooSlow,
            "response_size" => Cause::OtherSize,
            "response_headers" if !redirected => Cause::OtherHeaders,
            // The last answer is not that of the address which was asked.
            _ if redirected => Cause::Redirected,
            _ => Cause::OtherContent,
        };
        Some(Diagnosis { cause, place: Some(place), status: None })
    }

    fn by_script(&self) -> Option<Diagnosis> {
        let at = self.scripts.iter().position(|script| script.passed.shown() == Some(&false));
        let place = match at {
            Some(at) => format!("scripts[{}]", at + 1),
            None => self.errors.shown()?.first()?.place.as_ref().to_owned(),
        };
        Some(Diagnosis { cause: Cause::Script, place: Some(place), status: None })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_cause_has_words_of_its_own() {
        let words: HashSet<_> = Cause::ALL.iter().map(|cause| cause.as_str()).collect();
        let titles: HashSet<_> = Cause::ALL.iter().map(|cause| cause.title()).collect();
        assert_eq!((words.len(), titles.len()), (Cause::ALL.len(), Cause::ALL.len()));
        for cause in Cause::ALL {
            assert_eq!(serde_json::to_value(cause).unwrap(), cause.as_str());
            assert!(cause.advice().ends_with('.') && !cause.title().ends_with('.'), "{cause}");
        }
    }

    #[test]
    fn every_status_is_somebodys() {
        for status in 100..600 {
            let cause = Cause::of_status(status);
            let good = matches!(cause, Cause::OtherStatus);
            assert_eq!(good, status < 300, "{status}");
        }
    }
}
