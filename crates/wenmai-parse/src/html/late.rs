//! What comes behind the last node that a page may have: its text becomes one node, its markup is not told apart.

use std::ops::Range;

use html5gum::State;

use super::build::Builder;
use super::tag::Tag;
use super::token::{TagToken, offset};
use super::tree::{DECODED, Node};

impl Builder<'_> {
    /// Text behind the last node that there may be: it all becomes one.
    pub(super) fn add_late_text(&mut self, place: &Range<usize>, text: &str) {
        if self.late_templates > 0 {
            return;
        }
        self.count_lines(text);
        let is_late = |node: &&Node| node.tag == Tag::Text && node.flags & DECODED != 0;
        if self.tree.nodes.len() > self.limits.nodes
            && self.tree.nodes.last().as_ref().is_some_and(is_late)
        {
            self.tree.decoded.push_str(text);
            if let Some(last) = self.tree.decoded_texts.last_mut() {
                last.text.end = offset(self.tree.decoded.len());
                last.source_end = offset(place.end);
            }
        } else {
            self.add_text(place.clone(), Some(text));
        }
    }

    /// Tags behind the last node that there may be: what they enclose is not told apart.
    pub(super) fn late_tag(&mut self, tag: &TagToken, is_start: bool) -> Option<State> {
        self.tree.attributes.list.truncate(tag.first_attribute);
        if tag.tag == Tag::Template {
            self.late_templates = if is_start {
                self.late_templates + 1
            } else {
                self.late_templates.saturating_sub(1)
            };
        }
        if tag.tag.is_block() || tag.tag == Tag::Br {
            self.add_late_text(&(tag.start..tag.end), "\n");
        }
        if is_start {
            self.begin_raw(tag, None)
        } else {
            None
        }
    }
}
