//! Addresses in answers: absolute where the server knows its own, else relative to it.

use tacit_spec::{BucketKey, IncidentId, RunId, TestId};

use crate::state::ServerState;

impl ServerState {
    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.settings.public_url.trim_end_matches('/'))
    }

    /// Where a test is triggered. Empty for somebody who gets no token.
    pub(crate) fn trigger_url(&self, token: &str) -> String {
        if token.is_empty() { String::new() } else { self.link(&format!("/radar/{token}/trigger")) }
    }

    /// Where a bucket's tests are triggered. Empty for somebody who gets no token.
    pub(crate) fn bucket_trigger_url(&self, token: &str) -> String {
        if token.is_empty() { String::new() } else { self.link(&format!("/radar/bucket/{token}/trigger")) }
    }

    /// The page of a shared result.
    pub(crate) fn shared_page(&self, token: &str) -> String {
        self.link(&format!("/share/{token}"))
    }

    /// A badge.
    pub(crate) fn badge_url(&self, token: &str) -> String {
        self.link(&format!("/v1/badges/{token}/badge.svg"))
    }

    /// A feed.
    pub(crate) fn feed_url(&self, token: &str) -> String {
        self.link(&format!("/v1/feeds/{token}/atom.xml"))
    }

    /// The tests of a bucket, in the API.
    pub(crate) fn tests_url(&self, bucket: &BucketKey) -> String {
        self.link(&format!("/v1/buckets/{bucket}/tests"))
    }

    /// A run, in the API.
    pub(crate) fn run_url(&self, bucket: &BucketKey, test: TestId, run: RunId) -> String {
        self.link(&format!("/v1/buckets/{bucket}/tests/{test}/results/{run}"))
    }

    /// The runs of one trigger, in the API.
    pub(crate) fn group_url(&self, bucket: &BucketKey, group: uuid::Uuid) -> String {
        self.link(&format!("/v1/buckets/{bucket}/results/{group}"))
    }

    /// A test's page.
    pub(crate) fn test_page(&self, bucket: &BucketKey, test: TestId) -> String {
        self.link(&format!("/buckets/{bucket}/tests/{test}"))
    }

    /// An incident's page.
    pub(crate) fn incident_page(&self, bucket: &BucketKey, incident: IncidentId) -> String {
        self.link(&format!("/buckets/{bucket}/incidents/{incident}"))
    }

    /// A run's page.
    pub(crate) fn run_page(&self, bucket: &BucketKey, test: TestId, run: RunId) -> String {
        self.link(&format!("/buckets/{bucket}/tests/{test}/results/{run}"))
    }
}
