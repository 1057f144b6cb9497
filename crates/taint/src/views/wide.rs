//! Text in UTF-16 or UTF-32 whose characters are ASCII: every other byte is zero.

use super::{
    GaveUp, Hit, Look,
    map::{self, Unit},
};

pub(super) fn look<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    map::look(looker, bytes, depth, hits, |bytes| memchr::memchr(0, bytes), |_| Some(Unit::nothing(1)))
}
