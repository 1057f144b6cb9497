//! Definitions as they are documented: their fields are those of the test format's JSON Schema.

use serde_json::Value;
use utoipa::ToSchema;

/// A step: `step_type`, and the fields of its type.
#[derive(ToSchema)]
#[schema(as = Step, value_type = Object)]
#[expect(dead_code, reason = "documents what `tacit_spec` writes")]
pub(crate) struct StepBody(Value);

/// An exported test: `name`, `description`, `steps` without ids, and what its import brought along.
#[derive(ToSchema)]
#[schema(as = Export, value_type = Object)]
#[expect(dead_code, reason = "documents what `tacit_spec` writes")]
pub(crate) struct ExportBody(Value);
