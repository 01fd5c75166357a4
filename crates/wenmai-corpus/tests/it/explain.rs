//! What became of single pages.

use std::sync::atomic::AtomicBool;

use wenmai_corpus::{
    Compression, CorpusError, Outcome, PageProcessor, PartFormat, ProcessorFactory, RunOptions,
    explain,
};
use wenmai_model::{DuplicateKind, Fate, FateRecord, Page};

use crate::dedup::{dedup, options, run_of, sample};
use crate::{Bench, recipe, run, run_with};

fn fates(bench: &Bench, name: &str) -> Vec<FateRecord> {
    explain(&bench.path("out"), &[name]).unwrap().remove(0)
}

/// `written FILE RECORD` and the like.
fn words(fates: &[FateRecord]) -> Vec<String> {
    let words = |fate: &FateRecord| match &fate.fate {
        Fate::Written {
            file,
            record,
            is_certain,
            ..
        } => format!("{} {is_certain} {file} {record}", fate.id),
        Fate::Dropped(dropped) => format!("{} dropped {}", fate.id, dropped.reason),
        Fate::Dead(letter) => format!("{} dead {}", fate.id, letter.reason),
    };
    fates.iter().map(words).collect()
}

#[test]
fn pages_with_one_name_are_all_found() {
    let bench = Bench::new();
    let long = "标题\\n\\n这一段话够长了，也说了一些事情。";
    let lines = [
        format!("{{\"id\": \"a\", \"text\": \"{long}\"}}\n"),
        "{\"id\": \"a\", \"text\": \"短。\"}\n".to_owned(),
        format!("{{\"id\": \"b\", \"url\": \"https://a.example/\", \"text\": \"{long}\"}}\n"),
        "{\"id\": \"c\", \"url\": \"https://a.example/\", \"text\": \"短。\"}\n".to_owned(),
        "{\"id\": \"d\", \"url\": \"https://a.example/\", \"html\": \"<p>一<p>二<p>三<p>四\"}\n"
            .to_owned(),
        "{\"id\": \"broken\"\n".to_owned(),
        format!("{{\"id\": \"a\", \"text\": \"{long}\"}}\n"),
    ];
    let input = bench.write("in.jsonl", lines.concat());
    for compression in [Compression::None, Compression::Zstd] {
        let out = compression.as_str();
        let mut options = RunOptions {
            recipe: Some(recipe()),
            compression,
            ..bench.options(&[&input], out)
        };
        options.parse.max_nodes = 6;
        options.part_bytes = 1;
        let end = run(options).unwrap();
        assert_eq!((end.ledger.written, end.ledger.n_dead()), (3, 2));
        let names = ["https://a.example/", "a", "nobody", "c"];
        let found = explain(&bench.path(out), &names).unwrap();
        let end = if compression == Compression::None {
            "jsonl"
        } else {
            "jsonl.zst"
        };
        assert_eq!(
            found.iter().map(|fates| words(fates)).collect::<Vec<_>>(),
            [
                vec![
                    "c dropped common.min-chars".to_owned(),
                    "d dead too_many_nodes".to_owned(),
                    format!("b true part-00002.{end} 0")
                ],
                vec![
                    "a dropped common.min-chars".to_owned(),
                    format!("a true part-00000.{end} 0"),
                    format!("a true part-00006.{end} 0")
                ],
                vec![],
                vec!["c dropped common.min-chars".to_owned()],
            ]
        );
        let url = Some("https://a.example/");
        assert!(found[0].iter().all(|fate| fate.url.as_deref() == url));
    }
}

#[test]
fn documents_without_text_and_long_ones_are_found() {
    /// Gives the first page no text, and the second one more than a page of an input may have.
    struct Odd;
    impl PageProcessor for Odd {
        fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
            let len = if page.id == "in.jsonl-1" { 65 << 20 } else { 0 };
            let line = format!(
                "{{\"id\":\"{}\",\"text\":\"{}\"}}\n",
                page.id,
                "a".repeat(len)
            );
            Ok(Outcome::Written(line.into_bytes()))
        }
    }
    let bench = Bench::new();
    let input = bench.pages("in.jsonl", 3);
    let processor: Box<ProcessorFactory> = Box::new(|_| Ok(Box::new(Odd)));
    let never = AtomicBool::new(false);
    run_with(bench.options(&[&input], "out"), &*processor, &never).unwrap();
    for record in 0..3 {
        let name = format!("in.jsonl-{record}");
        let expected = format!("{name} true part-00000.jsonl {record}");
        assert_eq!(words(&fates(&bench, &name)), [expected]);
    }
}

