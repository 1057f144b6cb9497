//! A frame on the wire: four bytes of length, little-endian, then postcard.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// Bytes in front of each frame.
pub(crate) const HEADER: usize = 4;

/// The frame, header included. Wiped after use: it may hold a secret.
pub(crate) fn pack(frame: &impl Serialize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = postcard::to_extend(frame, vec![0; HEADER]).map_err(|_| malformed())?;
    let length = u32::try_from(bytes.len() - HEADER).map_err(|_| malformed())?;
    bytes[..HEADER].copy_from_slice(&length.to_le_bytes());
    Ok(Zeroizing::new(bytes))
}

/// How many bytes follow `header`; an error above `limit`.
pub(crate) fn body_length(header: [u8; HEADER], limit: usize) -> io::Result<usize> {
    let length = usize::try_from(u32::from_le_bytes(header)).map_err(|_| malformed())?;
    if length > limit { Err(malformed()) } else { Ok(length) }
}

/// The frame in `body`.
pub(crate) fn unpack<T: DeserializeOwned>(body: &[u8]) -> io::Result<T> {
    postcard::from_bytes(body).map_err(|_| malformed())
}

/// Says nothing about the content: it may be secret.
fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "malformed sandbox frame")
}
