//! The text of sections: too much of it, or none on the whole page.

use wenmai_model::{BlockKind, Document, Severity, Span};
use wenmai_text::{chars::is_alphanumeric, is_cjk};

use super::{Found, Rule, is_sure, quoted, thresholds::Thresholds};

const LONG: Rule = Rule {
    code: "long_section",
    severity: Severity::Info,
    fix: "divide the section by headings of its own",
};
const HEADINGS_ONLY: Rule = Rule {
    code: "headings_only",
    severity: Severity::Warning,
    fix: "look whether the text of the page was lost, or leave the page out",
};

pub(super) fn check(document: &Document, thresholds: &Thresholds, found: &mut Found) {
    headings_only(document, thresholds, found);
    // Posts of a thread, entries of a list and the like are sections of nobody's making.
    if !document.posts.is_empty() {
        return;
    }
    for section in &document.sections {
        let heading = document.section_heading(section);
        if heading.is_some_and(|heading| !is_sure(heading)) {
            continue;
        }
        let blocks = document.section_blocks(section);
        let prose = blocks.iter().filter(|block| {
            matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote
            )
        });
        let mut length = Length::default();
        let mut place: Option<Span> = None;
        for block in prose {
            length.add(document.slice(block.span));
            place.get_or_insert(block.span);
        }
        let share = length.share_of(thresholds);
        if share <= 1.0 {
            continue;
        }
        // A text that is one section has no headings to complain of; that it has none is worth knowing.
        let place = heading.map_or(place, |heading| Some(heading.span));
        found.add(document, &LONG, place, || {
            let name = match heading {
                Some(heading) => format!("the section {}", quoted(&heading.text)),
                None if document.outline.is_empty() => {
                    "the text, which has no headings,".to_owned()
                }
                None => "the text before the first heading".to_owned(),
            };
            format!("{name} has {}", length.named())
        });
    }
}

/// Characters of Chinese, Japanese and Korean, and words of other scripts.
#[derive(Debug, Clone, Copy, Default)]
struct Length {
    characters: usize,
    words: usize,
}

impl Length {
    fn add(&mut self, text: &str) {
        let mut in_word = false;
        for c in text.chars() {
            let is_character = is_cjk(c);
            self.characters += usize::from(is_character);
            let is_letter =
                !is_character && (is_alphanumeric(c) || in_word && matches!(c, '\'' | '’' | '-'));
            self.words += usize::from(is_letter && !in_word);
            in_word = is_letter;
        }
    }

    /// The time to read it, by the time that a section may take.
    fn share_of(self, thresholds: &Thresholds) -> f64 {
        let share = |count: usize, limit: usize| {
            #[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
            let share = count as f64 / limit.max(1) as f64;
            share
        };
        share(self.characters, thresholds.long_section_characters)
            + share(self.words, thresholds.long_section_words)
    }

    fn named(self) -> String {
        match (self.characters, self.words) {
            (0, words) => format!("{words} words"),
            (characters, words) if words * 10 < characters => format!("{characters} characters"),
            (characters, words) => format!("{characters} characters and {words} words"),
        }
    }
}

/// The page has headings and nothing below any of them.
fn headings_only(document: &Document, thresholds: &Thresholds, found: &mut Found) {
    let n_headings = document.outline.len();
    let has_text = document.blocks.iter().any(|block| block.kind.is_body());
    if has_text || n_headings < thresholds.least_headings_only {
        return;
    }
    let first = document.outline.first().map(|heading| heading.span);
    found.add(document, &HEADINGS_ONLY, first, || {
        format!("the page has {n_headings} headings and no text")
    });
}
