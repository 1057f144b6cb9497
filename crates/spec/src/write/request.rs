//! What a request step holds.

use serde_json::{Map, Value, json};

use super::{Writer, merge, names};
use crate::test::{Assertion, Auth, Checks, Extraction, MultipartPart, Request};

pub(super) fn request(request: &Request, writer: &mut Writer) {
    writer.field("auth", request.auth != Auth::None, auth(&request.auth));
    writer.field("body", request.body.is_some(), request.body.clone().unwrap_or_default());
    writer.field("form", request.form.is_some(), request.form.as_ref().map_or_else(|| json!({}), names));
    writer.field("multipart_form", !request.multipart.is_empty(), list(&request.multipart, part));
    writer.names("headers", &request.headers);
    writer.always("method", request.method.clone());
    writer.always("url", request.url.clone());
    checks(request.checks(), writer);
}

pub(super) fn checks(checks: Checks<'_>, writer: &mut Writer) {
    writer.field("assertions", !checks.assertions.is_empty(), list(checks.assertions, assertion));
    writer.field("variables", !checks.extractions.is_empty(), list(checks.extractions, extraction));
    writer.texts("scripts", checks.scripts);
    writer.texts("before_scripts", checks.before_scripts);
}

pub(super) fn auth(auth: &Auth) -> Value {
    match auth {
        Auth::None => json!({}),
        Auth::Basic { username, password } => {
            json!({"auth_type": "basic", "username": username, "password": password})
        }
        Auth::Unsupported(fields) => Value::Object(fields.clone()),
    }
}

/// The fields that the model carries, and the others.
pub(super) type Written<'a> = (Map<String, Value>, &'a Map<String, Value>);

pub(super) fn list<T>(items: &[T], write: fn(&T) -> Written<'_>) -> Value {
    let complete = |item| {
        let (mut written, other) = write(item);
        for (name, value) in other {
            merge(&mut written, name, value);
        }
        Value::Object(written)
    };
    items.iter().map(complete).collect()
}

fn part(part: &MultipartPart) -> Written<'_> {
    let mut written = Map::new();
    let texts = [
        ("name", Some(&part.name).filter(|name| !name.is_empty())),
        ("value", Some(&part.value).filter(|value| !value.is_empty())),
        ("file_name", part.file_name.as_ref()),
        ("content_type", part.content_type.as_ref()),
    ];
    for (name, text) in texts {
        written.extend(text.map(|text| (name.to_owned(), text.clone().into())));
    }
    (written, &part.other)
}

fn assertion(assertion: &Assertion) -> Written<'_> {
    let mut written = Map::new();
    written.insert("comparison".into(), assertion.comparison.as_str().into());
    written.insert("source".into(), assertion.source.as_str().into());
    written.insert("value".into(), assertion.value.clone());
    written
        .extend(assertion.property.iter().map(|property| ("property".to_owned(), property.clone().into())));
    (written, &assertion.other)
}

fn extraction(extraction: &Extraction) -> Written<'_> {
    let mut written = Map::new();
    written.insert("source".into(), extraction.source.as_str().into());
    written.insert("name".into(), extraction.name.clone().into());
    written
        .extend(extraction.property.iter().map(|property| ("property".to_owned(), property.clone().into())));
    (written, &extraction.other)
}
