//! A test and its steps, as Runscope's JSON has them.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::ids::StepId;

/// A header, form or query field may stand several times.
pub type Fields = IndexMap<String, Vec<String>>;

/// What a test does. Exports and API bodies read into this and are written from it without loss.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestDefinition {
    /// Shown in lists; a literal, templates are not expanded.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// In order of execution.
    pub steps: Vec<Step>,
    /// What the fields above do not carry (`version`, `exported_at`, a `description` of null, ...), kept for export.
    pub other: Map<String, Value>,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Absent in exports; given when stored.
    pub id: Option<StepId>,
    /// Skipped steps are not executed and do not fail the test.
    pub skipped: bool,
    /// The author's remark; a literal.
    pub note: String,
    /// What the step does.
    pub kind: StepKind,
    /// What the fields above do not carry, kept for export: fields that tacit does not use (`args`, `data`, `fragment`,
    /// ...), and known ones that stood there empty (`"scripts": []`).
    pub other: Map<String, Value>,
}

/// The kinds of steps.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// An HTTP request.
    Request(Box<Request>),
    /// Waits.
    Pause {
        /// Seconds, 1 to 180.
        seconds: u32,
    },
    /// Runs its steps only when the comparison holds.
    Condition(Condition),
    /// A step type that this version keeps but cannot run; running it is an error with a clear message.
    Unsupported {
        /// The `step_type` as written.
        step_type: String,
        /// Everything else, untouched.
        fields: Map<String, Value>,
    },
}

impl Default for StepKind {
    fn default() -> Self {
        Self::Request(Box::default())
    }
}

/// `condition`: compares two templates.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Template.
    pub left: String,
    /// How to compare.
    pub comparison: Comparison,
    /// Template.
    pub right: String,
    /// Run when it holds.
    pub steps: Vec<Step>,
}

/// `request`: one HTTP exchange, redirects included.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// Template.
    pub method: String,
    /// Template, query string included.
    pub url: String,
    /// Templates; a name may have several values.
    pub headers: Fields,
    /// URL-encoded body; `None` when absent.
    pub form: Option<Fields>,
    /// Raw body template; wins over `form` when not empty.
    pub body: Option<String>,
    /// Parts of a `multipart/form-data` body.
    pub multipart: Vec<MultipartPart>,
    /// Credentials.
    pub auth: Auth,
    /// Checked in order.
    pub assertions: Vec<Assertion>,
    /// Variables taken from the response.
    pub extractions: Vec<Extraction>,
    /// Post-response scripts.
    pub scripts: Vec<String>,
    /// Pre-request scripts.
    pub before_scripts: Vec<String>,
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct MultipartPart {
    /// Field name.
    pub name: String,
    /// Template.
    pub value: String,
    /// Makes the part a file.
    pub file_name: Option<String>,
    /// `Content-Type` of the part.
    pub content_type: Option<String>,
    /// Fields that tacit does not use, kept for export.
    pub other: Map<String, Value>,
}

/// The `auth` object.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Auth {
    /// `{}`.
    #[default]
    None,
    /// `auth_type: basic`; both templates.
    Basic {
        /// Template.
        username: String,
        /// Template.
        password: String,
    },
    /// A kind that this version keeps but cannot use.
    Unsupported(Map<String, Value>),
}

/// One assertion on a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Assertion {
    /// What to look at.
    pub source: Source,
    /// Header name, JSON expression or XPath; `None` for the whole.
    pub property: Option<String>,
    /// How to compare.
    pub comparison: Comparison,
    /// Template or number, `Value::Null` when there is none.
    pub value: Value,
    /// Fields that tacit does not use, kept for export.
    pub other: Map<String, Value>,
}

/// One variable taken from a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Extraction {
    /// The variable's name.
    pub name: String,
    /// What to look at.
    pub source: Source,
    /// Header name, JSON expression or XPath; `None` for the whole.
    pub property: Option<String>,
    /// Fields that tacit does not use, kept for export.
    pub other: Map<String, Value>,
}

/// Where an assertion or extraction looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// `response_status`
    Status,
    /// `response_headers`
    Headers,
    /// `response_json`
    Json,
    /// `response_xml`
    Xml,
    /// `response_text`
    Text,
    /// `response_time`, milliseconds
    Time,
    /// `response_size`, bytes
    Size,
}

/// How an assertion or condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `empty`
    Empty,
    /// `not_empty`
    NotEmpty,
    /// `equal`
    Equal,
    /// `not_equal`
    NotEqual,
    /// `contains`
    Contains,
    /// `does_not_contain`
    DoesNotContain,
    /// `has_key`
    HasKey,
    /// `has_value`
    HasValue,
    /// `is_null`
    IsNull,
    /// `is_a_number`
    IsANumber,
    /// `equal_number`
    EqualNumber,
    /// `is_less_than`
    LessThan,
    /// `is_less_than_or_equal`
    LessThanOrEqual,
    /// `is_greater_than`
    GreaterThan,
    /// `is_greater_than_or_equal`
    GreaterThanOrEqual,
}
