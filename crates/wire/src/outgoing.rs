//! What a connection is handed: the parts of a hop, with sealed values in the place of their tokens.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HOST},
};
use tacit_taint::Label;
use url::Url;

use crate::{Seals, Slot, WireError, head::Plan};

/// The parts of a request as they go out.
pub(crate) struct Outgoing {
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The caller's seals, and what the request depends on at this hop.
#[derive(Clone, Copy)]
pub(crate) struct Bound<'a> {
    pub(crate) seals: &'a dyn Seals,
    pub(crate) label: &'a Label,
}

impl Bound<'_> {
    /// Judges a hop before a byte of it leaves, its host's name included. A `Host` header of the caller's own counts as
    /// well: a shared front end goes by it.
    pub(crate) fn judge(self, plan: &Plan, headers: &HeaderMap, redirected: bool) -> Result<(), WireError> {
        let place = plan.target.url();
        let here = self.seals.permits(self.label, place);
        let permits = |host| named(place, host).is_some_and(|named| self.seals.permits(self.label, &named));
        if !(here && headers.get_all(HOST).iter().all(permits)) {
            return Err(if redirected { WireError::RedirectSealed } else { WireError::SealedHost });
        }
        if plan.target.is_https() && !plan.verify_tls {
            return Err(WireError::SealedUnverified);
        }
        Ok(())
    }
}

/// The place a `Host` header speaks of.
fn named(place: &Url, host: &HeaderValue) -> Option<Url> {
    let host = host.to_str().ok()?;
    if host.contains(['/', '?', '#', '@', '\\']) {
        return None;
    }
    Url::parse(&format!("{}://{host}/", place.scheme())).ok()
}

impl Outgoing {
    /// The parts of `plan`, filled in by `bound`.
    pub(crate) fn new(plan: &Plan, headers: HeaderMap, bound: Option<Bound<'_>>) -> Result<Self, WireError> {
        let path = plan.target.path().to_owned();
        let Some(Bound { seals, label }) = bound else {
            return Ok(Self { path, headers, body: plan.body.clone() });
        };
        let fill = |text, slot| seals.fill(text, slot, label).ok_or(WireError::Sealed);
        let path = fill(&path, Slot::Url)?.into_owned();
        let mut filled = HeaderMap::with_capacity(headers.len());
        for (index, (name, value)) in headers.iter().enumerate() {
            let value = match std::str::from_utf8(value.as_bytes()) {
                Ok(text) => {
                    let text = fill(text, Slot::Header)?;
                    let position = index + 1;
                    let mut new = HeaderValue::from_bytes(text.as_bytes())
                        .map_err(|_| WireError::HeaderValue { position })?;
                    new.set_sensitive(value.is_sensitive());
                    new
                }
                // Tokens are ASCII, so there is none in it.
                Err(_) => value.clone(),
            };
            filled.append(name, value);
        }
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let body = match std::str::from_utf8(&plan.body) {
            Ok(text) => match fill(text, Slot::Body { content_type })? {
                std::borrow::Cow::Borrowed(_) => plan.body.clone(),
                std::borrow::Cow::Owned(text) => Bytes::from(text),
            },
            Err(_) => plan.body.clone(),
        };
        if filled.contains_key(CONTENT_LENGTH) {
            filled.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        Ok(Self { path, headers: filled, body })
    }
}
