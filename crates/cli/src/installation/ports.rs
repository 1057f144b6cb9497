//! The machine's own time and randomness.

use rand::{CryptoRng, rngs::SysRng};
use tacit_app::{Clock, Micros, Randomness};

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Micros {
        jiff::Timestamp::now().as_microsecond()
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn generator(&self) -> Box<dyn CryptoRng + Send> {
        // A system without randomness cannot keep a secret: ending is right then.
        Box::new(rand::rand_core::UnwrapErr(SysRng))
    }
}
