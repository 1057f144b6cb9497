//! A secret's value.

use zeroize::Zeroizing;

use crate::seam::Seam;

/// A secret's value: text that cannot be printed, cloned, compared or serialised, and is wiped when dropped.
///
/// Share one behind an `Arc` where several parts need it.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over `value`; the caller keeps no copy.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value, at one of the four places that may see it.
    #[must_use]
    pub fn open(&self, _seam: impl Seam) -> &str {
        &self.0
    }

    /// Whether both hold the same value.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }

    /// The value, for the needles of the scrubber.
    pub(crate) fn as_needle(&self) -> &str {
        &self.0
    }
}
