//! From a step's templates to the request that will be sent.

use bytes::Bytes;
use tacit_script::{EditedRequest, RequestView};
use tacit_spec::test::{Auth, Fields, MultipartPart, Request};
use tacit_taint::{Label, Labeled, seam};
use url::form_urlencoded;

use crate::render::{RenderError, Renderer};

/// A request with every template filled in.
pub(crate) struct Built {
    pub(crate) method: Labeled<String>,
    pub(crate) url: Labeled<String>,
    pub(crate) headers: Headers,
    pub(crate) body: Labeled<Bytes>,
    /// The fields that `body` was made from.
    pub(crate) form: Option<FormFields>,
}

/// Form fields in order; a name may have several values.
type FormFields = Vec<(String, Vec<String>)>;

/// Headers in order; a name may have several values.
pub(crate) type Headers = Vec<(String, Labeled<String>)>;

/// Why a request could not be built, and where in the step.
pub(crate) struct BuildError {
    pub(crate) place: String,
    pub(crate) error: RenderError,
}

fn at<T>(place: impl Into<String>, result: Result<T, RenderError>) -> Result<T, BuildError> {
    result.map_err(|error| BuildError { place: place.into(), error })
}

/// Fills in a set of headers.
pub(crate) fn headers(render: &Renderer<'_>, fields: &Fields, place: &str) -> Result<Headers, BuildError> {
    let mut headers = Vec::new();
    for (name, values) in fields {
        for value in values {
            headers.push((name.clone(), at(format!("{place}.{name}"), render.text(value))?));
        }
    }
    Ok(headers)
}

/// The `Authorization` header of HTTP Basic authentication (RFC 7617).
pub(crate) fn authorization(
    render: &Renderer<'_>,
    auth: &Auth,
) -> Result<Option<Labeled<String>>, BuildError> {
    let Auth::Basic { username, password } = auth else { return Ok(None) };
    let (username, mut label) = at("auth.username", render.text(username))?.into_parts(seam::Engine);
    let (password, password_label) = at("auth.password", render.text(password))?.into_parts(seam::Engine);
    label.join(&password_label);
    match render.sealed.call("basic_auth", &[username.clone(), password.clone()]) {
        Some(Ok(token)) => return Ok(Some(Labeled::new(token, label))),
        Some(Err(message)) => {
            let (code, hint) = (tacit_record::ErrorCode::Template, "shorten the credentials".into());
            return at("auth", Err(RenderError { code, message, hint, label }));
        }
        None => {}
    }
    use base64::Engine as _;
    let credentials = base64::prelude::BASE64_STANDARD.encode(format!("{username}:{password}"));
    if !label.is_public() {
        render.derived.add(&credentials, &label);
    }
    Ok(Some(Labeled::new(format!("Basic {credentials}"), label)))
}

/// What the environment adds to each request.
#[derive(Default)]
pub(crate) struct Defaults {
    pub(crate) headers: Headers,
    pub(crate) authorization: Option<Labeled<String>>,
    /// What it depends on that they could be filled in at all, where that is hidden.
    pub(crate) hidden: Label,
    /// They could not, and that is hidden: every request fails as if by itself.
    pub(crate) broken: bool,
}

fn has(headers: &Headers, name: &str) -> bool {
    headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
}

fn copy(value: &Labeled<String>) -> Labeled<String> {
    Labeled::new(value.open(seam::Engine).clone(), value.label().clone())
}

/// Fills in a step.
pub(crate) fn build(
    render: &Renderer<'_>,
    step: &Request,
    defaults: &Defaults,
    boundary: &str,
) -> Result<Built, BuildError> {
    let method = at("method", render.text(step.method.trim()))?;
    let url = at("url", render.url(step.url.trim()))?;
    let mut all = headers(render, &step.headers, "headers")?;
    for (name, value) in &defaults.headers {
        if !has(&all, name) || defaults_repeat(&step.headers, name) {
            all.push((name.clone(), copy(value)));
        }
    }
    let own = authorization(render, &step.auth)?;
    let credentials = own.or_else(|| defaults.authorization.as_ref().map(copy));
    if let Some(credentials) = credentials
        && !has(&all, "authorization")
    {
        all.push(("Authorization".into(), credentials));
    }
    let (body, content_type, form) = body(render, step, boundary)?;
    for (name, value) in [
        ("Content-Type", content_type),
        ("Accept", Some("*/*".into())),
        ("User-Agent", Some(USER_AGENT.into())),
    ] {
        if let Some(value) = value
            && !has(&all, name)
        {
            all.push((name.into(), Labeled::new(value, render.control.clone())));
        }
    }
    Ok(Built { method, url, headers: all, body, form })
}

const USER_AGENT: &str = concat!("tacit/", env!("CARGO_PKG_VERSION"));

/// Several default values of one name belong together; only a header of the step's own replaces them.
fn defaults_repeat(own: &Fields, name: &str) -> bool {
    !own.keys().any(|key| key.eq_ignore_ascii_case(name))
}

type Body = (Labeled<Bytes>, Option<String>, Option<FormFields>);

