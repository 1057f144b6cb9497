//! Every text of a definition that means something in a run, with its place.

use indexmap::IndexMap;

use crate::{
    Environment, Step, StepKind, TestDefinition,
    source::Path,
    test::{Auth, Checks, Fields, Loop, Request},
};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text<'a> {
    Template(&'a str),
    Script(&'a str),
    /// A name that a run gives a value to.
    Variable(&'a str),
}

/// Calls `see` with all of a test's. Steps that cannot run are passed over; skipped ones are not.
pub(crate) fn test<'a>(test: &'a TestDefinition, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    steps(&test.steps, &Path::Root.field("steps"), see);
}

fn steps<'a>(steps_: &'a [Step], path: &Path<'_>, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    for (at, step) in steps_.iter().enumerate() {
        let path = path.item(at);
        match &step.kind {
            StepKind::Request(read) => request(read, &path, see),
            StepKind::Condition(condition) | StepKind::Loop(Loop { condition, .. }) => {
                see(&path.field("left_value"), Text::Template(&condition.left));
                see(&path.field("right_value"), Text::Template(&condition.right));
                steps(&condition.steps, &path.field("steps"), see);
            }
            StepKind::Subtest(read) => {
                for (at, param) in read.params.iter().enumerate() {
                    let params = path.field("params");
                    let path = params.item(at);
                    see(&path.field("name"), Text::Variable(&param.name));
                    see(&path.field("value"), Text::Template(&param.value));
                }
                checks(read.checks(), &path, see);
            }
            StepKind::Pause { .. } | StepKind::Unsupported { .. } => {}
        }
    }
}

fn request<'a>(request: &'a Request, path: &Path<'_>, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    see(&path.field("method"), Text::Template(&request.method));
    see(&path.field("url"), Text::Template(&request.url));
    fields(&request.headers, &path.field("headers"), see);
    if let Some(form) = &request.form {
        fields(form, &path.field("form"), see);
    }
    if let Some(body) = &request.body {
        see(&path.field("body"), Text::Template(body));
    }
    for (at, part) in request.multipart.iter().enumerate() {
        let parts = path.field("multipart_form");
        see(&parts.item(at).field("value"), Text::Template(&part.value));
    }
    auth(&request.auth, &path.field("auth"), see);
    checks(request.checks(), path, see);
}

fn checks<'a>(checks: Checks<'a>, path: &Path<'_>, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    for (at, assertion) in checks.assertions.iter().enumerate() {
        let assertions = path.field("assertions");
        let path = assertions.item(at);
        if let Some(property) = &assertion.property {
            see(&path.field("property"), Text::Template(property));
        }
        if let Some(value) = assertion.value.as_str() {
            see(&path.field("value"), Text::Template(value));
        }
    }
    for (at, extraction) in checks.extractions.iter().enumerate() {
        let variables = path.field("variables");
        let path = variables.item(at);
        see(&path.field("name"), Text::Variable(&extraction.name));
        if let Some(property) = &extraction.property {
            see(&path.field("property"), Text::Template(property));
        }
    }
    scripts(checks.scripts, &path.field("scripts"), see);
    scripts(checks.before_scripts, &path.field("before_scripts"), see);
}

/// Calls `see` with all of an environment's.
pub(crate) fn environment<'a>(environment: &'a Environment, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    let root = Path::Root;
    variables(&environment.initial_variables, &root.field("initial_variables"), see);
    if let Some(script) = &environment.script {
        see(&root.field("script"), Text::Script(script));
    }
    scripts(&environment.pre_request_scripts, &root.field("pre_request_scripts"), see);
    scripts(&environment.post_response_scripts, &root.field("post_response_scripts"), see);
    fields(&environment.headers, &root.field("headers"), see);
    auth(&environment.auth, &root.field("auth"), see);
}

fn variables<'a>(
    variables: &'a IndexMap<String, String>,
    path: &Path<'_>,
    see: &mut impl FnMut(&Path<'_>, Text<'a>),
) {
    for (name, value) in variables {
        see(&path.field(name), Text::Variable(name));
        see(&path.field(name), Text::Template(value));
    }
}

fn fields<'a>(fields: &'a Fields, path: &Path<'_>, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    for (name, values) in fields {
        for (at, value) in values.iter().enumerate() {
            see(&path.field(name).item(at), Text::Template(value));
        }
    }
}

fn auth<'a>(auth: &'a Auth, path: &Path<'_>, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    if let Auth::Basic { username, password } = auth {
        see(&path.field("username"), Text::Template(username));
        see(&path.field("password"), Text::Template(password));
    }
}

fn scripts<'a>(scripts: &'a [String], path: &Path<'_>, see: &mut impl FnMut(&Path<'_>, Text<'a>)) {
    for (at, script) in scripts.iter().enumerate() {
        see(&path.item(at), Text::Script(script));
    }
}
