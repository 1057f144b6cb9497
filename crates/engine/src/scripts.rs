//! Running scripts, and what their outputs depend on (R6).
//!
//! A script's label starts at the control context and grows with each labelled thing it reads, at the moment it reads
//! it. In the end the label, in kind `computed`, is put on all the script's outputs, also those made before the read.

use std::sync::LazyLock;

use regex::Regex;
use tacit_script::{
    Context, Failure, Host, Kind as When, Limits, Outcome, Part, RequestView, ResponseView, Script,
};
use tacit_taint::{Kind, Label, Labeled, seam};
use zeroize::Zeroizing;

use crate::{around::Around, evaluate::Builtins, pace::Pace, plan::Secrets, scope::Scope, sealed::Sealed};

/// Names a script writes with `variables.set("name", ...)`, read off its source.
static WRITES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"variables\s*\.\s*set\s*\(\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$\n]*)`)"#)
        .expect("the pattern is a constant")
});

/// The variables that a script names where it writes them.
///
/// A script whose outcome depends on a secret may write no others: which variables exist afterwards would tell
/// something about the secret (R6b).
pub(crate) fn could_write(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for found in WRITES.captures_iter(source) {
        if let Some(name) = found.iter().skip(1).flatten().next() {
            let name = name.as_str().to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// What a script is given.
pub(crate) struct Given<'a> {
    pub(crate) when: When,
    pub(crate) source: &'a str,
    pub(crate) request: Option<&'a Labeled<RequestView>>,
    pub(crate) response: Option<&'a Labeled<ResponseView>>,
}

/// Why a script did not come to its end.
pub(crate) enum Cut {
    Failed(Failure),
    /// The run was cancelled.
    Cancelled,
}

/// A secret that a script asked for in vain.
pub(crate) struct MissingSecret {
    pub(crate) name: String,
    /// There is one, kept elsewhere, and its value could not be fetched.
    pub(crate) away: bool,
}

/// How a script ended, and what that depends on.
pub(crate) struct Ran {
    pub(crate) outcome: Result<Outcome, Cut>,
    pub(crate) label: Label,
    /// What it asked for in vain.
    pub(crate) missing_secrets: Vec<MissingSecret>,
    /// A variable was written that the source does not name; it was not set.
    pub(crate) refused_write: bool,
}

impl Ran {
    /// Whether it passed.
    pub(crate) fn passed(&self) -> bool {
        let threw = match &self.outcome {
            Ok(outcome) => outcome.error.is_some(),
            Err(_) => true,
        };
        !threw && !self.refused_write
    }
}

/// Runs scripts for one run.
pub(crate) struct Scripts<'a> {
    pub(crate) around: Around<'a>,
    /// Speak of the test that the scripts stand in.
    pub(crate) builtins: Builtins<'a>,
}

impl Scripts<'_> {
    /// Runs one script and writes the variables it set.
    pub(crate) async fn run(&self, given: Given<'_>, scope: &mut Scope, control: &Label) -> Ran {
        let Around { engine, plan, sealed, pace, cancel, .. } = self.around;
        let mut variables = Vec::new();
        let mut on_demand_variables = Vec::new();
        for (name, value) in scope.iter() {
            match value.public_value() {
                Some(Some(value)) => variables.push((name.to_owned(), value.clone())),
                Some(None) => {}
                None => on_demand_variables.push(name.to_owned()),
            }
        }
        let script = Script {
            kind: given.when,
            source: given.source.into(),
            libraries: Vec::new(),
            variables,
            on_demand_variables,
            request: part(given.request),
            response: part(given.response),
            context: Context { bucket_key: self.builtins.context.bucket_key.clone() },
            limits: Limits { time: plan.limits.script.min(pace.left()), ..Limits::default() },
        };
        let mut host = Reads {
            secrets: &plan.secrets,
            sealed,
            builtins: &self.builtins,
            scope,
            request: given.request,
            response: given.response,
            label: control.computed(),
            missing_secrets: Vec::new(),
            pace,
        };
        pace.hear(&host.label);
        let outcome = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Cut::Cancelled),
            ended = engine.scripts.run(plan.team, script, &mut host) => ended.map_err(Cut::Failed),
        };
        let Reads { label, missing_secrets, .. } = host;
        let mut ran = Ran { outcome, label, missing_secrets, refused_write: false };
        ran.refused_write = write(&ran, given.source, scope);
        ran
    }
}

/// Sets the variables; true when one was refused.
fn write(ran: &Ran, source: &str, scope: &mut Scope) -> bool {
    let set = ran.outcome.as_ref().map(|outcome| outcome.variables.as_slice()).unwrap_or_default();
    if ran.label.is_public() {
        for (name, value) in set {
            scope.set(name, value.clone(), Label::PUBLIC);
        }
        return false;
    }
    let named = could_write(source);
    for name in &named {
        match set.iter().find(|(own, _)| own == name) {
            Some((_, value)) => scope.set(name, value.clone(), ran.label.clone()),
            None => scope.raise(name, &ran.label),
        }
    }
    set.iter().any(|(name, _)| !named.contains(name))
}

fn part<T: Clone>(data: Option<&Labeled<T>>) -> Part<T> {
    match data {
        None => Part::Absent,
        Some(data) => match data.public_value() {
            Some(value) => Part::Ready(value.clone()),
            None => Part::OnRead,
        },
    }
}

/// Answers a script's reads and remembers what they depend on.
struct Reads<'a> {
    secrets: &'a Secrets,
    sealed: &'a Sealed<'a>,
    builtins: &'a Builtins<'a>,
    scope: &'a Scope,
    request: Option<&'a Labeled<RequestView>>,
    response: Option<&'a Labeled<ResponseView>>,
    label: Label,
    missing_secrets: Vec<MissingSecret>,
    pace: &'a Pace<'a>,
}

impl Reads<'_> {
    fn joins(&mut self, label: &Label) {
        self.label.join(label);
        self.pace.hear(label);
    }

    fn read<T: Clone + Default>(&mut self, data: Option<&Labeled<T>>) -> T {
        let Some(data) = data else { return T::default() };
        // Of tokens a script learns nothing, whatever it does with them.
        self.joins(&data.label().read());
        data.open(seam::Engine).clone()
    }
}

impl Host for Reads<'_> {
    fn secret(&mut self, name: &str) -> Option<Zeroizing<String>> {
        let Some(secret) = self.secrets.get(name) else {
            if !self.missing_secrets.iter().any(|known| known.name == name) {
                let away = self.secrets.is_away(name);
                self.missing_secrets.push(MissingSecret { name: name.to_owned(), away });
            }
            return None;
        };
        self.sealed.note_opened(secret.id);
        if secret.is_sealed() {
            self.joins(&Label::of(secret.id, Kind::Token));
            return Some(Zeroizing::new(self.sealed.token(secret)));
        }
        self.joins(&Label::of(secret.id, Kind::Computed));
        Some(Zeroizing::new(secret.value.open(seam::Engine).to_owned()))
    }

    fn call(&mut self, function: &str, arguments: &[String]) -> Result<String, String> {
        if let Some(token) = self.sealed.call(function, arguments) {
            return token;
        }
        match self.builtins.call(function, arguments) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(format!("there is no function `{function}`")),
            Err(error) => Err(error.to_string()),
        }
    }

    fn variable(&mut self, name: &str) -> Option<String> {
        self.read(self.scope.get(name))
    }

    fn request(&mut self) -> RequestView {
        self.read(self.request)
    }

    fn response(&mut self) -> ResponseView {
        self.read(self.response)
    }
}
