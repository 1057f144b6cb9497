//! Variables of the server's own environment.

use std::env::{self, VarError};

use tacit_taint::Secret;
use tacit_wire::text_within;

use crate::trouble::Trouble;

pub(crate) struct Environment {
    /// What the names of variables begin with, which nobody writes in a path.
    pub(crate) prefix: String,
}

impl Environment {
    #[expect(
        clippy::disallowed_methods,
        reason = "the name of the variable is known when the value is needed"
    )]
    pub(crate) fn fetch(&self, path: &str, field: Option<&str>) -> Result<Secret, Trouble> {
        if path.contains(['/', '=']) {
            return Err(Trouble::Path);
        }
        let whole = match env::var(format!("{}{path}", self.prefix)) {
            Ok(text) => Secret::new(text),
            Err(VarError::NotPresent) => return Err(Trouble::Missing),
            Err(VarError::NotUnicode(_)) => return Err(Trouble::Unfit("it is not text")),
        };
        match field {
            None => Ok(whole),
            Some(_) => text_within(&whole, field).map_err(Trouble::from),
        }
    }
}
