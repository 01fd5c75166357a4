//! The sections of an article as what they are about.

use std::ops::Range;

use rustc_hash::FxHashMap;
use wenmai_model::{Document, Section, SectionRole};
use wenmai_text::normalize::key_hash;

use super::blocks::Blocks;
use super::phrase::Phrase;
use super::templates::{Language, TEMPLATES, Template};
use super::wording::{Topic, is_name};
use crate::statistics::section_ends;

/// Longest heading that is asked for, in bytes, so that no instruction is long whatever stands in a page.
const MAX_HEADING_BYTES: usize = 240;

/// With more levels of subsections a section is not asked for as a whole, so that a line stands in a few drafts at most.
pub(super) const MAX_HEIGHT: u32 = 2;

/// A section with a heading that can be asked for.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// The heading without its marker.
    pub(super) heading: Phrase<'a>,
    pub(super) role: Option<SectionRole>,
    /// Where the heading means nothing alone: what it says of what.
    pub(super) aspect: Option<Aspect<'a>>,
    /// What the section is about.
    pub(super) own: Topic<'a>,
    /// What the section that it stands in, or the page, is about.
    pub(super) topic: Option<Topic<'a>>,
    pub(super) parent: Option<usize>,
    /// Its blocks without heading and subsections, by their positions in the article.
    pub(super) body: Range<usize>,
    /// The same with subsections.
    pub(super) all: Range<usize>,
    /// How many levels of subsections it has.
    pub(super) height: u32,
    /// Whether subsections say what it is about: 优势, 劣势.
    pub(super) has_aspects: bool,
}

/// A heading such as 优势, or 开源的优势.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aspect<'a> {
    pub(super) template: Template,
    /// The same for a thing that is no name.
    pub(super) titled: Option<Template>,
    /// What is said: 优势.
    pub(super) words: Phrase<'a>,
    /// Of what, where the heading says it: 开源.
    pub(super) of: Option<Phrase<'a>>,
}

/// The sections of the document, with `None` for those that have no heading that can be asked for.
pub(super) fn outline<'a>(
    blocks: &Blocks<'a>,
    title: Option<&Topic<'a>>,
    language: Language,
) -> Vec<Option<Part<'a>>> {
    let document = blocks.source.document;
    let ends = section_ends(document);
    let heights = heights(document);
    let repeated = repeated(blocks);
    let mut parts: Vec<Option<Part<'a>>> = Vec::with_capacity(document.sections.len());
    for (index, section) in document.sections.iter().enumerate() {
        let body = blocks.range(section.first_block, section.end_block);
        let last = ends.get(index).and_then(|end| end.checked_sub(1));
        let last = last.and_then(|last| document.sections.get(last));
        let end = last.map_or(section.end_block, |last| last.end_block);
        let all = blocks.range(section.first_block, end);
        let heading = heading_of(blocks, section, &body);
        // A gap in a line is where two columns met.
        let is_heading = |text: &str| text.len() <= MAX_HEADING_BYTES && !text.contains("   ");
        let is_repeated = repeated.get(index).copied().unwrap_or_default();
        let heading = heading.filter(|heading| is_heading(heading.text) && !is_repeated);
        let parent = section.parent.map(|parent| parent as usize);
        let above = parent.map(|parent| parts.get(parent).and_then(Option::as_ref));
        // Below a heading that cannot be asked for, sections are about nothing that could be named.
        let part = heading
            .filter(|_| !matches!(above, Some(None)))
            .map(|heading| {
                let topic = match above.flatten() {
                    Some(part) if part.aspect.is_some() => of_aspect(part, title, language),
                    Some(part) => Some(part.own),
                    None => title.copied(),
                };
                let role = section.role.or_else(|| {
                    let (front, _) = heading.at_colon()?;
                    TEMPLATES.role_before_colon(front.text)
                });
                let all = (all.start + 1).min(all.end)..all.end;
                let height = heights.get(index).copied().unwrap_or_default();
                let mut own = Topic::of(heading, title, language);
                own.is_known &= height <= MAX_HEIGHT && blocks.says(&all, own.phrase.text);
                Part {
                    aspect: aspect(heading, role, language),
                    own,
                    heading,
                    role,
                    topic,
                    parent,
                    body: (body.start + 1).min(body.end)..body.end,
                    all,
                    height,
                    has_aspects: false,
                }
            });
        let is_aspect = part.as_ref().is_some_and(|part| part.aspect.is_some());
        if let Some(Some(above)) = parent.and_then(|parent| parts.get_mut(parent)) {
            above.has_aspects |= is_aspect;
        }
        parts.push(part);
    }
    parts
}

