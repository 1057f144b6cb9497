//! Who tells.

use opentelemetry_proto::tonic::{
    common::v1::{AnyValue, InstrumentationScope, KeyValue, any_value::Value},
    resource::v1::Resource,
};
use uuid::Uuid;

use crate::process::BUILD;

/// This process.
pub(super) fn resource(instance: Uuid) -> Resource {
    Resource {
        attributes: vec![
            text("service.name", "tacit"),
            text("service.version", BUILD),
            text("service.instance.id", &instance.to_string()),
        ],
        ..Resource::default()
    }
}

/// The part of it that speaks.
pub(super) fn scope() -> InstrumentationScope {
    InstrumentationScope { name: "tacit".into(), version: BUILD.into(), ..InstrumentationScope::default() }
}

/// An attribute that is text.
pub(super) fn text(name: &str, value: &str) -> KeyValue {
    attribute(name, Value::StringValue(value.to_owned()))
}

/// An attribute that is a number.
pub(super) fn number(name: &str, value: i64) -> KeyValue {
    attribute(name, Value::IntValue(value))
}

fn attribute(name: &str, value: Value) -> KeyValue {
    KeyValue { key: name.to_owned(), value: Some(AnyValue { value: Some(value) }), ..KeyValue::default() }
}
