//! Taking tests out, in Runscope's format. Secrets go along by name only: definitions have nothing else.

use serde_json::Value;
use tacit_spec::{BucketKey, TestDefinition, TestId, test::SubtestEnvironment};
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
        let definition = read_definition(&row.definition)?;
        let rows = if definition.subtests().is_empty() {
            Vec::new()
        } else {
            tests::of_bucket(&self.parts.store, bucket, Page::first(u32::MAX)).await?
        };
        Ok(exported(definition, &rows))
    }

    /// All tests of a bucket.
    pub async fn export_bucket(&self, who: &Who, bucket: &BucketKey) -> Result<Vec<Value>> {
        let access = self.bucket(who, bucket, Permission::ViewTests).await?;
        let rows = tests::of_bucket(&self.parts.store, bucket, Page::first(u32::MAX)).await?;
        self.exported(&access, Object::Bucket(bucket.clone()), rows.len() as u64).await?;
        rows.iter().map(|row| Ok(exported(read_definition(&row.definition)?, &rows))).collect()
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

/// Subtests name what they run: ids are of this installation, and names go along.
fn exported(mut definition: TestDefinition, rows: &[tests::Test]) -> Value {
    definition.change_callees(&mut |callee| {
        let called = rows.iter().find(|row| callee.test.parse().is_ok_and(|id| row.id == TestId(id)));
        if let Some(called) = called {
            callee.test.clone_from(&called.name);
            callee.bucket.clear();
            if matches!(callee.environment, SubtestEnvironment::Chosen(_)) {
                callee.environment = SubtestEnvironment::Default;
            }
        }
    });
    definition.to_export()
}
