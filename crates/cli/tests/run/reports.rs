//! Reports for programs.

use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};
use tacit_testkit::target::Target;

use crate::common::Workplace;

fn tests(target: &Target) -> String {
    let step = |path: &str, status: u16| {
        json!({"step_type": "request", "method": "GET", "url": target.url(path),
               "assertions": [{"source": "response_status", "comparison": "equal_number", "value": status}]})
    };
    let skipped = json!({"step_type": "pause", "duration": 1, "skipped": true});
    json!([
        {"name": "Good", "steps": [step("/json", 200), skipped]},
        {"name": "Bad & <worse>", "steps": [step("/status/404", 200), step("/json", 200)]}
    ])
    .to_string()
}

/// Elements in order, each with its attributes.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.expect("well-formed");
                    let name = attribute.key.as_ref().to_owned();
                    let value = attribute.value.as_ref();
                    (name, quick_xml::escape::unescape(value).unwrap().into_owned())
                });
                found.push((element.name().as_ref().to_owned(), attributes.collect()));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn junit_counts_and_names_are_stable() {
    let target = Target::http().await;
    let place = Workplace::new();
    place.write("shop.json", tests(&target));
    let done = place.run(&["run", "shop.json", "--reporter-junit", "junit.xml"]).await;
    assert_eq!(done.code, 1);
    assert!(done.out.contains("1 failed, 1 passed"), "{}", done.out);
    let elements = elements(&place.read("junit.xml"));
    let all = |name: &str| elements.iter().filter(|(own, _)| own == name).map(|(_, a)| a).collect::<Vec<_>>();
    let get = |attributes: &[(String, String)], name: &str| {
        attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let root = all("testsuites")[0];
    assert_eq!(
        (get(root, "tests"), get(root, "failures"), get(root, "skipped")),
        ("4".into(), "1".into(), "1".into())
    );
    let suites: Vec<_> = all("testsuite").iter().map(|suite| get(suite, "name")).collect();
    assert_eq!(suites, ["Good", "Bad & <worse>"]);
    let cases: Vec<_> =
        all("testcase").iter().map(|case| (get(case, "classname"), get(case, "name"))).collect();
    assert_eq!(cases[2], ("shop.Bad & <worse>".into(), format!("1 GET {}", target.url("/status/404"))));
    assert_eq!(get(all("failure")[0], "message"), "response_status equal_number 200: actual 404");
    assert!(all("property").iter().any(|property| get(property, "name") == "run_id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn json_holds_the_records() {
    let target = Target::http().await;
    let place = Workplace::new();
    place.write("shop.json", tests(&target));
    let done = place.run(&["run", "shop.json", "--reporter", "json"]).await;
    let report: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(report["summary"]["passed"], 1);
    assert_eq!(report["summary"]["failed"], 1);
    assert_eq!(report["runs"][1]["test_name"], "Bad & <worse>");
    assert_eq!(report["runs"][1]["record"]["steps"][0]["hops"][0]["status"]["shown"], 404);

    place.write("report.json", "the old one");
    let done = place.run(&["run", "shop.json", "--reporter", "json", "-o", "report.json"]).await;
    assert_eq!((done.code, done.out.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&place.read("report.json")).unwrap();
    assert_eq!(report["runs"].as_array().unwrap().len(), 2);
    let left: Vec<_> =
        std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing is left beside the report: {left:?}");

    let done = place.run(&["run", "shop.json", "--reporter", "junit", "-o", "/dev/stdout"]).await;
    assert!(done.out.starts_with("<?xml"), "a device is written as it is: {}", done.out);
}
