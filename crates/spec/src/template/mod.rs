//! `{{name}}` and `{{function(arguments)}}`, parsed once.
//!
//! What counts as a place to fill in, and what stays text, is decided in [`parse`]; what a template mentions is listed
//! in [`uses`]. Rendering belongs to the engine.

mod parse;
mod uses;

pub use parse::{TemplateError, is_name};
pub use uses::References;

/// The function that puts a secret's value in; no variable may take its name.
pub const GET_SECRET: &str = "get_secret";

/// Text with places to fill in. Rendering is a single pass: what is filled in is never scanned again.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Template {
    /// In order of appearance; no two literals stand side by side and none is empty.
    pub parts: Vec<Part>,
}

/// A piece of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text as it stands.
    Literal(String),
    /// `{{name}}`: a variable, or a built-in without arguments.
    Variable(String),
    /// `{{function(a, b)}}`: arguments are templates of their own.
    Call {
        /// The function's name.
        function: String,
        /// Trimmed arguments, innermost braces first.
        arguments: Vec<Template>,
    },
}

impl Template {
    /// Reads text.
    ///
    /// Braces pair innermost first, and a pair is a place to fill in only when it holds a name or a call. All other
    /// text stays as it is: `{{` that is never closed, `}}` that was never opened, JSON such as `{{"a":1}}`. So every
    /// JSON body survives.
    ///
    /// # Errors
    /// A pair that is clearly meant as a place to fill in and is not one: a call without its `)`, a name put together
    /// from another template, nesting beyond [`crate::limits::TEMPLATE_DEPTH`].
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        parse::parse(text)
    }

    /// The text itself when nothing is to be filled in.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}
