//! JSON Schema of definition files, for documentation and for editors.
//!
//! It says what a good file looks like, so it is stricter than the reader about aliases and looser about fields it does
//! not know, which are kept.

use serde_json::{Value, json};

use crate::{
    limits,
    test::{Comparison, Source},
};

/// The schema (draft 2020-12) of a file that [`crate::test_file::load`] reads.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tacit tests",
        "description": "One test, a list of tests, or tests with the environments they share.",
        "anyOf": [
            {"$ref": "#/$defs/test"},
            {"type": "array", "items": {"$ref": "#/$defs/test"}, "minItems": 1},
            {
                "type": "object",
                "required": ["tests"],
                "properties": {
                    "tests": {"type": "array", "items": {"$ref": "#/$defs/test"}, "minItems": 1},
                    "environments": {"type": "array", "items": {"$ref": "#/$defs/environment"}},
                    "environment": {"$ref": "#/$defs/environment"}
                }
            }
        ],
        "$defs": {
            "test": test(),
            "step": {
                "type": "object",
                "required": ["step_type"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "step_type": {"type": "string", "description": "request, pause, condition, conditional-loop or subtest; others are kept and cannot run."},
                    "skipped": {"type": "boolean", "default": false},
                    "note": {"type": ["string", "null"], "description": "Shown beside the step as it is; templates are not filled in."}
                },
                "allOf": [
                    only_if("request", "requestStep"),
                    only_if("pause", "pauseStep"),
                    only_if("condition", "conditionStep"),
                    only_if("conditional-loop", "loopStep"),
                    only_if("subtest", "subtestStep")
                ]
            },
            "requestStep": request_step(),
            "pauseStep": {
                "type": "object",
                "required": ["duration"],
                "properties": {
                    "duration": {
                        "type": "integer",
                        "minimum": limits::PAUSE_SECONDS.start(),
                        "maximum": limits::PAUSE_SECONDS.end(),
                        "description": "Seconds."
                    }
                }
            },
            "conditionStep": {
                "type": "object",
                "required": ["left_value", "comparison"],
                "properties": {
                    "left_value": {"$ref": "#/$defs/template"},
                    "comparison": {"$ref": "#/$defs/comparison"},
                    "right_value": {"$ref": "#/$defs/template"},
                    "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}, "description": "Run when the comparison holds."}
                }
            },
            "loopStep": {
                "allOf": [{"$ref": "#/$defs/conditionStep"}],
                "properties": {
                    "max_iterations": {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": limits::LOOP_ITERATIONS,
                        "default": limits::LOOP_ITERATIONS,
                        "description": "Rounds after which the comparison must not hold any more."
                    }
                }
            },
            "subtestStep": subtest_step(),
            "environment": environment(),
            "auth": {
                "type": ["object", "null"],
                "description": "{} for none.",
                "properties": {
                    "auth_type": {"type": ["string", "null"], "examples": ["basic"]},
                    "username": {"$ref": "#/$defs/template"},
                    "password": {"$ref": "#/$defs/template"}
                }
            },
            "assertion": {
                "type": "object",
                "required": ["source", "comparison"],
                "properties": {
                    "source": {"$ref": "#/$defs/source"},
                    "property": {"$ref": "#/$defs/property"},
                    "comparison": {"$ref": "#/$defs/comparison"},
                    "value": {"type": ["string", "number", "boolean", "null"], "description": "May hold templates; null for comparisons without a value."}
                }
            },
            "extraction": {
                "type": "object",
                "required": ["name", "source"],
                "properties": {
                    "name": {
                        "type": "string", "minLength": 1,
                        "not": {"anyOf": [{"const": "get_secret"}, {"pattern": "^runscope_"}]}
                    },
                    "source": {"$ref": "#/$defs/source"},
                    "property": {"$ref": "#/$defs/property"}
                }
            },
            "property": {"type": ["string", "null"], "description": "Name of a header, a JSON expression such as items[0].id, or an XPath; left out for the whole."},
            "source": {"enum": Source::ALL},
            "comparison": {"enum": Comparison::ALL},
            "template": {"type": ["string", "number", "boolean"], "description": "Text with {{variable}}, {{function(arguments)}} or {{get_secret(name)}}."},
            "fields": {
                "type": ["object", "null"],
                "additionalProperties": {
                    "anyOf": [{"$ref": "#/$defs/template"}, {"type": "array", "items": {"$ref": "#/$defs/template"}}]
                }
            },
            "scripts": {
                "anyOf": [
                    {"type": ["string", "null"]},
                    {"type": "array", "items": {"anyOf": [
                        {"type": "string"},
                        {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}}
                    ]}}
                ],
                "description": "JavaScript."
            }
        }
    })
}

