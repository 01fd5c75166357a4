//! Documents to test on: those of all fixtures, and made ones.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use wenmai::model::{
    Block, BlockKind, BlockLayout, Heading, LevelSource, Section, Span, TableCell, TableRow,
};
use wenmai::{Document, Page, PageKind, ParseOptions, read_document};

/// The documents of all fixtures, in the order of their folders and names; the id of each is its name.
pub(crate) fn fixture_documents() -> Vec<Document> {
    let mut documents = Vec::new();
    for folder in ["pages", "html", "hostile"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../fixtures")
            .join(folder);
        let mut paths: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let has = |extension| path.extension().is_some_and(|its| its == extension);
            if path.is_dir() || has("toml") {
                continue;
            }
            let page = Page {
                id: name,
                body: fs::read(&path).unwrap(),
                kind: has("md").then_some(PageKind::Markdown),
                ..Page::default()
            };
            documents.extend(read_document(&page, &ParseOptions::default()));
        }
    }
    documents
}

/// A document of blocks, lines of which end as in a page; headings open sections of their level.
pub(crate) fn made(blocks: &[(BlockKind, u8, String)]) -> Document {
    let mut document = Document {
        id: "made".into(),
        ..Document::default()
    };
    let section = |level, parent, heading, first_block| Section {
        level,
        parent,
        heading,
        first_block,
        end_block: first_block,
        role: None,
    };
    let number = |n: usize| u32::try_from(n).unwrap();
    document.sections.push(section(0, None, None, 0));
    for (kind, level, text) in blocks {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let start = number(document.text.len());
        document.text.push_str(text);
        let span = Span::new(start, number(document.text.len()));
        document.text.push_str("\n\n");
        let at = number(document.blocks.len());
        if *kind == BlockKind::Heading {
            let level = level % 3 + 1;
            let above = |s: &Section| s.level > 0 && s.level < level;
            // The innermost section that is open and above.
            let mut open = Some(document.sections.len() - 1);
            while let Some(section) = open.and_then(|at| document.sections.get(at))
                && !above(section)
            {
                open = section.parent.map(|parent| parent as usize);
            }
            let heading = number(document.outline.len());
            document.outline.push(Heading {
                level,
                tag_level: None,
                number: Vec::new(),
                marker: None,
                level_source: LevelSource::Position,
                confidence: 1.0,
                block: at,
                span,
                line: None,
                text: text.into(),
            });
            document
                .sections
                .push(section(level, open.map(number), Some(heading), at));
        }
        document.sections.last_mut().unwrap().end_block = at + 1;
        if *kind == BlockKind::Table && text.contains('|') {
            let mut from = span.start;
            let rows = text.split('\n').map(|line| {
                let cells = line.split('|').map(|cell| {
                    let start = from;
                    from += number(cell.len()) + 1;
                    TableCell {
                        span: Span::new(start, start + number(cell.len())),
                        is_header: false,
                        columns: 1,
                        rows: 1,
                    }
                });
                TableRow {
                    cells: cells.collect(),
                }
            });
            let rows = rows.collect();
            document.layouts.push(BlockLayout {
                block: at,
                rows,
                ..BlockLayout::default()
            });
        }
        document.blocks.push(Block {
            kind: *kind,
            span,
            lines: None,
        });
    }
    document
}

/// Blocks of any kind, each with a level and its text.
pub(crate) fn blocks() -> impl Strategy<Value = Vec<(BlockKind, u8, String)>> {
    use BlockKind::{
        Code, Formula, Heading, ListItem, Paragraph, Post, Quote, Summary, Table, Title,
    };
    let kinds = vec![
        Heading, Heading, Paragraph, Paragraph, ListItem, Code, Table, Quote, Post, Formula, Title,
        Summary,
    ];
    let text = "([a-zA-Z0-9，。！,. \n|（）“”开源大模型彳]|[a-z]{1,9} |[开源大模型的门槛]{1,9}[，。]|\\PC){1,60}";
    prop::collection::vec((prop::sample::select(kinds), 0_u8..3, text), 0..12)
}
