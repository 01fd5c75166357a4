//! How much of a page is read. Budgets are counted and never timed, so that a page is cut at the same place on any machine.
//!
//! What is cheap to count is counted before the costly stages run: bytes and lines of a page before it is parsed, elements, texts
//! and lines of HTML while its tree is built. So a page that passes a budget ends early.

use wenmai_model::{Document, Finding, FindingKind, Severity, Span};
use wenmai_text::lines;

use crate::ParseOptions;

/// Steps for an element or a text of HTML. One takes about 110 ns, and a byte of running text about 7.
pub(crate) const STEPS_PER_NODE: u64 = 16;

/// Steps for a line of text or Markdown, or a block of HTML. The trees take 1 to 5 µs for one.
pub(crate) const STEPS_PER_LINE: u64 = 256;

/// The finding that says that a part of the page was not read, if there is one.
///
/// ```
/// use wenmai_parse::{ParseOptions, cut, parse_text};
/// let mut options = ParseOptions::default();
/// let page = "Title\n\nOne.\n\nTwo.\n";
/// assert_eq!(cut(&parse_text(page, &options)), None);
/// options.max_lines = 4;
/// let document = parse_text(page, &options);
/// assert_eq!(document.text, "Title\n\nOne.\n\n");
/// assert_eq!(cut(&document).map(|finding| finding.code.as_ref()), Some("too_many_lines"));
/// ```
pub fn cut(document: &Document) -> Option<&Finding> {
    let mut findings = document.findings.iter();
    findings.find(|finding| Finding::CUTS.contains(&finding.code.as_ref()))
}

/// What a page has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Budget {
    Bytes,
    Nodes,
    Lines,
    Steps,
}

/// Where the reading of a page ends before the page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// The first byte that is not read.
    pub(crate) at: usize,
    /// The budget that was passed.
    pub(crate) budget: Budget,
}

impl Cut {
    /// Where a page ends that has too many bytes. `most` is what can be read of any page.
    pub(crate) fn of_bytes(text: &str, most: usize, options: &ParseOptions) -> Option<Self> {
        let max_steps = usize::try_from(options.max_steps).unwrap_or(usize::MAX);
        let max_bytes = options.max_bytes.min(most);
        let budget = if max_steps < max_bytes {
            Budget::Steps
        } else {
            Budget::Bytes
        };
        let at = text.floor_char_boundary(max_steps.min(max_bytes));
        (at < text.len()).then_some(Self { at, budget })
    }

    /// Where a page of text or Markdown ends that has too many bytes or lines, or takes too much work.
    pub(crate) fn of_lines(text: &str, options: &ParseOptions) -> Option<Self> {
        let cut = Self::of_bytes(text, u32::MAX as usize, options);
        let text = cut.and_then(|cut| text.get(..cut.at)).unwrap_or(text);
        let steps = |n_lines: usize| work(text.len(), 0, n_lines);
        let fits =
            |n_lines: usize| n_lines <= options.max_lines && steps(n_lines) <= options.max_steps;
        // No page has more lines than bytes, but for an empty one at the end.
        if fits(text.len()) || fits(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1) {
            return cut;
        }
        let mut left = options.max_steps;
        for (n_before, (start, _)) in lines(text).enumerate() {
            if start == text.len() {
                break;
            }
            if n_before == options.max_lines {
                return Some(Self {
                    at: start,
                    budget: Budget::Lines,
                });
            }
            let rest = text.as_bytes().get(start..).unwrap_or_default();
            let len = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let cost = work(len, 0, 1);
            if cost > left {
                let len = usize::try_from(left.saturating_sub(STEPS_PER_LINE)).unwrap_or_default();
                return Some(Self {
                    at: text.floor_char_boundary(start + len),
                    budget: Budget::Steps,
                });
            }
            left -= cost;
        }
        cut
    }

    /// The finding that says so of a page of `len_bytes`. Its place is one in the source.
    pub(crate) fn finding(self, len_bytes: usize, options: &ParseOptions) -> Finding {
        let read = self.at;
        let of = format!("only the first {read} of {len_bytes} bytes were read");
        let (code, message, flag) = match self.budget {
            Budget::Bytes => (
                "text_truncated",
                format!("the page has {len_bytes} bytes; only the first {read} were read"),
                "--max-page-bytes",
            ),
            Budget::Nodes => {
                let max = options.max_nodes;
                let message = format!("the page has more than {max} elements and texts; {of}");
                ("too_many_nodes", message, "--max-nodes")
            }
            Budget::Lines => {
                let max = options.max_lines;
                let message = format!("the page has more than {max} lines; {of}");
                ("too_many_lines", message, "--max-lines")
            }
            Budget::Steps => {
                let max = options.max_steps;
                let message = format!("the page takes more than {max} steps of work; {of}");
                ("too_much_work", message, "--max-steps")
            }
        };
        let at = u32::try_from(read).unwrap_or(u32::MAX);
        Finding {
            kind: FindingKind::Parse,
            code: code.into(),
            severity: Severity::Error,
            message,
            fix: Some(format!("raise the limit with {flag}, or split the page")),
            span: Some(Span::new(at, at)),
            source_span: None,
            value: None,
        }
    }
}

/// The work for so much of a page, in steps: about that for one byte each.
#[inline]
pub(crate) const fn work(n_bytes: usize, n_nodes: usize, n_lines: usize) -> u64 {
    let nodes = (n_nodes as u64).saturating_mul(STEPS_PER_NODE);
    let lines = (n_lines as u64).saturating_mul(STEPS_PER_LINE);
    (n_bytes as u64).saturating_add(nodes).saturating_add(lines)
}

#[cfg(test)]
mod tests;
