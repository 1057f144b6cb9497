//! What survives of a step: the table that decides what a reader may see.

use std::sync::Arc;

use tacit_record::{Hidden, Shown};
use tacit_taint::{Kind, Label};

use crate::plan::{Secrets, Visibility};

/// What the owners of the secrets chose to show.
///
/// The strongest choice among the secrets that the definitions name holds for the whole run. A script can put the name
/// of another secret together: what depends on that one is shown by its own owner's choice, where it is stronger.
#[derive(Clone)]
pub(crate) struct Policy {
    pub(crate) run: Visibility,
    pub(crate) secrets: Arc<Secrets>,
}

impl Policy {
    /// How much may be seen of what depends on `label`, in a place that depends on `control`.
    pub(crate) fn level(&self, label: &Label, control: &Label) -> Level {
        let all = || label.secrets().chain(control.secrets());
        let strict =
            || all().any(|id| self.secrets.visibility_of(id).is_none_or(|own| own == Visibility::Strict));
        let policy = match self.run {
            Visibility::Redact if strict() => Visibility::Strict,
            run => run,
        };
        Level::of(label, control, policy)
    }
}

/// How much a part depends on secrets, under the policy of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// On none.
    Public,
    /// A value was moved by a template; nothing that could hold it is shown.
    CarriedStrict,
    /// A value was moved by a template; it is cut out of what is shown.
    CarriedRedact,
    /// A script saw a value.
    ComputedStrict,
    /// A script saw a value, and the owner chose to cut values out.
    ComputedRedact,
    /// Whether this happened depends on a secret.
    Conditional,
}

/// The parts of a step that are judged one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// URL, headers and body as sent.
    Sent,
    /// Response headers and body.
    Response,
    /// Status code, number of redirects, class of an error.
    Status,
    /// Milliseconds per phase, and when the step started.
    Timings,
    /// Bytes.
    Sizes,
    /// Whether an assertion, extraction, script or step passed.
    Verdict,
    /// Actual and expected values of assertions.
    Values,
    /// Values of variables.
    Variables,
    /// Script log and thrown messages, detail of errors.
    Texts,
    /// TLS version, certificate dates, resolved address.
    Connection,
}

/// What is done with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// Shown, scrubbed like everything.
    Show,
    /// Shown rounded to 10 ms.
    Coarse,
    /// Not there.
    Hide(Hidden),
}

impl Level {
    /// The level of a part with `label`, in a place that depends on `control`.
    pub(crate) fn of(label: &Label, control: &Label, policy: Visibility) -> Self {
        match (control.is_public(), label.kind(), policy) {
            (false, _, Visibility::Strict) => Self::Conditional,
            (false, _, Visibility::Redact) => Self::ComputedRedact,
            (true, None, _) => Self::Public,
            (true, Some(Kind::Token | Kind::Carried), Visibility::Strict) => Self::CarriedStrict,
            (true, Some(Kind::Token | Kind::Carried), Visibility::Redact) => Self::CarriedRedact,
            (true, Some(Kind::Computed), Visibility::Strict) => Self::ComputedStrict,
            (true, Some(Kind::Computed), Visibility::Redact) => Self::ComputedRedact,
        }
    }

    /// Row of the table: what this level does to a part.
    pub(crate) fn treat(self, part: Part) -> Treatment {
        use Part::{Connection, Response, Sent, Sizes, Status, Texts, Timings, Values, Variables, Verdict};
        use Treatment::{Coarse, Hide, Show};
        const SENT: Treatment = Hide(Hidden::SecretSent);
        const SAW: Treatment = Hide(Hidden::ScriptSawSecret);
        match self {
            Self::Public | Self::CarriedRedact => Show,
            Self::CarriedStrict => match part {
                Status | Timings | Verdict | Connection => Show,
                Sent | Response | Sizes | Values | Variables | Texts => SENT,
            },
            Self::ComputedStrict => SAW,
            Self::ComputedRedact => match part {
                Response | Status | Verdict | Variables | Texts | Connection => Show,
                Timings => Coarse,
                Sent | Sizes | Values => SAW,
            },
            Self::Conditional => Hide(Hidden::Conditional),
        }
    }

    /// Shows `value` if the table lets it.
    pub(crate) fn show<V>(self, part: Part, value: impl FnOnce() -> V) -> Shown<V> {
        match self.treat(part) {
            Treatment::Show | Treatment::Coarse => Shown::Shown(value()),
            Treatment::Hide(why) => Shown::Hidden(why),
        }
    }

    /// Like [`show`](Self::show), for what may not have happened. That it did not happen is hidden as well.
    pub(crate) fn show_some<V>(self, part: Part, value: Option<V>) -> Shown<V> {
        match (self.treat(part), value) {
            (Treatment::Hide(why), _) => Shown::Hidden(why),
            (_, Some(value)) => Shown::Shown(value),
            (_, None) => Shown::Absent,
        }
    }

    /// Whether it is hidden how the part ended.
    pub(crate) fn hides_verdict(self) -> bool {
        matches!(self.treat(Part::Verdict), Treatment::Hide(_))
    }
}
