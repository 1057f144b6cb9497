//! Reading a body: decompressed on the way, and never beyond the limit.

use std::{
    io,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use async_compression::{
    tokio::bufread::{BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder},
    zstd::DParameter,
};
use bytes::{Bytes, BytesMut};
use futures::TryStreamExt;
use http::{
    HeaderMap,
    header::{CONTENT_ENCODING, CONTENT_LENGTH},
};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use thiserror::Error;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, BufReader};
use tokio_util::io::StreamReader;

use crate::{
    WireError,
    error::{Failure, explain},
};

/// The codings understood, as they are offered to the server.
pub(crate) const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// More codings on top of each other are not undone.
const MAX_CODINGS: usize = 4;

/// Largest window a zstd body may ask for, as a power of two (RFC 9659: 8 MiB).
const ZSTD_WINDOW_LOG: u32 = 23;

/// Reads `body` to its end. `received` counts its bytes as they come, also when it fails.
pub(crate) async fn read(
    body: Incoming,
    headers: &HeaderMap,
    limit: usize,
    received: &AtomicU64,
) -> Result<Bytes, Failure> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if !hyper::body::Body::is_end_stream(&body) && announced.is_some_and(|length| length > limit) {
        return Err(WireError::BodyTooLarge { limit }.into());
    }
    match codings(headers) {
        Some(codings) if !codings.is_empty() => inflated(body, &codings, limit, received).await,
        // An unknown coding is the caller's to look at.
        _ => plain(body, limit, announced, received).await,
    }
}

async fn plain(
    mut body: Incoming,
    limit: usize,
    announced: Option<usize>,
    received: &AtomicU64,
) -> Result<Bytes, Failure> {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| cut_short(&error))?;
        let Ok(data) = frame.into_data() else { continue };
        let length = received.fetch_add(data.len() as u64, Relaxed) + data.len() as u64;
        if length > limit as u64 {
            return Err(WireError::BodyTooLarge { limit }.into());
        }
        if first.is_empty() {
            // Most bodies are one frame, which needs no copy.
            first = data;
            continue;
        }
        if rest.is_empty() {
            rest.reserve(announced.unwrap_or_default().max(first.len() + data.len()));
            rest.extend_from_slice(&first);
        }
        rest.extend_from_slice(&data);
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

async fn inflated(
    body: Incoming,
    codings: &[Coding],
    limit: usize,
    received: &AtomicU64,
) -> Result<Bytes, Failure> {
    let stream = body.into_data_stream().map_err(|error| io::Error::other(Stop::Transport(error))).and_then(
        |data| async move {
            let length = received.fetch_add(data.len() as u64, Relaxed) + data.len() as u64;
            // An endless stream of empty blocks inflates to nothing.
            if length > limit as u64 { Err(io::Error::other(Stop::TooLarge)) } else { Ok(data) }
        },
    );
    let mut reader: Reader<'_> = Box::pin(StreamReader::new(Box::pin(stream)));
    for coding in codings.iter().rev() {
        reader = coding.undo(reader).await.map_err(|error| failure(&error, limit))?;
    }
    let mut inflated = BytesMut::new();
    loop {
        let chunk = reader.fill_buf().await.map_err(|error| failure(&error, limit))?;
        if chunk.is_empty() {
            return Ok(inflated.freeze());
        }
        if inflated.len() + chunk.len() > limit {
            return Err(WireError::BodyTooLarge { limit }.into());
        }
        inflated.extend_from_slice(chunk);
        let length = chunk.len();
        reader.consume(length);
    }
}

type Reader<'a> = Pin<Box<dyn AsyncBufRead + Send + 'a>>;

#[derive(Clone, Copy)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// The codings of a body in the order they were applied; `None` when one is unknown or there are too many.
fn codings(headers: &HeaderMap) -> Option<Vec<Coding>> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.to_str().ok()?.split(',') {
            codings.push(match name.trim().to_ascii_lowercase().as_str() {
                "" | "identity" => continue,
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" => Coding::Deflate,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                _ => return None,
            });
        }
    }
    (codings.len() <= MAX_CODINGS).then_some(codings)
}

impl Coding {
    async fn undo<'a>(self, mut reader: Reader<'a>) -> io::Result<Reader<'a>> {
        // Servers name a coding also where there is no body.
        let Some(first) = reader.fill_buf().await?.first().copied() else { return Ok(reader) };
        Ok(match self {
            Self::Gzip => {
                let mut decoder = GzipDecoder::new(reader);
                decoder.multiple_members(true);
                Box::pin(BufReader::new(decoder))
            }
            // "deflate" means zlib (RFC 9110), but some servers send it bare. A zlib stream begins with 0x?8.
            Self::Deflate if first & 0x0f == 8 => Box::pin(BufReader::new(ZlibDecoder::new(reader))),
            Self::Deflate => Box::pin(BufReader::new(DeflateDecoder::new(reader))),
            Self::Brotli => Box::pin(BufReader::new(BrotliDecoder::new(reader))),
            Self::Zstd => {
                let window = [DParameter::window_log_max(ZSTD_WINDOW_LOG)];
                Box::pin(BufReader::new(ZstdDecoder::with_params(reader, &window)))
            }
        })
    }
}

/// Why the stream under a decoder stopped.
#[derive(Debug, Error)]
enum Stop {
    #[error("the body is too large")]
    TooLarge,
    #[error("{0}")]
    Transport(hyper::Error),
}

fn failure(error: &io::Error, limit: usize) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>()) {
        Some(Stop::TooLarge) => WireError::BodyTooLarge { limit }.into(),
        Some(Stop::Transport(error)) => cut_short(error),
        None => Failure::with(WireError::Encoding, error),
    }
}

fn cut_short(error: &hyper::Error) -> Failure {
    let kind = if error.is_parse() { WireError::Malformed } else { WireError::BodyCutShort };
    Failure::with(kind, explain(error))
}
