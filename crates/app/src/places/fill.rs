//! Places of environments that an older version saved.

use tacit_store::environments;

use super::{REGION, written};
use crate::{App, Result, definitions::read_environment};

/// Environments in one unit of work.
const BATCH: u32 = 200;

impl App {
    /// Writes down the places of environments that have none yet. Regions were kept before without a meaning, so only
    /// known ones count.
    pub(crate) async fn fill_places(&self) -> Result<()> {
        loop {
            let mut tx = self.parts.store.begin().await?;
            let rows = environments::without_places(&mut tx, BATCH).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                let places = match read_environment(&row) {
                    Ok(mut definition) => {
                        definition.regions.retain(|code| code == REGION);
                        written(&definition)
                    }
                    // A run in it says what is wrong.
                    Err(_) => String::new(),
                };
                environments::set_places(&mut tx, row.id, &places).await?;
            }
            tx.commit().await?;
        }
    }
}
