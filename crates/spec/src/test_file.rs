//! Definition files: one test, several, or an environment, as JSON or YAML.

use crate::{
    DefinitionError, Environment, TestDefinition,
    read::{self, Problems, whole},
    source::{Data, Node, Notation, Path, locate},
};

/// A test from a file, and the environments that the file has for it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedTest {
    /// The test.
    pub test: TestDefinition,
    /// The test's own `environments` or `environment`, then those of the whole file.
    pub environments: Vec<Environment>,
}

/// Reads the tests of a file and checks them.
///
/// # Errors
/// All mistakes of the file with line and column. See [`load_with_environments`].
pub fn load(text: &str, file_name: &str) -> Result<Vec<TestDefinition>, Vec<DefinitionError>> {
    Ok(load_with_environments(text, file_name)?.into_iter().map(|loaded| loaded.test).collect())
}

/// Reads the tests of a file and checks them, environments included.
///
/// A file is one test (an export, or the API's answer), a list of tests (the export of a bucket), or a mapping of
/// `tests` and perhaps `environments`. The extension tells JSON from YAML, else the first character.
///
/// # Errors
/// All mistakes of the file with line and column, those of [`TestDefinition::validate`] included.
pub fn load_with_environments(text: &str, file_name: &str) -> Result<Vec<LoadedTest>, Vec<DefinitionError>> {
    let node = parse(text, file_name)?;
    let node = inside_envelope(&node);
    let root = Path::Root;
    let mut errors = Vec::new();
    let mut loaded = Vec::new();
    match &node.data {
        Data::List(items) => {
            for (at, item) in items.iter().enumerate() {
                loaded.extend(one(item, &root.item(at), &mut errors));
            }
        }
        Data::Map(_) => match node.get("tests").filter(|_| node.get("steps").is_none()) {
            Some(Node { data: Data::List(items), .. }) => {
                let path = root.field("tests");
                let shared = environments(node, &root, &mut errors);
                for (at, item) in items.iter().enumerate() {
                    loaded.extend(one(item, &path.item(at), &mut errors));
                }
                loaded.iter_mut().for_each(|test| test.environments.extend(shared.clone()));
            }
            Some(other) => {
                let mut problems = Problems::default();
                problems.expected(&root.field("tests"), other, "a list", "");
                errors = problems.into_found();
            }
            None => loaded.extend(one(node, &root, &mut errors)),
        },
        _ => {}
    }
    if errors.is_empty() && loaded.is_empty() {
        let hint = "a test has a `name` and `steps`".to_owned();
        let mut problems = Problems::default();
        problems.add(&root, node.place, "the file holds no test", hint);
        errors = problems.into_found();
    }
    if errors.is_empty() { Ok(loaded) } else { Err(errors) }
}

/// Reads a file that holds an environment: either all its fields (`initial_variables`, `headers`, ...), or just names
/// and values of variables.
///
/// # Errors
/// All mistakes of the file with line and column.
pub fn load_environment(text: &str, file_name: &str) -> Result<Environment, Vec<DefinitionError>> {
    let node = parse(text, file_name)?;
    let node = inside_envelope(&node);
    if node.data == Data::Null {
        return Ok(Environment::default());
    }
    let environment = if read::is_environment(node) {
        whole(node, read::environment)?
    } else {
        let initial_variables = whole(node, read::text_map)?;
        Environment { initial_variables, ..Environment::default() }
    };
    let mut errors = environment.validate();
    if errors.is_empty() {
        return Ok(environment);
    }
    if !read::is_environment(node) {
        for error in &mut errors {
            let name = error.path.strip_prefix("initial_variables").unwrap_or(&error.path);
            error.path = name.trim_start_matches('.').into();
        }
    }
    locate(node, &mut errors);
    Err(errors)
}

fn parse(text: &str, file_name: &str) -> Result<Node, Vec<DefinitionError>> {
    Node::parse(text, Notation::of(file_name, text)).map_err(|error| vec![error])
}

/// An answer of the API that was saved as it came: `{data, meta, error}`.
fn inside_envelope(node: &Node) -> &Node {
    match node.get("data") {
        Some(data) if node.get("meta").is_some() && node.get("steps").is_none() => data,
        _ => node,
    }
}

fn one(node: &Node, path: &Path<'_>, errors: &mut Vec<DefinitionError>) -> Option<LoadedTest> {
    let mut problems = Problems::default();
    let test = read::test(node, path, &mut problems);
    let mut found = problems.into_found();
    let sound = found.is_empty();
    if sound {
        found = test.validate();
        locate(node, &mut found);
        for error in &mut found {
            error.path = path.join(&error.path);
        }
    }
    errors.append(&mut found);
    Some(LoadedTest { test, environments: environments(node, path, errors) })
}

fn environments(node: &Node, path: &Path<'_>, errors: &mut Vec<DefinitionError>) -> Vec<Environment> {
    let mut found = Vec::new();
    let mut read_one = |node: &Node, path: &Path<'_>| {
        let mut problems = Problems::default();
        let environment = read::environment(node, path, &mut problems);
        let mut wrong = problems.into_found();
        if wrong.is_empty() {
            wrong = environment.validate();
            locate(node, &mut wrong);
            for error in &mut wrong {
                error.path = path.join(&error.path);
            }
        }
        errors.append(&mut wrong);
        found.push(environment);
    };
    if let Some(Node { data: Data::List(items), .. }) = node.get("environments") {
        for (at, item) in items.iter().enumerate() {
            read_one(item, &path.field("environments").item(at));
        }
    }
    if let Some(single) = node.get("environment").filter(|single| matches!(single.data, Data::Map(_))) {
        read_one(single, &path.field("environment"));
    }
    found
}
