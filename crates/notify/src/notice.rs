//! The only thing a channel can speak of.

use tacit_alert::{Change, Tell};
use tacit_record::{Cause, Counters, RunRecord, RunResult, Shown, StepRecord, StepResult, StoredText, Tally};
use tacit_spec::{AgentId, BucketKey, EnvironmentId, RunId, TeamId, TestId};

use crate::{links::Links, words::Words};

/// Something with an id and a name that somebody gave it.
#[derive(Clone, Debug)]
pub struct Named<Id> {
    /// Its id.
    pub id: Id,
    /// Its name, a literal: templates are not expanded in it.
    pub name: String,
}

/// Where a run took place.
#[derive(Clone, Debug)]
pub enum Location {
    /// A location of the installation.
    Region {
        /// Such as `us2`.
        code: String,
        /// Such as `US California`.
        name: String,
    },
    /// An agent elsewhere.
    Agent {
        /// Its id, which stays when it is renamed.
        id: AgentId,
        /// Its name.
        name: String,
        /// Whether it did not come back.
        expired: bool,
    },
}

/// What the installation knows of a run besides its record: ids, and literals of definitions. It cannot be printed, as
/// whoever reads the trigger's address can start runs.
#[derive(Clone)]
pub struct RunSummary {
    /// The team.
    pub team: Named<TeamId>,
    /// The bucket.
    pub bucket: Named<BucketKey>,
    /// The test.
    pub test: Named<TestId>,
    /// The environment.
    pub environment: Option<Named<EnvironmentId>>,
    /// The run.
    pub run: RunId,
    /// Where it took place.
    pub location: Location,
    /// Where the test is triggered. Whoever knows it can start runs: give it only to receivers that are meant to.
    pub trigger_url: Option<String>,
}

/// How a run ended of which there is no record, or none any more.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    /// Whether it passed.
    pub result: RunResult,
    /// Unix microseconds.
    pub started_at: i64,
    /// Unix microseconds.
    pub finished_at: i64,
    /// A word of tacit's own for why there is no record.
    pub reason: Option<&'static str>,
    /// Whether it failed because it could not be executed.
    pub unexecuted: bool,
}

/// What is told of one run: built here from an allow-list of fields, and from nothing else.
///
/// Everything in it is an id, a number, a literal of the definition or clean text of the record; what the record hides is
/// absent. Receivers stand outside the team, so masks in it name no secret. It cannot be printed, for the sake of the
/// trigger's address, which goes into Runscope's webhook alone.
#[derive(Clone)]
pub struct Notice {
    pub(crate) team: (TeamId, Words),
    pub(crate) bucket: (BucketKey, Words),
    pub(crate) test: (TestId, Words),
    pub(crate) environment: Option<(EnvironmentId, Words)>,
    pub(crate) run: RunId,
    pub(crate) place: Place,
    pub(crate) change: Change,
    pub(crate) failures_in_a_row: u32,
    pub(crate) failing_since: Option<i64>,
    pub(crate) result: RunResult,
    /// Unix microseconds.
    pub(crate) started_at: i64,
    /// Unix microseconds.
    pub(crate) finished_at: i64,
    pub(crate) response_time_ms: Option<f64>,
    pub(crate) counters: Counters,
    pub(crate) steps: Vec<StepLine>,
    /// Names of errors that kept the run from starting or finishing.
    pub(crate) errors: Vec<&'static str>,
    /// Whether the test failed because it could not be executed.
    pub(crate) unexecuted: bool,
    pub(crate) initial_variables: Vec<Variable>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) trigger_url: Option<String>,
    pub(crate) links: Links,
    /// Whether it was made up to try a channel.
    pub(crate) trial: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Place {
    Region { code: Words, name: Words },
    Agent { id: AgentId, name: Words, expired: bool },
}

impl Place {
    /// For people.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Region { name, .. } | Self::Agent { name, .. } => name.as_str(),
        }
    }

    /// Stays the same for the same place, whatever it is called, and is no other's.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Region { code, .. } => code.as_str().to_owned(),
            Self::Agent { id, .. } => id.to_string(),
        }
    }
}

/// A variable's name, and its value where every reader of the result may see it.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) value: Option<String>,
}

