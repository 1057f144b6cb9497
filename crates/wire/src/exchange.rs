//! One request and its answer on a connection that stands.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::Poll,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, Uri, header::HOST};
use http_body_util::Full;
use hyper::{
    body::Incoming,
    client::conn::{http1, http2},
    ext::ReasonPhrase,
    rt::Executor,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::JoinSet,
};
use tracing::{Dispatch, instrument::WithSubscriber};

use crate::{
    Answer, HttpVersion, Phase, WireError,
    error::{Failure, explain},
    head::Plan,
    inflate,
    meter::Metered,
    outgoing::Outgoing,
    trace::HopTrace,
};

/// Longest head of an answer in bytes.
const MAX_HEAD: usize = 256 * 1024;

/// Most headers of an answer.
const MAX_HEADERS: usize = 256;

/// Sends `outgoing`, which was made of `plan`, over `stream` and reads the answer into `hop`.
pub(crate) async fn exchange<S>(
    stream: S,
    h2: bool,
    plan: &Plan,
    outgoing: Outgoing,
    limit: usize,
    hop: &mut HopTrace,
) -> Result<(), Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    hop.phase = Phase::Wait;
    hop.handed_over = Some(Instant::now());
    let io = TokioIo::new(Metered { inner: stream, meter: Arc::clone(&hop.meter) });
    if h2 {
        let request = h2_request(plan, outgoing, hop)?;
        let nest = Nest::default();
        let _cut_when_done = CutWhenDone(&nest);
        let (mut sender, connection) = http2::Builder::new(nest.clone())
            .max_header_list_size(MAX_HEAD as u32)
            .handshake(io)
            .await
            .map_err(|error| failure(&error))?;
        let work = async {
            let response = sender.send_request(request).await.map_err(|error| failure(&error))?;
            hop.answered = Some(Instant::now());
            receive(response, limit, hop).await
        };
        beside(connection, work).await
    } else {
        let request = h1_request(plan, outgoing)?;
        let (mut sender, connection) = http1::Builder::new()
            .title_case_headers(true)
            .max_buf_size(MAX_HEAD)
            .max_header_size(MAX_HEAD)
            .max_headers(MAX_HEADERS)
            .handshake(io)
            .await
            .map_err(|error| failure(&error))?;
        let work = async {
            let response = sender.send_request(request).await.map_err(|error| failure(&error))?;
            receive(response, limit, hop).await
        };
        beside(connection, work).await
    }
}

fn h1_request(plan: &Plan, outgoing: Outgoing) -> Result<http::Request<Full<Bytes>>, Failure> {
    let uri = outgoing.path.parse::<Uri>().map_err(|_| WireError::UrlInvalid)?;
    Ok(request(plan, uri, outgoing.headers, outgoing.body))
}

/// HTTP/2 carries the host in a field of its own.
fn h2_request(
    plan: &Plan,
    Outgoing { path, headers, body }: Outgoing,
    hop: &mut HopTrace,
) -> Result<http::Request<Full<Bytes>>, Failure> {
    let host = headers.get(HOST).cloned().unwrap_or_else(|| HeaderValue::from_static(""));
    // Built anew, as removing one would change the order of the others.
    let headers: HeaderMap = headers
        .iter()
        .filter(|(name, _)| **name != HOST)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let uri = Uri::builder()
        .scheme(plan.target.url().scheme())
        .authority(host.as_bytes())
        .path_and_query(path)
        .build()
        .map_err(|_| WireError::UrlInvalid)?;
    // As they were told before values were put in.
    let told = std::mem::take(&mut hop.hop.sent.headers);
    hop.hop.sent.headers = std::iter::once((":authority".to_owned(), host.as_bytes().to_vec()))
        .chain(told.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)))
        .filter(|(name, _)| name != HOST.as_str())
        .collect();
    Ok(request(plan, uri, headers, body))
}

fn request(plan: &Plan, uri: Uri, headers: HeaderMap, body: Bytes) -> http::Request<Full<Bytes>> {
    let mut request = http::Request::new(Full::new(body));
    *request.method_mut() = plan.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
}

async fn receive(response: Response<Incoming>, limit: usize, hop: &mut HopTrace) -> Result<(), Failure> {
    let (head, body) = response.into_parts();
    let version = match head.version {
        http::Version::HTTP_2 => HttpVersion::Http2,
        http::Version::HTTP_10 => HttpVersion::Http10,
        _ => HttpVersion::Http11,
    };
    let reason = match head.extensions.get::<ReasonPhrase>() {
        Some(reason) => String::from_utf8_lossy(reason.as_bytes()).into_owned(),
        None if version == HttpVersion::Http2 => String::new(),
        None => head.status.canonical_reason().unwrap_or_default().to_owned(),
    };
    hop.phase = Phase::Download;
    hop.facts.status = Some(head.status.as_u16());
    hop.facts.version = Some(version);
    let seconds = head.headers.get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    hop.facts.retry_after = seconds.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    let answer = hop.hop.answer.insert(Answer {
        status: head.status.as_u16(),
        reason,
        version,
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
            .collect(),
        body: Bytes::new(),
        wire_size: 0,
        truncated: true,
    });
    let received = AtomicU64::new(0);
    let body = inflate::read(body, &head.headers, limit, &received).await;
    answer.wire_size = received.load(Relaxed);
    answer.body = body?;
    answer.truncated = false;
    hop.ended = Some(Instant::now());
    Ok(())
}

/// Runs `work` to its end while `connection` makes progress beside it, in this task: one request needs no other.
async fn beside<T>(connection: impl Future, work: impl Future<Output = T>) -> T {
    let (mut connection, mut work) = (pin!(connection), pin!(work));
    let mut open = true;
    poll_fn(|cx| {
        if let Poll::Ready(result) = work.as_mut().poll(cx) {
            return Poll::Ready(result);
        }
        if open && connection.as_mut().poll(cx).is_ready() {
            open = false;
        }
        work.as_mut().poll(cx)
    })
    .await
}

/// Tasks hyper wants for an HTTP/2 connection, none of which outlives the exchange.
#[derive(Clone, Default)]
struct Nest(Arc<Mutex<JoinSet<()>>>);

impl<F> Executor<F> for Nest
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn execute(&self, task: F) {
        let silent = async move { drop(task.await) }.with_subscriber(Dispatch::none());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).spawn(silent);
    }
}

struct CutWhenDone<'a>(&'a Nest);

impl Drop for CutWhenDone<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

fn failure(error: &hyper::Error) -> Failure {
    let mut source = std::error::Error::source(error);
    let mut io = false;
    let mut tls = false;
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<std::io::Error>() {
            io = true;
            // With TLS 1.3 a server refuses a client certificate only after the handshake.
            tls |= cause.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
        }
        source = cause.source();
    }
    let kind = if error.is_parse_too_large() {
        WireError::HeadTooLarge { limit: MAX_HEAD }
    } else if tls {
        WireError::Tls
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() || io {
        WireError::ClosedEarly
    } else {
        WireError::Malformed
    };
    Failure::with(kind, explain(error))
}
