//! An environment.

use serde_json::{Map, Value, json};
use tacit_app::EnvironmentView;
use utoipa::ToSchema;
use uuid::Uuid;

/// An environment: these fields, and those of the definition that this version only keeps.
#[derive(ToSchema)]
#[schema(as = Environment)]
#[expect(dead_code, reason = "documents what `environment` makes")]
pub(crate) struct EnvironmentBody {
    id: Uuid,
    /// `null` when shared.
    test_id: Option<Uuid>,
    name: String,
    /// A shared environment of the bucket; `null` for a shared one.
    parent_environment_id: Option<Uuid>,
    /// Name to template.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    initial_variables: Map<String, Value>,
    /// Initial script.
    script: Option<String>,
    pre_request_scripts: Vec<String>,
    post_response_scripts: Vec<String>,
    /// Name to templates.
    #[schema(value_type = std::collections::HashMap<String, Vec<String>>)]
    headers: Map<String, Value>,
    #[schema(value_type = Object)]
    auth: Value,
    preserve_cookies: bool,
    verify_ssl: bool,
    stop_on_failure: bool,
    retry_on_failure: bool,
    /// Codes of locations; a run for each of them, and for each remote agent.
    regions: Vec<String>,
    remote_agents: Vec<RemoteAgentBody>,
    /// Counts the saved definitions; send it back, and a change by somebody else in between is a 409.
    revision: i64,
}

/// A remote agent as an environment names it.
#[derive(ToSchema)]
#[schema(as = RemoteAgent)]
#[expect(dead_code, reason = "documents what `environment` makes")]
pub(crate) struct RemoteAgentBody {
    /// The id counts; the name is there for people.
    name: String,
    uuid: Uuid,
}

/// The answer's JSON.
pub(crate) fn environment(view: &EnvironmentView) -> Value {
    let mut answer = view.definition.to_api();
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("id".into(), json!(view.row.id));
        fields.insert("test_id".into(), json!(view.row.test));
        fields.insert("revision".into(), json!(view.row.revision));
        // Runscope's clients look into it.
        fields.entry("emails").or_insert_with(
            || json!({"notify_all": false, "notify_on": "all", "notify_threshold": 1, "recipients": []}),
        );
    }
    answer
}
