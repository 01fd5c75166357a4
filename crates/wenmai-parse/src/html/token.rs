//! From characters to tags and text: the tokenizer's events, put together.

use std::ops::Range;

use html5gum::{Emitter, Error, State, Tokenizer};

use super::attribute::AttributeName;
use super::tag::Tag;

/// Longest name of a tag or attribute that is told apart; of longer names the rest does not count.
const MAX_NAME_BYTES: usize = 32;

/// A name in lower case, as far as it is told apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Name {
    bytes: [u8; MAX_NAME_BYTES],
    len: u8,
}

impl Name {
    /// The name.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// A number that tells this name from others.
    pub(super) fn hash(&self) -> u32 {
        let bytes = self.as_bytes().iter();
        bytes.fold(0x811c_9dc5, |hash, &byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
    }

    #[inline]
    fn push(&mut self, piece: &[u8]) {
        let len = usize::from(self.len);
        let piece = piece
            .get(..piece.len().min(MAX_NAME_BYTES - len))
            .unwrap_or_default();
        if let Some(room) = self.bytes.get_mut(len..len + piece.len()) {
            room.copy_from_slice(piece);
            // No more than `MAX_NAME_BYTES`.
            self.len += u8::try_from(piece.len()).unwrap_or_default();
        }
    }

    #[inline]
    const fn clear(&mut self) {
        self.len = 0;
    }
}

/// By the name alone: what longer names left behind it does not count.
impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Name {}

/// An attribute that is kept, and the place of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: AttributeName,
    /// Whether the place is one in the decoded values, not in the source.
    pub(super) decoded: bool,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The attributes of a page: those of one element stand side by side.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) list: Vec<Attribute>,
    /// Values that are not written in the source as they are meant, one behind the other.
    pub(super) decoded: Vec<u8>,
}

/// A tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct TagToken {
    pub(super) tag: Tag,
    pub(super) name: Name,
    /// From its `<` to behind its `>`, in the source.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) self_closing: bool,
    /// Where its attributes begin in the list of all; they reach to its end.
    pub(super) first_attribute: usize,
}

/// What tags and text become.
pub(super) trait Sink {
    /// The attributes that were read; those of the tag at hand come last.
    fn attributes(&mut self) -> &mut Attributes;
    /// Text that stands at `place` of the source as it is meant, but for the line ends.
    fn text(&mut self, place: Range<usize>);
    /// Text that is written in another way at `place` of the source.
    fn decoded_text(&mut self, text: &str, place: Range<usize>);
    /// A start tag. Gives how the tokenizer goes on.
    fn start_tag(&mut self, tag: &TagToken) -> Option<State>;
    /// An end tag.
    fn end_tag(&mut self, tag: &TagToken);
    /// Whether nothing more is read of the page.
    fn is_over(&self) -> bool;
    /// Whether text is that of a script or style, which ends the tag of its name only.
    fn is_raw(&self) -> bool;
    /// Whether markup stands inside a drawing or a formula.
    fn is_foreign(&self) -> bool;
    /// The end of the page.
    fn finish(&mut self);
}

/// Reads the tags and the text of `source` into `sink`, by the state machine of the WHATWG standard.
pub(super) fn tokenize(source: &str, sink: &mut impl Sink) {
    tokenize_from(source, sink, None);
}

/// The same, from within an element of this name.
pub(super) fn tokenize_from(source: &str, sink: &mut impl Sink, start: Option<(State, &str)>) {
    let mut events = Events::new(source, &mut *sink);
    if let Some((_, name)) = start {
        events.set_last_start_tag(Some(name.as_bytes()));
    }
    let mut tokenizer = Tokenizer::new_with_emitter(source, events);
    if let Some((state, _)) = start {
        tokenizer.set_state(state);
    }
    match tokenizer.next() {
        None => {}
        Some(Ok(Over)) => {
            drop(tokenizer);
            sink.finish();
        }
        Some(Err(never)) => match never {},
    }
}

/// The page ends here, whatever comes behind: all else goes to the [`Sink`].
struct Over;

