//! An environment.

use super::{
    object::{Object, Problems},
    request::auth,
};
use crate::{
    Environment, RemoteAgent,
    source::{Data, Node, Path},
};

/// Fields that tacit does not use yet and that are never a typing slip.
const PASSED_ON: &[&str] = &[
    "script_library",
    "initial_script_hash",
    "client_certificate",
    "http_version_support",
    "force_h2c",
    "webhooks",
    "integrations",
    "emails",
    "exported_at",
    "version",
];

pub(crate) fn environment(node: &Node, path: &Path<'_>, problems: &mut Problems) -> Environment {
    let defaults = Environment::default();
    let Some(mut object) = Object::open(node, path, problems) else { return defaults };
    let id = object.id("id", problems);
    let test = object.id("test_id", problems);
    let name = object.text("name", problems);
    Environment {
        id,
        test,
        name: if name.is_empty() { defaults.name } else { name },
        parent: object.id("parent_environment_id", problems),
        initial_variables: object.text_map("initial_variables", problems),
        script: object.optional_text("script", problems),
        pre_request_scripts: object.scripts("pre_request_scripts", problems),
        post_response_scripts: object.scripts("post_response_scripts", problems),
        headers: object.fields("headers", problems),
        auth: auth(&mut object, path, problems),
        preserve_cookies: object.flag("preserve_cookies", defaults.preserve_cookies, problems),
        verify_ssl: object.flag("verify_ssl", defaults.verify_ssl, problems),
        stop_on_failure: object.flag("stop_on_failure", defaults.stop_on_failure, problems),
        retry_on_failure: object.flag("retry_on_failure", defaults.retry_on_failure, problems),
        regions: object.texts("regions", problems),
        remote_agents: remote_agents(&mut object, path, problems),
        other: object.finish(PASSED_ON, problems),
    }
}

fn remote_agents(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Vec<RemoteAgent> {
    let path = path.field("remote_agents");
    let items = object.list("remote_agents", problems);
    items.iter().enumerate().filter_map(|(at, item)| remote_agent(item, &path.item(at), problems)).collect()
}

fn remote_agent(node: &Node, path: &Path<'_>, problems: &mut Problems) -> Option<RemoteAgent> {
    let mut object = Object::open(node, path, problems)?;
    let uuid = object.require_text("uuid", problems);
    let name = object.text("name", problems);
    // Whatever else an export says of an agent (its version, say) is of the day it was written.
    object.finish(&[], problems);
    let read = uuid.parse().ok();
    if read.is_none() && !uuid.is_empty() {
        let hint = "copy it from the list of the team's agents".to_owned();
        problems.add(&path.field("uuid"), node.place, "this is not the id of an agent", hint);
    }
    Some(RemoteAgent { name, uuid: read? })
}

/// Whether a mapping is an environment rather than plain names and values: one of the fields that only an environment
/// has, holding what only an environment holds there.
pub(crate) fn is_environment(node: &Node) -> bool {
    let holds = |name: &str, fits: fn(&Data) -> bool| node.get(name).is_some_and(|value| fits(&value.data));
    let map: fn(&Data) -> bool = |data| matches!(data, Data::Map(_));
    let list: fn(&Data) -> bool = |data| matches!(data, Data::List(_));
    holds("initial_variables", map)
        || holds("headers", map)
        || holds("auth", map)
        || holds("pre_request_scripts", list)
        || holds("post_response_scripts", list)
        || holds("regions", list)
        || holds("remote_agents", list)
}
