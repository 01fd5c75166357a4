use std::path::Path;

use wenmai_model::{BlockKind, Document, Explanation, LineClass, LineExplanation, Page, PageKind};
use wenmai_parse::{ParseOptions, explain, parse};

fn page(path: &Path) -> Page {
    Page {
        body: std::fs::read(path).unwrap(),
        kind: path
            .extension()
            .is_some_and(|extension| extension == "md")
            .then_some(PageKind::Markdown),
        ..Page::default()
    }
}

/// A reason does not say the contrary of the class.
fn check_signs(line: &LineExplanation) {
    let is_code = line.class == LineClass::Block(BlockKind::Code);
    let denied = if is_code {
        ["no signs of code", "signs of code (-"]
    } else {
        ["no signs of code (-", "signs of code (+"]
    };
    for words in denied {
        let reason = line.reason.replace("no signs of code (+", "");
        let reason = if is_code { &line.reason } else { &reason };
        assert!(!reason.contains(words), "{line:?}");
    }
}

/// The class of the line with this number, and the level of the heading that it is, by the document alone.
fn class_of(document: &Document, number: u32) -> (LineClass, Option<u8>) {
    let holds = |lines: Option<wenmai_model::LineRange>| {
        lines.is_some_and(|lines| (lines.first..=lines.last).contains(&number))
    };
    let level = document
        .outline
        .iter()
        .find(|heading| heading.line == Some(number))
        .map(|heading| heading.level);
    if let Some(block) = document.blocks.iter().find(|block| holds(block.lines)) {
        return (LineClass::Block(block.kind), level);
    }
    if document.cards.iter().any(|card| holds(card.lines)) {
        return (LineClass::Card, level);
    }
    let region = document
        .boilerplate
        .iter()
        .find(|region| holds(region.lines));
    (LineClass::Boilerplate(region.unwrap().kind), level)
}

#[test]
fn every_line_is_explained_as_it_was_parsed() {
    insta::glob!("../../../../fixtures", "*/*.{txt,md}", |path| {
        let page = page(path);
        let Explanation { document, lines } = explain(&page, &ParseOptions::default());
        assert_eq!(document, parse(&page, &ParseOptions::default()));
        for line in &lines {
            assert!(!line.reason.is_empty(), "{line:?}");
            assert_eq!(line.level.is_some(), line.level_reason.is_some());
            assert!(line.score.is_none_or(|score| (0.0..=1.0).contains(&score)));
            check_signs(line);
        }
        if document.kind == PageKind::Markdown {
            let n_pieces =
                document.blocks.len() + document.boilerplate.len() + document.cards.len();
            assert_eq!(lines.len(), n_pieces);
            return;
        }
        let numbers: Vec<u32> = wenmai_text::lines(&document.text)
            .zip(0..)
            .filter(|((_, line), _)| !wenmai_text::trim_blank(line).is_empty())
            .map(|(_, number)| number)
            .collect();
        let explained: Vec<u32> = lines.iter().map(|line| line.line.unwrap()).collect();
        assert_eq!(explained, numbers);
        for line in &lines {
            let found = (line.class, line.level);
            assert_eq!(found, class_of(&document, line.line.unwrap()), "{line:?}");
        }
    });
}

/// Lines of a page, each with its reasons, weights left out.
fn reasons(body: &str, options: &ParseOptions) -> String {
    let page = Page {
        body: body.into(),
        ..Page::default()
    };
    let explain = explain(&page, options).lines;
    let lines = explain.iter().map(|line| {
        let level = line.level_reason.as_deref().unwrap_or("-");
        let class = line.class.as_str();
        format!("{} | {class} | {} | {level}", line.text, line.reason)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn rules_say_what_they_are() {
    let page = "溪边散步\n2024-05-01\n溪边散步\n\n一、出门\n\n早上出门，沿着溪水走了很久。\n\n第一条 总则\n\n\
                1.1 上山\n\n山上的风很大，吹得人站不稳。\n\n二、回家\n\n傍晚回到家里，煮了一壶茶。\n\n相关文章\n|\n7月前\n|\n\
                存储\n另一篇文章\n340 2\n";
    insta::assert_snapshot!(reasons(page, &ParseOptions::default()));
}

#[test]
fn markers_of_the_options_are_named() {
    let mut options = ParseOptions::default();
    options.markers = vec![wenmai_parse::UserMarker::new("level", r"第(\S+?)关", Some(2)).unwrap()];
    let found = reasons("笔记\n\n第一关 雾林\n\n先找到灯，再往北走。\n", &options);
    assert!(
        found.contains("heading | marker 第一关 of the options | level of the options"),
        "{found}"
    );
}
