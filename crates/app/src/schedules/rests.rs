//! What rests: whole buckets, and environments.

use tacit_spec::{BucketKey, EnvironmentId};
use tacit_store::{environments, schedules};
use tacit_vault::audit::{Action, Event, Object};

use crate::{App, AppError, Permission, Result, Who, access::BucketAccess};

/// What rests in a bucket. Schedules can rest by themselves too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rests {
    /// Whether all of it does.
    pub bucket: bool,
    /// The environments that do.
    pub environments: Vec<EnvironmentId>,
}

impl App {
    /// What rests in a bucket.
    pub async fn rests(&self, who: &Who, bucket: &BucketKey) -> Result<Rests> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        self.rests_of(bucket).await
    }

    /// Lets the schedules of a bucket, or of one environment of it, rest, or wakes them again. What was not run in the
    /// meantime is not made up.
    pub async fn set_rest(
        &self,
        who: &Who,
        bucket: &BucketKey,
        environment: Option<EnvironmentId>,
        rest: bool,
    ) -> Result<Rests> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        if let Some(id) = environment {
            let found = environments::find(&mut tx, id).await?.filter(|found| found.bucket == *bucket);
            found.ok_or(AppError::NotFound("environment"))?;
        }
        if rest {
            schedules::pause(&mut tx, bucket, environment, self.now()).await?;
        } else {
            schedules::resume(&mut tx, bucket, environment).await?;
        }
        let mut event = self.of_monitoring(&access, rest);
        if let Some(environment) = environment {
            event = event.on(Object::Environment(environment));
        }
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        self.rests_of(bucket).await
    }

    /// That somebody looks no longer, or again: as good a way to hide a failure as any other.
    pub(super) fn of_monitoring(&self, access: &BucketAccess, rest: bool) -> Event {
        let action = if rest { Action::MonitoringPaused } else { Action::MonitoringResumed };
        access.event(self.now(), action)
    }

    pub(super) async fn rests_of(&self, bucket: &BucketKey) -> Result<Rests> {
        let mut rests = Rests::default();
        for pause in schedules::pauses_of_bucket(&self.parts.store, bucket).await? {
            match pause.environment {
                Some(environment) => rests.environments.push(environment),
                None => rests.bucket = true,
            }
        }
        Ok(rests)
    }
}