/// The tag, attribute and text at hand, as the tokenizer tells of them piece by piece.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact about the piece before"
)]
struct Events<'s, 'k, S> {
    source: &'s str,
    sink: &'k mut S,
    /// How far the source is read.
    position: usize,
    /// Text that is not handed on yet: its place in the source, and what it says if that differs.
    place: Range<usize>,
    decoded: Vec<u8>,
    is_decoded: bool,
    /// The tag at hand.
    tag_start: usize,
    name: Name,
    is_start: bool,
    self_closing: bool,
    first_attribute: usize,
    /// The attribute at hand.
    attribute: Name,
    has_attribute: bool,
    value: Range<usize>,
    /// Where the value begins in the decoded values, if it stands there.
    value_decoded: Option<usize>,
    /// The attributes that the tag has.
    known: u64,
    last_start: Name,
}

impl<'s, 'k, S: Sink> Events<'s, 'k, S> {
    fn new(source: &'s str, sink: &'k mut S) -> Self {
        Self {
            source,
            sink,
            position: 0,
            place: 0..0,
            decoded: Vec::new(),
            is_decoded: false,
            tag_start: 0,
            name: Name::default(),
            is_start: false,
            self_closing: false,
            first_attribute: 0,
            attribute: Name::default(),
            has_attribute: false,
            value: 0..0,
            value_decoded: None,
            known: 0,
            last_start: Name::default(),
        }
    }

    /// The place of `piece`, which was just read, if the source says the same there.
    #[inline]
    fn verbatim(&self, piece: &[u8]) -> Option<Range<usize>> {
        let source = self.source.as_bytes();
        let place = self.position.checked_sub(piece.len())?..self.position;
        let there = source.get(place.clone())?;
        // Line ends are told apart later, or each line of some pages would be a piece of its own.
        (there == piece || (there == b"\r" && piece == b"\n")).then_some(place)
    }

    /// Whether `place` goes on where `before` ends; between `\r` and `\n` the tokenizer drops one.
    #[inline]
    fn goes_on(&self, before: &Range<usize>, place: &Range<usize>) -> bool {
        before.end == place.start
            || (before.end + 1 == place.start
                && self
                    .source
                    .as_bytes()
                    .get(before.end.wrapping_sub(1)..place.start)
                    == Some(b"\r\n"))
    }

    #[inline]
    fn hand_text_on(&mut self) {
        if self.place.is_empty() {
            return;
        }
        let place = std::mem::take(&mut self.place);
        if self.is_decoded {
            self.is_decoded = false;
            self.sink
                .decoded_text(&String::from_utf8_lossy(&self.decoded), place);
            self.decoded.clear();
        } else {
            self.sink.text(place);
        }
    }

    /// The place up to where the source is read, from where the text at hand ends.
    fn rest(&self, from: usize) -> Range<usize> {
        let end = self.read();
        from.min(end)..end
    }

    /// Where the source is read up to. Behind a bracket in CDATA, the first byte of the next character is read, too.
    fn read(&self) -> usize {
        self.source.floor_char_boundary(self.position)
    }

    #[inline]
    fn end_attribute(&mut self) {
        if !std::mem::take(&mut self.has_attribute) {
            return;
        }
        let name = AttributeName::from_name(self.attribute.as_bytes());
        let is_new = |name: &AttributeName| self.is_start && self.known & name.bit() == 0;
        let Some(name) = name.filter(is_new) else {
            if let Some(start) = self.value_decoded {
                self.sink.attributes().decoded.truncate(start);
            }
            return;
        };
        self.known |= name.bit();
        let attributes = self.sink.attributes();
        let value = match self.value_decoded {
            Some(start) => start..attributes.decoded.len(),
            None => self.value.clone(),
        };
        attributes.list.push(Attribute {
            name,
            decoded: self.value_decoded.is_some(),
            start: offset(value.start),
            end: offset(value.end),
        });
    }

    fn init_tag(&mut self, is_start: bool) {
        self.name.clear();
        self.is_start = is_start;
        self.self_closing = false;
        self.known = 0;
        self.has_attribute = false;
        self.first_attribute = self.sink.attributes().list.len();
    }
}

