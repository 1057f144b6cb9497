//! Single steps of a test, wherever they stand in it.

use serde_json::Value;
use tacit_spec::{BucketKey, Step, StepId, TestDefinition, TestId};
use tacit_store::tests;

use super::{
    body::not_json,
    problems,
    tests::{found, read_definition},
};
use crate::{App, AppError, Permission, Result, Who};

impl App {
    /// The steps of a test.
    pub async fn steps(&self, who: &Who, bucket: &BucketKey, test: TestId) -> Result<Vec<Step>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let row = found(tests::find_in(&self.parts.store, bucket, test).await?)?;
        Ok(read_definition(&row.definition)?.steps)
    }

    /// One step.
    pub async fn step(&self, who: &Who, bucket: &BucketKey, test: TestId, step: StepId) -> Result<Step> {
        let mut steps = self.steps(who, bucket, test).await?;
        find(&mut steps, step).cloned().ok_or(AppError::NotFound("step"))
    }

    /// Adds a step at the end; returns all of them.
    pub async fn add_step(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        text: &str,
    ) -> Result<Vec<Step>> {
        self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut step = problems::reading(text, read).await?;
        step.id = None;
        self.change_steps(who, bucket, test, |definition| {
            definition.steps.push(step);
            Ok(())
        })
        .await
    }

    /// Replaces a step, which keeps its id.
    pub async fn replace_step(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        step: StepId,
        text: &str,
    ) -> Result<Step> {
        self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut new = problems::reading(text, read).await?;
        new.id = Some(step);
        let mut steps = self
            .change_steps(who, bucket, test, |definition| {
                *find(&mut definition.steps, step).ok_or(AppError::NotFound("step"))? = new;
                Ok(())
            })
            .await?;
        find(&mut steps, step).cloned().ok_or(AppError::NotFound("step"))
    }

    /// Takes a step out. The last one stays.
    pub async fn delete_step(&self, who: &Who, bucket: &BucketKey, test: TestId, step: StepId) -> Result<()> {
        let removal = |definition: &mut TestDefinition| {
            if remove(&mut definition.steps, step) { Ok(()) } else { Err(AppError::NotFound("step")) }
        };
        self.change_steps(who, bucket, test, removal).await?;
        Ok(())
    }

    async fn change_steps(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        change: impl FnOnce(&mut TestDefinition) -> Result<()>,
    ) -> Result<Vec<Step>> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let row = found(tests::find_in(&mut tx, bucket, test).await?)?;
        let mut definition = read_definition(&row.definition)?;
        change(&mut definition)?;
        self.save_test(&mut tx, &access, &row, definition, Some(row.revision)).await?;
        tx.commit().await?;
        self.steps(who, bucket, test).await
    }
}

fn read(text: &str) -> Result<Step> {
    let value: Value = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    Step::from_value(&value).map_err(|errors| problems::refused("step", errors))
}

fn find(steps: &mut [Step], id: StepId) -> Option<&mut Step> {
    for step in steps {
        if step.id == Some(id) {
            return Some(step);
        }
        if let Some(inner) = step.kind.steps_mut().and_then(|steps| find(steps, id)) {
            return Some(inner);
        }
    }
    None
}

fn remove(steps: &mut Vec<Step>, id: StepId) -> bool {
    let before = steps.len();
    steps.retain(|step| step.id != Some(id));
    steps.len() < before
        || steps.iter_mut().filter_map(|step| step.kind.steps_mut()).any(|steps| remove(steps, id))
}
