//! The demo's tests, in the format of every definition file.

use serde_json::{Value, json};

/// What a test sees of the world.
fn environment(variables: Value) -> Value {
    json!({"name": "Demo", "initial_variables": variables})
}

fn check(source: &str, property: Option<&str>, comparison: &str, value: Value) -> Value {
    json!({"source": source, "property": property, "comparison": comparison, "value": value})
}

fn status(code: u16) -> Value {
    check("response_status", None, "equal_number", json!(code))
}

/// The tests of the bucket; `orders` is the API's URL.
pub(super) fn tests(orders: &str) -> Value {
    let base = json!({"base": orders});
    json!([
        {
            "name": "The shop is up",
            "description": "No secret anywhere: everything shows.",
            "environments": [environment(base.clone())],
            "steps": [
                {
                    "step_type": "request", "method": "GET", "url": "{{base}}/", "note": "leads to /health",
                    "assertions": [
                        status(200),
                        check("response_json", Some("status"), "equal", json!("ok")),
                        check("response_time", None, "is_less_than", json!(1000))
                    ],
                    "variables": [{"name": "version", "source": "response_json", "property": "version"}],
                    "scripts": ["assert.equal(response.status, 200);\nlog(\"the shop runs version \" + variables.get(\"version\"));"]
                }
            ]
        },
        {
            "name": "Orders, key in a header",
            "description": "The key goes out as a header. The step that sends it shows its verdict and no data.",
            "environments": [environment(base.clone())],
            "steps": [
                {
                    "step_type": "request", "method": "GET", "url": "{{base}}/orders",
                    "headers": {"X-Api-Key": ["{{get_secret(private_api_key)}}"]},
                    "assertions": [
                        status(200),
                        check("response_json", Some("count"), "is_greater_than_or_equal", json!(3)),
                        check("response_json", Some("orders[0].id"), "is_a_number", Value::Null)
                    ]
                },
                {
                    "step_type": "request", "method": "GET", "url": "{{base}}/orders",
                    "note": "Without the key nobody gets in",
                    "assertions": [status(401), check("response_json", Some("error"), "contains", json!("API key"))]
                }
            ]
        },
        {
            "name": "An order is placed, key in a variable",
            "description": "The variable depends on the secret, and so does what is taken from the answer.",
            "environments": [environment(json!({"base": orders, "key": "{{get_secret(private_api_key)}}"}))],
            "steps": [
                {
                    "step_type": "request", "method": "POST", "url": "{{base}}/orders",
                    "headers": {"X-Api-Key": ["{{key}}"], "Content-Type": ["application/json"]},
                    "body": "{\"item\": \"Punched cards\", \"quantity\": {{random_int(1, 20)}}}",
                    "assertions": [
                        status(201),
                        check("response_headers", Some("Location"), "contains", json!("/orders/")),
                        check("response_json", Some("status"), "equal", json!("accepted"))
                    ],
                    "variables": [{"name": "order_id", "source": "response_json", "property": "id"}]
                },
                {
                    "step_type": "request", "method": "GET", "url": "{{base}}/orders/{{order_id}}",
                    "headers": {"X-Api-Key": ["{{key}}"]},
                    "assertions": [status(200), check("response_json", Some("item"), "equal", json!("Punched cards"))]
                }
            ]
        },
        {
            "name": "Orders, key added by a script",
            "description": "A pre-request script reads the secret: even the status code of its step is hidden.",
            "environments": [environment(base.clone())],
            "steps": [
                {
                    "step_type": "request", "method": "GET", "url": "{{base}}/orders",
                    "before_scripts": [
                        "request.params.push({name: \"api_key\", value: get_secret(\"private_api_key\")});"
                    ],
                    "assertions": [status(200), check("response_json", Some("orders"), "not_empty", Value::Null)]
                }
            ]
        },
        {
            "name": "A customer signs in",
            "description": "A form, a cookie, and a condition.",
            "environments": [{
                "name": "Demo", "preserve_cookies": true,
                "initial_variables": {"base": orders, "customer": "ada"}
            }],
            "steps": [
                {
                    "step_type": "request", "method": "POST", "url": "{{base}}/login",
                    "form": {"user": ["{{customer}}"], "password": ["lovelace"]},
                    "assertions": [status(200)],
                    "variables": [{"name": "plan", "source": "response_json", "property": "plan"}]
                },
                {
                    "step_type": "condition", "left_value": "{{plan}}", "comparison": "equal", "right_value": "gold",
                    "steps": [
                        {
                            "step_type": "request", "method": "GET", "url": "{{base}}/account",
                            "assertions": [
                                status(200),
                                check("response_json", Some("discount"), "is_greater_than", json!(0))
                            ]
                        }
                    ]
                }
            ]
        },
        {
            "name": "Daily report",
            "description": "Fails now and then.",
            "environments": [environment(base.clone())],
            "steps": [
                {
                    "step_type": "request", "method": "GET", "url": "{{base}}/reports/daily",
                    "assertions": [status(200), check("response_json", Some("revenue"), "is_greater_than", json!(0))]
                }
            ]
        },
        {
            "name": "Punched cards are in stock",
            "description": "Fails: they are sold out.",
            "environments": [environment(base)],
            "steps": [
                {
                    "step_type": "request", "method": "GET", "url": "{{base}}/articles/42",
                    "assertions": [
                        status(200),
                        check("response_json", Some("price"), "is_less_than", json!(10)),
                        check("response_json", Some("stock"), "is_greater_than", json!(0))
                    ]
                }
            ]
        }
    ])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tests_are_valid() {
        let text = super::tests("http://127.0.0.1:1").to_string();
        let tests = tacit_spec::test_file::load(&text, "demo.json").expect("valid definitions");
        assert_eq!(tests.len(), 7);
    }
}
