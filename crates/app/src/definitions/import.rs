//! Bringing tests in from files: Runscope's exports, and the same model in YAML.

use tacit_spec::{BucketKey, TestId, test_file};
use tacit_store::{Page, tests};
use tacit_vault::audit::{Action, Detail, Event, Object};

use super::problems::{reading, refused};
use crate::{App, Permission, Result, Who};

impl App {
    /// Adds the tests of a file, all or none; JSON or YAML, one test or several. Returns their ids and names.
    pub async fn import(&self, who: &Who, bucket: &BucketKey, text: &str) -> Result<Vec<(TestId, String)>> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let read = |text: &str| {
            test_file::load_with_environments(text, "").map_err(|errors| refused("file", errors))
        };
        let loaded = reading(text, read).await?;
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), who.actor(), Action::ImportMade)
            .in_team(access.team.id)
            .on(Object::Bucket(bucket.clone()))
            .with(Detail::Count(loaded.len() as u64));
        self.audit(&mut tx, event).await?;
        let mut added = Vec::with_capacity(loaded.len());
        // What subtests run by name is in the same file, or here already.
        let here = tests::of_bucket(&mut tx, bucket, Page::first(u32::MAX)).await?;
        let new: Vec<(TestId, String)> =
            loaded.iter().map(|one| (TestId(self.uuid()), one.test.name.clone())).collect();
        let here: Vec<(TestId, String)> = here.into_iter().map(|row| (row.id, row.name)).collect();
        for (mut one, (id, name)) in loaded.into_iter().zip(&new) {
            one.test.change_callees(&mut |callee| {
                if let Some((called, _)) = new.iter().chain(&here).find(|(_, name)| *name == callee.test) {
                    callee.test = called.to_string();
                }
            });
            self.add_test(&mut tx, &access, *id, one).await?;
            added.push((*id, name.clone()));
        }
        tx.commit().await?;
        Ok(added)
    }
}
