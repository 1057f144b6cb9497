//! Parameters of paths.

use serde::Deserialize;
use tacit_spec::{BucketKey, EnvironmentId, MaintenanceId, RunId, ScheduleId, ShareId, StepId, TestId};
use utoipa::IntoParams;
use uuid::Uuid;

macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty => $id:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Deserialize, IntoParams)]
        #[into_params(parameter_in = Path)]
        pub(crate) struct $name {
            /// Bucket key.
            bucket: String,
            $($(#[$field_doc])* $field: $type,)*
        }

        impl $name {
            pub(crate) fn bucket(&self) -> BucketKey {
                BucketKey(self.bucket.clone())
            }
            $(pub(crate) fn $field(&self) -> $id {
                self.$field.into()
            })*
        }
    )*};
}

paths! {
    /// A bucket.
    BucketPath {}
    /// The runs of one trigger of a bucket.
    GroupPath {
        /// Id of the bucket-wide run.
        group: Uuid => Uuid,
    }
    /// A test.
    TestPath {
        /// Test id.
        test: Uuid => TestId,
    }
    /// A step.
    StepPath {
        /// Test id.
        test: Uuid => TestId,
        /// Step id.
        step: Uuid => StepId,
    }
    /// A revision of a test.
    TestRevisionPath {
        /// Test id.
        test: Uuid => TestId,
        /// Number of the revision.
        revision: i64 => i64,
    }
    /// A shared environment, or any of the bucket.
    EnvironmentPath {
        /// Environment id.
        environment: Uuid => EnvironmentId,
    }
    /// A revision of an environment.
    EnvironmentRevisionPath {
        /// Environment id.
        environment: Uuid => EnvironmentId,
        /// Number of the revision.
        revision: i64 => i64,
    }
    /// An environment of a test.
    TestEnvironmentPath {
        /// Test id.
        test: Uuid => TestId,
        /// Environment id.
        environment: Uuid => EnvironmentId,
    }
    /// A schedule of a test.
    SchedulePath {
        /// Test id.
        test: Uuid => TestId,
        /// Schedule id.
        schedule: Uuid => ScheduleId,
    }
    /// A link for readers outside the team.
    SharePath {
        /// Link id.
        share: Uuid => ShareId,
    }
    /// A maintenance window.
    MaintenancePath {
        /// Window id.
        window: Uuid => MaintenanceId,
    }
    /// A run.
    RunPath {
        /// Test id.
        test: Uuid => TestId,
        /// Run id.
        run: Uuid => RunId,
    }
    /// A step of a run.
    RunStepPath {
        /// Test id.
        test: Uuid => TestId,
        /// Run id.
        run: Uuid => RunId,
        /// Step id.
        step: Uuid => StepId,
    }
}
