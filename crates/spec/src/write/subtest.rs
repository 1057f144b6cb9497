//! What a subtest step holds.

use serde_json::Map;

use super::{
    Writer,
    request::{Written, checks, list},
};
use crate::test::{Param, Subtest, SubtestEnvironment};

pub(super) fn subtest(subtest: &Subtest, writer: &mut Writer) {
    let callee = &subtest.callee;
    writer.always("test_uuid", callee.test.clone());
    writer.field("bucket_key", !callee.bucket.is_empty(), callee.bucket.clone());
    let chosen = match &callee.environment {
        SubtestEnvironment::Chosen(id) => id.clone(),
        SubtestEnvironment::Default | SubtestEnvironment::Parents => String::new(),
    };
    writer.field("environment_uuid", !chosen.is_empty(), chosen);
    let parents = callee.environment == SubtestEnvironment::Parents;
    writer.field("use_parent_environment", parents, parents);
    writer.field("params", !subtest.params.is_empty(), list(&subtest.params, param));
    checks(subtest.checks(), writer);
}

fn param(param: &Param) -> Written<'_> {
    let mut written = Map::new();
    written.insert("name".into(), param.name.clone().into());
    if !param.value.is_empty() {
        written.insert("value".into(), param.value.clone().into());
    }
    (written, &param.other)
}
