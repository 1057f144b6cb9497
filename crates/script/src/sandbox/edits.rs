//! The surface's account of what a script edited, put onto what it was given.

use serde::Deserialize;

use super::session::Session;
use crate::protocol::{ChangesFrame, EditedFrame, FieldsFrame, Response};

#[derive(Deserialize)]
struct RequestEdits {
    method: Option<String>,
    url: Option<String>,
    headers: Option<FieldsFrame>,
    params: Option<Vec<(String, String)>>,
    form: Option<FieldsFrame>,
    body: Option<String>,
    url_set: bool,
    body_set: bool,
}

#[derive(Deserialize)]
struct ResponseEdits {
    headers: Option<FieldsFrame>,
    body: Option<String>,
}

/// The request as edited; `None` when nothing differs, or `json` is no account of edits.
pub(super) fn request(session: &Session, json: &str) -> Option<EditedFrame> {
    let edits: RequestEdits = serde_json::from_str(json).ok()?;
    let changed = ChangesFrame {
        method: edits.method.is_some(),
        url: edits.url.is_some(),
        headers: edits.headers.is_some(),
        params: edits.params.is_some() && !edits.url_set,
        form: edits.form.is_some() && !edits.body_set,
        body: edits.body.is_some(),
    };
    let any =
        changed.method || changed.url || changed.headers || changed.params || changed.form || changed.body;
    if !any {
        return None;
    }
    session.edit_request(|view| {
        replace(&mut view.method, edits.method);
        replace(&mut view.url, edits.url);
        replace(&mut view.headers, edits.headers);
        replace(&mut view.params, edits.params);
        replace(&mut view.body, edits.body);
        view.form = edits.form.or(view.form.take());
        changed
    })
}

/// The response as edited; `None` when nothing differs, or `json` is no account of edits.
pub(super) fn response(session: &Session, json: &str) -> Option<Response> {
    let edits: ResponseEdits = serde_json::from_str(json).ok()?;
    if edits.headers.is_none() && edits.body.is_none() {
        return None;
    }
    session.edit_response(|view| {
        replace(&mut view.headers, edits.headers);
        replace(&mut view.body, edits.body);
    })
}

fn replace<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}
