//! The page that the parser was first made for; it is not part of this repository.

use std::path::Path;

use serde_json::Value;

use crate::harness::run;

#[test]
fn seed_page_has_its_counts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed");
    if !folder.join("open-vs-closed-llm.txt").exists() {
        eprintln!("skipped: there is no {}", folder.display());
        return;
    }
    let outcome = run(
        &folder,
        &["extract", "open-vs-closed-llm.txt", "-f", "json"],
    );
    let record: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let count = |list: &str, keep: &dyn Fn(&Value) -> bool| {
        record[list]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| keep(item))
            .count()
    };
    let level = |level: u8| count("outline", &|heading| heading["level"] == level);
    assert_eq!([level(1), level(2), level(3)], [5, 10, 10]);
    assert_eq!(count("outline", &|_| true), 25);
    assert_eq!(count("blocks", &|block| block["kind"] == "paragraph"), 18);
    assert_eq!(record["metadata"]["tags"], serde_json::json!(["活动"]));
    assert_eq!(count("related", &|_| true), 10);
    assert_eq!(count("related", &|card| card["age"].is_string()), 5);
    assert_eq!(count("related", &|card| card["date_stamp"].is_string()), 3);
    let counters: Vec<(u64, u64)> = record["related"].as_array().unwrap()[..3]
        .iter()
        .map(|card| {
            (
                card["views"].as_u64().unwrap(),
                card["comments"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(counters, [(340, 2), (95, 11), (78, 2)]);
}
