//! Every operation of the API, read from its own description.

use serde_json::Value;

/// A method and a path with `{names}` in it.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
}

pub(crate) fn document() -> Value {
    serde_json::to_value(tacit_server::openapi()).unwrap()
}

/// All of them.
pub(crate) fn all() -> Vec<Operation> {
    let document = document();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            if ["get", "put", "post", "delete", "patch"].contains(&&**method) {
                all.push(Operation { method: method.to_uppercase(), path: path.clone() });
            }
        }
    }
    assert!(all.len() > 50, "{}", all.len());
    all
}

/// Names of fields that any body of the API has.
pub(crate) fn fields() -> Vec<String> {
    let document = document();
    let mut names: Vec<String> = document["components"]["schemas"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|schema| schema["properties"].as_object())
        .flat_map(|fields| fields.keys().cloned())
        .collect();
    names.extend(
        ["password", "value", "current", "new", "environments", "variables", "parent"].map(Into::into),
    );
    names.sort();
    names.dedup();
    names
}

impl Operation {
    /// The path with each `{name}` replaced.
    pub(crate) fn with(&self, value: impl Fn(&str) -> String) -> String {
        let mut path = String::new();
        let mut rest = &*self.path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            path.push_str(before);
            path.push_str(&value(name));
            rest = after;
        }
        path + rest
    }
}
