//! Files that are made from the code, so that they cannot tell something else.

use std::{fs, path::PathBuf, process::Command};

use crate::{Outcome, build, npm, process, workspace};

/// A file, and what the program is asked for it.
struct Generated {
    path: &'static str,
    ask: &'static [&'static str],
}

const FILES: &[Generated] = &[
    Generated { path: "web/openapi.json", ask: &["openapi"] },
    Generated { path: "docs/reference/cli.md", ask: &["reference", "cli"] },
    Generated { path: "docs/reference/environment.md", ask: &["reference", "environment"] },
    Generated { path: "docs/reference/metrics.md", ask: &["reference", "metrics"] },
    Generated { path: "docs/reference/test-format.schema.json", ask: &["schema"] },
];

/// The types of the web interface's client, made from the first file.
const CLIENT: &str = "web/src/api/schema.ts";

/// `cargo xtask gen [--check]`.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let check = match arguments {
        [] => false,
        [one] if one == "--check" => true,
        _ => return Err("gen takes nothing but --check.".to_owned()),
    };
    npm::present()?;
    build::program(false)?;
    files(check)
}

/// Asks the built program; with `check`, fails when a file says something else.
pub(crate) fn files(check: bool) -> Outcome {
    let mut stale = Vec::new();
    for file in FILES {
        let mut program = Command::new(workspace::program(false));
        program.args(file.ask);
        compare(file.path, &process::output(program)?, check, &mut stale)?;
    }
    compare(CLIENT, &client()?, check, &mut stale)?;
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "Stale: {}. `cargo xtask gen` writes them again; commit them with your change.",
        stale.join(", ")
    ))
}

/// Writes the file when it says something else; with `check`, only notes its name.
fn compare(path: &'static str, text: &str, check: bool, stale: &mut Vec<&'static str>) -> Outcome {
    let text = format!("{}\n", text.trim_end());
    let file = workspace::root().join(path);
    if fs::read_to_string(&file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if check {
        stale.push(path);
        return Ok(());
    }
    let failed = |error| format!("{path} could not be written: {error}");
    fs::create_dir_all(file.parent().expect("a file lies in a folder")).map_err(failed)?;
    fs::write(&file, text).map_err(failed)?;
    println!("wrote {path}");
    Ok(())
}

/// TypeScript for the committed `web/openapi.json`: when that one is stale, it is named already.
fn client() -> Result<String, String> {
    let web = workspace::root().join("web");
    npm::install(&web)?;
    let tool: PathBuf = web.join("node_modules/.bin/openapi-typescript");
    let mut command = Command::new(tool);
    command.current_dir(&web).arg("openapi.json");
    process::output(command)
}