/// One step in short.
#[derive(Clone, Debug)]
pub(crate) struct StepLine {
    pub(crate) place: Words,
    pub(crate) step_type: Words,
    /// As written in the definition.
    pub(crate) method: Option<Words>,
    /// As written in the definition.
    pub(crate) url: Option<Words>,
    pub(crate) note: Words,
    pub(crate) result: Option<StepResult>,
    /// Why it failed.
    pub(crate) cause: Option<Cause>,
    pub(crate) status: Option<u16>,
    pub(crate) response_time_ms: Option<f64>,
    pub(crate) response_bytes: Option<u64>,
    pub(crate) assertions: Tally,
    pub(crate) variables: Tally,
    pub(crate) scripts: Tally,
}

impl Notice {
    /// What may be told of a run that was saved, and why it is told.
    #[must_use]
    pub fn of_run(summary: &RunSummary, record: &RunRecord<StoredText>, tell: &Tell, links: &Links) -> Self {
        let mut steps = Vec::new();
        for step in &record.steps {
            lines(step, &mut steps);
        }
        Self {
            team: (summary.team.id, Words::literal(&summary.team.name)),
            bucket: (summary.bucket.id.clone(), Words::literal(&summary.bucket.name)),
            test: (summary.test.id, Words::literal(&summary.test.name)),
            environment: summary.environment.as_ref().map(|named| (named.id, Words::literal(&named.name))),
            run: summary.run,
            place: match &summary.location {
                Location::Region { code, name } => {
                    Place::Region { code: Words::literal(code), name: Words::literal(name) }
                }
                Location::Agent { id, name, expired } => {
                    Place::Agent { id: *id, name: Words::literal(name), expired: *expired }
                }
            },
            change: tell.change,
            failures_in_a_row: tell.failures_in_a_row,
            failing_since: tell.failing_since,
            // Closed by hand means: nothing is wrong any more, whatever the run was that was told last.
            result: if tell.change == Change::Closed { RunResult::Pass } else { record.result },
            started_at: record.started_at,
            finished_at: record.finished_at,
            response_time_ms: record.response_time_ms,
            counters: record.counters,
            steps,
            errors: record.errors.iter().map(|error| error.code.as_str()).collect(),
            unexecuted: false,
            initial_variables: record.initial_variables.iter().map(variable).collect(),
            variables: record.variables.iter().map(variable).collect(),
            trigger_url: summary.trigger_url.clone(),
            links: links.clone(),
            trial: false,
        }
    }

    /// What may be told of a run that ended without a record.
    #[must_use]
    pub fn of_ending(summary: &RunSummary, ending: &Ending, tell: &Tell, links: &Links) -> Self {
        let nothing = RunRecord {
            result: ending.result,
            started_at: ending.started_at,
            finished_at: ending.finished_at,
            response_time_ms: None,
            initial_variables: Vec::new(),
            variables: Vec::new(),
            steps: Vec::new(),
            counters: Counters::default(),
            errors: Vec::new(),
            secrets: Vec::new(),
            aside: tacit_record::Aside::default(),
            withheld: false,
        };
        Self {
            errors: ending.reason.into_iter().collect(),
            unexecuted: ending.unexecuted,
            ..Self::of_run(summary, &nothing, tell, links)
        }
    }

    /// A made-up notice to try a channel with, as if it were of `at` (Unix microseconds). It says of itself what it is.
    #[must_use]
    pub fn trial(team: Named<TeamId>, at: i64, links: &Links) -> Self {
        let assertions = Tally { defined: 2, passed: 1, failed: 1 };
        let step = StepLine {
            place: Words::literal("1"),
            step_type: Words::literal("request"),
            method: Some(Words::literal("GET")),
            url: Some(Words::literal("https://api.example.com/orders")),
            note: Words::default(),
            result: Some(StepResult::Fail),
            cause: Some(Cause::Unavailable),
            status: Some(503),
            response_time_ms: Some(120.0),
            response_bytes: Some(512),
            assertions,
            variables: Tally::default(),
            scripts: Tally::default(),
        };
        Self {
            team: (team.id, Words::literal(&team.name)),
            bucket: (BucketKey("examplebuckt".into()), Words::literal("Example bucket")),
            test: (TestId(uuid::Uuid::nil()), Words::literal("Example test")),
            environment: Some((EnvironmentId(uuid::Uuid::nil()), Words::literal("Example environment"))),
            run: RunId(uuid::Uuid::nil()),
            place: Place::Region {
                code: Words::literal("example"),
                name: Words::literal("Example location"),
            },
            change: Change::Failed,
            failures_in_a_row: 1,
            failing_since: Some(at),
            result: RunResult::Fail,
            started_at: at,
            finished_at: at.saturating_add(120_000),
            response_time_ms: Some(120.0),
            counters: Counters { requests_executed: 1, assertions, ..Counters::default() },
            steps: vec![step],
            errors: Vec::new(),
            unexecuted: false,
            initial_variables: Vec::new(),
            variables: Vec::new(),
            trigger_url: None,
            links: links.clone(),
            trial: true,
        }
    }