impl<S: Sink> Emitter for Events<'_, '_, S> {
    type Token = Over;

    fn set_last_start_tag(&mut self, last_start_tag: Option<&[u8]>) {
        self.last_start.clear();
        self.last_start.push(last_start_tag.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.hand_text_on();
        self.sink.finish();
    }

    fn emit_error(&mut self, _: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Over> {
        self.sink.is_over().then_some(Over)
    }

    #[inline]
    fn emit_string(&mut self, piece: &[u8]) {
        if self.sink.is_raw() {
            return;
        }
        match self.verbatim(piece) {
            // As a tree is made of them, NUL characters in text are dropped.
            Some(_) if piece == b"\0" => {}
            Some(place)
                if !self.is_decoded
                    && !self.place.is_empty()
                    && self.goes_on(&self.place, &place) =>
            {
                self.place.end = place.end;
            }
            Some(place) => {
                self.hand_text_on();
                self.place = place;
            }
            None => {
                let from = if self.place.is_empty() {
                    self.tag_start
                } else {
                    self.place.end
                };
                if !self.is_decoded {
                    self.hand_text_on();
                    self.place = self.rest(from);
                    self.is_decoded = true;
                }
                self.place.end = self.read().max(self.place.end);
                self.decoded.extend_from_slice(piece);
            }
        }
    }

    #[inline]
    fn init_start_tag(&mut self) {
        self.init_tag(true);
    }

    #[inline]
    fn init_end_tag(&mut self) {
        self.init_tag(false);
    }

    fn init_comment(&mut self) {}

    fn emit_current_tag(&mut self) -> Option<State> {
        self.hand_text_on();
        self.end_attribute();
        let tag = TagToken {
            tag: Tag::from_name(self.name.as_bytes()),
            name: self.name,
            start: self.tag_start,
            end: self.position,
            self_closing: self.self_closing,
            first_attribute: self.first_attribute,
        };
        // Character references at the start of text begin behind the tag.
        self.tag_start = self.position;
        if self.is_start {
            self.last_start = self.name;
            self.sink.start_tag(&tag)
        } else {
            self.sink.end_tag(&tag);
            None
        }
    }

    fn emit_current_comment(&mut self) {
        self.tag_start = self.position;
    }

    fn emit_current_doctype(&mut self) {
        self.tag_start = self.position;
    }

    fn set_self_closing(&mut self) {
        self.self_closing = true;
    }

    fn set_force_quirks(&mut self) {}

    #[inline]
    fn push_tag_name(&mut self, piece: &[u8]) {
        self.name.push(piece);
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {}

    #[inline]
    fn init_attribute(&mut self) {
        self.end_attribute();
        self.attribute.clear();
        self.has_attribute = true;
        self.value = 0..0;
        self.value_decoded = None;
    }

    #[inline]
    fn push_attribute_name(&mut self, piece: &[u8]) {
        self.attribute.push(piece);
    }

    #[inline]
    fn push_attribute_value(&mut self, piece: &[u8]) {
        if self.value_decoded.is_none() {
            match self.verbatim(piece) {
                Some(place) if self.value.is_empty() => {
                    self.value = place;
                    return;
                }
                Some(place) if self.goes_on(&self.value, &place) => {
                    self.value.end = place.end;
                    return;
                }
                _ => {}
            }
            let so_far = self
                .source
                .as_bytes()
                .get(self.value.clone())
                .unwrap_or_default();
            let decoded = &mut self.sink.attributes().decoded;
            self.value_decoded = Some(decoded.len());
            decoded.extend_from_slice(so_far);
        }
        self.sink.attributes().decoded.extend_from_slice(piece);
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    #[inline]
    fn start_open_tag(&mut self) {
        self.tag_start = self.position.saturating_sub(1);
    }

    #[inline]
    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        !self.is_start && self.name == self.last_start
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.sink.is_foreign()
    }

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.position = self.position.wrapping_add_signed(offset);
    }
}

/// A place in the page: pages of more than 4 GB are cut before they are read.
pub(super) fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
