//! A test and its steps, as Runscope's JSON has them.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
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
    /// Runs its steps again and again, while the comparison holds.
    Loop(Loop),
    /// Runs another test of the bucket.
    Subtest(Box<Subtest>),
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

/// `conditional-loop`: compares before each round.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// What is compared, and the steps of a round.
    pub condition: Condition,
    /// Rounds after which it must not hold any more, 1 to [`LOOP_ITERATIONS`](crate::limits::LOOP_ITERATIONS). Runscope's loops always have the
    /// most; the field `max_iterations` is tacit's own.
    pub max_iterations: u32,
}

/// `subtest`: one run of another test, in the same place; judged by the JSON of its result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subtest {
    /// What is run, and where.
    pub callee: Callee,
    /// Variables that the run begins with.
    pub params: Vec<Param>,
    /// Checked in order, against the result.
    pub assertions: Vec<Assertion>,
    /// Variables taken from the result.
    pub extractions: Vec<Extraction>,
    /// Scripts that run after it.
    pub scripts: Vec<String>,
    /// Scripts that run before it.
    pub before_scripts: Vec<String>,
}

/// What a subtest runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Callee {
    /// Id of the test.
    pub test: String,
    /// Key of its bucket; empty for the bucket of the test that it stands in.
    pub bucket: String,
    /// Where it runs.
    pub environment: SubtestEnvironment,
}

/// The environment of a subtest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubtestEnvironment {
    /// The one its own runs have when nobody chooses.
    #[default]
    Default,
    /// The one of the test that it stands in: `use_parent_environment`.
    Parents,
    /// The id of one of its own, or of a shared one of the bucket.
    Chosen(String),
}

/// One variable for a subtest.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The variable's name.
    pub name: String,
    /// Template, filled in by the test that it stands in.
    pub value: String,
    /// Fields that tacit does not use, kept for export.
    pub other: Map<String, Value>,
}

/// What is done around an exchange or a subtest: scripts before and after, variables taken, assertions.
#[derive(Clone, Copy, Debug)]
pub struct Checks<'a> {
    /// Before.
    pub before_scripts: &'a [String],
    /// After.
    pub extractions: &'a [Extraction],
    /// After the extractions.
    pub scripts: &'a [String],
    /// Last.
    pub assertions: &'a [Assertion],
}

impl Request {
    /// What is done around the exchange.
    #[must_use]
    pub fn checks(&self) -> Checks<'_> {
        let Self { before_scripts, extractions, scripts, assertions, .. } = self;
        Checks { before_scripts, extractions, scripts, assertions }
    }
}

impl Subtest {
    /// What is done around the run.
    #[must_use]
    pub fn checks(&self) -> Checks<'_> {
        let Self { before_scripts, extractions, scripts, assertions, .. } = self;
        Checks { before_scripts, extractions, scripts, assertions }
    }
}

impl StepKind {
    /// As written in definitions.
    #[must_use]
    pub fn step_type(&self) -> &str {
        match self {
            Self::Request(_) => "request",
            Self::Pause { .. } => "pause",
            Self::Condition(_) => "condition",
            Self::Loop(_) => "conditional-loop",
            Self::Subtest(_) => "subtest",
            Self::Unsupported { step_type, .. } => step_type,
        }
    }

    /// The steps inside.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Condition(condition) | Self::Loop(Loop { condition, .. }) => &condition.steps,
            Self::Request(_) | Self::Pause { .. } | Self::Subtest(_) | Self::Unsupported { .. } => &[],
        }
    }

    /// The steps inside, to be changed; `None` where there can be none.
    pub fn steps_mut(&mut self) -> Option<&mut Vec<Step>> {
        match self {
            Self::Condition(condition) | Self::Loop(Loop { condition, .. }) => Some(&mut condition.steps),
            Self::Request(_) | Self::Pause { .. } | Self::Subtest(_) | Self::Unsupported { .. } => None,
        }
    }
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
