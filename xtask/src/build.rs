//! The parts that are not Rust, and the program around them.

use std::path::Path;

use crate::{Outcome, npm, process, workspace};

/// `cargo xtask build [--release]`.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let release = match arguments {
        [] => false,
        [one] if one == "--release" => true,
        _ => return Err("build takes nothing but --release.".to_owned()),
    };
    all(release)?;
    println!("Built {}", workspace::program(release).display());
    Ok(())
}

/// `cargo xtask bench`: in release, because nothing else is worth measuring.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    npm::present()?;
    script_libraries()?;
    web()?;
    process::run(process::cargo(["build", "--locked", "--release", "--package", "tacit-cli"]))?;
    let mut bench = process::cargo(["run", "--locked", "--release", "--package", "tacit-bench", "--"]);
    bench.arg("--program").arg(workspace::program(true)).args(arguments);
    process::run(bench)
}

/// `cargo xtask soak`: in release too; `--debug` is for trying the command itself.
pub(crate) fn soak(arguments: &[String]) -> Outcome {
    let help = arguments.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h"));
    let (debug, rest): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|argument| *argument == "--debug");
    // Nobody waits for a release build to read a page.
    let release = debug.is_empty() && !help;
    if !help {
        program(release)?;
    }
    let profile: &[&str] = if release { &["--release"] } else { &[] };
    let mut soak = process::cargo(["run", "--locked", "--package", "tacit-bench"]);
    soak.args(profile).args(["--", "soak", "--program"]).arg(workspace::program(release)).args(rest);
    process::run(soak)
}

/// Everything, in the order in which the parts go into each other.
pub(crate) fn all(release: bool) -> Outcome {
    npm::present()?;
    script_libraries()?;
    web()?;
    program(release)
}

/// The program alone.
pub(crate) fn program(release: bool) -> Outcome {
    let mut arguments = vec!["build", "--locked", "--package", "tacit-cli"];
    if release {
        arguments.push("--release");
    }
    process::run(process::cargo(arguments))
}

/// The libraries scripts may use: `target/script-libs`.
pub(crate) fn script_libraries() -> Outcome {
    let folder = workspace::root().join("crates/script/libs");
    let built = workspace::target().join("script-libs");
    if up_to_date(&folder, &built.join("NOTICES.txt")) {
        return Ok(());
    }
    npm::install(&folder)?;
    npm::script(&folder, "build")
}

/// The web interface: `web/dist`.
pub(crate) fn web() -> Outcome {
    let folder = workspace::root().join("web");
    if up_to_date(&folder, &folder.join("dist/index.html")) {
        return Ok(());
    }
    npm::install(&folder)?;
    npm::script(&folder, "build")
}

/// Whether `built` is younger than every source in `folder`.
fn up_to_date(folder: &Path, built: &Path) -> bool {
    let built = workspace::modified(built);
    built.is_some() && built >= workspace::newest(folder)
}
