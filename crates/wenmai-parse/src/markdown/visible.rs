//! The visible text of a Markdown page, line by line, with what the markup says of each line.

use std::ops::Range;

use memchr::memchr_iter;
use wenmai_model::{SourceMap, SourceSpan, Span};
use wenmai_text::{
    chars::{is_invisible, may_hide},
    trim_blank,
};

use crate::markup::{Kind, Link, Markup};

/// Deepest nesting of lists that indentation shows: what is nested deeper is shown at this depth.
pub(super) const MAX_DEPTH: usize = 16;

/// How far before a block its line and the line above are looked for, in bytes: many blocks may begin on one long line.
const MAX_LOOK_BACK: usize = 256;

/// What stands in front of a line: a list marker, or the label of a note.
#[derive(Debug, Clone)]
pub(super) struct Lead {
    /// How many lists the line stands in.
    pub(super) depth: usize,
    /// The marker, without the blank behind it.
    pub(super) marker: String,
    /// Its place in the source.
    pub(super) place: Range<usize>,
}

/// Counts of the line that is being written.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    letters: u32,
    linked: u32,
    bold: u32,
}

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Setting {
    /// Whether it is bold.
    pub(super) bold: bool,
    /// The link that it stands in.
    pub(super) link: Option<u32>,
}

/// The visible text while it is written, and when it is whole.
#[derive(Debug, Default)]
pub(super) struct Visible<'s> {
    source: &'s str,
    /// The text.
    pub(super) text: String,
    /// Where it stands in the source.
    pub(super) map: SourceMap,
    /// One entry for each line that is not blank, in order.
    pub(super) lines: Vec<Markup>,
    /// The links of the page, in order.
    pub(super) links: Vec<Link>,
    /// Whether a line is open that has text.
    open: bool,
    counts: Counts,
    /// Line ends that stand before the next line.
    gap: usize,
    /// What the next line will be.
    next: Markup,
    /// What stands in front of the next line: indentation and list marker, and the place of the marker.
    lead: Option<Lead>,
    /// The link of the text before, in the current line.
    last_link: Option<u32>,
    /// How far the lines of the source are counted, and how many there were.
    counted: (usize, u32),
}

