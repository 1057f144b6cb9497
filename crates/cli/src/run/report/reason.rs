//! Why a part is hidden, in words.

use tacit_record::{Hidden, Step};

/// What to do next, said once for each test with hidden parts.
pub(super) const NEXT: &str = "what depends on a secret is not shown; to look at it, run the test with a throw-away \
                               value in a plain variable instead";

/// Why something of this step is hidden.
pub(super) fn of(step: &Step, hidden: Hidden) -> String {
    let names: Vec<_> = step.secrets.iter().map(|name| name.as_str()).collect();
    let secrets = match names.as_slice() {
        [] => "a secret".to_owned(),
        [one] => format!("the secret {one}"),
        several => format!("the secrets {}", several.join(", ")),
    };
    match hidden {
        Hidden::SecretSent => format!("hidden: the step sent {secrets}"),
        Hidden::ScriptSawSecret => format!("hidden: a script read {secrets}"),
        Hidden::Conditional => "hidden: whether this happened depends on a secret".to_owned(),
    }
}
