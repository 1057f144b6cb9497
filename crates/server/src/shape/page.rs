//! `count` and `offset`.

use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of a list is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// At most so many; 100 when not given, 1000 at most.
    pub(crate) count: Option<u32>,
    /// After so many.
    pub(crate) offset: Option<u32>,
}

const DEFAULT: u32 = 100;
const MOST: u32 = 1000;

impl PageQuery {
    pub(crate) fn page(&self) -> tacit_app::Page {
        tacit_app::Page { limit: self.count.unwrap_or(DEFAULT).min(MOST), offset: self.offset.unwrap_or(0) }
    }
}
