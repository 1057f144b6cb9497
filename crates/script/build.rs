//! Embeds the script libraries when they have been bundled; the crate builds without them too.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// Name for the surface, the file's stem, and an expression that makes the surface load it.
const LIBRARIES: [(&str, &str, &str); 6] = [
    ("chai", "chai", "chai"),
    ("chai-fuzzy", "chai-fuzzy", "chai.assert.like"),
    ("chai-json-schema", "chai-json-schema", "chai.assert.jsonSchema"),
    ("CryptoJS", "crypto-js", "CryptoJS"),
    ("moment", "moment", "moment"),
    ("underscore", "underscore", "_"),
];

fn main() {
    println!("cargo::rerun-if-env-changed=TACIT_SCRIPT_LIBS");
    println!("cargo::rerun-if-changed=build.rs");
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let folder = env::var_os("TACIT_SCRIPT_LIBS")
        .map_or_else(|| manifest.join("../../target/script-libs"), PathBuf::from);
    let mut code = String::from("static LIBRARIES: &[Library] = &[\n");
    for (name, stem, touch) in LIBRARIES {
        let path = folder.join(stem).with_extension("js");
        let source = match path.canonicalize() {
            Ok(path) if path.is_file() => {
                println!("cargo::rerun-if-changed={}", path.display());
                format!("Some(include_str!({path:?}))")
            }
            // Not watched: cargo takes a missing file for a changed one, on every build. The bundler touches this
            // file instead when it has written a library.
            _ => "None".to_owned(),
        };
        writeln!(
            code,
            "    Library {{ name: {name:?}, file: \"{stem}.js\", touch: {touch:?}, source: {source} }},"
        )
        .expect("writing to a string");
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("libraries.rs"), code).expect("OUT_DIR is writable");
}
