//! An environment.

use serde_json::{Map, Value, json};

use super::{Shape, Writer, merge, request::auth};
use crate::{Environment, RemoteAgent, test::Auth};

pub(super) fn environment(environment: &Environment, shape: Shape) -> Value {
    let defaults = Environment::default();
    let variables = environment.initial_variables.iter();
    let variables: Map<_, _> = variables.map(|(name, value)| (name.clone(), value.clone().into())).collect();
    let mut writer = Writer::new(shape);
    writer.id("id", environment.id);
    writer.field("test_id", environment.test.is_some(), environment.test.map(|id| id.to_string()));
    writer.always("name", environment.name.clone());
    let parent = environment.parent.map(|id| id.to_string());
    writer.field("parent_environment_id", parent.is_some(), parent);
    writer.field("initial_variables", !variables.is_empty(), variables);
    writer.field("script", environment.script.is_some(), environment.script.clone());
    writer.texts("pre_request_scripts", &environment.pre_request_scripts);
    writer.texts("post_response_scripts", &environment.post_response_scripts);
    writer.names("headers", &environment.headers);
    writer.field("auth", environment.auth != Auth::None, auth(&environment.auth));
    for (name, now, default) in [
        ("preserve_cookies", environment.preserve_cookies, defaults.preserve_cookies),
        ("verify_ssl", environment.verify_ssl, defaults.verify_ssl),
        ("stop_on_failure", environment.stop_on_failure, defaults.stop_on_failure),
        ("retry_on_failure", environment.retry_on_failure, defaults.retry_on_failure),
    ] {
        writer.field(name, now != default, now);
    }
    writer.texts("regions", &environment.regions);
    let agents: Vec<_> = environment.remote_agents.iter().map(remote_agent).collect();
    writer.field("remote_agents", !agents.is_empty(), agents);
    for (name, value) in &environment.other {
        merge(&mut writer.fields, name, value);
    }
    if shape == Shape::Api {
        for (name, value) in [("integrations", json!([])), ("webhooks", Value::Null)] {
            merge(&mut writer.fields, name, &value);
        }
    }
    Value::Object(writer.fields)
}

fn remote_agent(agent: &RemoteAgent) -> Value {
    json!({"name": agent.name, "uuid": agent.uuid})
}
