//! `GET /teams/{team}/audit`.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tacit_app::AuditFilter;
use tacit_spec::{PersonId, TeamId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    state::ServerState,
    time::seconds,
};

const DEFAULT_COUNT: usize = 50;

/// Which part.
#[derive(Deserialize)]
pub(crate) struct AuditQuery {
    /// Entries with a lower number than this.
    before: Option<i64>,
    /// At most so many, up to 200; 50 when left out.
    count: Option<usize>,
    /// What was done: words of `action`, with commas between them.
    action: Option<String>,
    /// Who did it.
    person: Option<PersonId>,
}

/// A part of the log, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditBody {
    entries: Vec<EntryBody>,
    /// What people call the people, buckets, tests, agents and channels that entries name by id, as far as they are still there.
    names: BTreeMap<String, String>,
    /// Ask for `before` this to go on; null at the beginning of the log.
    before: Option<i64>,
}

/// One entry. Values of secrets never stand in it.
#[derive(Serialize, ToSchema)]
struct EntryBody {
    /// Its place in the log, from 1.
    seq: u64,
    /// Unix seconds.
    at: f64,
    /// `{"person": id}`, `{"token": id}`, `operator`, `system` or `anonymous`.
    actor: serde_json::Value,
    /// `secret_created`, `sign_in`, ...
    action: serde_json::Value,
    /// What it was done to: `[{"secret": id}, ...]`.
    objects: serde_json::Value,
    /// Names of the secrets concerned.
    secret_names: serde_json::Value,
    /// More about it: `[{"version": 2}, "value_changed", ...]`.
    details: serde_json::Value,
}

/// The audit log, newest first
#[utoipa::path(get, path = "/teams/{team}/audit", tag = "audit", params(("team" = uuid::Uuid, Path),
        ("before" = Option<i64>, Query, description = "entries with a lower number"),
        ("count" = Option<usize>, Query, description = "up to 200; 50 when left out"),
        ("action" = Option<String>, Query, description = "words of `action`, with commas between them"),
        ("person" = Option<uuid::Uuid>, Query, description = "who did it, by themselves or with a token of theirs")),
    responses((status = 200, body = Envelope<AuditBody>)))]
pub(super) async fn list_audit(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
    Params(query): Params<AuditQuery>,
) -> Answer<AuditBody> {
    let count = query.count.unwrap_or(DEFAULT_COUNT);
    let words = |text: String| text.split(',').map(|word| word.trim().to_owned()).collect();
    let filter = AuditFilter {
        before: query.before,
        limit: count,
        actions: query.action.map(words).unwrap_or_default(),
        person: query.person,
    };
    let page = state.app.audit_entries(&who, team, &filter).await?;
    let entries = page.entries.into_iter().map(|entry| EntryBody {
        seq: entry.seq,
        at: seconds(entry.at_micros),
        actor: entry.actor,
        action: entry.action,
        objects: entry.objects,
        secret_names: entry.secret_names,
        details: entry.details,
    });
    Ok(ok(AuditBody { entries: entries.collect(), names: page.names, before: page.before }))
}
