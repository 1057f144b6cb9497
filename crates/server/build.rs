//! Tells the crate where the built UI is; without one, an empty folder, so that building needs no Node.js.

use std::{env, fs, path::PathBuf};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let built = manifest.join("../../web/dist");
    println!("cargo::rerun-if-changed={}", built.display());
    let folder = if built.join("index.html").is_file() {
        built
    } else {
        let empty = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("no-web");
        fs::create_dir_all(&empty).expect("OUT_DIR can be written to");
        empty
    };
    println!("cargo::rustc-env=TACIT_WEB_DIST={}", folder.display());
}
