//! What a request step holds: request, credentials, assertions, extractions.

use serde_json::{Map, Value};

use super::{
    object::{Object, Problems, text},
    step::comparison,
};
use crate::{
    error::quoted,
    source::{Data, Path},
    suggest,
    test::{Assertion, Auth, Extraction, MultipartPart, Request, Source},
};

/// Fields of old exports that are never a typing slip.
pub(super) const PASSED_ON: &[&str] = &["args", "data", "fragment", "binary_body"];

pub(super) fn request(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Request {
    Request {
        method: object.require_text("method", problems),
        url: object.require_text("url", problems),
        headers: object.fields("headers", problems),
        form: object.optional_fields("form", problems),
        body: object.optional_text("body", problems),
        multipart: objects(object, "multipart_form", path, problems, part),
        auth: auth(object, path, problems),
        assertions: objects(object, "assertions", path, problems, assertion),
        extractions: objects(object, "variables", path, problems, extraction),
        scripts: object.scripts("scripts", problems),
        before_scripts: object.scripts("before_scripts", problems),
    }
}

pub(super) fn objects<T>(
    object: &mut Object<'_>,
    name: &'static str,
    path: &Path<'_>,
    problems: &mut Problems,
    read: impl Fn(Object<'_>, &Path<'_>, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let path = path.field(name);
    let mut found = Vec::new();
    for (at, item) in object.list(name, problems).iter().enumerate() {
        let path = path.item(at);
        if let Some(object) = Object::open(item, &path, problems) {
            found.extend(read(object, &path, problems));
        }
    }
    found
}

fn part(mut object: Object<'_>, _: &Path<'_>, problems: &mut Problems) -> Option<MultipartPart> {
    Some(MultipartPart {
        name: object.text("name", problems),
        value: object.text("value", problems),
        file_name: object.optional_text("file_name", problems),
        content_type: object.optional_text("content_type", problems),
        other: object.finish(&[], problems),
    })
}

pub(super) fn assertion(
    mut object: Object<'_>,
    path: &Path<'_>,
    problems: &mut Problems,
) -> Option<Assertion> {
    let source = source(&mut object, path, problems);
    let property = object.optional_text("property", problems);
    let comparison = comparison(&mut object, path, problems);
    let value = operand(&mut object, path, problems);
    let other = object.finish(&[], problems);
    Some(Assertion { source: source?, property, comparison: comparison?, value, other })
}

fn operand(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Value {
    let Some(node) = object.take("value") else { return Value::Null };
    if matches!(node.data, Data::List(_) | Data::Map(_)) {
        // Says what is wrong; lists and mappings are never text.
        text(node, &path.field("value"), problems);
        return Value::Null;
    }
    node.to_value()
}

pub(super) fn extraction(
    mut object: Object<'_>,
    path: &Path<'_>,
    problems: &mut Problems,
) -> Option<Extraction> {
    let name = object.require_text("name", problems);
    let source = source(&mut object, path, problems);
    let property = object.optional_text("property", problems);
    let other = object.finish(&[], problems);
    Some(Extraction { name, source: source?, property, other })
}

fn source(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Option<Source> {
    let path = path.field("source");
    let node = object.require("source", problems)?;
    let id = text(node, &path, problems)?;
    let read = Source::parse(&id);
    if read.is_none() {
        let hint = suggest::hint(&id, Source::ALL.iter().map(|known| known.as_str()));
        problems.add(&path, node.place, format!("unknown source {}", quoted(&id)), hint);
    }
    read
}

/// `{}`, null and an absent field are all "none".
pub(super) fn auth(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Auth {
    let path = path.field("auth");
    let Some(node) = object.take("auth") else { return Auth::None };
    if node.data == Data::Null {
        object.keep_value("auth", Value::Null);
        return Auth::None;
    }
    let Some(mut fields) = Object::open(node, &path, problems) else { return Auth::None };
    match fields.text("auth_type", problems).as_str() {
        "basic" => {
            let username = fields.text("username", problems);
            let password = fields.text("password", problems);
            let rest = fields.finish(&[], problems);
            if !rest.is_empty() {
                object.keep_value("auth", Value::Object(rest));
            }
            Auth::Basic { username, password }
        }
        "" | "none" => {
            if node.get("username").is_some() || node.get("password").is_some() {
                let hint = "add `auth_type: basic`".to_owned();
                problems.add(&path, node.place, "the credentials have no `auth_type`", hint);
            }
            object.keep_value("auth", node.to_value());
            Auth::None
        }
        written => {
            if suggest::closest(written, ["basic"]).is_some() {
                let message = format!("unknown `auth_type` {}", quoted(written));
                problems.add(
                    &path.field("auth_type"),
                    node.place,
                    message,
                    "did you mean `basic`?".to_owned(),
                );
            }
            match node.to_value() {
                Value::Object(fields) => Auth::Unsupported(fields),
                _ => Auth::Unsupported(Map::new()),
            }
        }
    }
}
