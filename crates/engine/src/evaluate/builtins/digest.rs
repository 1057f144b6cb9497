//! Digests and keyed digests, as lowercase hex. MD5 and SHA-1 are here because APIs still ask for them.

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::hmac;
use md5::{Digest as _, Md5};

pub(super) fn md5(value: &str) -> String {
    hex::encode(Md5::digest(value.as_bytes()))
}

pub(super) fn sha1(value: &str) -> String {
    hash(&SHA1_FOR_LEGACY_USE_ONLY, value)
}

pub(super) fn sha256(value: &str) -> String {
    hash(&SHA256, value)
}

pub(super) fn hmac_sha1(value: &str, key: &str) -> String {
    sign(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, value, key)
}

pub(super) fn hmac_sha256(value: &str, key: &str) -> String {
    sign(hmac::HMAC_SHA256, value, key)
}

fn hash(algorithm: &'static Algorithm, value: &str) -> String {
    hex::encode(digest(algorithm, value.as_bytes()))
}

fn sign(algorithm: hmac::Algorithm, value: &str, key: &str) -> String {
    hex::encode(hmac::sign(&hmac::Key::new(algorithm, key.as_bytes()), value.as_bytes()))
}
