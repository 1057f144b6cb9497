//! What the target answers.

use std::time::Duration;

use async_compression::tokio::write::{BrotliEncoder, DeflateEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::Frame;
use serde_json::json;
use tokio::{io::AsyncWriteExt, time};

use super::{Close, Seen};

/// What `/encoded/CODING` answers, once decoded.
pub const ENCODED_TEXT: &str = "the quick brown fox jumps over the lazy dog, again and again and again and again and again \
                                and again and again and again and again and again and again and again and again";

type Body = UnsyncBoxBody<Bytes, Close>;

const MIB: usize = 1024 * 1024;

pub(super) async fn answer(seen: &Seen) -> Result<Response<Body>, Close> {
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    let query: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    let parameter = |name: &str| query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let number = |name: &str| parameter(name).and_then(|value| value.parse().ok()).unwrap_or(0);
    let (route, rest) =
        path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let count: usize = rest.parse().unwrap_or(0);

    Ok(match route {
        "echo" => echo(seen, path, &query),
        "json" => with_type(full(constant()), "application/json"),
        "status" => with_status(u16::try_from(count).unwrap_or_default()),
        "redirect" if count > 0 => redirect(StatusCode::FOUND, &format!("/redirect/{}", count - 1)),
        "redirect" => echo(seen, path, &query),
        "redirect-to" => {
            let status = StatusCode::from_u16(number("status") as u16).unwrap_or(StatusCode::FOUND);
            redirect(status, parameter("to").unwrap_or("/echo"))
        }
        "loop" => redirect(StatusCode::FOUND, "/loop"),
        "set-cookie" => {
            let mut response = match parameter("then") {
                Some(place) => redirect(StatusCode::FOUND, place),
                None => full("set"),
            };
            for (name, value) in query.iter().filter(|(name, _)| name != "then") {
                let cookie = HeaderValue::try_from(format!("{name}={value}; Path=/")).map_err(|_| Close)?;
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        "slow" => {
            time::sleep(Duration::from_millis(number("head"))).await;
            let pause = Duration::from_millis(number("body"));
            let rest = stream::once(async move {
                time::sleep(pause).await;
                Ok(Bytes::from_static(b"late"))
            });
            streamed(stream::once(async { Ok(Bytes::from_static(b"early ")) }).chain(rest))
        }
        "encoded" => encoded(rest, Bytes::from(encode(rest, ENCODED_TEXT.as_bytes()).await)),
        "broken" => encoded(rest, Bytes::from_static(b"\x01this is not in any coding")),
        "bomb" if rest == "gzip" => {
            // Members of a gzip file may follow each other.
            let member = Bytes::from(encode("gzip", &vec![0; MIB]).await);
            let mut response = streamed(stream::repeat(member).take(1024).map(Ok));
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response
        }
        "bomb" => encoded(rest, Bytes::from(encode(rest, &vec![0; 16 * MIB]).await)),
        "huge" | "huge-announced" => {
            let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
            let mut response = streamed(stream::repeat(chunk).take(16 * 1024).map(Ok));
            if route == "huge-announced" {
                response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(1024 * MIB));
            }
            response
        }
        "many-headers" => {
            let mut response = full("many");
            for index in 0..count {
                let name = http::HeaderName::try_from(format!("x-header-{index}")).map_err(|_| Close)?;
                response.headers_mut().insert(name, HeaderValue::from(index));
            }
            response
        }
        "long-header" => {
            let mut response = full("long");
            let value = HeaderValue::try_from("x".repeat(count)).map_err(|_| Close)?;
            response.headers_mut().insert("x-long", value);
            response
        }
        "guarded" => match seen.header("x-api-key").and_then(|key| key.split_once('-')).map(|(kind, _)| kind)
        {
            Some("good") => with_type(full(constant()), "application/json"),
            Some("weak") => with_status(403),
            Some("busy") => with_status(429),
            _ => with_status(401),
        },
        "session" => redirect(StatusCode::FOUND, "/login"),
        "login" => with_type(full("<!doctype html><title>Log in</title><form></form>"), "text/html"),
        "method" if seen.method != "POST" => with_status(405),
        "typed" if seen.header("content-type") != Some("application/json") => with_status(415),
        "typed" if !seen.body.starts_with(b"{") => with_status(422),
        "close" => return Err(Close),
        "cut" => {
            let cut = stream::once(async {
                // The half goes out while the rest is waited for.
                tokio::task::yield_now().await;
                Err(Close)
            });
            let half = stream::once(async { Ok(Bytes::from_static(b"half")) });
            let mut response = streamed(half.chain(cut));
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("8"));
            response
        }
        _ => {
            let mut response = full("no such route");
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    })
}

fn with_status(code: u16) -> Response<Body> {
    let mut response = full(format!("status {code}"));
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST);
    response
}

fn echo(seen: &Seen, path: &str, query: &[(String, String)]) -> Response<Body> {
    let body = json!({
        "method": seen.method,
        "path": path,
        "query": query,
        "headers": seen.headers,
        "body": String::from_utf8_lossy(&seen.body),
    });
    with_type(full(body.to_string()), "application/json")
}

fn constant() -> String {
    let items: Vec<_> = (0..12)
        .map(|id| json!({"id": id, "name": format!("item number {id}"), "price": 9.99, "tags": ["a", "b"]}))
        .collect();
    json!({"ok": true, "count": items.len(), "items": items}).to_string()
}

fn redirect(status: StatusCode, place: &str) -> Response<Body> {
    let mut response = full("elsewhere");
    *response.status_mut() = status;
    if let Ok(place) = HeaderValue::from_bytes(place.as_bytes()) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

fn full(body: impl Into<Bytes>) -> Response<Body> {
    Response::new(Full::new(body.into()).map_err(Close::from).boxed_unsync())
}

fn streamed(chunks: impl Stream<Item = Result<Bytes, Close>> + Send + 'static) -> Response<Body> {
    Response::new(StreamBody::new(chunks.map(|chunk| chunk.map(Frame::data))).boxed_unsync())
}

fn with_type(mut response: Response<Body>, media_type: &'static str) -> Response<Body> {
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn encoded(coding: &str, body: Bytes) -> Response<Body> {
    let mut response = full(body);
    let name = coding.split('-').next().unwrap_or_default();
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(header::CONTENT_ENCODING, name);
    }
    response
}

async fn encode(coding: &str, text: &[u8]) -> Vec<u8> {
    macro_rules! encode_with {
        ($encoder:ident) => {{
            let mut encoder = $encoder::new(Vec::new());
            encoder.write_all(text).await.expect("a vector takes all");
            encoder.shutdown().await.expect("a vector takes all");
            encoder.into_inner()
        }};
    }
    match coding {
        "gzip" => encode_with!(GzipEncoder),
        "deflate" => encode_with!(ZlibEncoder),
        "deflate-raw" => encode_with!(DeflateEncoder),
        "br" => encode_with!(BrotliEncoder),
        "zstd" => encode_with!(ZstdEncoder),
        _ => text.to_vec(),
    }
}
