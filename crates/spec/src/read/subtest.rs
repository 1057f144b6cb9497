//! What a subtest step holds.

use super::{
    object::{Object, Problems},
    request::{assertion, extraction, objects},
};
use crate::{
    source::Path,
    test::{Callee, Param, Subtest, SubtestEnvironment},
};

/// Fields of Runscope's that mean nothing here and are never a typing slip.
pub(super) const PASSED_ON: &[&str] = &["trigger_token"];

pub(super) fn subtest(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Subtest {
    Subtest {
        callee: Callee {
            test: object.require_text("test_uuid", problems),
            bucket: object.text("bucket_key", problems),
            environment: environment(object, problems),
        },
        params: objects(object, "params", path, problems, param),
        assertions: objects(object, "assertions", path, problems, assertion),
        extractions: objects(object, "variables", path, problems, extraction),
        scripts: object.scripts("scripts", problems),
        before_scripts: object.scripts("before_scripts", problems),
    }
}

/// The parent's wins, as in Runscope, where the id of another one may still stand beside it.
fn environment(object: &mut Object<'_>, problems: &mut Problems) -> SubtestEnvironment {
    let chosen = object.text("environment_uuid", problems);
    if object.flag("use_parent_environment", false, problems) {
        if !chosen.is_empty() {
            object.keep_value("environment_uuid", chosen.into());
        }
        SubtestEnvironment::Parents
    } else if chosen.is_empty() {
        SubtestEnvironment::Default
    } else {
        SubtestEnvironment::Chosen(chosen)
    }
}

fn param(mut object: Object<'_>, _: &Path<'_>, problems: &mut Problems) -> Option<Param> {
    Some(Param {
        name: object.require_text("name", problems),
        value: object.text("value", problems),
        other: object.finish(&[], problems),
    })
}
