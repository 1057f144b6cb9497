//! The bundled libraries, as `cargo xtask build` made them from the npm packages in `libs/`.

/// One library.
pub(super) struct Library {
    /// Its name in messages and for the surface.
    pub(super) name: &'static str,
    /// The name of its file.
    pub(super) file: &'static str,
    /// An expression that makes the surface load it.
    pub(super) touch: &'static str,
    /// A module whose default export is a function that returns the library; `None` in a build without libraries.
    source: Option<&'static str>,
}

include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// Thrown where a script touches a library that was left out.
const MISSING: &str = "this build has no script libraries: build with `cargo xtask build`";

/// The library called `name`.
pub(super) fn find(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().find(|library| library.name == name)
}

impl Library {
    /// Its text.
    pub(super) fn source(&self) -> Result<&'static str, &'static str> {
        self.source.ok_or(MISSING)
    }
}
