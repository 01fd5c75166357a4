//! Tables of somebody else: which of their rows are pages.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Decimal128Array, DictionaryArray, NullArray, RecordBatch, StringViewArray,
    StructArray,
};
use arrow_schema::{DataType, Field};
use wenmai_model::{Page, PageKind};

use super::strings;
use crate::arrow::{PageRow, PageTable, table_bytes};
use crate::{InputError, InputErrorKind, InputKind, ReadOptions, RecordFields};

fn pages(columns: Vec<(&str, ArrayRef)>) -> Vec<Result<Page, InputError>> {
    pages_by(&ReadOptions::default(), columns)
}

fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let columns = columns.into_iter().map(|(name, cells)| (name, cells, true));
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn pages_by(
    options: &ReadOptions,
    columns: Vec<(&str, ArrayRef)>,
) -> Vec<Result<Page, InputError>> {
    let table = PageTable::new(table(columns), options, 0).unwrap();
    (0..table.len())
        .map(|row| match table.row(row)? {
            PageRow::Record(raw) => Ok(raw.page(options).unwrap()),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn cells_of_dictionaries_are_what_they_stand_for() {
    let encoded = |cells: Vec<Option<&str>>| -> ArrayRef {
        Arc::new(cells.into_iter().collect::<DictionaryArray<Int32Type>>())
    };
    let found = pages(vec![
        ("id", encoded(vec![Some("a"), Some("b")])),
        ("url", encoded(vec![Some("https://a.example/"), None])),
        ("html", encoded(vec![Some("<p>1"), Some("<p>1")])),
    ]);
    let names = found.into_iter().map(|page| {
        let page = page.unwrap();
        (page.id, page.url, page.body)
    });
    let body = b"<p>1".to_vec();
    let url = Some("https://a.example/".to_owned());
    let expected = [
        ("a".to_owned(), url, body.clone()),
        ("b".to_owned(), None, body),
    ];
    assert_eq!(names.collect::<Vec<_>>(), expected);
}

#[test]
fn whole_numbers_without_fraction_are_ids() {
    let ids = Decimal128Array::from(vec![7, i128::from(u64::MAX)]);
    let ids = ids.with_precision_and_scale(20, 0).unwrap();
    let found = pages(vec![
        ("id", Arc::new(ids)),
        ("text", strings(&[Some("一"), Some("二")])),
    ]);
    let ids: Vec<String> = found.into_iter().map(|page| page.unwrap().id).collect();
    assert_eq!(ids, ["7", "18446744073709551615"]);
}

/// A piece of a table may have no page at all, and a type that says so.
#[test]
fn a_column_of_nulls_has_no_pages() {
    let found = pages(vec![
        ("id", strings(&[Some("a")])),
        ("html", Arc::new(NullArray::new(1))),
    ]);
    let [Err(error)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(matches!(error.kind, InputErrorKind::NoContent { .. }));
}

#[test]
fn columns_of_others_may_have_the_names_of_ours() {
    let found = pages(vec![
        ("text", strings(&[Some("正文")])),
        ("body", strings(&[Some("tall")])),
        ("outcome", strings(&[Some("won")])),
    ]);
    assert_eq!(
        found.into_iter().next().unwrap().unwrap().body,
        "正文".as_bytes()
    );
}

#[test]
fn pages_of_a_column_that_says_no_kind_have_the_one_that_is_given() {
    let kind = |field: &str, kind: Option<InputKind>| {
        let options = ReadOptions {
            kind,
            fields: RecordFields {
                content: Some(field.into()),
                ..RecordFields::default()
            },
            ..ReadOptions::default()
        };
        let found = pages_by(&options, vec![(field, strings(&[Some("# 标题")]))]);
        found.into_iter().next().unwrap().unwrap().kind
    };
    assert_eq!(kind("page", None), None);
    assert_eq!(
        kind("page", Some(InputKind::Markdown)),
        Some(PageKind::Markdown)
    );
    assert_eq!(kind("page", Some(InputKind::Parquet)), None);
    assert_eq!(kind("html", Some(InputKind::Text)), Some(PageKind::Html));
}

#[test]
fn rows_that_are_cut_out_of_a_table_take_no_more_than_they_are() {
    let cell = "文".repeat(100);
    let cells = vec![Some(cell.as_str()); 1_000];
    let lists = || {
        let mut lists = ListBuilder::new(StringBuilder::new());
        for cell in &cells {
            lists.append_value([*cell]);
        }
        lists.finish()
    };
    let columns: [ArrayRef; 4] = [
        strings(&cells),
        Arc::new(StringViewArray::from(cells.clone())),
        Arc::new(lists()),
        Arc::new(StructArray::from(vec![(
            Arc::new(Field::new("text", DataType::Utf8, true)),
            strings(&cells),
        )])),
    ];
    for column in columns {
        let table = table(vec![("column", column)]);
        for (from, rows) in [(0, 1_000), (400, 10)] {
            let bytes = table_bytes(&table.slice(from, rows));
            // A cell, and less than a tenth of it for its place.
            assert!((rows * 300..rows * 330).contains(&bytes), "{bytes}");
        }
    }
}
