//! The walk over the tree of a page that reads its blocks.

use wenmai_model::{SourceSpan, Span};
use wenmai_text::chars::may_hide;

use super::attribute::AttributeName;
use super::block::{Block, Image, Inline, InlineKind, PageText};
use super::counts::Counts;
use super::formula::{Tex, formula_scripts, is_copy, is_gutter, tex_of_image, tex_of_math};
use super::found::Script;
use super::tag::Tag;
use super::tree::{NodeId, Tree};
use super::visible::{Visible, Written};

/// Reads the blocks of a page in one walk. `ends` are the formatting elements that ended before their content did.
/// Formulas in TeX stand in some of its `scripts`.
pub(super) fn blocks(
    tree: &Tree<'_>,
    ends: &[(u32, NodeId)],
    scripts: &[Script],
    max_inlines: usize,
) -> PageText {
    let mut formulas: Vec<Script> = formula_scripts(scripts).copied().collect();
    // They are read from the end of the list.
    formulas.reverse();
    let mut walk = Walk {
        tree,
        visible: Visible::default(),
        found: PageText::default(),
        max_inlines,
        frames: Vec::with_capacity(64),
        slots: [Slot::default(); InlineKind::COUNT],
        active: 0,
        block_node: NodeId::ROOT,
        open: None,
        noscript: 0,
        preformatted: 0,
        has_formula_scripts: !formulas.is_empty(),
        formulas,
    };
    let mut ends = ends.iter().peekable();
    let mut at = 0_u32;
    while (at as usize) < tree.len() {
        walk.close_until(at);
        while let Some((_, node)) = ends.next_if(|(end, _)| *end <= at) {
            walk.end_inline(*node);
        }
        at = walk.node(NodeId(at));
    }
    walk.close_until(u32::MAX);
    walk.finish_block();
    PageText {
        text: walk.visible.text,
        source_map: walk.visible.map,
        ..walk.found
    }
}

/// An element whose end matters.
#[derive(Debug, Clone, Copy)]
struct Frame {
    node: NodeId,
    end: u32,
    tag: Tag,
    outer_block: NodeId,
}

/// An inline element that is open.
#[derive(Debug, Clone, Copy)]
struct Slot {
    node: NodeId,
    /// Whether it is a block-level element.
    is_block: bool,
    /// Its piece in the block at hand.
    inline: Option<usize>,
    /// Whether it has had a piece, and whether there is a picture in it.
    was_written: bool,
    has_image: bool,
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            node: NodeId::ROOT,
            is_block: false,
            inline: None,
            was_written: false,
            has_image: false,
        }
    }
}

/// The block at hand.
#[derive(Debug, Clone, Copy)]
struct OpenBlock {
    block: Block,
    /// Where the text ended before it.
    text_before: u32,
    inlines_before: usize,
}

struct Walk<'t, 's> {
    tree: &'t Tree<'s>,
    visible: Visible,
    found: PageText,
    max_inlines: usize,
    frames: Vec<Frame>,
    slots: [Slot; InlineKind::COUNT],
    /// The kinds that are open, as bits.
    active: u16,
    block_node: NodeId,
    open: Option<OpenBlock>,
    noscript: u32,
    preformatted: u32,
    /// The scripts with formulas that are still to come, the next one last.
    formulas: Vec<Script>,
    has_formula_scripts: bool,
}

impl Walk<'_, '_> {
    /// Reads a node; gives the next one to read.
    fn node(&mut self, node: NodeId) -> u32 {
        let tag = self.tree.tag(node);
        if tag == Tag::Text {
            self.text(node);
            return node.0 + 1;
        }
        let end = self.tree.end(node);
        if tag.is_never_shown() && !self.tree.is_shadow(node) {
            if tag == Tag::Script {
                self.formula_script(node);
            }
            return end.max(node.0 + 1);
        }
        let may_be_gutter = tag == Tag::Td || self.preformatted > 0;
        if may_be_gutter && is_gutter(self.tree, node)
            || matches!(tag, Tag::Span | Tag::Div)
                && is_copy(self.tree, node, self.has_formula_scripts)
        {
            return end.max(node.0 + 1);
        }
        match tag {
            Tag::Br => self.line_break(node),
            Tag::Hr => self.finish_block(),
            Tag::Img => self.image(node),
            Tag::Math => return self.math(node, end),
            _ => self.enter(node, tag, end),
        }
        node.0 + 1
    }

    /// Reads a formula: its TeX, if there is any, in the place of its signs. Gives the next node to read.
    fn math(&mut self, node: NodeId, end: u32) -> u32 {
        // Inside of a formula there is nothing to look for again.
        let is_outer = self.active & InlineKind::Formula.bit() == 0;
        self.enter(node, Tag::Math, end);
        match tex_of_math(self.tree, node).filter(|_| is_outer) {
            Some(Tex::Node(text)) => self.text(text),
            Some(Tex::Attribute(tex)) => self.write(tex, self.tree.source(node), false),
            None => return node.0 + 1,
        }
        end.max(node.0 + 1)
    }

