//! The elements that are open while a page is read, and the formatting that goes on from block to block.

use rustc_hash::FxHashMap;

use super::tag::Tag;

/// No place on the stack.
const NONE: u32 = u32::MAX;

/// Most formatting elements that go on from block to block: each further block would hold a node for every one of them.
const MAX_FORMATTING: usize = 8;

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// Its node; for an element that is open too deep, the node that stands in for it.
    pub(super) node: u32,
    pub(super) tag: Tag,
    /// Whether it belongs to a drawing or a formula.
    pub(super) is_foreign: bool,
    /// Whether its end tag came while a block inside was open.
    pub(super) is_ended: bool,
    /// Whether `node` is not its own.
    pub(super) is_alias: bool,
    /// Tells elements of other names apart.
    hash: u32,
    /// The open element of the same name further out.
    outer: u32,
    /// The innermost special element, this one included.
    special: u32,
    /// The same without `address`, `div` and `p`, over which list items close each other.
    barrier: u32,
}

/// How far an end tag reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Default,
    Button,
    List,
    Table,
}

/// The stack of open elements. Whether one is in scope is found without walking the stack, so that closing is linear in
/// what is closed.
#[derive(Debug)]
pub(super) struct OpenElements {
    stack: Vec<Open>,
    innermost: [u32; Tag::COUNT],
    innermost_other: FxHashMap<u32, u32>,
    /// Places of the elements that bound scopes.
    borders: Vec<u32>,
    lists: Vec<u32>,
    buttons: Vec<u32>,
    tables: Vec<u32>,
    pub(super) formatting: Formatting,
}

