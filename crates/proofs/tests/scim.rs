//! Work that others wrote: published SCIM certification suites against a real SCIM server, the token being a secret.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};
use tacit_testkit::scim::ScimServer;

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const TOKEN: &str = "scim-9f2c71d0e44b4a7d-token";

fn sample(name: &str) -> Option<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples").join(name);
    // Only where the sample files lie beside the project.
    let text = fs::read_to_string(path).ok()?;
    let mut test: Value = serde_json::from_str(&text).expect("the sample is JSON");
    // The suites wait for slow servers between their requests.
    for step in test["steps"].as_array_mut().expect("steps") {
        if step["step_type"] == "pause" {
            step["skipped"] = json!(true);
        }
    }
    Some(test)
}

fn environment(server: &ScimServer, auth: &str, user: &str) -> Value {
    json!({"initial_variables": {
        "SCIMBaseURL": server.url(),
        "auth": auth,
        "InvalidUserEmail": "nobody@example.com",
        "UserIdThatDoesNotExist": "010101001010101011001010101011",
        "randomEmail": format!("{user}@example.com"),
        // With a capital letter: the suites ask whether the server keeps it.
        "randomUsername": format!("Runa.{user}@example.com"),
        "randomUsernameCaps": format!("RUNA.{}@EXAMPLE.COM", user.to_uppercase()),
        "randomGivenName": "Runa",
        "randomFamilyName": "Scope",
    }})
}

/// The suites look at the first user of the server.
fn first_user() -> Value {
    let body = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "first@example.com",
        "name": {"givenName": "First", "familyName": "User"}, "active": true,
        "emails": [{"primary": true, "value": "first@example.com", "type": "work"}]});
    json!([{
        "step_type": "request", "method": "POST", "url": "{{SCIMBaseURL}}/Users", "body": body.to_string(),
        "headers": {"Authorization": ["{{auth}}"], "Content-Type": ["application/scim+json"]},
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 201}]
    }])
}

fn verdicts(run: &Value) -> Vec<(String, Vec<bool>)> {
    let steps = run["steps"].as_array().expect("steps");
    let judged = |step: &Value| -> Vec<bool> {
        let assertions = step["assertions"].as_array().expect("assertions").iter();
        assertions.filter_map(|assertion| assertion["passed"]["shown"].as_bool()).collect()
    };
    steps.iter().map(|step| (step["note"].as_str().unwrap_or_default().to_owned(), judged(step))).collect()
}

/// Steps with a failed assertion, with what was expected and what the server answered.
fn failures(run: &Value) -> Vec<String> {
    let mut failures = Vec::new();
    for step in run["steps"].as_array().expect("steps") {
        for assertion in step["assertions"].as_array().expect("assertions") {
            if assertion["passed"]["shown"] == false {
                failures.push(format!(
                    "{}: {} {} {} {}, got {}",
                    step["note"].as_str().unwrap_or_default().trim(),
                    assertion["source"].as_str().unwrap_or_default(),
                    assertion["property"].as_str().unwrap_or_default(),
                    assertion["comparison"].as_str().unwrap_or_default(),
                    assertion["target"]["shown"],
                    assertion["actual"]["shown"],
                ));
            }
        }
        for script in step["scripts"].as_array().expect("scripts") {
            if script["passed"]["shown"] == false {
                failures.push(format!("{}: script {}", step["note"], script["error"]["shown"]));
            }
        }
        if step["errors"] != "absent" {
            failures.push(format!("{}: {}", step["note"], step["errors"]));
        }
    }
    failures
}

async fn suite(name: &str) {
    let Some(test) = sample(name) else { return };
    // The plain run shows what the server answers; the one with the secret must judge the same.
    let server = ScimServer::start(TOKEN);
    let world = World::new(SANDBOX).await.with("scim_token", TOKEN);
    let seed =
        Program { steps: first_user(), environment: environment(&server, &format!("Bearer {TOKEN}"), "x") };
    let seed = serde_json::to_value(world.run(&seed).await).expect("JSON");
    assert_eq!(seed["result"], "pass", "{seed:#}");
    let world_without = World::new(SANDBOX).await;
    let plain = Program {
        steps: test["steps"].clone(),
        environment: environment(&server, &format!("Bearer {TOKEN}"), "plain"),
    };
    let plain = serde_json::to_value(world_without.run(&plain).await).expect("JSON");
    assert_eq!(failures(&plain), Vec::<String>::new(), "the server meets every check, so every step passes");
    assert_eq!(plain["result"], "pass");

    let secret = Program {
        steps: test["steps"].clone(),
        environment: environment(&server, "Bearer {{get_secret(scim_token)}}", "secret"),
    };
    let run = world.run(&secret).await;
    assert!(!stored(&run).contains(TOKEN), "the token shows");
    let run = serde_json::to_value(run).expect("JSON");
    for ((note, with), (_, without)) in verdicts(&run).iter().zip(verdicts(&plain)) {
        assert_eq!(*with, without, "{note}: the secret changed a verdict");
    }
    let with_token = run["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter(|step| !step["secrets"].as_array().expect("names").is_empty());
    assert!(with_token.count() >= 8, "most steps send the token");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suite_of_2024_passes_where_the_server_meets_it() {
    suite("01-export-okta-scim20-spec-2024.json").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suite_of_2017_passes_where_the_server_meets_it() {
    suite("02-export-okta-scim20-spec-2017.json").await;
}
