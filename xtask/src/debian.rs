//! Programs that come from Debian's packages.

use std::path::Path;

use crate::{
    Outcome,
    process::{command, find, output, run},
};

/// Something the tests need, the package that brings it, and whether it is here already.
struct Tool {
    package: &'static str,
    wanted_for: &'static str,
    present: fn() -> bool,
}

const TOOLS: &[Tool] = &[
    Tool { package: "chromium", wanted_for: "the browser tests", present: || find("chromium").is_some() },
    Tool {
        package: "iproute2",
        wanted_for: "the proof of an agent in a network of its own",
        present: || find("ip").is_some(),
    },
    Tool { package: "postgresql", wanted_for: "the store's tests on PostgreSQL", present: postgresql },
    Tool {
        package: "prometheus",
        wanted_for: "the tests against a real Prometheus",
        present: || find("prometheus").is_some() && find("promtool").is_some(),
    },
    Tool { package: "python3-venv", wanted_for: "the tests against a real SCIM server", present: python },
];

/// Installs what is missing when the user is root; says what to install when not.
pub(crate) fn install() -> Outcome {
    if !root() {
        println!("LEFT OUT, as it takes root: 1 test, of an agent in a network of its own");
    }
    let missing: Vec<_> = TOOLS.iter().filter(|tool| !(tool.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing.iter().map(|tool| tool.package).collect();
    let wanted: Vec<_> = missing.iter().map(|tool| tool.wanted_for).collect();
    println!("Missing: {} (for {})", packages.join(", "), wanted.join("; "));
    if find("apt-get").is_none() || !root() {
        return Err(format!(
            "Please install {}: on Debian, as root, `apt-get install {}`.",
            packages.join(", "),
            packages.join(" ")
        ));
    }
    apt(["update"].as_slice())?;
    apt(&[["install", "--yes", "--no-install-recommends"].as_slice(), &packages].concat())
}

fn apt(arguments: &[&str]) -> Outcome {
    let mut apt = command(Path::new("/"), "apt-get", arguments);
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    run(apt)
}

fn root() -> bool {
    output(command(Path::new("/"), "id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}

fn postgresql() -> bool {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    find("initdb").is_some() || debian.into_iter().any(|entry| entry.path().join("bin/initdb").is_file())
}

/// Debian's Python comes without the part that makes environments.
fn python() -> bool {
    output(command(Path::new("/"), "python3", ["-c", "import ensurepip, venv"])).is_ok()
}
