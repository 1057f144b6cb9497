//! The table of what survives of a step, cell by cell.

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const VALUE: &str = "s3cr3t-Kq9/zX+4v~tail";

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    /// Shown, and nothing had to be cut out.
    Yes,
    /// Hidden.
    No,
    /// Shown, with a mask in the value's place.
    Cut,
    /// Shown in steps of 10 ms.
    Coarse,
}
use Cell::{Coarse, Cut, No, Yes};

/// Public; carried under strict, under redact; computed under strict, under redact.
type Row = (&'static str, [Cell; 5]);

/// Fields of an exchange, from the step on.
const EXCHANGE: &[Row] = &[
    ("/step_type", [Yes; 5]),
    ("/place", [Yes; 5]),
    ("/method", [Yes; 5]),
    ("/url", [Yes; 5]),
    ("/hops/0/request", [Yes, No, Cut, No, No]),
    ("/hops/0/response", [Yes, No, Cut, No, Cut]),
    ("/hops/0/status", [Yes, Yes, Yes, No, Yes]),
    ("/hops/0/timings", [Yes, Yes, Yes, No, Coarse]),
    ("/hops/0/sizes", [Yes, No, Yes, No, No]),
    ("/hops/0/connection", [Yes, Yes, Yes, No, Yes]),
    ("/result", [Yes, Yes, Yes, No, Yes]),
    ("/assertions/0/comparison", [Yes; 5]),
    ("/assertions/0/written", [Yes; 5]),
    ("/assertions/0/passed", [Yes, Yes, Yes, No, Yes]),
    ("/assertions/0/actual", [Yes, No, Cut, No, No]),
    ("/assertions/0/target", [Yes, No, Yes, No, No]),
    ("/variables/0/name", [Yes; 5]),
    ("/variables/0/passed", [Yes, Yes, Yes, No, Yes]),
    ("/variables/0/value", [Yes, No, Cut, No, Cut]),
];

/// Fields of a script that read the response. It saw plaintext where the response may hold it, so the carried columns are
/// those of computed data here.
const SCRIPT: &[Row] = &[
    ("/scripts/0/origin", [Yes; 5]),
    ("/scripts/0/passed", [Yes, No, Yes, No, Yes]),
    ("/scripts/0/output", [Yes, No, Cut, No, Cut]),
    ("/scripts/0/error", [Yes, No, Cut, No, Cut]),
    ("/errors", [Yes, No, Cut, No, Cut]),
    ("/result", [Yes, No, Yes, No, Yes]),
];

/// Fields of the variables at the end.
const VARIABLES: &[Row] = &[("/variables/0/name", [Yes; 5]), ("/variables/0/value", [Yes, No, Cut, No, Cut])];

const COLUMNS: [&str; 5] =
    ["public", "carried, strict", "carried, redact", "computed, strict", "computed, redact"];

/// Sends the value (or, in the first column, a plain text) in a header that the target echoes.
async fn run(column: usize, scripts: Value) -> Value {
    let mut world = World::new(SANDBOX).await.with("key", VALUE);
    if column.is_multiple_of(2) {
        world.redact("key");
    }
    let mut step = json!({
        "step_type": "request", "method": "GET", "url": "{target}/echo",
        "assertions": [{"source": "response_text", "comparison": "contains", "value": "/echo"}],
        "variables": [{"name": "all", "source": "response_text"}], "scripts": scripts,
    });
    match column {
        0 => step["headers"] = json!({"X-Key": ["plain text"]}),
        1 | 2 => step["headers"] = json!({"X-Key": ["{{get_secret(key)}}"]}),
        _ => step["before_scripts"] = json!(["request.headers['X-Key'] = get_secret('key')"]),
    }
    let run = world.run(&Program { steps: json!([step]), environment: json!({}) }).await;
    assert!(!run.withheld && !stored(&run).contains(VALUE), "{}", COLUMNS[column]);
    serde_json::to_value(&run).expect("records can be serialised")
}

fn cell(value: &Value, field: &str) -> Cell {
    if value.get("hidden").is_some() {
        return No;
    }
    assert!(!value.is_null() && *value != json!("absent"), "{field} is not there");
    let shown = value.get("shown").unwrap_or(value);
    if shown.to_string().contains("[secret:key]") {
        return Cut;
    }
    let ten = |ms: &Value| ms.as_f64().is_none_or(|ms| ms % 10.0 == 0.0);
    if field.ends_with("/timings") && shown.as_object().is_some_and(|phases| phases.values().all(ten)) {
        return Coarse;
    }
    Yes
}

fn compare(rows: &[Row], column: usize, value: &Value) -> Vec<String> {
    let check = |(field, cells): &Row| {
        let found = cell(value.pointer(field).unwrap_or(&Value::Null), field);
        (found != cells[column])
            .then(|| format!("{field}, {}: {found:?} instead of {:?}", COLUMNS[column], cells[column]))
    };
    rows.iter().filter_map(check).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_is_as_the_table_says() {
    let mut wrong = Vec::new();
    for column in 0..COLUMNS.len() {
        let plain = run(column, json!([])).await;
        wrong.extend(compare(EXCHANGE, column, &plain["steps"][0]));
        wrong.extend(compare(VARIABLES, column, &plain));
        let took = plain["finished_at"].as_i64().unwrap_or_default()
            - plain["started_at"].as_i64().unwrap_or_default();
        let tick = [1, 1, 1, 100_000, 10_000][column];
        if took % tick != 0 {
            wrong.push(format!("the run lasts {took} µs, {}", COLUMNS[column]));
        }
        let sized = &plain["steps"][0]["hops"][0];
        if let Some(size) = sized["sizes"]["shown"]["response_body"].as_u64() {
            let body = sized["response"]["shown"]["body"]["text"]["text"].as_str().unwrap_or_default();
            if size != body.len() as u64 {
                wrong.push(format!("the size is not that of what is shown, {}", COLUMNS[column]));
            }
        }
        let scripted = run(column, json!(["log(response.body); throw new Error(response.body)"])).await;
        let mut step = scripted["steps"][0].clone();
        // The script before the request is another row.
        if let Some(scripts) = step["scripts"].as_array_mut() {
            scripts.retain(|script| script["place"] == "post_response");
        }
        wrong.extend(compare(SCRIPT, column, &step));
    }
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_out_does_not_tell_its_length() {
    let mut records = Vec::new();
    for value in ["Kq9/zX+4v~tail".to_owned(), format!("Kq9/{}", "zX+4v~tail-".repeat(150))] {
        let mut world = World::new(SANDBOX).await.with("key", &value);
        world.redact("key");
        let step = json!({
            "step_type": "request", "method": "POST", "url": "{target}/json", "body": "k={{get_secret(key)}}",
            "assertions": [{"source": "response_size", "comparison": "is_greater_than", "value": 1}],
        });
        let run = world.run(&Program { steps: json!([step]), environment: json!({}) }).await;
        let step = serde_json::to_value(&run).expect("records can be serialised")["steps"][0].take();
        let hop = &step["hops"][0];
        assert!(hop["request"]["shown"]["body"]["text"]["text"] == "k=[secret:key]", "{hop:#}");
        let mut headers = hop["request"]["shown"]["headers"].clone();
        headers.as_array_mut().expect("a list").retain(|pair| pair[0] != "Host");
        assert!(headers.to_string().contains("(not shown)"), "{headers}");
        assert!(step["assertions"][0]["actual"].get("hidden").is_some(), "{step:#}");
        records.push((headers, hop["sizes"].clone(), hop["response"]["shown"]["body"].clone()));
    }
    assert_eq!(records[0], records[1]);
}
