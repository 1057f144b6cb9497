//! What dependencies must fulfil: `deny.toml`.

use std::{path::PathBuf, process::Command};

use crate::{
    Outcome,
    process::{self, cargo, command, find, output},
    report::Verdict,
    workspace,
};

/// The version `deny.toml` was written for.
const VERSION: &str = "0.20.2";

/// Licences, banned crates and sources; advisories where their database can be reached.
pub(crate) fn check() -> Result<Verdict, String> {
    let tool = match find("cargo-deny") {
        Some(tool) => tool,
        None => {
            let own = own();
            if !own.is_file()
                && let Err(error) = install()
            {
                let advice = format!("`cargo install --locked cargo-deny@{VERSION}` brings the tool");
                return Ok(Verdict::NotRun(format!("{error}; {advice}")));
            }
            own
        }
    };
    let deny =
        |arguments: &[&str]| -> Command { command(&workspace::root(), &tool.to_string_lossy(), arguments) };
    // The tool reads the manifests of every platform's dependencies; a machine that never built for those has them not.
    process::run(cargo(["fetch", "--locked", "--quiet"]))?;
    process::run(deny(&["--offline", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))?;
    match output(deny(&["check", "advisories"])) {
        Ok(_) => println!("No known weakness in any dependency."),
        Err(said) if said.contains("failed to fetch advisory database") => {
            println!("Advisories were not looked at: their database cannot be reached from here.");
        }
        Err(said) => return Err(said),
    }
    Ok(Verdict::Passed)
}

/// Where this command puts the tool when there is none.
fn own() -> PathBuf {
    workspace::target().join("tools/bin/cargo-deny")
}

/// Builds the tool, once. Without optimisation: it runs for a second, and is built in a fraction of the time.
fn install() -> Outcome {
    let tools = workspace::target().join("tools");
    let package = format!("cargo-deny@{VERSION}");
    let mut install = cargo(["install", "--locked", "--debug", "--quiet", &package]);
    install.arg("--root").arg(&tools).arg("--target-dir").arg(tools.join("build"));
    process::run(install)
}
