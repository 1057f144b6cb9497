//! Real exports are read.

use std::path::Path;

use crate::common::Workplace;

#[tokio::test]
async fn published_exports_have_no_mistakes() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !samples.is_dir() {
        return;
    }
    let place = Workplace::new();
    let mut count = 0;
    for entry in std::fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.contains("-export-") && !name.contains("-create-test-") {
            continue;
        }
        let done = place.run(&["validate", path.to_str().unwrap()]).await;
        assert_eq!(done.code, 0, "{name}: {}", done.err);
        count += 1;
    }
    assert!(count >= 5, "only {count} samples were found");
}
