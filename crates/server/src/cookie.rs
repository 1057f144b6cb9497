//! The session cookie, and whether a browser will keep it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use tacit_app::AppError;

use crate::{caller::COOKIE, state::Settings};

/// How long a session lasts at most, in seconds.
const MAX_AGE: u32 = 30 * 24 * 60 * 60;

/// A header for an answer.
pub(crate) type SetCookie = [(HeaderName, HeaderValue); 1];

/// Gives the browser a session.
pub(crate) fn set(token: &str) -> Result<SetCookie, AppError> {
    header(&format!("{COOKIE}={token}; Max-Age={MAX_AGE}"))
}

/// Takes it away.
pub(crate) fn remove() -> Result<SetCookie, AppError> {
    header(&format!("{COOKIE}=; Max-Age=0"))
}

fn header(start: &str) -> Result<SetCookie, AppError> {
    let text = format!("{start}; Path=/; Secure; HttpOnly; SameSite=Strict");
    let mut value = HeaderValue::from_str(&text).map_err(|_| AppError::Unauthenticated)?;
    value.set_sensitive(true);
    Ok([(header::SET_COOKIE, value)])
}

/// Refuses to sign in where the browser would drop the cookie without a word: over plain HTTP from another machine.
pub(crate) fn will_be_kept(settings: &Settings, uri: &Uri, headers: &HeaderMap) -> Result<(), AppError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = text("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    if forwarded || settings.public_url.starts_with("https://") {
        return Ok(());
    }
    let host = uri.authority().map(|authority| authority.as_str()).or(text("host")).unwrap_or_default();
    if is_loopback(host) {
        return Ok(());
    }
    Err(AppError::invalid(
        "host",
        "the connection is not encrypted, so the browser will not keep the sign-in: put tacit behind an HTTPS proxy \
         and start it with --public-url https://..., or open it as http://localhost, for example through an SSH tunnel",
    ))
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_or_https() {
        let kept = |public_url: &str, host: &'static str, proto: Option<&'static str>| {
            let settings = Settings { public_url: public_url.into(), ..Settings::default() };
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static(host));
            if let Some(proto) = proto {
                headers.insert("x-forwarded-proto", HeaderValue::from_static(proto));
            }
            will_be_kept(&settings, &Uri::from_static("/v1/session"), &headers).is_ok()
        };
        for host in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:80",
            "127.3.2.1",
            "[::1]:8080",
            "[::1]",
            "a.localhost:1",
        ] {
            assert!(kept("", host, None), "{host}");
        }
        for host in ["tacit.example.com", "10.0.0.5:8080", "localhost.example.com", "[fe80::1]:80", ""] {
            assert!(!kept("", host, None), "{host}");
            assert!(kept("https://tacit.example.com", host, None) && kept("", host, Some("https")), "{host}");
            assert!(!kept("http://tacit.example.com", host, Some("http")), "{host}");
        }
    }
}
