//! An incident without the runs that would open it.

use serde_json::json;
use tacit_spec::{BucketKey, IncidentId};
use tacit_store::incidents;
use uuid::Uuid;

use crate::common::{As, TestServer};

/// An open one of a new test.
pub(crate) async fn open_incident(server: &TestServer, bucket: &str) -> IncidentId {
    let tests = format!("/v1/buckets/{bucket}/tests");
    let test = server.post(As::Owner, &tests, json!({"name": "T"})).await.data()["id"].clone();
    let (state, _) = tacit_alert::Incident::open("local", tacit_alert::Condition::Down, 0).unwrap();
    let row = incidents::Incident {
        id: IncidentId(Uuid::new_v4()),
        team: server.team,
        bucket: BucketKey(bucket.to_owned()),
        test: test.as_str().unwrap().parse().unwrap(),
        environment: None,
        state: serde_json::to_string(&state).unwrap(),
        condition: "down".into(),
        opened_at: 0,
        resolved_at: None,
        acknowledged_by: None,
        acknowledged_at: None,
    };
    let mut tx = server.store.begin().await.unwrap();
    incidents::insert(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}
