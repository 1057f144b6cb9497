//! The environment a run sees: the shared one and the test's own, put together.

use indexmap::IndexMap;
use tacit_spec::{
    Environment,
    test::{Auth, Fields},
};

/// The shared environment and the test's own, put together by the rules of inheritance.
#[derive(Clone)]
pub(crate) struct Effective {
    pub(crate) initial_variables: IndexMap<String, String>,
    pub(crate) initial_scripts: Vec<(String, String)>,
    pub(crate) pre_request: Vec<(String, String)>,
    pub(crate) post_response: Vec<(String, String)>,
    pub(crate) headers: Fields,
    pub(crate) auth: Auth,
    pub(crate) preserve_cookies: bool,
    pub(crate) verify_ssl: bool,
    pub(crate) stop_on_failure: bool,
}

impl Effective {
    pub(crate) fn new(shared: Option<&Environment>, own: &Environment) -> Self {
        let layers: Vec<(&str, &Environment)> = shared
            .iter()
            .map(|shared| ("shared environment", *shared))
            .chain([("environment", own)])
            .collect();
        let named = |kind: &str, of: fn(&Environment) -> &[String]| {
            let name = |layer: &str, index: usize| format!("{layer} {kind} script {}", index + 1);
            layers
                .iter()
                .flat_map(|(layer, environment)| {
                    of(environment)
                        .iter()
                        .enumerate()
                        .map(move |(index, source)| (name(layer, index), source.clone()))
                })
                .filter(|(_, source)| !source.trim().is_empty())
                .collect::<Vec<_>>()
        };
        let mut initial_variables = IndexMap::new();
        let mut headers = Fields::new();
        for (_, environment) in &layers {
            initial_variables.extend(environment.initial_variables.clone());
            for (name, values) in &environment.headers {
                headers.retain(|own, _| !own.eq_ignore_ascii_case(name));
                headers.insert(name.clone(), values.clone());
            }
        }
        let any = |of: fn(&Environment) -> bool| layers.iter().any(|(_, environment)| of(environment));
        let auth =
            layers.iter().rev().map(|(_, environment)| &environment.auth).find(|auth| **auth != Auth::None);
        Self {
            initial_variables,
            initial_scripts: layers
                .iter()
                .filter_map(|(layer, environment)| {
                    Some((format!("{layer} initial script"), environment.script.clone()?))
                })
                .filter(|(_, source)| !source.trim().is_empty())
                .collect(),
            pre_request: named("pre-request", |environment| &environment.pre_request_scripts),
            post_response: named("post-response", |environment| &environment.post_response_scripts),
            headers,
            auth: auth.cloned().unwrap_or_default(),
            preserve_cookies: any(|environment| environment.preserve_cookies),
            verify_ssl: layers.iter().all(|(_, environment)| environment.verify_ssl),
            stop_on_failure: any(|environment| environment.stop_on_failure),
        }
    }
}