fn only_if(step_type: &str, definition: &str) -> Value {
    json!({
        "if": {"properties": {"step_type": {"const": step_type}}, "required": ["step_type"]},
        "then": {"$ref": format!("#/$defs/{definition}")}
    })
}

fn test() -> Value {
    json!({
        "type": "object",
        "required": ["name", "steps"],
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "description": {"type": ["string", "null"]},
            "steps": {
                "type": "array",
                "items": {"$ref": "#/$defs/step"},
                "minItems": limits::STEPS_PER_TEST.start(),
                "maxItems": limits::STEPS_PER_TEST.end()
            },
            "environments": {"type": "array", "items": {"$ref": "#/$defs/environment"}},
            "environment": {"$ref": "#/$defs/environment"}
        }
    })
}

fn request_step() -> Value {
    json!({
        "type": "object",
        "required": ["method", "url"],
        "properties": {
            "method": {"$ref": "#/$defs/template", "examples": ["GET", "POST"]},
            "url": {"$ref": "#/$defs/template", "description": "With its query string."},
            "headers": {"$ref": "#/$defs/fields"},
            "form": {"$ref": "#/$defs/fields", "description": "URL-encoded body."},
            "body": {"type": ["string", "null"], "description": "Wins over `form` when not empty; may hold templates."},
            "multipart_form": {
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1},
                        "value": {"$ref": "#/$defs/template"},
                        "file_name": {"type": ["string", "null"], "description": "Makes the part a file."},
                        "content_type": {"type": ["string", "null"]}
                    }
                }
            },
            "auth": {"$ref": "#/$defs/auth"},
            "assertions": {"type": ["array", "null"], "items": {"$ref": "#/$defs/assertion"}},
            "variables": {"type": ["array", "null"], "items": {"$ref": "#/$defs/extraction"}},
            "before_scripts": {"$ref": "#/$defs/scripts"},
            "scripts": {"$ref": "#/$defs/scripts"}
        }
    })
}

fn subtest_step() -> Value {
    json!({
        "type": "object",
        "required": ["test_uuid"],
        "properties": {
            "test_uuid": {"type": "string", "minLength": 1, "description": "Id of the test that is run."},
            "bucket_key": {"type": ["string", "null"], "description": "Key of its bucket; empty for the bucket of this test."},
            "environment_uuid": {"type": ["string", "null"], "description": "Where it runs; empty for its default environment."},
            "use_parent_environment": {"type": ["boolean", "null"], "default": false, "description": "Runs it in the environment of this test."},
            "params": {
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {"name": {"type": "string", "minLength": 1}, "value": {"$ref": "#/$defs/template"}}
                },
                "description": "Variables that it begins with."
            },
            "assertions": {"type": ["array", "null"], "items": {"$ref": "#/$defs/assertion"}},
            "variables": {"type": ["array", "null"], "items": {"$ref": "#/$defs/extraction"}},
            "before_scripts": {"$ref": "#/$defs/scripts"},
            "scripts": {"$ref": "#/$defs/scripts"}
        }
    })
}

fn environment() -> Value {
    json!({
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "initial_variables": {
                "type": ["object", "null"],
                "additionalProperties": {"$ref": "#/$defs/template"},
                "propertyNames": {"minLength": 1, "not": {"anyOf": [{"const": "get_secret"}, {"pattern": "^runscope_"}]}}
            },
            "script": {"type": ["string", "null"], "description": "Initial script."},
            "pre_request_scripts": {"$ref": "#/$defs/scripts"},
            "post_response_scripts": {"$ref": "#/$defs/scripts"},
            "headers": {"$ref": "#/$defs/fields"},
            "auth": {"$ref": "#/$defs/auth"},
            "preserve_cookies": {"type": ["boolean", "null"], "default": false},
            "verify_ssl": {"type": ["boolean", "null"], "default": true},
            "stop_on_failure": {"type": ["boolean", "null"], "default": false},
            "retry_on_failure": {"type": ["boolean", "null"], "default": false},
            "regions": {"type": ["array", "null"], "items": {"type": "string"}, "description": "Codes of locations."},
            "remote_agents": {
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "required": ["uuid"],
                    "properties": {"name": {"type": "string"}, "uuid": {"type": "string", "format": "uuid"}}
                }
            }
        }
    })
}
