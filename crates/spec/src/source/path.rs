//! `steps[3].assertions[0].comparison`.

use std::fmt;

use crate::error::quoted;

/// Where a reader is; a chain through the stack, so that going down costs nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path<'a> {
    Root,
    Field(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    pub(crate) fn field<'a>(&'a self, name: &'a str) -> Path<'a> {
        Path::Field(self, name)
    }

    /// With a path, already written, that starts here.
    pub(crate) fn join(&self, rest: &str) -> String {
        match (self, rest) {
            (Path::Root, _) => rest.into(),
            (_, "") => self.to_string(),
            _ if rest.starts_with('[') => format!("{self}{rest}"),
            _ => format!("{self}.{rest}"),
        }
    }

    /// What the nearest field is called.
    pub(crate) fn last_name(&self) -> Option<&str> {
        match self {
            Path::Root => None,
            Path::Field(_, name) => Some(name),
            Path::Item(parent, _) => parent.last_name(),
        }
    }

    pub(crate) fn item(&self, index: usize) -> Path<'_> {
        Path::Item(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
            Self::Field(parent, name) => {
                parent.fmt(f)?;
                let plain = name.len() <= 40 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                match (plain && !name.is_empty(), parent) {
                    (true, Path::Root) => f.write_str(name),
                    (true, _) => write!(f, ".{name}"),
                    (false, _) => write!(f, "[\"{}\"]", quoted(name).trim_matches('`')),
                }
            }
        }
    }
}