impl OpenElements {
    pub(super) fn new() -> Self {
        Self {
            stack: Vec::with_capacity(64),
            innermost: [NONE; Tag::COUNT],
            innermost_other: FxHashMap::default(),
            borders: Vec::new(),
            lists: Vec::new(),
            buttons: Vec::new(),
            tables: Vec::new(),
            formatting: Formatting::default(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.stack.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Open> {
        self.stack.get(at)
    }

    pub(super) fn top(&self) -> Option<&Open> {
        self.stack.last()
    }

    pub(super) fn top_mut(&mut self) -> Option<&mut Open> {
        self.stack.last_mut()
    }

    pub(super) fn top_tag(&self) -> Tag {
        self.stack.last().map_or(Tag::Other, |open| open.tag)
    }

    pub(super) fn push(&mut self, node: u32, tag: Tag, hash: u32, is_foreign: bool) {
        let at = super::token::offset(self.stack.len());
        let (special, barrier) = self
            .stack
            .last()
            .map_or((NONE, NONE), |top| (top.special, top.barrier));
        let is_special = tag.is_special();
        let is_barrier = is_special && !matches!(tag, Tag::Address | Tag::Div | Tag::P);
        let outer = if tag == Tag::Other {
            self.innermost_other.insert(hash, at).unwrap_or(NONE)
        } else {
            self.innermost
                .get_mut(tag as usize)
                .map_or(NONE, |place| std::mem::replace(place, at))
        };
        self.stack.push(Open {
            node,
            tag,
            is_foreign,
            is_ended: false,
            is_alias: false,
            hash,
            outer,
            special: if is_special { at } else { special },
            barrier: if is_barrier { at } else { barrier },
        });
        if tag.is_scope_border() {
            self.borders.push(at);
        }
        match tag {
            Tag::Ol | Tag::Ul => self.lists.push(at),
            Tag::Button => self.buttons.push(at),
            Tag::Html | Tag::Table | Tag::Template => self.tables.push(at),
            _ => {}
        }
        if tag.is_formatting_border() {
            self.formatting.list.push(Entry::Border);
        }
    }

    /// Takes the innermost element off the stack.
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        let at = super::token::offset(self.stack.len());
        if !open.is_ended {
            self.unlink(&open);
        }
        if open.tag.is_scope_border() {
            self.borders.pop();
        }
        match open.tag {
            Tag::Ol | Tag::Ul => drop(self.lists.pop()),
            Tag::Button => drop(self.buttons.pop()),
            Tag::Html | Tag::Table | Tag::Template => drop(self.tables.pop()),
            _ => {}
        }
        if open.tag.is_formatting_border() {
            self.formatting.end_at_border();
        } else if open.tag.is_formatting() {
            self.formatting.element_is_closed(at);
        }
        Some(open)
    }

    fn unlink(&mut self, open: &Open) {
        if open.tag != Tag::Other {
            if let Some(place) = self.innermost.get_mut(open.tag as usize) {
                *place = open.outer;
            }
        } else if open.outer == NONE {
            self.innermost_other.remove(&open.hash);
        } else {
            self.innermost_other.insert(open.hash, open.outer);
        }
    }

    /// Marks the element at `at`, the innermost of its name, as ended: it leaves the stack together with what is above it.
    pub(super) fn end(&mut self, at: usize) {
        let Some(open) = self.stack.get_mut(at).filter(|open| !open.is_ended) else {
            return;
        };
        open.is_ended = true;
        let open = *open;
        self.unlink(&open);
    }

    /// The innermost element of this name.
    #[inline]
    pub(super) fn find(&self, tag: Tag, hash: u32) -> Option<usize> {
        let at = if tag == Tag::Other {
            self.innermost_other.get(&hash).copied()
        } else {
            self.innermost.get(tag as usize).copied()
        };
        at.filter(|&at| at != NONE).map(|at| at as usize)
    }

    #[inline]
    pub(super) fn has(&self, tag: Tag) -> bool {
        self.find(tag, 0).is_some()
    }

    /// The innermost element of this name, if an end tag reaches it.
    #[inline]
    pub(super) fn in_scope(&self, tag: Tag, scope: Scope) -> Option<usize> {
        let last = |places: &[u32]| places.last().map_or(0, |&at| at as usize);
        let border = match scope {
            Scope::Default => last(&self.borders),
            Scope::Button => last(&self.borders).max(last(&self.buttons)),
            Scope::List => last(&self.borders).max(last(&self.lists)),
            Scope::Table => last(&self.tables),
        };
        self.find(tag, 0).filter(|&at| at >= border)
    }

    /// The innermost special element.
    pub(super) fn special(&self) -> Option<usize> {
        self.stack
            .last()
            .map(|top| top.special)
            .filter(|&at| at != NONE)
            .map(|at| at as usize)
    }

    /// The innermost special element that is no `address`, `div` or `p`.
    pub(super) fn barrier(&self) -> Option<(usize, Tag)> {
        let at = self.stack.last().map(|top| top.barrier)? as usize;
        Some((at, self.stack.get(at)?.tag))
    }

    /// Makes the element at `at` go on in later blocks.
    pub(super) fn format(&mut self, at: usize) {
        if let Some(open) = self.stack.get(at) {
            let (tag, node) = (open.tag, open.node);
            self.formatting.push(tag, node, super::token::offset(at));
        }
    }
}

/// Formatting elements that are not ended.
#[derive(Debug, Default)]
pub(super) struct Formatting {
    list: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    /// What stands before does not go on here.
    Border,
    Element {
        tag: Tag,
        node: u32,
        /// Its place on the stack of open elements.
        at: u32,
    },
}

impl Formatting {
    /// The entries behind the last border: no more than [`MAX_FORMATTING`].
    fn current(&self) -> std::ops::Range<usize> {
        let borders = self
            .list
            .iter()
            .rposition(|entry| matches!(entry, Entry::Border));
        borders.map_or(0, |border| border + 1)..self.list.len()
    }

    fn push(&mut self, tag: Tag, node: u32, at: u32) {
        let current = self.current();
        let same =
            |entry: &Entry| matches!(entry, Entry::Element { tag: other, .. } if *other == tag);
        let entries = self.list.get(current.clone()).unwrap_or_default();
        // The standard keeps three of the same kind.
        let first_same = entries.iter().position(same);
        if entries.iter().filter(|entry| same(entry)).count() >= 3
            && let Some(first) = first_same
        {
            self.list.remove(current.start + first);
        } else if current.len() >= MAX_FORMATTING {
            self.list.remove(current.start);
        }
        self.list.push(Entry::Element { tag, node, at });
    }

    /// The innermost of this name: its place in the list, and that on the stack of open elements.
    pub(super) fn find(&self, tag: Tag) -> Option<(usize, Option<usize>)> {
        let current = self.current();
        let entries = self.list.get(current.clone()).unwrap_or_default();
        let found = entries.iter().rposition(
            |entry| matches!(entry, Entry::Element { tag: other, .. } if *other == tag),
        )?;
        let Some(Entry::Element { at, .. }) = entries.get(found) else {
            return None;
        };
        Some((current.start + found, (*at != NONE).then_some(*at as usize)))
    }

    pub(super) fn remove(&mut self, place: usize) {
        if place < self.list.len() {
            self.list.remove(place);
        }
    }

    /// The element at this place on the stack was closed, not by its own end tag.
    fn element_is_closed(&mut self, closed: u32) {
        for entry in self.list.iter_mut().rev() {
            match entry {
                Entry::Element { at, .. } if *at == closed => {
                    *at = NONE;
                    return;
                }
                Entry::Element { .. } => {}
                Entry::Border => return,
            }
        }
    }

    fn end_at_border(&mut self) {
        while let Some(Entry::Element { .. }) = self.list.pop() {}
    }

    /// Whether some formatting is to be opened again.
    #[inline]
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.list.last(), Some(Entry::Element { at: NONE, .. }))
    }

    /// The first element that is to be opened again: its place in the list, name and node.
    pub(super) fn first_waiting(&self) -> Option<usize> {
        let mut first = None;
        for place in self.current().rev() {
            match self.list.get(place) {
                Some(Entry::Element { at: NONE, .. }) => first = Some(place),
                _ => break,
            }
        }
        first
    }

    /// The name and the node of the element at this place of the list.
    pub(super) fn get(&self, place: usize) -> Option<(Tag, u32)> {
        match self.list.get(place)? {
            Entry::Element { tag, node, .. } => Some((*tag, *node)),
            Entry::Border => None,
        }
    }

    /// The element at this place of the list was opened again.
    pub(super) fn opened(&mut self, place: usize, new_node: u32, new_at: usize) {
        if let Some(Entry::Element { node, at, .. }) = self.list.get_mut(place) {
            (*node, *at) = (new_node, super::token::offset(new_at));
        }
    }
}
