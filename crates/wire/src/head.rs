//! The head of a request: labelled parts opened, checked once, and put together for each hop.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
        CONTENT_LOCATION, CONTENT_TYPE, COOKIE, HOST, PROXY_AUTHORIZATION, REFERER, TE, TRANSFER_ENCODING,
        UPGRADE,
    },
};
use tacit_taint::{Label, Labeled, seam};

use crate::{Identity, Request, WireError, inflate, target::Target};

/// A request opened and found fit to send.
pub(crate) struct Plan {
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) target: Target,
    pub(crate) identity: Option<Identity>,
    pub(crate) verify_tls: bool,
}

impl Plan {
    /// Opens `request`, joining the labels of all its parts into `label`, also when it cannot be sent.
    pub(crate) fn open(request: Request, label: &mut Label) -> Result<Self, WireError> {
        let method = take(request.method, label);
        let url = take(request.url, label);
        let body = take(request.body, label);
        let identity = request.identity.map(|identity| take(identity, label));
        let headers: Vec<_> = request
            .headers
            .into_iter()
            .map(|(name, value)| {
                let secret = !(name.label().is_public() && value.label().is_public());
                (take(name, label), take(value, label), secret)
            })
            .collect();

        let method = Method::from_bytes(method.as_bytes()).map_err(|_| WireError::Method)?;
        if method == Method::CONNECT {
            return Err(WireError::Method);
        }
        Ok(Self {
            method,
            target: Target::parse(&url)?,
            headers: checked(&headers)?,
            body,
            identity,
            verify_tls: request.verify_tls,
        })
    }

    /// The headers of the next hop, all but the protocol's own spelling of them.
    pub(crate) fn compose(
        &self,
        cookies: Option<Labeled<String>>,
        label: &mut Label,
    ) -> Result<HeaderMap, WireError> {
        let mut headers = HeaderMap::with_capacity(self.headers.len() + 4);
        if !self.headers.contains_key(HOST) {
            let host = HeaderValue::try_from(self.target.authority()).map_err(|_| WireError::UrlInvalid)?;
            headers.insert(HOST, host);
        }
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
        if !headers.contains_key(ACCEPT_ENCODING) {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(inflate::ACCEPTED));
        }
        if let Some(cookies) = cookies {
            let secret = !cookies.label().is_public();
            let cookies = take(cookies, label);
            if cookies.is_empty() {
                // That there are none may be a secret's doing: the label has been joined all the same.
                return Ok(self.measured(headers));
            }
            let own = headers.get(COOKIE);
            let mut joined = own.map_or_else(Vec::new, |own| [own.as_bytes(), b"; "].concat());
            joined.extend_from_slice(cookies.as_bytes());
            let sensitive = secret || own.is_some_and(HeaderValue::is_sensitive);
            let mut value = HeaderValue::from_bytes(&joined).map_err(|_| WireError::CookieValue)?;
            value.set_sensitive(sensitive);
            headers.insert(COOKIE, value);
        }
        Ok(self.measured(headers))
    }

    /// `headers` with the length of the body, where one is sent or expected.
    fn measured(&self, mut headers: HeaderMap) -> HeaderMap {
        let expects_body = matches!(self.method, Method::POST | Method::PUT | Method::PATCH);
        if expects_body || !self.body.is_empty() {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        headers
    }

    /// Turns the request into a plain `GET`, as a `303` wants it.
    pub(crate) fn become_get(&mut self) {
        self.method = Method::GET;
        self.body = Bytes::new();
        for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION] {
            self.headers.remove(name);
        }
    }

    /// Drops what was meant for the origin left behind.
    pub(crate) fn leave_origin(&mut self) {
        for name in [AUTHORIZATION, COOKIE, HOST, PROXY_AUTHORIZATION, REFERER] {
            self.headers.remove(name);
        }
        self.identity = None;
    }
}

fn take<T>(part: Labeled<T>, label: &mut Label) -> T {
    let (value, own) = part.into_parts(seam::Wire);
    label.join(&own);
    value
}

fn checked(headers: &[(String, String, bool)]) -> Result<HeaderMap, WireError> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (index, (name, value, secret)) in headers.iter().enumerate() {
        let position = index + 1;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| WireError::HeaderName { position })?;
        let mut value =
            HeaderValue::from_bytes(value.as_bytes()).map_err(|_| WireError::HeaderValue { position })?;
        if belongs_to_connection(&name) {
            continue;
        }
        // Kept out of HPACK's tables, and of anything that prints headers.
        value.set_sensitive(*secret);
        map.try_append(name, value).map_err(|_| WireError::TooManyHeaders)?;
    }
    Ok(map)
}

fn belongs_to_connection(name: &HeaderName) -> bool {
    [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, TE, UPGRADE].contains(name)
        || matches!(name.as_str(), "keep-alive" | "proxy-connection")
}

/// `name` as HTTP/1 spells it on the wire: a capital after each hyphen.
pub(crate) fn title_case(name: &str) -> String {
    let mut start = true;
    name.chars()
        .map(|c| {
            let spelled = if start { c.to_ascii_uppercase() } else { c };
            start = c == '-';
            spelled
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::title_case;

    #[test]
    fn header_names_are_spelled_with_capitals() {
        assert_eq!(title_case("x-api-key"), "X-Api-Key");
        assert_eq!(title_case("host"), "Host");
        assert_eq!(title_case("dnt"), "Dnt");
    }
}