/// The heading of a section with these blocks, without its marker.
fn heading_of<'a>(
    blocks: &Blocks<'a>,
    section: &Section,
    body: &Range<usize>,
) -> Option<Phrase<'a>> {
    let has_heading = section.heading.is_some() && !body.is_empty();
    has_heading.then(|| blocks.heading(body.start)).flatten()
}

/// Which sections have the heading of another one beside them, such as `Added` of several versions: who asks for one of them
/// does not say which.
fn repeated(blocks: &Blocks<'_>) -> Vec<bool> {
    let document = blocks.source.document;
    let mut first: FxHashMap<(Option<u32>, u64), usize> = FxHashMap::default();
    let mut repeated = vec![false; document.sections.len()];
    for (index, section) in document.sections.iter().enumerate() {
        let body = blocks.range(section.first_block, section.end_block);
        let Some(heading) = heading_of(blocks, section, &body) else {
            continue;
        };
        let other = *first
            .entry((section.parent, key_hash(heading.text)))
            .or_insert(index);
        if other != index {
            for at in [other, index] {
                if let Some(repeated) = repeated.get_mut(at) {
                    *repeated = true;
                }
            }
        }
    }
    repeated
}

/// What a section with an aspect for a heading is about.
fn of_aspect<'a>(
    part: &Part<'a>,
    title: Option<&Topic<'a>>,
    language: Language,
) -> Option<Topic<'a>> {
    let of = part.aspect.and_then(|aspect| aspect.of);
    of.map(|of| Topic::of(of, title, language)).or(part.topic)
}

/// How many levels of subsections each section has.
fn heights(document: &Document) -> Vec<u32> {
    let mut heights = vec![0_u32; document.sections.len()];
    for (index, section) in document.sections.iter().enumerate().rev() {
        let own = heights.get(index).copied().unwrap_or_default();
        let parent = section.parent.filter(|parent| (*parent as usize) < index);
        if let Some(height) = parent.and_then(|parent| heights.get_mut(parent as usize)) {
            *height = (*height).max(own.saturating_add(1));
        }
    }
    heights
}

/// What a heading says of a thing, if that is all it says.
fn aspect(
    heading: Phrase<'_>,
    role: Option<SectionRole>,
    language: Language,
) -> Option<Aspect<'_>> {
    let templates = &*TEMPLATES;
    let whole = heading.text.len();
    let made = |template, words, of| Aspect {
        template,
        titled: role.and_then(|role| templates.titled(role)),
        words,
        of,
    };
    if let Some(template) = templates.aspect(heading.text) {
        return Some(made(template, heading, None));
    }
    let role_template = role.and_then(|role| templates.role(role));
    // 开源的优势
    if let Some(at) = heading.text.rfind('的') {
        let (of, words) = (
            heading.part(0..at),
            heading.part(at + '的'.len_utf8()..whole),
        );
        let template = templates.aspect(words.text).or(role_template);
        if let Some(template) = template.filter(|_| is_name(of.text, language)) {
            return Some(made(template, words, Some(of)));
        }
    }
    if let Some((front, back)) = heading.at_colon() {
        // Kafka：性能
        let template = templates.aspect(back.text);
        if let Some(template) = template.filter(|_| is_name(front.text, language)) {
            return Some(made(template, back, Some(front)));
        }
        // 结语：开放的未来
        return role_template.map(|template| made(template, front, None));
    }
    let template = role_template?;
    let n_chars = heading.text.chars().take(MAX_ASPECT_CHARS + 1).count();
    if language == Language::English || n_chars <= MAX_ASPECT_CHARS {
        return Some(made(template, heading, None));
    }
    // 开源模型优势: words of roles have two characters, 局限性 three.
    let n_words = if heading.text.ends_with('性') { 3 } else { 2 };
    let at = heading.text.char_indices().rev().nth(n_words - 1)?.0;
    let (of, words) = (heading.part(0..at), heading.part(at..whole));
    is_name(of.text, language).then(|| made(template, words, Some(of)))
}

/// A heading of a role with more characters names what it is of: 核心优势 does not, 开源模型优势 does.
const MAX_ASPECT_CHARS: usize = 5;