fn body(render: &Renderer<'_>, step: &Request, boundary: &str) -> Result<Body, BuildError> {
    if let Some(text) = step.body.as_deref().filter(|text| !text.is_empty()) {
        let body = at("body", render.text(text))?;
        return Ok((body.map(seam::Engine, Bytes::from), None, None));
    }
    if let Some(fields) = step.form.as_ref().filter(|fields| !fields.is_empty()) {
        let (form, label) = form(render, fields)?;
        let body = Labeled::new(Bytes::from(encode_form(&form)), label);
        return Ok((body, Some("application/x-www-form-urlencoded".into()), Some(form)));
    }
    if !step.multipart.is_empty() {
        let body = multipart(render, &step.multipart, boundary)?;
        return Ok((body, Some(format!("multipart/form-data; boundary={boundary}")), None));
    }
    Ok((Labeled::new(Bytes::new(), render.control.clone()), None, None))
}

fn form(render: &Renderer<'_>, fields: &Fields) -> Result<(FormFields, Label), BuildError> {
    let mut label = render.control.clone();
    let mut form = Vec::new();
    for (name, values) in fields {
        let mut rendered = Vec::new();
        for value in values {
            let (value, value_label) =
                at(format!("form.{name}"), render.text(value))?.into_parts(seam::Engine);
            label.join(&value_label);
            rendered.push(value);
        }
        let (name, name_label) = at(format!("form.{name}"), render.text(name))?.into_parts(seam::Engine);
        label.join(&name_label);
        form.push((name, rendered));
    }
    Ok((form, label))
}

fn encode_form(form: &[(String, Vec<String>)]) -> String {
    let mut encoder = form_urlencoded::Serializer::new(String::new());
    for (name, values) in form {
        for value in values {
            encoder.append_pair(name, value);
        }
    }
    encoder.finish()
}

/// `multipart/form-data` by RFC 7578: names are percent-encoded where they could break a header.
fn multipart(
    render: &Renderer<'_>,
    parts: &[MultipartPart],
    boundary: &str,
) -> Result<Labeled<Bytes>, BuildError> {
    let mut label = render.control.clone();
    let mut body = String::new();
    let quoted = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    for (index, part) in parts.iter().enumerate() {
        let place = format!("multipart_form[{index}]");
        let (value, value_label) = at(place.as_str(), render.text(&part.value))?.into_parts(seam::Engine);
        label.join(&value_label);
        body.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            quoted(&part.name)
        ));
        if let Some(file) = &part.file_name {
            body.push_str(&format!("; filename=\"{}\"", quoted(file)));
        }
        body.push_str("\r\n");
        if let Some(content_type) = &part.content_type {
            body.push_str(&format!("Content-Type: {}\r\n", content_type.replace(['\r', '\n'], " ")));
        }
        body.push_str(&format!("\r\n{value}\r\n"));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    Ok(Labeled::new(Bytes::from(body), label))
}

impl Built {
    /// What all parts together depend on.
    pub(crate) fn label(&self) -> Label {
        let mut label = self.method.label().joined(self.url.label()).joined(self.body.label());
        for (_, value) in &self.headers {
            label.join(value.label());
        }
        label
    }

    /// The request as scripts see it.
    pub(crate) fn view(&self) -> Labeled<RequestView> {
        let url = self.url.open(seam::Engine).clone();
        let mut headers: Vec<(String, Vec<String>)> = Vec::new();
        for (name, value) in &self.headers {
            let value = value.open(seam::Engine).clone();
            match headers.iter_mut().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
                Some((_, values)) => values.push(value),
                None => headers.push((name.clone(), vec![value])),
            }
        }
        let query = url.split_once('?').map(|(_, rest)| rest.split('#').next().unwrap_or_default());
        let params = query
            .map(|query| form_urlencoded::parse(query.as_bytes()).into_owned().collect())
            .unwrap_or_default();
        let view = RequestView {
            method: self.method.open(seam::Engine).clone(),
            url,
            headers,
            params,
            form: self.form.clone(),
            body: String::from_utf8_lossy(self.body.open(seam::Engine)).into_owned(),
        };
        Labeled::new(view, self.label())
    }

    /// The request as a script left it; everything in it depends on what the script read.
    pub(crate) fn edited(mut self, edit: Option<EditedRequest>, label: &Label) -> Self {
        let label = label.joined(&if edit.is_some() { self.label() } else { Label::PUBLIC });
        if let Some(EditedRequest { view, changed }) = edit {
            if changed.method {
                self.method = Labeled::new(view.method, label.clone());
            }
            if changed.url {
                self.url = Labeled::new(view.url, label.clone());
            }
            if changed.headers {
                self.headers = view
                    .headers
                    .into_iter()
                    .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)))
                    .map(|(name, value)| (name, Labeled::new(value, label.clone())))
                    .collect();
            }
            if changed.body || changed.form {
                self.body = Labeled::new(Bytes::from(view.body), label.clone());
                self.form = view.form;
            }
        }
        Self {
            method: self.method.raised(&label),
            url: self.url.raised(&label),
            headers: self.headers.into_iter().map(|(name, value)| (name, value.raised(&label))).collect(),
            body: self.body.raised(&label),
            form: self.form,
        }
    }
}