#[test]
fn files_of_markdown_are_found_by_path_and_guessed_by_id() {
    let bench = Bench::new();
    let mut texts = sample();
    texts.push(("site/a", texts[1].1.replace("天气", "气候")));
    texts.push(("short", "短".into()));
    run_of(&bench, "out", &texts, |options| {
        options.format = PartFormat::Markdown;
        options.recipe = Some(recipe());
    });
    dedup(&options(&bench, "out")).unwrap();
    let near = fates(&bench, "part-00001/0000001-a-near.md");
    let expected = "part-00001/0000001-a-near.md true part-00001/0000001-a-near.md 1";
    assert_eq!(words(&near), [expected]);
    let duplicate = near[0].duplicate.as_ref().unwrap();
    assert_eq!(duplicate.kind, DuplicateKind::Near);
    assert_eq!(duplicate.representative, "part-00000/0000000-a.md");

    // Two ids give this name.
    let a = fates(&bench, "a");
    assert_eq!(a.len(), 2);
    for (fate, (word, file)) in a
        .iter()
        .zip(words(&a).iter().zip(["0000000-a.md", "-a.md"]))
    {
        assert!(
            word.starts_with("a false part-0") && word.contains(file),
            "{word}"
        );
        assert!(fate.url.is_none());
    }
    assert_eq!(
        a[0].duplicate.as_ref().unwrap().kind,
        DuplicateKind::Representative
    );
    // What is known is not guessed.
    assert_eq!(
        words(&fates(&bench, "short")),
        ["short dropped common.min-chars"]
    );
    assert!(fates(&bench, "near").is_empty());
}

#[test]
fn duplicates_are_those_of_the_document() {
    let bench = Bench::new();
    let mut texts = sample();
    // A name that two documents have, of which one is a duplicate.
    texts.push(("twice", texts[0].1.clone()));
    texts.push(("twice", "这是另外一段话，与别的都不一样。".into()));
    run_of(&bench, "out", &texts, |_| {});
    let kind = |name: &str| {
        let fates = fates(&bench, name);
        let kinds = fates.iter().map(|fate| {
            let duplicate = fate.duplicate.as_ref();
            duplicate.map(|duplicate| (duplicate.kind, duplicate.representative.clone()))
        });
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(kind("a-exact"), [None], "nobody looked");
    dedup(&options(&bench, "out")).unwrap();
    let of_a = |kind| Some((kind, "a".to_owned()));
    assert_eq!(kind("a"), [of_a(DuplicateKind::Representative)]);
    assert_eq!(kind("a-exact"), [of_a(DuplicateKind::Exact)]);
    assert_eq!(kind("a-near"), [of_a(DuplicateKind::Near)]);
    assert_eq!(kind("b"), [None]);
    assert_eq!(kind("twice"), [None, None]);
}

#[cfg(feature = "parquet")]
#[test]
fn rows_are_found_with_what_their_recipe_says() {
    use wenmai_corpus::Recipe;

    let bench = Bench::new();
    let input = bench.write(
        "in.jsonl",
        "{\"id\": \"a\", \"url\": \"https://a.example/\", \"text\": \"短。\"}\n{\"id\": \"b\", \"text\": \"也短。\"}\n",
    );
    run(RunOptions {
        recipe: Recipe::parse("action = 'mark'\n[common]\nmin-chars = 12\n").ok(),
        format: PartFormat::Parquet,
        ..bench.options(&[&input], "out")
    })
    .unwrap();
    for (name, record) in [("https://a.example/", 0), ("b", 1)] {
        let found = fates(&bench, name);
        assert!(words(&found)[0].ends_with(&format!("true part-00000.parquet {record}")));
        let Fate::Written {
            quality: Some(quality),
            ..
        } = &found[0].fate
        else {
            panic!("{found:?}")
        };
        assert_eq!(quality.broken[0].rule, "common.min-chars");
    }
}
