//! `{{name}}` and `{{function(arguments)}}`, parsed once.

/// Text with places to fill in. Rendering is a single pass: what is filled in is never scanned again.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Template {
    /// In order of appearance.
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
