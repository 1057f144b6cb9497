//! Parts of long lists.

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// At most so many.
    pub limit: u32,
    /// After so many.
    pub offset: u32,
}

impl Page {
    /// The first `limit` entries.
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self { limit, offset: 0 }
    }

    pub(crate) fn limit(self) -> i64 {
        self.limit.into()
    }

    pub(crate) fn offset(self) -> i64 {
        self.offset.into()
    }
}
