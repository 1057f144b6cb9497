//! The request and the response as scripts see them.

/// Names with their values, in order; a name stands once and holds all its values.
pub type Fields = Vec<(String, Vec<String>)>;

/// A request as scripts see and edit it. No `Debug`: it may hold anything.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestView {
    /// `GET`, `POST`, ...
    pub method: String,
    /// The whole URL, query included.
    pub url: String,
    /// Header fields.
    pub headers: Fields,
    /// The query's parameters, decoded, in order.
    pub params: Vec<(String, String)>,
    /// The form's fields, when the body is a form.
    pub form: Option<Fields>,
    /// The body's text; empty when there is none.
    pub body: String,
}

/// A response as scripts see it. No `Debug`: it may hold anything.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ResponseView {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// Header fields.
    pub headers: Fields,
    /// The body's text.
    pub body: String,
    /// From the first byte sent to the last byte received, in milliseconds.
    pub response_time_ms: u64,
    /// Size of the body as received, in bytes.
    pub size_bytes: u64,
}
