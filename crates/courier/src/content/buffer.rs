//! Bytes that leave no copy behind.

use std::io;

use zeroize::Zeroizing;

/// Grows by moving into a larger place and wiping the smaller one.
pub(super) struct Buffer(Zeroizing<Vec<u8>>);

impl Buffer {
    pub(super) fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(16 * 1024)))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.room(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Makes room for so many more bytes.
    pub(super) fn room(&mut self, more: usize) {
        let needed = self.0.len() + more;
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.0.capacity())));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
    }

    pub(super) fn number(&mut self, number: usize) -> Option<()> {
        self.put(&u32::try_from(number).ok()?.to_be_bytes());
        Some(())
    }

    /// Overwrites four bytes written before.
    pub(super) fn number_at(&mut self, at: usize, number: usize) -> Option<()> {
        self.0.get_mut(at..at + 4)?.copy_from_slice(&u32::try_from(number).ok()?.to_be_bytes());
        Some(())
    }

    /// Zeros up to the next multiple of `step`.
    pub(super) fn pad(&mut self, step: usize) {
        let length = self.0.len().next_multiple_of(step);
        self.room(length - self.0.len());
        self.0.resize(length, 0);
    }

    pub(super) fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        self.0
    }
}

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
