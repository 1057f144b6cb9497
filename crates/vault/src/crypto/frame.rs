//! Unambiguous bytes from several fields.

/// Fields one after the other, each with its length before it, so that no two lists of fields give the same bytes.
///
/// The first field is a label that names the use, so that bytes made for one use mean nothing in another.
pub struct Frame(Vec<u8>);

impl Frame {
    pub(crate) fn new(label: &'static str) -> Self {
        Self(Vec::with_capacity(256)).field(label.as_bytes())
    }

    pub(crate) fn field(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn u32(self, number: u32) -> Self {
        self.field(&number.to_be_bytes())
    }

    pub(crate) fn u64(self, number: u64) -> Self {
        self.field(&number.to_be_bytes())
    }

    pub(crate) fn i64(self, number: i64) -> Self {
        self.field(&number.to_be_bytes())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_that_moves_changes_the_bytes() {
        let one = Frame::new("t").field(b"ab").field(b"c");
        let other = Frame::new("t").field(b"a").field(b"bc");
        let label = Frame::new("ta").field(b"b").field(b"c");
        assert_ne!(one.bytes(), other.bytes());
        assert_ne!(one.bytes(), label.bytes());
    }
}