impl<'s> Visible<'s> {
    /// Nothing yet of the page whose decoded text is `source`.
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            ..Self::default()
        }
    }

    /// Whether the current line has text.
    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// What the current or next line is.
    pub(super) const fn kind(&self) -> Kind {
        self.next.kind
    }

    /// Begins a block of this kind at `offset` of the source, below a blank line where the source has one.
    pub(super) fn block(&mut self, kind: Kind, offset: usize) {
        self.end_line();
        self.gap = if self.blank_before(offset) { 2 } else { 1 };
        self.next = Markup {
            kind,
            ..Markup::default()
        };
    }

    /// Whether a blank line stands before the line of `offset`; the start of the page counts as one.
    fn blank_before(&self, offset: usize) -> bool {
        let start = self
            .source
            .floor_char_boundary(offset.saturating_sub(MAX_LOOK_BACK));
        let before = self.source.get(start..offset).unwrap_or_default();
        let mut lines = before.rsplit('\n').skip(1);
        // `>` alone is a blank line in a quotation.
        let is_blank = |above: &str| trim_blank(above.trim_start_matches([' ', '>'])).is_empty();
        lines.next().map_or(offset == before.len(), is_blank)
    }

    /// Sets what the next line is, without a new block.
    pub(super) const fn set_kind(&mut self, kind: Kind) {
        self.next.kind = kind;
    }

    /// Puts a list marker, or the label of a note, in front of the next line.
    pub(super) fn lead(&mut self, lead: Lead) {
        self.lead = Some(lead);
    }

    /// Takes the lead back.
    pub(super) const fn take_lead(&mut self) -> Option<Lead> {
        self.lead.take()
    }

    /// Whether a lead waits for its line.
    pub(super) const fn has_lead(&self) -> bool {
        self.lead.is_some()
    }

    /// Ends the current line; the next one goes on with its block.
    pub(super) fn soft_break(&mut self) {
        if self.open {
            self.end_line();
            self.next.continues = true;
        }
    }

    /// Ends the current line; the next one is a block of its own. Two breaks make a blank line.
    pub(super) fn hard_break(&mut self) {
        if self.open {
            self.end_line();
        } else if !self.text.is_empty() {
            self.gap = 2;
        }
        self.next.continues = false;
    }

    /// Leaves a blank line of a code block.
    pub(super) const fn blank_line(&mut self) {
        self.gap += 1;
    }

    /// Ends the current line.
    pub(super) fn end_line(&mut self) {
        self.lead = None;
        if !std::mem::take(&mut self.open) {
            return;
        }
        self.gap = 1;
        let counts = std::mem::take(&mut self.counts);
        if let Some(line) = self.lines.last_mut() {
            line.bold = counts.letters > 0 && counts.bold == counts.letters;
            let percent = u64::from(counts.linked) * 100 / u64::from(counts.letters.max(1));
            line.link_percent = u8::try_from(percent).unwrap_or(100);
        }
        self.restore_heading();
    }

    /// Ends the page. Links without text get the place behind the link before, so that all are in order.
    pub(super) fn finish(&mut self) {
        self.end_line();
        let mut end = 0;
        for link in &mut self.links {
            if link.span.is_empty() {
                link.span = Span::new(end, end);
            }
            end = link.span.end;
        }
    }

    /// A line that reads `### Title` was escaped by the scraper; its author meant a heading.
    fn restore_heading(&mut self) {
        let Some(line) = self
            .lines
            .last_mut()
            .filter(|line| line.kind == Kind::Paragraph)
        else {
            return;
        };
        let start = line.start as usize;
        let text = self.text.get(start..).unwrap_or_default();
        let marks = text.len() - text.trim_start_matches('#').len();
        let rest = text.get(marks..).unwrap_or_default();
        // `#topic` is a hash tag, `##Title` a heading whose author forgot the blank.
        let spaced = rest.starts_with([' ', '\u{3000}', '\u{a0}']);
        let title = trim_blank(rest);
        let said = title.contains(char::is_alphanumeric);
        if !(1..=6).contains(&marks) || !said || (!spaced && marks == 1) {
            return;
        }
        line.kind = Kind::Heading(u8::try_from(marks).unwrap_or(6));
        line.continues = false;
        let front = marks + (rest.len() - rest.trim_start_matches(wenmai_text::is_blank).len());
        let (from, to) = (line.start, line.start + offset(front));
        self.text.replace_range(start..start + front, "");
        self.map.remove(Span::new(from, to));
        let moved = self.links.iter_mut().rev();
        for link in moved.take_while(|link| link.span.end > from) {
            link.span.start = link.span.start.max(to) - offset(front);
            link.span.end = link.span.end.max(to) - offset(front);
        }
    }

    /// Appends `text`, which stands for `place` of the source, to the current line. Blanks open no line.
    pub(super) fn push(&mut self, text: &str, place: Range<usize>, setting: Setting) {
        let skipped = if self.open || self.next.kind == Kind::Code {
            0
        } else {
            text.len() - text.trim_start_matches(wenmai_text::is_blank).len()
        };
        let verbatim = self.source.get(place.clone()) == Some(text);
        let skipped = self.kept_invisible(text, skipped, &place, verbatim);
        let text = text.get(skipped..).unwrap_or_default();
        if text.is_empty() {
            return;
        }
        let place = if verbatim {
            place.start + skipped..place.end
        } else {
            place
        };
        self.begin_line(place.start);
        let counts = &mut self.counts;
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        let letters = u32::try_from(letters).unwrap_or(u32::MAX);
        counts.letters = counts.letters.saturating_add(letters);
        if setting.bold {
            counts.bold = counts.bold.saturating_add(letters);
        }
        let start = offset(self.text.len());
        self.text.push_str(text);
        let end = offset(self.text.len());
        self.map.push(Span::new(start, end), source_span(&place));
        if let Some(link) = setting.link {
            counts.linked = counts.linked.saturating_add(letters);
            if let Some(link) = self.links.get_mut(link as usize) {
                if link.span.is_empty() {
                    link.span.start = start;
                }
                link.span.end = end;
            }
            if let Some(line) = self.lines.last_mut() {
                if self.last_link != Some(link) {
                    line.n_links = line.n_links.saturating_add(1);
                }
                line.link = line.link.or(Some(link));
            }
            self.last_link = Some(link);
        }
    }

    /// Keeps what may be hidden in the blanks of `skipped` bytes that open no line: a run of invisible characters, behind the
    /// text so far, and the mark in front of variation selectors, on the line that they open. Gives what is to be skipped yet.
    fn kept_invisible(
        &mut self,
        text: &str,
        skipped: usize,
        place: &Range<usize>,
        verbatim: bool,
    ) -> usize {
        let (blanks, rest) = text.split_at_checked(skipped).unwrap_or((text, ""));
        if blanks.ends_with('\u{feff}') && rest.starts_with(is_invisible) {
            return skipped - '\u{feff}'.len_utf8();
        }
        if may_hide(blanks) {
            let hidden: String = blanks.chars().filter(|c| is_invisible(*c)).collect();
            // A line of blanks, which is none of those that are read.
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            let start = offset(self.text.len());
            self.text.push_str(&hidden);
            let end = offset(self.text.len());
            let source = if verbatim {
                place.start..place.start + skipped
            } else {
                place.clone()
            };
            self.map.push(Span::new(start, end), source_span(&source));
        }
        skipped
    }

    /// Appends text of ours: bars and blanks between cells.
    pub(super) fn push_ours(&mut self, text: &str, at: usize) {
        self.begin_line(at);
        let start = offset(self.text.len());
        self.text.push_str(text);
        self.map.push(
            Span::new(start, offset(self.text.len())),
            source_span(&(at..at)),
        );
    }

    fn begin_line(&mut self, at: usize) {
        if std::mem::replace(&mut self.open, true) {
            return;
        }
        if !self.text.is_empty() {
            self.text.extend(std::iter::repeat_n('\n', self.gap.max(1)));
        }
        self.gap = 0;
        let lead = self.lead.take();
        if let Some(lead) = &lead {
            let indent = lead.depth.saturating_sub(1).min(MAX_DEPTH);
            self.text.extend(std::iter::repeat_n("  ", indent));
        }
        let start = offset(self.text.len());
        if let Some(lead) = lead {
            self.text.push_str(&lead.marker);
            let end = offset(self.text.len());
            self.map
                .push(Span::new(start, end), source_span(&lead.place));
            self.text.push(' ');
        }
        let number = self.line_number(at);
        self.lines.push(Markup {
            number,
            start,
            ..self.next
        });
        self.last_link = None;
    }

    /// Takes the end of the current line away, from `len` bytes of the text on.
    pub(super) fn cut_line(&mut self, len: usize) {
        self.text.truncate(len);
        self.map.truncate(offset(len));
        if trim_blank(self.line_text()).is_empty() && self.open {
            self.open = false;
            self.lines.pop();
        }
    }

    /// The text of the current line, its lead included.
    pub(super) fn line_text(&self) -> &str {
        let start = self.lines.last().map_or(0, |line| line.start as usize);
        if self.open {
            self.text.get(start..).unwrap_or_default()
        } else {
            ""
        }
    }

    /// The line of the source, from 0, that holds byte `at`. Calls come in ascending order, so that each byte is looked
    /// at once.
    fn line_number(&mut self, at: usize) -> u32 {
        let (from, lines) = self.counted;
        let between = self.source.as_bytes().get(from..at).unwrap_or_default();
        let lines = lines + offset(memchr_iter(b'\n', between).count());
        self.counted = (at.max(from), lines);
        lines
    }
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

fn source_span(place: &Range<usize>) -> SourceSpan {
    SourceSpan::new(offset(place.start), offset(place.end))
}
