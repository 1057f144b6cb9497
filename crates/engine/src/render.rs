//! Filling in templates, with labels.
//!
//! Rendering is a single pass: a value that was filled in is never scanned for `{{` again (R2).

use std::cell::RefCell;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tacit_record::ErrorCode;
use tacit_spec::{Template, template::Part};
use tacit_taint::{Kind, Label, Labeled, seam};

use crate::{evaluate::Builtins, needles::DerivedSecrets, plan::Secrets, scope::Scope, sealed::Sealed};

/// Everything a template can name.
pub(crate) struct Renderer<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) builtins: &'a Builtins<'a>,
    pub(crate) secrets: &'a Secrets,
    pub(crate) derived: &'a DerivedSecrets<'a>,
    pub(crate) sealed: &'a Sealed<'a>,
    /// What the place where the template stands depends on.
    pub(crate) control: &'a Label,
    /// What everything filled in so far depends on: that it could be filled in decides whether the next part is tried,
    /// so a failure there depends on it as well.
    pub(crate) seen: RefCell<Label>,
}

/// Why a template could not be filled in. The texts speak of the definition only.
pub(crate) struct RenderError {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
    pub(crate) hint: String,
    /// What it depends on that this failed.
    pub(crate) label: Label,
}

/// Unreserved characters of RFC 3986 stay as they are.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Renderer<'_> {
    /// Fills in `text`.
    pub(crate) fn text(&self, text: &str) -> Result<Labeled<String>, RenderError> {
        self.parse(text).and_then(|template| self.template(&template)).map_err(|error| self.after_all(error))
    }

    /// What comes next depends on `label`.
    pub(crate) fn note(&self, label: &Label) {
        self.seen.borrow_mut().join(label);
    }

    fn after_all(&self, mut error: RenderError) -> RenderError {
        self.note(&error.label);
        error.label = self.seen.borrow().clone();
        error
    }

    /// Fills in a URL: values that stand in the query are percent-encoded (Runscope encodes parameter values).
    pub(crate) fn url(&self, text: &str) -> Result<Labeled<String>, RenderError> {
        self.parse(text).and_then(|template| self.encoded(&template)).map_err(|error| self.after_all(error))
    }

    fn encoded(&self, template: &Template) -> Result<Labeled<String>, RenderError> {
        let mut label = self.control.clone();
        let mut url = String::new();
        let mut in_query = false;
        let mut in_value = false;
        for part in &template.parts {
            if let Part::Literal(literal) = part {
                for c in literal.chars() {
                    match c {
                        '?' => in_query = true,
                        '#' => (in_query, in_value) = (false, false),
                        '=' if in_query => in_value = true,
                        '&' if in_query => in_value = false,
                        _ => {}
                    }
                }
                url.push_str(literal);
                continue;
            }
            let (value, part_label) = self.part(part)?.into_parts(seam::Engine);
            label.join(&part_label);
            if in_value {
                url.extend(utf8_percent_encode(&value, COMPONENT));
            } else {
                url.push_str(&value);
            }
        }
        Ok(Labeled::new(url, label))
    }

    fn parse(&self, text: &str) -> Result<Template, RenderError> {
        Template::parse(text).map_err(|error| RenderError {
            code: ErrorCode::Template,
            message: error.to_string(),
            hint: "correct the template in the definition".into(),
            label: self.control.clone(),
        })
    }

    fn template(&self, template: &Template) -> Result<Labeled<String>, RenderError> {
        let mut label = self.control.clone();
        let mut text = String::new();
        for part in &template.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                part => {
                    let (value, part_label) = self.part(part)?.into_parts(seam::Engine);
                    text.push_str(&value);
                    label.join(&part_label);
                }
            }
        }
        Ok(Labeled::new(text, label))
    }

    fn part(&self, part: &Part) -> Result<Labeled<String>, RenderError> {
        let filled = match part {
            Part::Literal(literal) => Labeled::public(literal.clone()),
            Part::Variable(name) => self.variable(name)?,
            Part::Call { function, arguments } if function == "get_secret" => self.secret(arguments)?,
            Part::Call { function, .. } if self.scope.is_set(function) => self.variable(function)?,
            Part::Call { function, arguments } => self.call(function, arguments)?,
        };
        self.note(filled.label());
        Ok(filled)
    }

    fn variable(&self, name: &str) -> Result<Labeled<String>, RenderError> {
        let entry = self.scope.get(name);
        if let Some(entry) = entry
            && let Some(value) = entry.open(seam::Engine)
        {
            return Ok(Labeled::new(value.clone(), entry.label().clone()));
        }
        let label = entry.map(|entry| entry.label().clone()).unwrap_or_default();
        match self.builtins.variable(name) {
            Some(value) => Ok(Labeled::new(value, label)),
            None => Err(RenderError {
                code: ErrorCode::Template,
                message: format!("the variable `{name}` is not defined"),
                hint: format!(
                    "define `{name}` as an initial variable, or take it from the response of an earlier step"
                ),
                label: label.joined(self.control),
            }),
        }
    }

    fn secret(&self, arguments: &[Template]) -> Result<Labeled<String>, RenderError> {
        let mut label = self.control.clone();
        let mut name = String::new();
        for (at, argument) in arguments.iter().enumerate() {
            let (text, argument_label) = self.template(argument)?.into_parts(seam::Engine);
            label.join(&argument_label);
            if at > 0 {
                name.push_str(", ");
            }
            name.push_str(&text);
        }
        // Which secret is taken is a fact about the value that names it.
        let mut label = label.computed();
        let shown = if label.is_public() { name.as_str() } else { "(not shown)" };
        let Some(secret) = self.secrets.get(name.trim()) else {
            return Err(unavailable(shown, self.secrets.is_away(name.trim()), label));
        };
        self.sealed.note_opened(secret.id);
        if secret.is_sealed() {
            label.join(&Label::of(secret.id, Kind::Token));
            return Ok(Labeled::new(self.sealed.token(secret), label));
        }
        label.join(&Label::of(secret.id, Kind::Carried));
        Ok(Labeled::new(secret.value.open(seam::Engine).to_owned(), label))
    }

    fn call(&self, function: &str, arguments: &[Template]) -> Result<Labeled<String>, RenderError> {
        let mut label = self.control.clone();
        // That no variable of this name stands in the way.
        if let Some(absent) = self.scope.get(function) {
            label.join(absent.label());
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let (value, argument_label) = self.template(argument)?.into_parts(seam::Engine);
            label.join(&argument_label);
            values.push(value);
        }
        let failed = |message: String, hint: String, label: &Label| RenderError {
            code: ErrorCode::Template,
            message,
            hint,
            label: label.clone(),
        };
        match self.sealed.call(function, &values) {
            Some(Ok(token)) => return Ok(Labeled::new(token, label)),
            Some(Err(error)) => {
                let hint = "correct the call in the definition".into();
                return Err(failed(error, hint, &label));
            }
            None => {}
        }
        match self.builtins.call(function, &values) {
            Ok(Some(value)) => {
                // A digest of a secret is as good as the secret to whoever can try values.
                if !label.is_public() {
                    self.derived.add(&value, &label);
                }
                Ok(Labeled::new(value, label))
            }
            Ok(None) => Err(failed(
                format!("there is no function `{function}`"),
                "use one of the built-in functions, such as `encode_base64` or `timestamp_offset`".into(),
                &label,
            )),
            Err(error) => {
                Err(failed(error.to_string(), "correct the arguments in the definition".into(), &label))
            }
        }
    }
}

/// The one error for secrets that were never made, were deleted or are not granted; of one that is kept elsewhere and was
/// not given it says so.
pub(crate) fn unavailable(name: &str, away: bool, label: Label) -> RenderError {
    if away {
        return RenderError {
            code: ErrorCode::SecretUnavailable,
            message: format!("the value of the secret `{name}` is kept elsewhere and could not be fetched"),
            hint: "the owner of your team sees what its source answered; the operator looks after the source"
                .into(),
            label,
        };
    }
    RenderError {
        code: ErrorCode::SecretUnavailable,
        message: format!("there is no secret `{name}` for this test"),
        hint: format!("ask the owner of your team to add a secret named `{name}`, or correct the name"),
        label,
    }
}