    fn formula_script(&mut self, node: NodeId) {
        while self.formulas.pop_if(|script| script.node < node).is_some() {}
        if let Some(script) = self.formulas.pop_if(|script| script.node == node) {
            let tree = self.tree;
            if let Some(tex) = script.source.of(tree.source_text()) {
                self.formula(node, tex, script.source, true);
            }
        }
    }

    /// Writes a formula that is no text of the page's.
    fn formula(&mut self, node: NodeId, tex: &str, place: SourceSpan, verbatim: bool) {
        self.open_slot(InlineKind::Formula, node, false);
        self.write(tex, place, verbatim);
        self.close_slot(InlineKind::Formula, node);
    }

    fn enter(&mut self, node: NodeId, tag: Tag, end: u32) {
        let is_block = tag.is_block();
        let kind = InlineKind::of(tag);
        let is_hidden = self.tree.is_hidden(node);
        if !is_block && kind.is_none() && !is_hidden && tag != Tag::Noscript {
            return;
        }
        self.frames.push(Frame {
            node,
            end,
            tag,
            outer_block: self.block_node,
        });
        if is_block {
            self.finish_block();
            self.block_node = node;
        }
        if tag.is_preformatted() {
            self.preformatted += 1;
        }
        if tag == Tag::Noscript {
            self.noscript += 1;
        }
        if let Some(kind) = kind {
            self.open_slot(kind, node, false);
        }
        if is_hidden {
            self.open_slot(InlineKind::Hidden, node, is_block);
        }
    }

