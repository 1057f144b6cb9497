//! Sealed secrets in one exchange: where their tokens may not stand, why a place was refused, and what came back.

use tacit_record::ErrorCode;
use tacit_spec::test::Request;
use tacit_taint::{Labeled, seam};
use tacit_wire::{Fetched, WireError};

use super::{RawError, RawStep, StepContext};
use crate::{request::Built, sealed::mentions_token};

/// Why a request with tokens cannot be sent at all, whatever its host.
pub(super) fn misplaced(context: &StepContext<'_>, built: &Built, raw: &RawStep) -> Option<RawError> {
    if !context.around.secrets().any_sealed() {
        return None;
    }
    let error = |code: ErrorCode, place: &str, hint: &str| {
        let label = raw.exchange.clone();
        Some(RawError { code, place: place.into(), hint: Some(hint.into()), detail: None, label })
    };
    let url = built.url.open(seam::Engine);
    let body = String::from_utf8_lossy(built.body.open(seam::Engine));
    let method = built.method.open(seam::Engine);
    let headers = || built.headers.iter().map(|(name, value)| (name, value.open(seam::Engine)));
    let token_in = |text: &str| text.to_ascii_lowercase().contains(tacit_script::TOKEN_MARK);
    if token_in(method) {
        return error(ErrorCode::Protocol, "method", "a sealed secret cannot be part of the method");
    }
    if headers().any(|(name, _)| token_in(name)) {
        return error(ErrorCode::Protocol, "headers", "a sealed secret cannot be part of a header's name");
    }
    let before_path =
        url::Url::parse(url).ok().map(|url| url[..url::Position::BeforePath].to_owned()).unwrap_or_default();
    if token_in(&before_path) {
        let hint = "a sealed secret cannot be part of the scheme, host, port or user name of a URL; put it in a header, \
                    the query or the body";
        return error(ErrorCode::Url, "url", hint);
    }
    let places = [("url", url.as_str()), ("body", &body)];
    let places = places.into_iter().chain(headers().map(|(_, value)| ("headers", value.as_str())));
    // Whatever a script made of tokens has their label.
    let residue =
        (!context.around.sealed.names(&raw.exchange).is_empty()).then(|| context.around.sealed.residue());
    for (place, text) in places {
        if residue.as_ref().map_or_else(|| mentions_token(text), |residue| residue.stands_in(text)) {
            let hint = "what stands for a sealed secret was cut, changed or encoded by a script; use it whole, and \
                        functions such as encode_base64(value), hex(value) or hmac_sha256(value, key)";
            return error(ErrorCode::Template, place, hint);
        }
    }
    None
}

/// Says which secret may not go where, in words of the definition.
pub(super) fn hint(context: &StepContext<'_>, step: &Request, error: &WireError) -> String {
    let refusal = context.around.sealed.refusal();
    match (error, refusal) {
        (WireError::SealedHost, Some(names)) => format!(
            "the secret `{names}` may not be sent to {}: ask the owner of your team to add the host to its allowed hosts, \
             or correct the URL. Nothing was sent",
            host_as_written(&step.url)
        ),
        (WireError::RedirectSealed, Some(names)) => format!(
            "the server redirects to a host that the secret `{names}` may not be sent to: ask the owner of your team to \
             add it to the allowed hosts, or request the final URL directly"
        ),
        (WireError::Sealed, Some(why)) => format!("{error} ({why})"),
        (error, _) => error.to_string(),
    }
}

/// Scheme, host and port of a URL before anything is filled in.
fn host_as_written(url: &str) -> String {
    let url = url.trim();
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    // Templates may hold slashes.
    let mut depth = 0_usize;
    let end = url[after_scheme..].char_indices().find(|(_, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '/' | '?' | '#')
    });
    format!("`{}`", &url[..end.map_or(url.len(), |(at, _)| after_scheme + at)])
}

/// What came back, with tokens in the place of sealed values; nobody after this sees it otherwise.
pub(super) fn swapped(context: &StepContext<'_>, fetched: Fetched, raw: &mut RawStep) -> Fetched {
    let Fetched { facts, raw: exchange } = fetched;
    let (mut exchange, mut label) = exchange.into_parts(seam::Engine);
    if !raw.exchange.is_public() {
        context.around.echoes.look(&exchange);
    }
    let swapped = context.around.sealed.swap(&mut exchange);
    label.join(&swapped.label);
    let places = exchange.hops.iter().filter_map(|hop| url::Url::parse(&hop.sent.url).ok());
    places.for_each(|place| label.join(&context.around.sealed.known_at(&place)));
    if swapped.dropped {
        raw.errors.push(RawError {
            code: ErrorCode::TooLarge,
            place: "response".into(),
            hint: Some(
                "a part of the answer could not be searched for sealed secrets to its end, and was dropped"
                    .into(),
            ),
            detail: None,
            label: label.clone(),
        });
    }
    Fetched { facts, raw: Labeled::new(exchange, label) }
}

#[cfg(test)]
mod tests {
    use super::host_as_written;

    #[test]
    fn the_host_is_told_as_it_is_written() {
        for (url, host) in [
            ("https://api.example.com/v1?x", "`https://api.example.com`"),
            ("{{base}}/v1", "`{{base}}`"),
            ("https://{{host}}:8443?x", "`https://{{host}}:8443`"),
            ("https://{{f(a/b)}}/v1", "`https://{{f(a/b)}}`"),
            ("https://a.test", "`https://a.test`"),
            ("", "``"),
        ] {
            assert_eq!(host_as_written(url), host);
        }
    }
}
