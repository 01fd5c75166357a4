//! The stable records of DESIGN: from documents and analyses to what is written, one JSON object a line.
//!
//! Spans become places in the decoded source, and, where the article's text holds them, places in the record's
//! `text`.

use std::collections::BTreeMap;

use wenmai_model::{
    Analysis, ArticleText, BlockKind, BlockRecord, BoilerplateRecord, CardRecord, Chunk,
    ChunkRecord, CorpusAnalysis, CorpusStatsRecord, Document, DocumentRecord, Draft, DraftPart,
    DraftPlace, DraftRecord, DraftSpanRecord, Finding, FindingKind, FindingRecord, FindingsRecord,
    Heading, HeadingRecord, Keyword, KeywordRecord, KeywordVariant, KeywordVariantRecord,
    KeywordsRecord, LineClass, LineExplanation, Metadata, OutlineRecord, OutlineSectionRecord,
    Passage, PassageRecord, PostRecord, ReferenceRecord, SCHEMA_VERSION, SectionStatsRecord,
    SimilarPassages, SimilarPassagesRecord, SimilarRecord, Span, StatsRecord,
};
use wenmai_text::lines::excerpt;

use crate::article::article_text;

/// The record of `document` that `extract` writes.
pub fn document_record(document: &Document) -> DocumentRecord {
    document_record_with(document, article_text(document))
}

/// [`document_record`], where the [`article_text`] of `document` has been made.
pub fn document_record_with(document: &Document, article: ArticleText) -> DocumentRecord {
    let outline = outline_records(document, &article);
    let blocks = document.blocks.iter().enumerate().map(|(at, block)| {
        let found = document.post_of(at);
        let post = found.and_then(|found| document.posts.get(found));
        let post = post.filter(|_| block.kind == BlockKind::Post);
        BlockRecord {
            kind: block.kind,
            span: document.source_span(block.span),
            text_span: article.text_span(block.span),
            lines: block.lines,
            post: found.and_then(|found| u32::try_from(found).ok()),
            author: post.and_then(|post| post.author.clone()),
            time: post.and_then(|post| post.time.clone()),
            published: post.and_then(|post| post.published.clone()),
        }
    });
    let posts = document.posts.iter().map(|post| PostRecord {
        author: post.author.clone(),
        time: post.time.clone(),
        published: post.published.clone(),
        span: document.source_span(post.span),
        text_span: article.text_span(post.span),
        blocks: [post.first_block, post.end_block],
    });
    let related = document
        .cards
        .iter()
        .map(|card| CardRecord::new(card, document.source_span(card.span)));
    let boilerplate = document.boilerplate.iter().map(|region| BoilerplateRecord {
        kind: region.kind,
        span: document.source_span(region.span),
        lines: region.lines,
    });
    let references = document.references.iter().map(|reference| ReferenceRecord {
        kind: reference.kind,
        target: reference.target.clone(),
        span: document.source_span(reference.span),
    });
    let findings = document
        .findings
        .iter()
        .map(|finding| finding_record(document, &article, finding));
    DocumentRecord {
        schema_version: document.schema_version,
        id: document.id.clone(),
        kind: document.kind,
        url: document.url.clone(),
        source: document.source.clone(),
        capture: document.capture,
        page_type: document.page_type,
        confidence: document.confidence,
        metadata: metadata_record(document),
        blocks: blocks.collect(),
        posts: posts.collect(),
        outline,
        related: related.collect(),
        boilerplate: boilerplate.collect(),
        references: references.collect(),
        quality: None,
        rights: None,
        personal_data: BTreeMap::new(),
        findings: findings.collect(),
        text: article.text,
    }
}

/// [`document_record`] with the findings, the rights and the personal data of `analysis`.
pub fn audited_record(document: &Document, analysis: &Analysis) -> DocumentRecord {
    let article = article_text(document);
    let findings: Vec<_> = (analysis.findings.iter())
        .map(|finding| finding_record(document, &article, finding))
        .collect();
    let mut record = document_record_with(document, article);
    record.findings.extend(findings);
    record.rights.clone_from(&analysis.rights);
    record.personal_data.clone_from(&analysis.personal_data);
    record
}

/// The metadata of `document` with the places of its fields in the decoded source.
fn metadata_record(document: &Document) -> Metadata {
    let mut metadata = document.metadata.clone();
    for span in metadata
        .provenance
        .iter_mut()
        .filter_map(|p| p.span.as_mut())
    {
        *span = <[u32; 2]>::from(document.source_span(*span)).into();
    }
    metadata
}

