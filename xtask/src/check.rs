//! `cargo xtask test`: everything that must hold before a change goes in.

use std::{path::Path, process::Command};

use crate::{
    Outcome, build, debian, deny, generate, links, npm, process,
    process::{cargo, command, output},
    report::{Step, Verdict, run_all},
    walls, workspace,
};

/// All steps. What is quick and often wrong comes first; what compiles nothing comes before what does.
const STEPS: &[Step] = &[
    Step { name: "tools", title: "Programs the tests need", run: tools },
    Step { name: "walls", title: "Walls between the crates", run: || passed(walls::run(&[])) },
    Step { name: "links", title: "Links between pages", run: || passed(links::check()) },
    Step {
        name: "format",
        title: "Formatting",
        run: || passed(process::run(cargo(["fmt", "--all", "--check"]))),
    },
    Step { name: "deny", title: "Licences, sources and advisories of dependencies", run: deny::check },
    Step { name: "parts", title: "Script libraries and web interface", run: parts },
    Step { name: "web", title: "Types, lints and tests of the web interface", run: web },
    Step { name: "clippy", title: "Lints", run: clippy },
    Step { name: "rust", title: "Tests of the crates", run: rust },
    Step { name: "doc", title: "Examples in the documentation", run: doc },
    Step { name: "gen", title: "Generated files", run: generated },
    Step { name: "examples", title: "Definition files of the documentation", run: examples },
    Step { name: "browser", title: "Tests in a real browser", run: browser },
];

/// Runs all steps, or the named ones.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    if let Some(unknown) = arguments.iter().find(|argument| !names.contains(&argument.as_str())) {
        return Err(format!("There is no step `{unknown}`. The steps are: {}.", names.join(", ")));
    }
    let chosen: Vec<_> = STEPS
        .iter()
        .filter(|step| arguments.is_empty() || arguments.iter().any(|argument| argument == step.name))
        .collect();
    run_all(chosen.into_iter())
}

fn passed(outcome: Outcome) -> Result<Verdict, String> {
    outcome.map(|()| Verdict::Passed)
}

fn tools() -> Result<Verdict, String> {
    let node = npm::present();
    passed(debian::install().and(node))
}

fn parts() -> Result<Verdict, String> {
    build::script_libraries()?;
    passed(build::web())
}

fn web() -> Result<Verdict, String> {
    let folder = workspace::root().join("web");
    npm::install(&folder)?;
    npm::script(&folder, "check")?;
    passed(npm::script(&folder, "test"))
}

fn clippy() -> Result<Verdict, String> {
    let arguments =
        ["clippy", "--workspace", "--all-targets", "--locked", "--keep-going", "--", "--deny", "warnings"];
    passed(process::run(cargo(arguments)))
}

fn nextest() -> bool {
    output(cargo(["nextest", "--version"])).is_ok()
}

fn rust() -> Result<Verdict, String> {
    let runner: &[&str] = if nextest() { &["nextest", "run"] } else { &["test", "--tests"] };
    let arguments = runner.iter().chain(&["--workspace", "--locked", "--no-fail-fast"]);
    passed(process::run(cargo(arguments)))
}

fn doc() -> Result<Verdict, String> {
    passed(process::run(cargo(["test", "--doc", "--workspace", "--locked"])))
}

/// The program as the tests of the crates have built it: built alone, libraries would be compiled a second time, without
/// the features that only tests ask for.
fn program() -> Outcome {
    process::run(cargo(["test", "--workspace", "--locked", "--no-run", "--quiet"]))
}

fn generated() -> Result<Verdict, String> {
    program()?;
    passed(generate::files(true))
}

fn examples() -> Result<Verdict, String> {
    program()?;
    let root = workspace::root();
    let definition =
        |path: &Path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "json");
    let files = workspace::files(&root.join("docs/examples"), &definition);
    let mut validate = Command::new(workspace::program(false));
    validate.current_dir(&root).arg("validate").args(files);
    passed(process::run(validate))
}

fn browser() -> Result<Verdict, String> {
    let folder = workspace::root().join("e2e");
    program()?;
    npm::install(&folder)?;
    let mut tests: Command = command(&folder, "npm", ["test"]);
    tests.env("TACIT_BIN", workspace::program(false));
    passed(process::run(tests))
}
