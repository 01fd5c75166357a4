//! The JSON Schema of the records, so that no field changes its name unseen.

use wenmai_format::write_json;

use crate::support::written;

#[test]
fn schemas() {
    for (name, schema) in wenmai_format::schemas() {
        let schema = written(|w| write_json(&schema, w));
        insta::assert_snapshot!(format!("schema_{name}"), schema);
    }
}
