//! Which tag opens and closes what. Source: HTML standard, 13.2.6 “Tree construction”, as far as it matters for what a page
//! says: no quirks, no frames, and what stands in a table by mistake stays there.

use html5gum::State;

use super::build::{Builder, Part};
use super::open::Scope;
use super::tag::Tag;
use super::token::TagToken;
use super::tree::NodeId;

impl Builder<'_> {
    /// A start tag. Gives how the tokenizer goes on.
    pub(super) fn open_tag(&mut self, tag: &TagToken) -> Option<State> {
        if let Some(top) = self.open.top()
            && top.is_foreign
            && self.open_in_foreign(tag)
        {
            return None;
        }
        if self.part != Part::Body && self.open_outside_body(tag) {
            return self.raw_state(tag);
        }
        self.open_in_body(tag)
    }

    /// How the tokenizer goes on inside of the element that was just opened.
    fn raw_state(&mut self, tag: &TagToken) -> Option<State> {
        if self.open.top_tag() != tag.tag {
            return None;
        }
        let node = self.open.top().map(|top| NodeId(top.node));
        self.begin_raw(tag, node)
    }

    /// The rules before the body. Gives whether the tag is dealt with.
    fn open_outside_body(&mut self, tag: &TagToken) -> bool {
        if tag.tag == Tag::Body && !self.open.has(Tag::Template) {
            self.leave_head();
        }
        if !matches!(self.open.top_tag(), Tag::Html | Tag::Head) {
            // Inside of `noscript` or a template.
            return false;
        }
        match tag.tag {
            Tag::Html => self.give_attributes(tag, NodeId::ROOT),
            Tag::Head if self.part == Part::BeforeHead => {
                self.insert(tag);
                self.part = Part::Head;
            }
            Tag::Head => {}
            Tag::Body => {
                self.leave_head();
                self.insert(tag);
                self.part = Part::Body;
            }
            found if found.belongs_to_head() => {
                if self.part == Part::BeforeHead {
                    self.insert_implied(Tag::Head);
                    self.part = Part::Head;
                }
                self.insert(tag);
                if found.is_void() {
                    self.pop();
                }
            }
            _ => {
                self.enter_body();
                return false;
            }
        }
        true
    }

    fn leave_head(&mut self) {
        if self.part == Part::Head {
            self.pop_to(1);
            self.part = Part::AfterHead;
        }
    }

    /// Opens the body, for which no tag stands.
    pub(super) fn enter_body(&mut self) {
        self.leave_head();
        self.insert_implied(Tag::Body);
        self.part = Part::Body;
    }

    fn open_in_body(&mut self, tag: &TagToken) -> Option<State> {
        match tag.tag {
            Tag::Html => self.give_attributes(tag, NodeId::ROOT),
            Tag::Body => {
                if let Some(body) = self
                    .open
                    .get(1)
                    .filter(|open| open.tag == Tag::Body)
                    .map(|open| open.node)
                {
                    self.give_attributes(tag, NodeId(body));
                }
            }
            Tag::Head | Tag::Frameset | Tag::Frame => {}
            Tag::Caption
            | Tag::Colgroup
            | Tag::Col
            | Tag::Tbody
            | Tag::Thead
            | Tag::Tfoot
            | Tag::Tr
            | Tag::Td
            | Tag::Th => {
                self.open_table_part(tag);
            }
            Tag::Table => {
                if matches!(
                    self.open.top_tag(),
                    Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr
                ) && let Some(table) = self.open.in_scope(Tag::Table, Scope::Table)
                {
                    self.pop_to(table);
                }
                self.close_paragraph();
                self.insert(tag);
            }
            Tag::Form if self.open.has(Tag::Form) && !self.open.has(Tag::Template) => {}
            Tag::Li | Tag::Dt | Tag::Dd => self.open_item(tag),
            Tag::Button | Tag::Select | Tag::Option | Tag::Optgroup => self.open_control(tag),
            Tag::Rb | Tag::Rtc | Tag::Rt | Tag::Rp => {
                while matches!(self.open.top_tag(), Tag::Rb | Tag::Rt | Tag::Rp)
                    || (self.open.top_tag() == Tag::Rtc && matches!(tag.tag, Tag::Rb | Tag::Rtc))
                {
                    self.pop();
                }
                self.insert(tag);
            }
            Tag::A | Tag::Nobr => {
                if self.open.formatting.find(tag.tag).is_some() {
                    self.close_formatting(tag.tag);
                }
                self.open_formatting(tag);
            }
            Tag::Svg | Tag::Math => {
                self.reopen_formatting();
                self.at_block_edge = false;
                self.insert_as(tag, tag.tag, true);
                if tag.self_closing {
                    self.pop();
                }
            }
            found if found.is_formatting() => self.open_formatting(tag),
            found if found.is_void() => self.open_void(tag),
            found if found.belongs_to_head() || matches!(found, Tag::Iframe | Tag::Noembed) => {
                self.insert(tag);
            }
            found if found.is_block() => {
                if found != Tag::Marquee && found != Tag::Textarea {
                    self.close_paragraph();
                }
                if found.heading().is_some() && self.open.top_tag().heading().is_some() {
                    self.pop();
                }
                self.insert(tag);
                self.skips_line_end = matches!(found, Tag::Pre | Tag::Listing | Tag::Textarea);
            }
            _ => {
                self.reopen_formatting();
                self.insert(tag);
            }
        }
        self.raw_state(tag)
    }

    /// Gives an element that is implied, or stands there already, the attributes of its tag. The first tag counts.
    fn give_attributes(&mut self, tag: &TagToken, node: NodeId) {
        let count = self
            .tree
            .attributes
            .list
            .len()
            .saturating_sub(tag.first_attribute);
        if let Some(node) = self.tree.nodes.get_mut(node.index())
            && node.n_attributes == 0
        {
            node.first_attribute = super::token::offset(tag.first_attribute);
            node.n_attributes = u8::try_from(count).unwrap_or(u8::MAX);
            self.gave_attributes = true;
        }
    }

    fn open_item(&mut self, tag: &TagToken) {
        let same = |other: Tag| match tag.tag {
            Tag::Li => other == Tag::Li,
            _ => matches!(other, Tag::Dt | Tag::Dd),
        };
        if let Some((at, _)) = self.open.barrier().filter(|&(_, barrier)| same(barrier)) {
            self.pop_to(at);
        }
        self.close_paragraph();
        self.insert(tag);
    }

    fn open_control(&mut self, tag: &TagToken) {
        if matches!(tag.tag, Tag::Option | Tag::Optgroup) {
            if self.open.top_tag() == Tag::Option {
                self.pop();
            }
            if tag.tag == Tag::Optgroup && self.open.top_tag() == Tag::Optgroup {
                self.pop();
            }
        } else {
            if let Some(at) = self.open.in_scope(tag.tag, Scope::Default) {
                self.pop_to(at);
                if tag.tag == Tag::Select {
                    // A second start tag is an end tag.
                    return;
                }
            }
            self.reopen_formatting();
        }
        self.insert(tag);
    }

    fn open_void(&mut self, tag: &TagToken) {
        match tag.tag {
            Tag::Hr => self.close_paragraph(),
            Tag::Param
            | Tag::Source
            | Tag::Track
            | Tag::Base
            | Tag::Meta
            | Tag::Link
            | Tag::Bgsound
            | Tag::Basefont => {}
            _ => {
                if matches!(tag.tag, Tag::Input | Tag::Keygen)
                    && let Some(at) = self.open.in_scope(Tag::Select, Scope::Default)
                {
                    self.pop_to(at);
                }
                self.reopen_formatting();
            }
        }
        self.insert(tag);
        self.pop();
        match tag.tag {
            Tag::Br => self.at_block_edge = true,
            Tag::Img | Tag::Input | Tag::Embed | Tag::Area | Tag::Wbr => self.at_block_edge = false,
            _ => {}
        }
    }

    fn open_formatting(&mut self, tag: &TagToken) {
        self.reopen_formatting();
        let at = self.open.len();
        self.insert(tag);
        self.open.format(at);
    }

    fn open_table_part(&mut self, tag: &TagToken) {
        let Some(table) = self.open.in_scope(Tag::Table, Scope::Table) else {
            // Parts of tables that stand in a template make a table once the template is used.
            if self.open.has(Tag::Template) {
                self.insert(tag);
                if tag.tag.is_void() {
                    self.pop();
                }
            }
            return;
        };
        let inside = |tag: Tag| self.open.find(tag, 0).filter(|&at| at > table);
        let group = inside(Tag::Tbody)
            .max(inside(Tag::Thead))
            .max(inside(Tag::Tfoot));
        match tag.tag {
            Tag::Col => {
                let colgroup = inside(Tag::Colgroup);
                self.pop_to(colgroup.unwrap_or(table) + 1);
                self.insert(tag);
                self.pop();
                return;
            }
            Tag::Tr => self.pop_to(group.unwrap_or(table) + 1),
            Tag::Td | Tag::Th => {
                if let Some(row) = inside(Tag::Tr) {
                    self.pop_to(row + 1);
                } else {
                    self.pop_to(group.unwrap_or(table) + 1);
                    self.insert_implied(Tag::Tr);
                }
            }
            _ => self.pop_to(table + 1),
        }
        self.insert(tag);
    }

    pub(super) fn close_paragraph(&mut self) {
        if let Some(at) = self.open.in_scope(Tag::P, Scope::Button) {
            self.pop_to(at);
        }
    }

    /// An end tag.
    pub(super) fn close_tag(&mut self, tag: &TagToken) {
        if self.open.top().is_some_and(|top| top.is_foreign) && self.close_in_foreign(tag) {
            return;
        }
        match tag.tag {
            Tag::Head if !self.open.has(Tag::Template) => self.leave_head(),
            Tag::Html | Tag::Head | Tag::Body => self.at_block_edge = true,
            Tag::P => {
                if self.open.in_scope(Tag::P, Scope::Button).is_none() {
                    self.open_implied_in_body(Tag::P);
                }
                self.close_paragraph();
            }
            Tag::Br => {
                self.open_implied_in_body(Tag::Br);
                self.pop();
                self.at_block_edge = true;
            }
            Tag::Li => self.close_in(tag.tag, Scope::List),
            Tag::Table
            | Tag::Caption
            | Tag::Colgroup
            | Tag::Tbody
            | Tag::Thead
            | Tag::Tfoot
            | Tag::Tr
            | Tag::Td
            | Tag::Th => {
                self.close_in(tag.tag, Scope::Table);
            }
            Tag::Form => {
                // A form that ends inside of a block goes on to its end.
                match self.open.find(Tag::Form, 0) {
                    Some(at) if at + 1 == self.open.len() => self.pop(),
                    Some(at) if self.open.special() == Some(at) => self.pop_to(at),
                    Some(at) => self.open.end(at),
                    None => {}
                }
            }
            Tag::Template => {
                if let Some(at) = self.open.find(Tag::Template, 0) {
                    self.pop_to(at);
                }
            }
            found if found.heading().is_some() => {
                let headings = [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6];
                let in_scope = headings
                    .iter()
                    .filter_map(|&heading| self.open.in_scope(heading, Scope::Default));
                if let Some(at) = in_scope.max() {
                    self.pop_to(at);
                }
            }
            found if found.is_formatting() => self.close_formatting(found),
            found if found.is_void() => {}
            found if found.is_block() || matches!(found, Tag::Applet | Tag::Object) => {
                self.close_in(found, Scope::Default);
            }
            found => {
                let hash = if found == Tag::Other {
                    tag.name.hash()
                } else {
                    0
                };
                if let Some(at) = self.open.find(found, hash)
                    && self.open.special().is_none_or(|special| at >= special)
                {
                    self.pop_to(at);
                }
            }
        }
    }

    fn open_implied_in_body(&mut self, tag: Tag) {
        if self.part != Part::Body && matches!(self.open.top_tag(), Tag::Html | Tag::Head) {
            self.enter_body();
        }
        self.insert_implied(tag);
    }

    fn close_in(&mut self, tag: Tag, scope: Scope) {
        if let Some(at) = self.open.in_scope(tag, scope) {
            self.pop_to(at);
        }
    }

    /// The standard's *adoption agency*: where a block is open inside of the formatting element, browsers move it out and
    /// format its beginning; here it stays, and what comes behind the end tag does not count as formatted.
    fn close_formatting(&mut self, tag: Tag) {
        let Some((place, at)) = self.open.formatting.find(tag) else {
            if let Some(at) = self.open.find(tag, 0)
                && self.open.special().is_none_or(|special| at >= special)
            {
                self.pop_to(at);
            }
            return;
        };
        let node = self
            .open
            .formatting
            .get(place)
            .map(|(_, node)| NodeId(node));
        self.open.formatting.remove(place);
        let Some(at) = at else { return };
        if self.open.special().is_none_or(|special| at > special) {
            // What is open inside of it goes on behind it.
            self.pop_to(at);
        } else if self.open.find(tag, 0) == Some(at) {
            if let Some(node) = node {
                self.ends
                    .push((super::token::offset(self.tree.nodes.len()), node));
            }
            self.open.end(at);
        }
    }

    /// A start tag inside a drawing or a formula. Gives whether it is dealt with.
    fn open_in_foreign(&mut self, tag: &TagToken) -> bool {
        let Some(top) = self.open.top() else {
            return false;
        };
        if top.tag.is_integration_point() {
            return false;
        }
        if tag.tag.leaves_foreign_content() {
            while self
                .open
                .top()
                .is_some_and(|top| top.is_foreign && !top.tag.is_integration_point())
            {
                self.pop();
            }
            return false;
        }
        self.insert_as(tag, foreign(tag.tag), true);
        if tag.self_closing {
            self.pop();
        }
        true
    }

    /// An end tag inside a drawing or a formula. Gives whether it is dealt with.
    fn close_in_foreign(&mut self, tag: &TagToken) -> bool {
        if matches!(tag.tag, Tag::P | Tag::Br) {
            while self
                .open
                .top()
                .is_some_and(|top| top.is_foreign && !top.tag.is_integration_point())
            {
                self.pop();
            }
            return false;
        }
        let name = foreign(tag.tag);
        let hash = if name == Tag::Other {
            tag.name.hash() ^ 1
        } else {
            0
        };
        let root = self
            .open
            .find(Tag::Svg, 0)
            .max(self.open.find(Tag::Math, 0));
        let found = self
            .open
            .find(name, hash)
            .filter(|&at| root.is_some_and(|root| at >= root));
        match found.filter(|&at| self.open.get(at).is_some_and(|open| open.is_foreign)) {
            Some(at) => {
                self.pop_to(at);
                true
            }
            None => false,
        }
    }
}

/// What an element of a drawing or a formula is: few names mean the same there and in the page.
const fn foreign(tag: Tag) -> Tag {
    match tag {
        Tag::Title => Tag::Desc,
        Tag::Svg
        | Tag::Math
        | Tag::Mi
        | Tag::Mo
        | Tag::Mn
        | Tag::Ms
        | Tag::Mtext
        | Tag::Annotation
        | Tag::AnnotationXml
        | Tag::ForeignObject
        | Tag::Desc => tag,
        _ => Tag::Other,
    }
}
