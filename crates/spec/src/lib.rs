//! Definitions: tests, steps, environments, templates, and how they are read.
//!
//! A definition names secrets and never holds a value: there is no type for one here, and this crate cannot reach the
//! crate that has it. The format is Runscope's (import and export, REST API), as JSON or as the same model in YAML.
//!
//! ```text
//!  text --source--> tree with places --read--> model --write--> JSON: export, stored, API
//!                                                |
//!                                  validate, usage (through walk), template
//! ```
//!
//! It owns the model ([`test`], [`environment`]), ids, [`limits`], the [`template`] parser, and what people are told about
//! a mistake ([`error`]). It must not know values of secrets, files, the network, time, or how a step is run.
//!
//! *One more field*: add it to the model, take it in `read`, put it in `write`, visit it in `walk` if it holds a
//! template or a script, describe it in [`schema`]; until then it is kept in `other`. *One more comparison or source*: a
//! variant in [`test`] and a row in `vocabulary`. *One more step type*: a variant of [`StepKind`], a reader, a writer.

mod allowed_host;
pub mod called;
pub mod credentials;
pub mod environment;
pub mod error;
pub mod ids;
pub mod limits;
pub mod place;
mod read;
pub mod schema;
pub mod secret_name;
mod size;
mod source;
mod suggest;
pub mod template;
pub mod test;
pub mod test_file;
pub mod usage;
mod validate;
mod vocabulary;
mod walk;
mod write;

pub use allowed_host::{AllowedHost, AllowedHostError};
pub use called::{CalledTest, CalledTests};
pub use environment::{Environment, RemoteAgent};
pub use error::DefinitionError;
pub use ids::{
    AgentId, BucketKey, ChannelId, DeliveryId, EnvironmentId, IncidentId, MaintenanceId, PersonId,
    RevisionId, RunId, ScheduleId, SecretId, ShareId, StepId, TeamId, TestId, TokenId,
};
pub use place::Place;
pub use secret_name::SecretName;
pub use source::Notation;
pub use template::Template;
pub use test::{Step, StepKind, TestDefinition};