    /// Closes the elements that end before node `at`.
    fn close_until(&mut self, at: u32) {
        while let Some(frame) = self.frames.pop_if(|frame| frame.end <= at) {
            if let Some(kind) = InlineKind::of(frame.tag) {
                self.close_slot(kind, frame.node);
            }
            self.close_slot(InlineKind::Hidden, frame.node);
            if frame.tag.is_block() {
                self.finish_block();
                self.block_node = frame.outer_block;
            }
            if frame.tag.is_preformatted() {
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            if frame.tag == Tag::Noscript {
                self.noscript = self.noscript.saturating_sub(1);
            }
        }
    }

    fn open_slot(&mut self, kind: InlineKind, node: NodeId, is_block: bool) {
        if self.active & kind.bit() != 0 {
            return;
        }
        self.active |= kind.bit();
        if let Some(slot) = self.slots.get_mut(kind as usize) {
            *slot = Slot {
                node,
                is_block,
                ..Slot::default()
            };
        }
    }

    fn close_slot(&mut self, kind: InlineKind, node: NodeId) {
        let Some(slot) = self
            .slots
            .get(kind as usize)
            .filter(|slot| slot.node == node)
        else {
            return;
        };
        if self.active & kind.bit() == 0 {
            return;
        }
        self.active &= !kind.bit();
        if kind == InlineKind::Link && slot.has_image && !slot.was_written {
            let at = self.visible.end();
            self.add_inline(Inline {
                kind,
                span: Span::new(at, at),
                node,
            });
        }
    }

    fn end_inline(&mut self, node: NodeId) {
        if let Some(kind) = InlineKind::of(self.tree.tag(node)) {
            self.close_slot(kind, node);
        }
    }

    fn add_inline(&mut self, inline: Inline) -> Option<usize> {
        if self.found.inlines.len() >= self.max_inlines {
            return None;
        }
        self.found.inlines.push(inline);
        Some(self.found.inlines.len() - 1)
    }

    fn text(&mut self, node: NodeId) {
        let tree = self.tree;
        self.write(tree.text(node), tree.source(node), tree.is_verbatim(node));
    }

    /// Writes a text that stands at `place` of the source.
    fn write(&mut self, text: &str, place: SourceSpan, verbatim: bool) {
        let is_preformatted = self.preformatted > 0;
        let in_noscript = self.noscript > 0;
        if self
            .open
            .is_some_and(|open| open.block.in_noscript != in_noscript)
        {
            self.finish_block();
        }
        let is_start = self.open.is_none();
        if is_start {
            if !is_preformatted && text.bytes().all(|byte| byte.is_ascii_whitespace()) {
                return;
            }
            self.begin_block(in_noscript, is_preformatted);
        }
        let written = if is_preformatted {
            self.visible.write_lines(text, place, verbatim)
        } else {
            self.visible.write(text, place, verbatim, is_start)
        };
        if let Some(written) = written {
            self.count(written);
        }
    }

    fn count(&mut self, written: Written) {
        let chars = written.counts.chars;
        if let Some(open) = &mut self.open {
            let block = &mut open.block;
            block.counts.sum(&written.counts);
            for (kind, count) in [
                (InlineKind::Link, &mut block.link_chars),
                (InlineKind::Strong, &mut block.strong_chars),
                (InlineKind::Hidden, &mut block.hidden_chars),
            ] {
                if self.active & kind.bit() != 0 {
                    *count += chars;
                }
            }
        }
        if self.active == 0 {
            return;
        }
        let end = self.visible.end();
        for kind in InlineKind::ALL {
            if self.active & kind.bit() == 0 {
                continue;
            }
            let Some(slot) = self.slots.get(kind as usize).copied() else {
                continue;
            };
            if slot.is_block {
                continue;
            }
            if let Some(inline) = slot
                .inline
                .and_then(|inline| self.found.inlines.get_mut(inline))
            {
                inline.span.end = end;
                continue;
            }
            let inline = self.add_inline(Inline {
                kind,
                span: Span::new(written.start, end),
                node: slot.node,
            });
            if let Some(slot) = self.slots.get_mut(kind as usize) {
                slot.inline = inline;
                slot.was_written = true;
            }
            if kind == InlineKind::Link
                && let Some(open) = &mut self.open
            {
                open.block.n_links += 1;
            }
        }
    }

    fn begin_block(&mut self, in_noscript: bool, is_preformatted: bool) {
        let text_before = self.visible.end();
        self.visible.begin_block();
        let start = self.visible.end();
        self.open = Some(OpenBlock {
            block: Block {
                span: Span::new(start, start),
                node: self.block_node,
                counts: Counts::default(),
                link_chars: 0,
                strong_chars: 0,
                hidden_chars: 0,
                n_links: 0,
                in_noscript,
                is_preformatted,
            },
            text_before,
            inlines_before: self.found.inlines.len(),
        });
    }

    fn finish_block(&mut self) {
        let Some(OpenBlock {
            mut block,
            text_before,
            inlines_before,
        }) = self.open.take()
        else {
            return;
        };
        if block.is_preformatted {
            let text = self
                .visible
                .text
                .get(block.span.start as usize..)
                .unwrap_or_default();
            let kept = text.trim_end_matches('\n').len();
            self.visible
                .cut(block.span.start + super::token::offset(kept));
        }
        block.span.end = self.visible.end();
        if block.counts.chars == 0 {
            // Blanks alone are no block; but what may be hidden in them stays in the text.
            let text = self.visible.text.get(text_before as usize..);
            if !text.is_some_and(may_hide) {
                self.visible.cut(text_before);
            }
            self.found.inlines.truncate(inlines_before);
        } else {
            self.found.blocks.push(block);
        }
        let end = self.visible.end();
        let images = self.found.images.iter_mut().rev();
        for image in images.take_while(|image| image.at > end) {
            image.at = end;
        }
        // What was set in the line ends that were taken off the end is gone with them.
        let is_cut_off = |inline: &mut Inline| {
            let was_empty = inline.span.is_empty();
            inline.span.start = inline.span.start.min(block.span.end);
            inline.span.end = inline.span.end.min(block.span.end);
            inline.span.is_empty() && !was_empty
        };
        let inlines = &mut self.found.inlines;
        inlines
            .extract_if(inlines_before.min(inlines.len()).., is_cut_off)
            .for_each(drop);
        for slot in &mut self.slots {
            slot.inline = None;
        }
    }

    fn line_break(&mut self, node: NodeId) {
        if self.open.is_none() {
            return;
        }
        if self.preformatted > 0 {
            let place = self.tree.source(node);
            self.visible.write_lines("\n", place, false);
        } else if self.visible.break_line() {
            self.finish_block();
        }
    }

    fn image(&mut self, node: NodeId) {
        let tree = self.tree;
        if let Some(tex) = tex_of_image(tree, node) {
            // Wikis hide the same formula in front of its picture.
            let is_shown = self.found.inlines.last().is_some_and(|inline| {
                let same = |text: &str| text == tex;
                inline.kind == InlineKind::Formula
                    && inline.span.end == self.visible.end()
                    && inline.span.of(&self.visible.text).is_some_and(same)
            });
            if !is_shown {
                self.formula(node, tex, tree.source(node), false);
            }
            return;
        }
        let is_linked = self.active & InlineKind::Link.bit() != 0;
        let at = self.visible.end();
        let mut link = None;
        if is_linked && let Some(slot) = self.slots.get_mut(InlineKind::Link as usize) {
            slot.has_image = true;
            link = Some(slot.node);
        }
        if self.tree.attribute(node, AttributeName::Hidden).is_none() {
            self.found.images.push(Image { node, link, at });
        }
    }
}