/// The headings of `document`, in order; `article` is its [`article_text`].
pub fn outline_records(document: &Document, article: &ArticleText) -> Vec<HeadingRecord> {
    let mut roles = vec![None; document.outline.len()];
    for section in &document.sections {
        if let Some(role) = section
            .heading
            .and_then(|heading| roles.get_mut(heading as usize))
        {
            *role = section.role;
        }
    }
    let record = |(heading, role): (&Heading, _)| HeadingRecord {
        level: heading.level,
        tag_level: heading.tag_level,
        number: heading.number.clone(),
        marker: heading.marker.clone(),
        text: heading.text.clone(),
        level_source: heading.level_source,
        confidence: heading.confidence,
        role,
        span: document.source_span(heading.span),
        text_span: article.text_span(heading.span),
        line: heading.line,
    };
    document.outline.iter().zip(roles).map(record).collect()
}

/// The outline of `document` with the lengths of its sections, and with the reasons of its headings where the explanations of
/// the document's lines are given.
pub fn outline_record(
    document: &Document,
    analysis: &Analysis,
    lines: Option<&[LineExplanation]>,
) -> OutlineRecord {
    let headings = outline_records(document, &article_text(document));
    let sections = document.sections.iter().zip(&analysis.sections);
    // Sections with a heading come in the order of the headings.
    let mut reasons = heading_explanations(lines);
    let outline = sections.filter_map(|(section, stats)| {
        let heading = headings.get(section.heading? as usize)?.clone();
        let line = reasons.next();
        Some(OutlineSectionRecord {
            heading,
            chars: stats.own.chars,
            total_chars: stats.total.chars,
            share: stats.share,
            reason: line.map(|line| line.reason.clone()),
            level_reason: line.and_then(|line| line.level_reason.clone()),
        })
    });
    OutlineRecord {
        schema_version: SCHEMA_VERSION,
        id: document.id.clone(),
        title: document.metadata.title.clone(),
        outline: outline.collect(),
    }
}

/// The keywords of `document`, best first.
pub fn keywords_record(document: &Document, analysis: &Analysis) -> KeywordsRecord {
    let article = article_text(document);
    KeywordsRecord {
        schema_version: analysis.schema_version,
        id: Some(document.id.clone()),
        path: None,
        keywords: keyword_records(document, &article, &analysis.keywords),
    }
}

/// The keywords of each section of `document`, one record a section, in order. The text before the first heading has a
/// record only if it holds body text.
pub fn section_keywords_records(document: &Document, analysis: &Analysis) -> Vec<KeywordsRecord> {
    let article = article_text(document);
    shown_sections(document)
        .map(|index| KeywordsRecord {
            schema_version: analysis.schema_version,
            id: Some(document.id.clone()),
            path: Some(section_path(document, index)),
            keywords: keyword_records(
                document,
                &article,
                analysis
                    .section_keywords
                    .get(index)
                    .map_or(&[][..], Vec::as_slice),
            ),
        })
        .collect()
}

/// The keywords of a corpus, best first.
pub fn corpus_keywords_record(corpus: &CorpusAnalysis) -> KeywordsRecord {
    let keywords = corpus.keywords.iter().map(|keyword| KeywordRecord {
        text: keyword.text.clone(),
        score: keyword.score,
        count: keyword.count,
        density: None,
        documents: Some(keyword.documents),
        keyness: keyword.keyness,
        trend: keyword.trend.clone(),
        span: None,
        text_span: None,
        variants: Vec::new(),
    });
    KeywordsRecord {
        schema_version: corpus.schema_version,
        id: None,
        path: None,
        keywords: keywords.collect(),
    }
}

/// `keywords` of `document` with the places of their first occurrences; `article` is its [`article_text`].
pub fn keyword_records(
    document: &Document,
    article: &ArticleText,
    keywords: &[Keyword],
) -> Vec<KeywordRecord> {
    let variant = |variant: &KeywordVariant| KeywordVariantRecord {
        text: variant.text.clone(),
        count: u64::from(variant.count),
        span: variant.span.map(|span| document.source_span(span)),
        text_span: variant.span.and_then(|span| article.text_span(span)),
    };
    let record = |keyword: &Keyword| {
        let first = keyword.spans.first().copied();
        KeywordRecord {
            text: keyword.text.clone(),
            score: keyword.score,
            count: u64::from(keyword.count),
            density: Some(keyword.density),
            documents: None,
            keyness: None,
            trend: Vec::new(),
            span: first.map(|span| document.source_span(span)),
            text_span: first.and_then(|span| article.text_span(span)),
            variants: keyword.variants.iter().map(variant).collect(),
        }
    };
    keywords.iter().map(record).collect()
}

