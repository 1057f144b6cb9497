//! Whether the parts work.

use crate::{App, Result};

impl App {
    /// Fails when the store does not answer.
    pub async fn ready(&self) -> Result<()> {
        tacit_store::people::count(&self.parts.store).await?;
        Ok(())
    }
}
