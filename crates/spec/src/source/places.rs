//! From a path back to its place.

use std::collections::HashMap;

use super::{Node, Path};
use crate::DefinitionError;

/// Gives each error its line and column: those of its path, or of the nearest value around it that was written.
pub(crate) fn locate(node: &Node, errors: &mut [DefinitionError]) {
    if errors.is_empty() {
        return;
    }
    let mut places = HashMap::new();
    node.visit(&Path::Root, &mut |path, place| {
        places.extend(place.map(|place| (path.to_string(), place)));
    });
    for error in errors.iter_mut().filter(|error| error.line.is_none()) {
        let mut path = error.path.as_str();
        let found = loop {
            match places.get(path) {
                Some(place) => break Some(*place),
                None if path.is_empty() => break None,
                None => path = &path[..path.rfind(['.', '[']).unwrap_or(0)],
            }
        };
        error.line = found.map(|place| place.line);
        error.column = found.map(|place| place.column);
    }
    errors.sort_by_key(|error| (error.line, error.column));
}
