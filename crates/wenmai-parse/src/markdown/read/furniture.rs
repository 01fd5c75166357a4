//! What scrapers leave in headings that is no part of them: permanent links and edit buttons.

use wenmai_text::trim_blank;

use super::{Held, Reader};

impl<'s> Reader<'s> {
    /// Whether the link in a heading is the heading's own address, or a button to edit it.
    pub(super) fn is_permanent_link(&self, held: &Held<'s>) -> bool {
        const BUTTONS: [&str; 12] = [
            "permalink",
            "link to this heading",
            "link to this section",
            "copy link",
            "direct link to heading",
            "anchor",
            "edit",
            "edit source",
            "编辑",
            "編輯",
            "编辑源代码",
            "編輯原始碼",
        ];
        let text: String = held.iter().map(|(text, _)| &**text).collect();
        let text = trim_blank(&text).to_lowercase();
        let url = self.link.and_then(|link| self.out.links.get(link as usize));
        let leads_here = url.is_some_and(|link| link.url.contains('#'));
        leads_here && !text.contains(char::is_alphanumeric)
            || BUTTONS.contains(&text.as_str())
            || leads_here
                && (text.starts_with("permalink to") || text.starts_with("direct link to"))
    }

    /// `Title[]`: what the brackets around an edit link leave behind.
    pub(super) fn cut_edit_brackets(&mut self) {
        let line = self.out.line_text();
        let mut kept = line;
        while let Some(rest) = kept.trim_end().strip_suffix(']') {
            match rest.trim_end_matches([' ', '|']).strip_suffix('[') {
                Some(rest) => kept = rest,
                None => break,
            }
        }
        if kept.len() < line.len() && !kept.trim().is_empty() {
            let len = self.out.text.len() - (line.len() - kept.len());
            self.out.cut_line(len);
        }
    }
}
