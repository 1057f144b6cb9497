//! `tacit run`: definition files, the engine, reports.
//!
//! ```text
//!   load (files, environment, variables) --> cases --+
//!   secrets (environment, file, standard input) -----+--> execute --> finished cases --> report (text, JSON, JUnit)
//! ```
//!
//! Reports are written from records and from names that the scrubber has seen; they cannot reach anything else.

mod case;
mod execute;
pub(crate) mod load;
mod progress;
mod report;
mod secrets;
mod subtests;
mod variables;

use std::{fs, sync::Arc};

use tacit_agent::{Agent, AgentSettings, JobSecret};

use crate::{Exit, Failure, output, settings::RunArgs, terminal::Style};
use case::Case;

/// Runs the files' tests and reports.
pub(crate) fn run(args: &RunArgs) -> Result<Exit, Failure> {
    if args.refused_secret.is_some() {
        return Err(secrets::refuse_argument());
    }
    report::check(args)?;
    let files = load::files(&args.files)?;
    let variables = variables::given(&args.variables)?;
    let around = load::Around::read(args)?;
    let secrets = Arc::new(secrets::given(args)?);
    let agent = agent(args)?;
    let scrubber = agent.prepare(&secrets);
    let scrub = scrubber.scrubber();
    let all: Vec<_> = files.iter().flat_map(|file| file.tests.iter().cloned()).collect();
    let mut cases = Vec::new();
    for file in files {
        let shown = scrub.text(&file.path.display().to_string());
        for loaded in file.tests {
            cases.push(Case::new(shown.clone(), loaded, &all, &around, &scrub)?);
        }
    }
    warn_of_missing(&cases, &secrets, args);
    execute::all(agent, cases, secrets, variables, args)
}

fn agent(args: &RunArgs) -> Result<Agent, Failure> {
    let everywhere = || ["0.0.0.0/0", "::/0"].map(|range| range.parse().expect("a range")).to_vec();
    let mut extra_roots = Vec::new();
    for path in &args.cacert {
        let pem = fs::read_to_string(path).map_err(|error| load::unreadable(path, &error))?;
        extra_roots.push(pem);
    }
    let settings = AgentSettings {
        allow_egress: if args.egress_guard { args.allow_egress.clone() } else { everywhere() },
        extra_roots,
        sandbox: crate::sandbox::program(),
    };
    Agent::new(settings).map_err(|tacit_agent::SettingsError::Roots(number)| {
        let path = args.cacert.get(number - 1).map(|path| path.display().to_string()).unwrap_or_default();
        Failure::could_not(format!("{path}: no certificate in PEM form"))
            .hint("a certificate begins with `-----BEGIN CERTIFICATE-----`")
    })
}

/// The run says it again where it happens; before the first request it is easier to mend.
fn warn_of_missing(cases: &[Case], secrets: &[JobSecret], args: &RunArgs) {
    let mut missing: Vec<String> = cases.iter().flat_map(Case::secrets_named).collect();
    missing.sort_unstable();
    missing.dedup();
    missing.retain(|name| !secrets.iter().any(|secret| secret.name == *name));
    if args.quiet || missing.is_empty() {
        return;
    }
    let style = Style::of_errors();
    for name in missing {
        output::complain(&format!(
            "{} the tests use the secret `{name}`, which is not given",
            style.yellow("warning:")
        ));
        output::complain(&format!(
            "  {} set TACIT_SECRET_{name}, or write it into a file for --secret-file",
            style.dim("hint:")
        ));
    }
}
