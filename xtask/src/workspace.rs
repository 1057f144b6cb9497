//! Where things are.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("this crate lies in a folder of the workspace").to_owned()
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The built program.
pub(crate) fn program(release: bool) -> PathBuf {
    target().join(if release { "release" } else { "debug" }).join("tacit")
}

/// All files below `folder` for which `wanted` holds, sorted; does not enter folders that are built or fetched.
pub(crate) fn files(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    const NOT_SOURCES: [&str; 4] = ["node_modules", "target", "dist", ".git"];
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !NOT_SOURCES.iter().any(|name| path.ends_with(name)) {
                    open.push(path);
                }
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// When the newest file below `folder` was written.
pub(crate) fn newest(folder: &Path) -> Option<SystemTime> {
    files(folder, &|_| true).iter().filter_map(|file| modified(file)).max()
}

/// When this file was written; `None` when it is not there.
pub(crate) fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|data| data.modified()).ok()
}