/// The section statistics of `document`. The text before the first heading has a section only if it holds body text.
pub fn stats_record(document: &Document, analysis: &Analysis) -> StatsRecord {
    let sections = shown_sections(document).filter_map(|index| {
        let section = document.sections.get(index)?;
        let stats = analysis.sections.get(index)?;
        Some(SectionStatsRecord {
            path: section_path(document, index),
            level: section.level,
            own: stats.own,
            total_chars: stats.total.chars,
            share: stats.share,
            measures: stats.measures,
        })
    });
    StatsRecord {
        schema_version: SCHEMA_VERSION,
        id: document.id.clone(),
        totals: analysis.totals,
        measures: analysis.measures,
        sections: sections.collect(),
        similar: similar_records(document, analysis, usize::MAX),
    }
}

/// The chunks of `document`, in order; `article` is its [`article_text`], which they were cut from.
pub fn chunk_records(
    document: &Document,
    article: &ArticleText,
    chunks: &[Chunk],
) -> Vec<ChunkRecord> {
    let record = |(chunk, at): (&Chunk, u32)| {
        let text_span = [chunk.start, chunk.end];
        let text = Span::from(text_span).of(&article.text);
        let span = article.page_span(text_span).unwrap_or_default();
        ChunkRecord {
            schema_version: SCHEMA_VERSION,
            id: document.id.clone(),
            chunk: at,
            title: document.metadata.title.clone(),
            path: chunk
                .section
                .map(|section| section_path(document, section as usize))
                .unwrap_or_default(),
            text: text.unwrap_or_default().to_owned(),
            tokens: chunk.tokens,
            overlap: chunk.overlap,
            span: document.source_span(span),
            text_span,
        }
    };
    chunks.iter().zip(0..).map(record).collect()
}

/// The drafts of instructions of `document`, in order; `article` is its [`article_text`], which they were made from.
pub fn draft_records(
    document: &Document,
    article: &ArticleText,
    drafts: &[Draft],
) -> Vec<DraftRecord> {
    let record = |(draft, at): (&Draft, u32)| {
        let text = |part| {
            let places = draft.places.iter().filter(|(its, _)| *its == part);
            let texts = places.map(|&(_, place)| match place {
                DraftPlace::Article(range) => Span::from(range).of(&article.text),
                DraftPlace::Page(span) => Some(document.slice(span)),
            });
            texts.flatten().collect::<Vec<_>>().join("\n")
        };
        let spans = draft.places.iter().map(|&(role, place)| {
            let (span, text_span) = match place {
                DraftPlace::Article(range) => {
                    (article.page_span(range).unwrap_or_default(), Some(range))
                }
                DraftPlace::Page(span) => (span, None),
            };
            DraftSpanRecord {
                role,
                span: document.source_span(span),
                text_span,
            }
        });
        DraftRecord {
            schema_version: SCHEMA_VERSION,
            id: document.id.clone(),
            draft: at,
            kind: draft.kind,
            language: draft.language.to_owned(),
            instruction: draft.instruction.clone(),
            input: text(DraftPart::Input),
            output: text(DraftPart::Output),
            path: draft
                .section
                .map(|section| section_path(document, section as usize))
                .unwrap_or_default(),
            spans: spans.collect(),
        }
    };
    drafts.iter().zip(0..).map(record).collect()
}

/// What `document` says twice.
pub fn similar_record(document: &Document, analysis: &Analysis) -> SimilarRecord {
    SimilarRecord {
        schema_version: analysis.schema_version,
        id: document.id.clone(),
        similar: similar_records(document, analysis, usize::MAX),
    }
}

