use serde::{Deserialize, Serialize};

use crate::{
    Block, BlockLayout, Boilerplate, CaptureInterval, Card, Finding, Heading, Image, Mark,
    Metadata, PageKind, PageType, Post, SCHEMA_VERSION, Signal, Source, SourceMap, SourceSpan,
    Span,
};

/// A parsed page: one text and everything that points into it.
///
/// Every non-blank character of `text` belongs to exactly one block, card or boilerplate region; each of
/// the three lists is in page order and their spans are disjoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Document {
    /// [`SCHEMA_VERSION`] of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// What the page was.
    pub kind: PageKind,
    /// Where it was crawled.
    pub url: Option<String>,
    /// Where it was read.
    pub source: Source,
    /// When the page was captured, as far as is known or could be solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureInterval>,
    /// Type of the page.
    pub page_type: PageType,
    /// How sure we are of article and outline as a whole, between 0 and 1.
    pub confidence: f32,
    /// What the page says about itself.
    pub metadata: Metadata,
    /// The decoded source for text pages; for HTML and Markdown the visible text of all blocks in page order.
    pub text: String,
    /// Where the text stands in the decoded source; `None` when both are the same string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_map: Option<SourceMap>,
    /// The heading tree, flat, in order; title and its repetitions are never in it.
    pub outline: Vec<Heading>,
    /// The section tree, flat, in preorder; section 0 is the text before the first heading.
    pub sections: Vec<Section>,
    /// The article, in order.
    pub blocks: Vec<Block>,
    /// How blocks are set, where their kind does not say it; in the order of the blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layouts: Vec<BlockLayout>,
    /// Links, emphasis, code and formulas inside of blocks, by their start; of two with one start the longer first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// The posts of a forum page, in order: their blocks do not overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<Post>,
    /// The pictures of the article, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// Teasers of other articles.
    pub cards: Vec<Card>,
    /// Everything else.
    pub boilerplate: Vec<Boilerplate>,
    /// Works and pages that the text refers to.
    pub references: Vec<Reference>,
    /// What the page and its response say about their use, as written; in page order, headers first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// What parsing noticed.
    pub findings: Vec<Finding>,
}

impl Document {
    /// The place of `span` in the decoded source of the page. For text pages both are the same string.
    pub fn source_span(&self, span: Span) -> SourceSpan {
        match &self.source_map {
            Some(map) => map.source_span(span),
            None => SourceSpan::new(span.start, span.end),
        }
    }

    /// The piece of text that `span` covers; empty when the span is not one of this document.
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text).unwrap_or_default()
    }

    /// How the block with this index is set, where its kind does not say it. Runs in O(log n).
    pub fn layout(&self, block: usize) -> Option<&BlockLayout> {
        let found = self
            .layouts
            .binary_search_by_key(&block, |layout| layout.block as usize);
        self.layouts.get(found.ok()?)
    }

    /// Index in `posts` of the post that the block with this index belongs to. Runs in O(log n).
    pub fn post_of(&self, block: usize) -> Option<usize> {
        let at = self
            .posts
            .partition_point(|post| post.end_block as usize <= block);
        let post = self.posts.get(at)?;
        (post.first_block as usize <= block).then_some(at)
    }

    /// The blocks of `section`, its heading included, its subsections not.
    pub fn section_blocks(&self, section: &Section) -> &[Block] {
        self.blocks
            .get(section.first_block as usize..section.end_block as usize)
            .unwrap_or_default()
    }

    /// The heading that opens `section`; `None` for section 0.
    pub fn section_heading(&self, section: &Section) -> Option<&Heading> {
        self.outline.get(section.heading? as usize)
    }

    /// Heading texts from the outermost section down to section `index`; empty for section 0.
    pub fn section_path(&self, index: usize) -> Vec<&str> {
        let mut path = Vec::new();
        let mut next = Some(index);
        while let Some(section) = next.and_then(|index| self.sections.get(index)) {
            path.extend(
                self.section_heading(section)
                    .map(|heading| heading.text.as_str()),
            );
            next = section.parent.map(|parent| parent as usize);
        }
        path.reverse();
        path
    }
}

impl Default for Document {
    /// An empty text page.
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            id: String::new(),
            kind: PageKind::Text,
            url: None,
            source: Source::default(),
            capture: None,
            page_type: PageType::default(),
            confidence: 0.0,
            metadata: Metadata::default(),
            text: String::new(),
            source_map: None,
            outline: Vec::new(),
            sections: Vec::new(),
            blocks: Vec::new(),
            layouts: Vec::new(),
            marks: Vec::new(),
            posts: Vec::new(),
            images: Vec::new(),
            cards: Vec::new(),
            boilerplate: Vec::new(),
            references: Vec::new(),
            signals: Vec::new(),
            findings: Vec::new(),
        }
    }
}

/// One section: a heading and the blocks up to the next heading of any level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Section {
    /// Level of its heading; 0 for section 0.
    pub level: u8,
    /// Index of the enclosing section in [`Document::sections`]; `None` for section 0 and top sections.
    pub parent: Option<u32>,
    /// Index of its heading in [`Document::outline`]; `None` for section 0.
    pub heading: Option<u32>,
    /// Its first block, the heading itself; for section 0 the first block of the page.
    pub first_block: u32,
    /// One past its last block, not counting subsections.
    pub end_block: u32,
    /// What the section is for.
    pub role: Option<SectionRole>,
}

/// What a section is for, by the words of its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SectionRole {
    /// 引言, 前言, Introduction
    Introduction,
    /// 背景, Background
    Background,
    /// 定义, 概念, Definition
    Definition,
    /// 优势, 优点, Advantages, Pros
    Advantages,
    /// 劣势, 缺点, Disadvantages, Cons
    Disadvantages,
    /// 方法, 步骤, Method
    Method,
    /// 示例, 案例, Example
    Example,
    /// 结果, Results
    Results,
    /// 讨论, Discussion
    Discussion,
    /// 展望, 趋势, Outlook
    Outlook,
    /// 结语, 小结, 总结, Conclusion
    Conclusion,
    /// 常见问题, FAQ
    Faq,
    /// 参考文献, References
    References,
    /// 致谢, Acknowledgments
    Acknowledgments,
    /// 附录, Appendix
    Appendix,
}

impl SectionRole {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Introduction => "introduction",
            Self::Background => "background",
            Self::Definition => "definition",
            Self::Advantages => "advantages",
            Self::Disadvantages => "disadvantages",
            Self::Method => "method",
            Self::Example => "example",
            Self::Results => "results",
            Self::Discussion => "discussion",
            Self::Outlook => "outlook",
            Self::Conclusion => "conclusion",
            Self::Faq => "faq",
            Self::References => "references",
            Self::Acknowledgments => "acknowledgments",
            Self::Appendix => "appendix",
        }
    }
}

/// A work or page that the text refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    /// Kind of the target.
    pub kind: ReferenceKind,
    /// arXiv number, DOI or URL.
    pub target: String,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReferenceKind {
    /// An arXiv paper: `2408.10899`.
    Arxiv,
    /// A digital object identifier: `10.1000/182`.
    Doi,
    /// Any other web address.
    Url,
}

impl ReferenceKind {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arxiv => "arxiv",
            Self::Doi => "doi",
            Self::Url => "url",
        }
    }
}
