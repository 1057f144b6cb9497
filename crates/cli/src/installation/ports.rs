//! The machine's own time, randomness and disk.

use std::path::PathBuf;

use rand::{CryptoRng, rngs::SysRng};
use tacit_app::{Clock, DiskSpace, Micros, Randomness, Room};

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

/// The disk that holds a folder.
#[derive(Clone, Debug)]
pub(crate) struct DiskOf(pub(crate) PathBuf);

impl DiskSpace for DiskOf {
    fn room(&self) -> Option<Room> {
        let disk = rustix::fs::statvfs(&self.0).ok()?;
        // Without the part that is for root only.
        Some(Room {
            free: disk.f_bavail.checked_mul(disk.f_frsize)?,
            total: disk.f_blocks.checked_mul(disk.f_frsize)?,
        })
    }
}
