//! What a template mentions.

use std::collections::BTreeSet;

use super::{GET_SECRET, Part, Template};

/// Names in a template, those in arguments included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// `{{name}}`: variables and built-ins without arguments.
    pub variables: BTreeSet<String>,
    /// `{{function(...)}}`.
    pub functions: BTreeSet<String>,
}

impl Template {
    /// Every variable and function mentioned.
    pub fn references(&self) -> References {
        let mut found = References::default();
        self.visit(&mut |part| match part {
            Part::Literal(_) => {}
            Part::Variable(name) => {
                found.variables.insert(name.clone());
            }
            Part::Call { function, .. } => {
                found.functions.insert(function.clone());
            }
        });
        found
    }

    /// Names written out in `{{get_secret(NAME)}}`. A name that is itself made by a template is known only in a run.
    pub fn secrets(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.visit(&mut |part| {
            if let Part::Call { function, arguments } = part
                && function == GET_SECRET
                && let [name] = arguments.as_slice()
                && let Some(name) = name.as_literal()
            {
                found.insert(name.to_owned());
            }
        });
        found
    }

    /// Calls `see` with every part, outer ones before those in their arguments.
    pub(crate) fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Part)) {
        for part in &self.parts {
            see(part);
            if let Part::Call { arguments, .. } = part {
                for argument in arguments {
                    argument.visit(see);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_at_every_depth() {
        let template =
            Template::parse("{{a}} {{md5({{get_secret(key)}}{{b}})}} {{get_secret({{c}})}} {{d").unwrap();
        assert_eq!(template.secrets(), BTreeSet::from(["key".to_owned()]));
        let found = template.references();
        assert_eq!(found.variables, ["a", "b", "c"].map(String::from).into());
        assert_eq!(found.functions, ["get_secret", "md5"].map(String::from).into());
    }
}
