//! Keys and tokens that stand in URLs, made at random.

use tacit_spec::BucketKey;

use crate::{App, Randomness};

/// Base 36, less nothing: Runscope's bucket keys look so.
const KEY: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

impl App {
    /// The key of a new bucket: twelve lower-case letters and digits, 62 bits.
    pub(crate) fn bucket_key(&self) -> BucketKey {
        BucketKey(text(&*self.parts.randomness, 12))
    }

    /// A new trigger token: whoever knows it may run. A random UUID, as in Runscope.
    pub(crate) fn trigger_token(&self) -> String {
        let mut bytes = [0; 16];
        self.parts.randomness.generator().fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

fn text(randomness: &dyn Randomness, length: usize) -> String {
    let mut generator = randomness.generator();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bytes = [0; 32];
        generator.fill_bytes(&mut bytes);
        // Bytes above the last multiple of 36 would make the first characters likelier.
        let fair = bytes.iter().filter(|byte| **byte < 252).take(length - text.len());
        text.extend(fair.map(|byte| char::from(KEY[usize::from(byte % 36)])));
    }
    text
}