    /// The same with something else that is new.
    #[must_use]
    pub fn telling(self, change: Change) -> Self {
        let result = if change.is_end() { RunResult::Pass } else { self.result };
        Self { change, result, ..self }
    }

    /// Stays the same while the same test fails in the same environment at the same place, and is nobody else's: what
    /// services that keep incidents tell them apart by. At most 255 ASCII characters.
    pub(crate) fn incident(&self) -> String {
        let environment =
            self.environment.as_ref().map_or_else(|| "none".to_owned(), |(id, _)| id.to_string());
        let place: String = self
            .place
            .key()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .take(80)
            .collect();
        let trial = if self.trial { "-trial" } else { "" };
        format!("tacit{trial}-{}-{environment}-{place}", self.test.0)
    }

    pub(crate) fn test_url(&self) -> String {
        self.of_installation(self.links.test(&self.bucket.0, self.test.0))
    }

    pub(crate) fn run_url(&self) -> String {
        self.of_installation(self.links.run(&self.bucket.0, self.test.0, self.run))
    }

    pub(crate) fn editor_url(&self) -> String {
        self.of_installation(self.links.editor(&self.bucket.0, self.test.0))
    }

    /// A notice that was made up has no page of its own.
    fn of_installation(&self, url: String) -> String {
        if self.trial { format!("{}/", self.links.base()) } else { url }
    }
}

fn variable(record: &tacit_record::VariableRecord<StoredText>) -> Variable {
    Variable {
        name: record.name.for_outside().into_owned(),
        value: record.value.shown().map(|value| value.for_outside().into_owned()),
    }
}

/// `step` and the steps inside it. Initial scripts belong to the environment and are no steps of the test.
fn lines(step: &StepRecord<StoredText>, into: &mut Vec<StepLine>) {
    if step.step_type.as_str() != "initial-script" {
        let own = step.steps.iter().fold(step.counters, |mut own, inner| {
            own.assertions = without(own.assertions, inner.counters.assertions);
            own.variables = without(own.variables, inner.counters.variables);
            own.scripts = without(own.scripts, inner.counters.scripts);
            own
        });
        let last = step.hops.last();
        into.push(StepLine {
            place: Words::of_record(&step.place),
            step_type: Words::of_record(&step.step_type),
            method: step.method.as_ref().map(Words::of_record),
            url: step.url.as_ref().map(Words::of_record),
            note: Words::of_record(&step.note),
            result: step.result.shown().copied(),
            cause: step.diagnosis().map(|diagnosis| diagnosis.cause),
            status: last.and_then(|hop| hop.status.shown().copied()),
            response_time_ms: all(step.hops.iter().map(|hop| &hop.timings))
                .map(|timings| timings.iter().map(|timings| timings.total).sum()),
            response_bytes: last.and_then(|hop| hop.sizes.shown()).map(|sizes| sizes.response_body),
            assertions: own.assertions,
            variables: own.variables,
            scripts: own.scripts,
        });
    }
    for inner in &step.steps {
        lines(inner, into);
    }
}

fn without(all: Tally, inner: Tally) -> Tally {
    Tally {
        defined: all.defined.saturating_sub(inner.defined),
        passed: all.passed.saturating_sub(inner.passed),
        failed: all.failed.saturating_sub(inner.failed),
    }
}

/// Every part, when there is one and each is shown.
fn all<'a, T: 'a>(parts: impl Iterator<Item = &'a Shown<T>>) -> Option<Vec<&'a T>> {
    parts.map(Shown::shown).collect::<Option<Vec<_>>>().filter(|shown| !shown.is_empty())
}
