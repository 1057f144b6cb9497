//! What a definition must keep to beyond its form: limits, templates that can be read, names that may be used.

use crate::{
    DefinitionError, Environment, SecretName, Step, StepKind, Template, TestDefinition,
    error::quoted,
    limits,
    read::Problems,
    source::Path,
    template::{GET_SECRET, Part},
    test::Loop,
    walk::{self, Text},
};

/// Variables with these names are made by a run.
const RESERVED: &str = "runscope_";

impl TestDefinition {
    /// Everything that would keep the test from running as written. Empty when all is well.
    pub fn validate(&self) -> Vec<DefinitionError> {
        let mut problems = Problems::default();
        let root = Path::Root;
        if self.name.trim().is_empty() {
            problems.add(&root.field("name"), None, "the test has no name", None);
        }
        let count = count(&self.steps);
        let (least, most) = (*limits::STEPS_PER_TEST.start(), *limits::STEPS_PER_TEST.end());
        let path = root.field("steps");
        if count < least {
            let hint = "add a step, such as a request".to_owned();
            problems.add(&path, None, "the test has no steps", hint);
        } else if count > most {
            let hint = format!("a test has at most {most}: split it");
            problems.add(&path, None, format!("the test has {count} steps"), hint);
        }
        let rounds = self.most_steps(&mut |_| 0);
        if rounds > limits::STEPS_PER_RUN {
            let hint = format!("a run has at most {}: give loops fewer rounds", limits::STEPS_PER_RUN);
            problems.add(
                &path,
                None,
                format!("with all rounds of its loops the test has {rounds} steps"),
                hint,
            );
        }
        steps(&self.steps, &path, &mut problems);
        walk::test(self, &mut |path, text| check(path, text, &mut problems));
        problems.into_found()
    }
}

impl Environment {
    /// Everything that would keep a run from using the environment. Empty when all is well.
    pub fn validate(&self) -> Vec<DefinitionError> {
        let mut problems = Problems::default();
        if self.name.trim().is_empty() {
            problems.add(&Path::Root.field("name"), None, "the environment has no name", None);
        }
        walk::environment(self, &mut |path, text| check(path, text, &mut problems));
        problems.into_found()
    }
}

fn count(steps: &[Step]) -> usize {
    steps.iter().map(|step| 1 + count(step.kind.steps())).sum()
}

fn steps(all: &[Step], path: &Path<'_>, problems: &mut Problems) {
    for (at, step) in all.iter().enumerate() {
        let path = path.item(at);
        match &step.kind {
            StepKind::Pause { seconds } if !limits::PAUSE_SECONDS.contains(seconds) => {
                let (least, most) = (limits::PAUSE_SECONDS.start(), limits::PAUSE_SECONDS.end());
                let hint = format!("a pause lasts {least} to {most} seconds");
                problems.add(
                    &path.field("duration"),
                    None,
                    format!("a pause of {seconds} s is not possible"),
                    hint,
                );
            }
            StepKind::Condition(condition) => steps(&condition.steps, &path.field("steps"), problems),
            StepKind::Loop(Loop { condition, max_iterations }) => {
                if !(1..=limits::LOOP_ITERATIONS).contains(max_iterations) {
                    let hint = format!("a loop has 1 to {} rounds", limits::LOOP_ITERATIONS);
                    let message = format!("a loop of {max_iterations} rounds is not possible");
                    problems.add(&path.field("max_iterations"), None, message, hint);
                }
                steps(&condition.steps, &path.field("steps"), problems);
            }
            StepKind::Subtest(subtest) => {
                if subtest.callee.test.trim().is_empty() {
                    let hint = "choose the test that is to run".to_owned();
                    problems.add(&path.field("test_uuid"), None, "no test is named", hint);
                }
            }
            StepKind::Request(request) => {
                if request.method.trim().is_empty() {
                    let hint = "write GET, POST or another method".to_owned();
                    problems.add(&path.field("method"), None, "the method is empty", hint);
                }
                if request.url.trim().is_empty() {
                    let hint = "write an address such as https://api.example.com/orders".to_owned();
                    problems.add(&path.field("url"), None, "the URL is empty", hint);
                }
                for (at, part) in request.multipart.iter().enumerate() {
                    if part.name.is_empty() {
                        let parts = path.field("multipart_form");
                        problems.add(&parts.item(at), None, "a part of the form has no `name`", None);
                    }
                }
            }
            StepKind::Pause { .. } | StepKind::Unsupported { .. } => {}
        }
    }
}

fn check(path: &Path<'_>, text: Text<'_>, problems: &mut Problems) {
    match text {
        Text::Template(text) => template(path, text, problems),
        Text::Variable(name) => variable(path, name, problems),
        Text::Script(_) => {}
    }
}

fn template(path: &Path<'_>, text: &str, problems: &mut Problems) {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(error) => {
            let at = text[..error.offset].chars().count() + 1;
            problems.add(path, None, format!("{} (character {at} of the text)", error.message), error.hint);
            return;
        }
    };
    template.visit(&mut |part| match part {
        Part::Call { function, arguments } if function == GET_SECRET => match arguments.as_slice() {
            [name] => {
                if let Some(Err(error)) = name.as_literal().map(SecretName::parse) {
                    problems.add(path, None, error.to_string(), None);
                }
            }
            _ => {
                let hint = "write `{{get_secret(name)}}`".to_owned();
                problems.add(path, None, "`get_secret` takes one name", hint);
            }
        },
        Part::Variable(name) if name == GET_SECRET => {
            let hint = "write `{{get_secret(name)}}`".to_owned();
            problems.add(path, None, "`get_secret` takes the name of a secret", hint);
        }
        _ => {}
    });
}

fn variable(path: &Path<'_>, name: &str, problems: &mut Problems) {
    let hint = "choose another name".to_owned();
    if name.trim().is_empty() {
        problems.add(path, None, "the variable has no name", None);
    } else if name.trim() == GET_SECRET {
        problems.add(
            path,
            None,
            "a variable cannot be called `get_secret`, which is how secrets are read",
            hint,
        );
    } else if name.starts_with(RESERVED) {
        let message = format!("the variable {} has a name that runs set themselves", quoted(name));
        problems.add(path, None, message, "names that start with `runscope_` are reserved".to_owned());
    }
}
