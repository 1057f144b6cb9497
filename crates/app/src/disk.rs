//! The space that is left for the data: what can wait does, before there is none.
//!
//! ```text
//!   scheduler --(each second)--> look --> low? --> schedules wait; each tick of the meantime has its record later
//!                                           +----> notices, /readyz, numbers
//! ```
//!
//! While it is low nothing is written about ticks either: their records come with the first turn after it. Runs that
//! people and triggers ask for go on until the disk is full indeed.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use crate::App;

/// The most that is kept free unless somebody says otherwise: 512 MiB.
const RESERVE: u64 = 512 << 20;
/// On a small disk, one part in so many.
const PART: u64 = 20;

/// How much space there is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What can still be written.
    pub free: u64,
    /// What the disk holds.
    pub total: u64,
}

/// Tells how much space the data has.
pub trait DiskSpace: Send + Sync {
    /// Now; `None` when it cannot be told.
    fn room(&self) -> Option<Room>;
}

/// Remembers how it was at the last look.
#[derive(Default)]
pub(crate) struct Disk {
    watched: OnceLock<Watched>,
    free: AtomicU64,
    low: AtomicBool,
}

struct Watched {
    space: Arc<dyn DiskSpace>,
    reserve: Option<u64>,
}

impl Disk {
    /// Looks. Whether what can wait has to.
    pub(crate) fn look(&self) -> bool {
        let Some(Watched { space, reserve }) = self.watched.get() else { return false };
        // What cannot be told keeps nobody from working.
        let Some(room) = space.room() else { return self.is_low() };
        let reserve = reserve.unwrap_or_else(|| RESERVE.min(room.total / PART));
        self.free.store(room.free, Ordering::Relaxed);
        let low = is_low(self.is_low(), room.free, reserve);
        if low != self.low.swap(low, Ordering::Relaxed) {
            let (free, reserve) = (room.free >> 20, reserve >> 20);
            if low {
                tracing::error!(
                    "the disk is nearly full: {free} MiB are left, {reserve} are to stay free; schedules rest until there is room"
                );
            } else {
                tracing::info!("the disk has room again, {free} MiB: schedules go on");
            }
        }
        low
    }

    /// Whether it was too little at the last look.
    pub(crate) fn is_low(&self) -> bool {
        self.low.load(Ordering::Relaxed)
    }

    /// Free bytes at the last look; `None` when nobody watches.
    pub(crate) fn free(&self) -> Option<u64> {
        self.watched.get().map(|_| self.free.load(Ordering::Relaxed))
    }
}

/// An eighth more ends it than began it, so that it does not begin and end all the time.
fn is_low(was: bool, free: u64, reserve: u64) -> bool {
    free < if was { reserve.saturating_add(reserve / 8) } else { reserve }
}

impl App {
    /// Watches the space; `reserve` bytes are to stay free, 0 for none. Without a number it is a twentieth of the disk,
    /// 512 MiB at most.
    pub fn watch_disk(&self, space: Arc<dyn DiskSpace>, reserve: Option<u64>) {
        if self.parts.disk.watched.set(Watched { space, reserve }).is_err() {
            tracing::warn!("the disk is watched already");
        }
        self.parts.disk.look();
    }

    /// Whether schedules rest because the disk is nearly full.
    #[must_use]
    pub fn disk_is_low(&self) -> bool {
        self.parts.disk.is_low()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(AtomicU64);

    impl DiskSpace for Fixed {
        fn room(&self) -> Option<Room> {
            let free = self.0.load(Ordering::Relaxed);
            (free != u64::MAX).then_some(Room { free, total: 4 << 30 })
        }
    }

    fn looks(reserve: Option<u64>, frees: &[u64]) -> Vec<bool> {
        let space = Arc::new(Fixed(AtomicU64::new(0)));
        let disk = Disk::default();
        assert!(!disk.look(), "nobody watches");
        let _ = disk.watched.set(Watched { space: space.clone(), reserve });
        let look = |free: &u64| {
            space.0.store(*free, Ordering::Relaxed);
            disk.look()
        };
        frees.iter().map(look).collect()
    }

    #[test]
    fn it_ends_with_more_room_than_it_began() {
        assert_eq!(
            looks(Some(800), &[800, 799, 800, 899, 900, 800]),
            [false, true, true, true, false, false]
        );
        assert_eq!(looks(Some(800), &[10, u64::MAX, 1000, u64::MAX]), [true, true, false, false]);
        assert_eq!(looks(Some(0), &[0]), [false]);
    }

    #[test]
    fn a_small_disk_keeps_a_part() {
        let part = (4 << 30) / 20;
        assert_eq!(looks(None, &[part, part - 1]), [false, true]);
    }
}
