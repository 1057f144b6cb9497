//! Digests, as lowercase hex, and keyed digests. MD5 and SHA-1 are here because APIs still ask for them.

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512, digest};
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

pub(super) fn sha512(value: &str) -> String {
    hash(&SHA512, value)
}

pub(super) fn hmac_sha1(value: &str, key: &str) -> Vec<u8> {
    mac_sha1(value.as_bytes(), key.as_bytes())
}

pub(super) fn hmac_sha256(value: &str, key: &str) -> Vec<u8> {
    sign(hmac::HMAC_SHA256, value.as_bytes(), key.as_bytes())
}

pub(super) fn hmac_sha384(value: &str, key: &str) -> Vec<u8> {
    sign(hmac::HMAC_SHA384, value.as_bytes(), key.as_bytes())
}

pub(super) fn hmac_sha512(value: &str, key: &str) -> Vec<u8> {
    sign(hmac::HMAC_SHA512, value.as_bytes(), key.as_bytes())
}

pub(super) fn mac_sha1(value: &[u8], key: &[u8]) -> Vec<u8> {
    sign(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, value, key)
}

fn hash(algorithm: &'static Algorithm, value: &str) -> String {
    hex::encode(digest(algorithm, value.as_bytes()))
}

fn sign(algorithm: hmac::Algorithm, value: &[u8], key: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, key), value).as_ref().to_vec()
}
