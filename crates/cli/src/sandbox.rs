//! Where this program is, to start it again for scripts.

use std::path::{Path, PathBuf};

/// The program itself. On Linux its link in `/proc` still leads to it after the file was replaced by a newer one.
pub(crate) fn program() -> PathBuf {
    let link = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && link.exists() {
        return link.to_owned();
    }
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("tacit"))
}
