//! Taking tests out, in Runscope's format. Secrets go along by name only: definitions have nothing else.

use serde_json::Value;
use tacit_spec::{BucketKey, TestId};
use tacit_store::{Page, tests};
use tacit_vault::audit::{Action, Detail, Event, Object};

use super::tests::{found, read_definition};
use crate::{App, BucketAccess, Permission, Result, Who};

impl App {
    /// One test.
    pub async fn export_test(&self, who: &Who, bucket: &BucketKey, test: TestId) -> Result<Value> {
        let access = self.bucket(who, bucket, Permission::ViewTests).await?;
        let row = found(tests::find_in(&self.parts.store, bucket, test).await?)?;
        self.exported(&access, Object::Test(test), 1).await?;
        Ok(read_definition(&row.definition)?.to_export())
    }

    /// All tests of a bucket.
    pub async fn export_bucket(&self, who: &Who, bucket: &BucketKey) -> Result<Vec<Value>> {
        let access = self.bucket(who, bucket, Permission::ViewTests).await?;
        let rows = tests::of_bucket(&self.parts.store, bucket, Page::first(u32::MAX)).await?;
        self.exported(&access, Object::Bucket(bucket.clone()), rows.len() as u64).await?;
        rows.iter().map(|row| Ok(read_definition(&row.definition)?.to_export())).collect()
    }

    async fn exported(&self, access: &BucketAccess, object: Object, count: u64) -> Result<()> {
        let event = Event::new(self.now(), access.who.actor(), Action::ExportMade)
            .in_team(access.team.id)
            .on(object)
            .with(Detail::Count(count));
        let mut tx = self.parts.store.begin().await?;
        self.audit(&mut tx, event).await?;
        Ok(tx.commit().await?)
    }
}
