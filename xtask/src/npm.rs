//! Node.js packages: installed from their lock file, only when it changed.

use std::path::Path;

use crate::{
    Outcome,
    process::{command, output, run},
    workspace,
};

/// The oldest Node.js the web interface's tools run on.
const OLDEST: (u32, u32) = (20, 19);

/// Fails with a sentence when Node.js or npm is missing or too old.
pub(crate) fn present() -> Outcome {
    let advice = "Please install Node.js 20.19 or newer with npm: https://nodejs.org";
    let root = workspace::root();
    let version = output(command(&root, "node", ["--version"])).map_err(|_| advice.to_owned())?;
    if parsed(&version).is_none_or(|version| version < OLDEST) {
        return Err(format!("Node.js {} is too old. {advice}", version.trim()));
    }
    output(command(&root, "npm", ["--version"])).map(drop).map_err(|_| advice.to_owned())
}

/// Brings `node_modules` of this folder in line with its lock file.
pub(crate) fn install(folder: &Path) -> Outcome {
    // npm writes this file last.
    let installed = workspace::modified(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= workspace::modified(&folder.join("package-lock.json")) {
        return Ok(());
    }
    run(command(folder, "npm", ["ci", "--no-audit", "--no-fund"]))
}

/// Runs one of the folder's scripts.
pub(crate) fn script(folder: &Path, name: &str) -> Outcome {
    run(command(folder, "npm", ["run", "--silent", name]))
}

/// `v20.19.1` as (20, 19).
fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(parsed("v20.9.0\n") < Some(OLDEST));
        assert!(parsed("v100.0.0\n") > Some(OLDEST));
        assert_eq!(parsed("20"), None);
    }
}