/// The first pairs of passages that say the same, at most `limit`.
pub(crate) fn similar_records(
    document: &Document,
    analysis: &Analysis,
    limit: usize,
) -> Vec<SimilarPassagesRecord> {
    if analysis.similar.is_empty() {
        return Vec::new();
    }
    let article = article_text(document);
    let passage = |passage: Passage| PassageRecord {
        path: passage
            .section
            .map(|section| section_path(document, section as usize)),
        span: passage.span.map(|span| document.source_span(span)),
        text_span: passage.span.and_then(|span| article.text_span(span)),
    };
    let record = |pair: &SimilarPassages| SimilarPassagesRecord {
        kind: pair.kind,
        resemblance: pair.resemblance,
        containment: pair.containment,
        a: passage(pair.a),
        b: passage(pair.b),
        text: excerpt(document.slice(pair.b.span.unwrap_or_default())),
    };
    analysis.similar.iter().take(limit).map(record).collect()
}

/// The statistics of many documents together.
pub fn corpus_stats_record(corpus: &CorpusAnalysis) -> CorpusStatsRecord {
    CorpusStatsRecord {
        schema_version: SCHEMA_VERSION,
        documents: corpus.documents,
        sections: corpus.sections,
        totals: corpus.totals,
        languages: corpus.languages.clone(),
        distributions: corpus.distributions.clone(),
    }
}

/// The findings of parsing and, when given, of analysis; `None` when there are none.
pub fn findings_record(document: &Document, analysis: Option<&Analysis>) -> Option<FindingsRecord> {
    let article = article_text(document);
    let findings: Vec<_> = document
        .findings
        .iter()
        .chain(analysis.into_iter().flat_map(|analysis| &analysis.findings))
        .map(|finding| finding_record(document, &article, finding))
        .collect();
    (!findings.is_empty()).then(|| FindingsRecord {
        id: document.id.clone(),
        findings,
    })
}

/// The record of one finding of `document`; `article` is its [`article_text`]. The value of a privacy finding is masked.
pub fn finding_record(
    document: &Document,
    article: &ArticleText,
    finding: &Finding,
) -> FindingRecord {
    let value = finding.value.as_deref().map(|value| match finding.kind {
        FindingKind::Privacy => mask(&finding.code, value),
        _ => value.to_owned(),
    });
    FindingRecord {
        kind: finding.kind,
        code: finding.code.to_string(),
        severity: finding.severity,
        message: finding.message.clone(),
        fix: finding.fix.clone(),
        span: finding
            .span
            .map_or(finding.source_span, |span| Some(document.source_span(span))),
        text_span: finding.span.and_then(|span| article.text_span(span)),
        value,
    }
}

/// Hides a value of personal data of the kind that `code` names: letters and digits become `*`, except the first and last of
/// a long one, so that a person who has the page can tell which value is meant. At most three characters stay on each side, and
/// never more than a quarter of all; of a secret the first four of twenty or more, and nothing else.
///
/// ```
/// use wenmai_format::record::mask;
/// assert_eq!(mask("mobile_phone", "13812345678"), "13*******78");
/// assert_eq!(mask("email", "a@b.cn"), "a@*.*n");
/// assert_eq!(mask("secret", "tr0ub4dor"), "*********");
/// ```
pub fn mask(code: &str, value: &str) -> String {
    let len = value.chars().filter(|c| c.is_alphanumeric()).count();
    let (first, last) = match (code, len) {
        ("secret", 20..) => (4, 0),
        ("secret", _) => (0, 0),
        _ => ((len / 4).min(3), (len / 4).min(3)),
    };
    let mut seen = 0;
    value
        .chars()
        .map(|c| {
            if !c.is_alphanumeric() {
                return c;
            }
            seen += 1;
            if seen <= first || seen > len - last {
                c
            } else {
                '*'
            }
        })
        .collect()
}

/// Indexes of the sections that are shown: all but an empty section 0.
pub(crate) fn shown_sections(document: &Document) -> impl Iterator<Item = usize> {
    let start = match document.sections.first() {
        Some(section) if section.heading.is_none() => {
            let blocks = document.section_blocks(section);
            usize::from(!blocks.iter().any(|block| block.kind.is_body()))
        }
        _ => 0,
    };
    start..document.sections.len()
}

/// The lines that are headings, in order.
pub(crate) fn heading_explanations(
    lines: Option<&[LineExplanation]>,
) -> impl Iterator<Item = &LineExplanation> {
    let heading = LineClass::Block(BlockKind::Heading);
    let lines = lines.unwrap_or_default().iter();
    lines.filter(move |line| line.class == heading)
}

/// Heading texts down to section `index`.
fn section_path(document: &Document, index: usize) -> Vec<String> {
    let path = document.section_path(index);
    path.into_iter().map(str::to_owned).collect()
}
