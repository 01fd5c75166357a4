//! Documents built by hand: pieces are appended to one text, and spans, lines and sections follow.

use wenmai_model::*;

#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) document: Document,
}

/// An empty Chinese page.
pub(crate) fn page(id: &str) -> Builder {
    let mut document = Document {
        id: id.into(),
        confidence: 0.97,
        page_type: PageType {
            kind: PageTypeKind::Article,
            confidence: 0.98,
        },
        ..Document::default()
    };
    document.source.input = id.into();
    document.source.sha256 = Some("00".repeat(32));
    document.metadata.language = Some("zh".into());
    document.metadata.script = Some("Hans".into());
    Builder { document }
}

impl Builder {
    fn push(&mut self, text: &str) -> (Span, Option<LineRange>) {
        let line = |text: &str| u32::try_from(text.matches('\n').count()).unwrap();
        let start = u32::try_from(self.document.text.len()).unwrap();
        let first = line(&self.document.text);
        self.document.text.push_str(text);
        let end = u32::try_from(self.document.text.len()).unwrap();
        let last = line(&self.document.text);
        self.document.text.push_str("\n\n");
        (Span::new(start, end), Some(LineRange::new(first, last)))
    }

    pub(crate) fn block(mut self, kind: BlockKind, text: &str) -> Self {
        // As in a page, the span begins after the indentation.
        let indent = text.len() - text.trim_start().len();
        let (mut span, lines) = self.push(text);
        span.start += u32::try_from(indent).unwrap();
        self.document.blocks.push(Block { kind, span, lines });
        self
    }

    pub(crate) fn paragraph(self, text: &str) -> Self {
        self.block(BlockKind::Paragraph, text)
    }

    pub(crate) fn title(mut self, tag: &str, title: &str, summary: &str) -> Self {
        self.document.metadata.title = Some(title.into());
        self.document.metadata.tags.push(tag.into());
        self.document.metadata.summary = Some(summary.into());
        self.block(BlockKind::Title, &format!("【{tag}】{title}"))
            .block(BlockKind::Summary, &format!("简介: {summary}"))
    }

    pub(crate) fn heading(mut self, level: u8, marker: &str, title: &str) -> Self {
        let text = format!("{marker}{title}");
        let document = &self.document;
        let block = u32::try_from(document.blocks.len()).unwrap();
        let span_start = u32::try_from(document.text.len()).unwrap();
        let lines = u32::try_from(document.text.matches('\n').count()).unwrap();
        let heading = Heading {
            level,
            tag_level: None,
            number: marker
                .split('.')
                .filter_map(|part| part.trim().parse().ok())
                .collect(),
            marker: (!marker.is_empty()).then(|| marker.trim().to_owned()),
            level_source: LevelSource::Numbering,
            confidence: 0.99,
            block,
            span: Span::new(span_start, span_start + u32::try_from(text.len()).unwrap()),
            line: Some(lines),
            text: text.clone(),
        };
        self.document.outline.push(heading);
        self.block(BlockKind::Heading, &text)
    }

    pub(crate) fn boilerplate(mut self, kind: BoilerplateKind, text: &str) -> Self {
        let (span, lines) = self.push(text);
        self.document
            .boilerplate
            .push(Boilerplate { kind, span, lines });
        self
    }

    /// A card of the seed's shape; `{title}` on a line of its own.
    pub(crate) fn card(
        mut self,
        title: &str,
        age: &str,
        tags: &str,
        excerpt: &str,
        counters: &str,
    ) -> Self {
        let text = format!("|\n{age}\n|\n{tags}\n{title}\n{excerpt}\n{counters}");
        let before = u32::try_from(format!("|\n{age}\n|\n{tags}\n").len()).unwrap();
        let (span, lines) = self.push(&text);
        let title_start = span.start + before;
        let mut counts = counters.split(' ').map(|count| count.parse().ok());
        self.document.cards.push(Card {
            title: title.into(),
            tags: tags.split(' ').map(str::to_owned).collect(),
            age: Some(age.into()),
            excerpt: Some(excerpt.into()),
            views: counts.next().flatten(),
            comments: counts.next().flatten(),
            counters_raw: Some(counters.into()),
            title_span: Span::new(
                title_start,
                title_start + u32::try_from(title.len()).unwrap(),
            ),
            span,
            lines,
            ..Card::default()
        });
        self
    }

    pub(crate) fn finding(
        mut self,
        severity: Severity,
        code: &'static str,
        message: &str,
        at: &str,
    ) -> Self {
        let span = self.find(at);
        self.document.findings.push(Finding {
            kind: FindingKind::Structure,
            code: code.into(),
            severity,
            message: message.into(),
            fix: Some("Check it.".into()),
            span,
            source_span: None,
            value: Some(at.into()),
        });
        self
    }

    pub(crate) fn reference(mut self, kind: ReferenceKind, target: &str) -> Self {
        let span = self.find(target).unwrap_or_default();
        self.document.references.push(Reference {
            kind,
            target: target.into(),
            span,
        });
        self
    }

    fn find(&self, text: &str) -> Option<Span> {
        let start = u32::try_from(self.document.text.find(text)?).unwrap();
        Some(Span::new(start, start + u32::try_from(text.len()).unwrap()))
    }

    /// The document with its sections.
    pub(crate) fn build(mut self) -> Document {
        let document = &mut self.document;
        let end = u32::try_from(document.blocks.len()).unwrap();
        let first = document
            .outline
            .first()
            .map_or(end, |heading| heading.block);
        document.sections.push(Section {
            level: 0,
            parent: None,
            heading: None,
            first_block: 0,
            end_block: first,
            role: None,
        });
        for (index, heading) in document.outline.iter().enumerate() {
            let above = |section: &Section| section.level < heading.level && section.level > 0;
            let parent = document.sections.iter().rposition(above);
            let next = document.outline.get(index + 1);
            let role = match heading.title() {
                "优势" | "Advantages" => Some(SectionRole::Advantages),
                "劣势" | "Disadvantages" => Some(SectionRole::Disadvantages),
                "引言" => Some(SectionRole::Introduction),
                _ => None,
            };
            document.sections.push(Section {
                level: heading.level,
                parent: parent.map(|parent| u32::try_from(parent).unwrap()),
                heading: Some(u32::try_from(index).unwrap()),
                first_block: heading.block,
                end_block: next.map_or(end, |next| next.block),
                role,
            });
        }
        self.document
    }
}

/// Characters, paragraphs and list items of each section; words and tokens follow from the characters.
fn own_stats(document: &Document) -> Vec<TextStats> {
    document
        .sections
        .iter()
        .map(|section| {
            let body = document
                .section_blocks(section)
                .iter()
                .filter(|block| block.kind.is_body());
            let mut stats = TextStats::default();
            for block in body {
                let text = document.slice(block.span);
                stats.chars += text.chars().filter(|c| !c.is_whitespace()).count() as u64;
                stats.paragraphs += u64::from(block.kind == BlockKind::Paragraph);
                stats.list_items += u64::from(block.kind == BlockKind::ListItem);
                stats.sentences += text.matches(['。', '.']).count() as u64;
            }
            stats.words = stats.chars / 2;
            stats.tokens = stats.chars * 3 / 5;
            stats
        })
        .collect()
}

/// Plausible figures for `document`: characters are counted, the rest follows from them.
pub(crate) fn analysis(document: &Document, keywords: &[&str]) -> Analysis {
    let own = own_stats(document);
    let add = |sum: TextStats, more: &TextStats| TextStats {
        chars: sum.chars + more.chars,
        words: sum.words + more.words,
        sentences: sum.sentences + more.sentences,
        paragraphs: sum.paragraphs + more.paragraphs,
        list_items: sum.list_items + more.list_items,
        tokens: sum.tokens + more.tokens,
        ..sum
    };
    let totals = own.iter().fold(TextStats::default(), add);
    let is_below = |mut index: usize, root: usize| loop {
        if index == root {
            return true;
        }
        match document.sections[index].parent {
            Some(parent) => index = parent as usize,
            None => return false,
        }
    };
    let sections: Vec<SectionStats> = (0..own.len())
        .map(|root| {
            let total = (0..own.len())
                .filter(|&index| is_below(index, root))
                .fold(TextStats::default(), |sum, index| add(sum, &own[index]));
            let share = total.chars as f64 / totals.chars.max(1) as f64;
            SectionStats {
                own: own[root],
                total,
                share,
                ..SectionStats::default()
            }
        })
        .collect();
    let occurrences = |word: &str, text: &str| u32::try_from(text.matches(word).count()).unwrap();
    let keyword = |(rank, word): (usize, &&str)| {
        let start = document
            .text
            .find(*word)
            .map(|start| u32::try_from(start).unwrap());
        let len = u32::try_from(word.len()).unwrap();
        Keyword {
            text: (*word).to_owned(),
            score: 1.0 / (rank + 1) as f64,
            count: occurrences(word, &document.text),
            density: 0.01,
            spans: start
                .map(|start| Span::new(start, start + len))
                .into_iter()
                .collect(),
            variants: Vec::new(),
        }
    };
    let shown: Vec<u32> = (1..u32::try_from(document.sections.len()).unwrap()).collect();
    let section_text = |section: u32| -> String {
        document
            .section_blocks(&document.sections[section as usize])
            .iter()
            .map(|block| document.slice(block.span))
            .collect()
    };
    let counts = keywords
        .iter()
        .flat_map(|word| {
            shown
                .iter()
                .map(|&section| occurrences(word, &section_text(section)))
        })
        .collect();
    Analysis {
        totals,
        sections,
        keywords: keywords.iter().enumerate().map(keyword).collect(),
        section_keywords: vec![
            keywords.iter().take(1).enumerate().map(keyword).collect();
            document.sections.len()
        ],
        matrix: KeywordMatrix {
            keywords: keywords.iter().map(|&word| word.to_owned()).collect(),
            sections: shown,
            counts,
        },
        contrasts: contrast(document).into_iter().collect(),
        ..Analysis::default()
    }
}

/// The first two top sections with subsections, aligned by the titles of these.
fn contrast(document: &Document) -> Option<ContrastTable> {
    let children = |parent: usize| {
        let of =
            move |section: &Section| section.parent.map(|parent| parent as usize) == Some(parent);
        (0..document.sections.len()).filter(move |&index| of(&document.sections[index]))
    };
    let title = |index: usize| {
        let heading = document.section_heading(&document.sections[index]);
        heading
            .map(|heading| heading.title().to_owned())
            .unwrap_or_default()
    };
    let tops: Vec<usize> = children(usize::MAX).collect();
    assert!(tops.is_empty());
    let mut tops = (1..document.sections.len()).filter(|&index| children(index).next().is_some());
    let (left, right) = (
        tops.next()?,
        tops.find(|&index| document.sections[index].level == 1)?,
    );
    let term = |text: &str| Term {
        text: text.into(),
        score: 1.5,
        count: 3,
    };
    let cell = |index: usize| ContrastCell {
        section: u32::try_from(index).unwrap(),
        distinctive: vec![term("特有词")],
    };
    let rows = children(left).map(|index| ContrastRow {
        label: title(index),
        cells: vec![
            Some(cell(index)),
            children(right)
                .find(|&other| title(other) == title(index))
                .map(cell),
        ],
    });
    Some(ContrastTable {
        columns: [left, right]
            .map(|index| u32::try_from(index).unwrap())
            .into(),
        distinctive: vec![vec![term("社区"), term("公开")], vec![term("商业")]],
        rows: rows.collect(),
    })
}

/// A page with one of everything.
pub(crate) fn example() -> (Document, Analysis) {
    let summary = "本文比较自建与托管两条路线,并给出选择的办法。";
    let document = page("zh-example.txt")
        .title("活动", "自建还是托管:数据库的两条路线", summary)
        .heading(1, "", "引言")
        .paragraph("本文比较自建与托管两条路线,\n并给出选择的办法。自建数据库 means\nfull control of PostgreSQL 17.")
        .heading(1, "一、", "自建:握在手里的确定性")
        .heading(2, "1.1 ", "优势")
        .paragraph("自建数据库的成本可以预期,参数可以任意调整。")
        .block(BlockKind::ListItem, "1. 数据不出机房")
        .block(BlockKind::ListItem, "2. 延迟稳定,\n   没有邻居")
        .heading(2, "1.2 ", "劣势")
        .paragraph("1. 这一段以数字开头,但不是列表。* 也 * 不是强调, <b> 不是标签。")
        .block(BlockKind::Quote, "自建不是目的。")
        .heading(1, "二、", "托管:把麻烦交给别人")
        .heading(2, "2.1 ", "优势")
        .paragraph("托管数据库按量计费,备份自动完成。")
        .block(BlockKind::Code, "    def cost(hours):\n        return hours * 0.5  # ```\n\n    print(cost(3))")
        .heading(2, "2.2 ", "劣势")
        .block(BlockKind::Table, "| 项目 | 自建 | 托管 |\n|---|---|---|\n| 成本 | 固定 | 按量 |\n| 锁定 | 无 | 有 a\\|b |")
        .block(BlockKind::ListItem, "- 供应商锁定")
        .block(BlockKind::ListItem, "- 参数受限")
        .boilerplate(BoilerplateKind::TableOfContents, "目录")
        .boilerplate(BoilerplateKind::Related, "相关文章")
        .card("数据库十年", "7月前", "存储 安全", "【1月更文挑战第21天】数据库十年的变化,见 arXiv:2408.10899。", "340 2")
        .card("云上账单", "3月前", "成本", "云上账单", "95 11")
        .boilerplate(BoilerplateKind::Trending, "热门文章")
        .reference(ReferenceKind::Arxiv, "2408.10899")
        .finding(Severity::Info, "summary_repeats_section", "The summary repeats the section 引言.", summary)
        .finding(Severity::Warning, "empty_region", "The region 热门文章 is empty.", "热门文章")
        .build();
    let mut analysis = analysis(&document, &["自建数据库", "托管", "成本", "PostgreSQL"]);
    analysis.findings.push(Finding {
        kind: FindingKind::Privacy,
        code: "mobile_phone".into(),
        severity: Severity::Error,
        message: "A mobile phone number.".into(),
        fix: None,
        span: None,
        source_span: None,
        value: Some("13812345678".into()),
    });
    analysis.personal_data.insert("mobile_phone".into(), 1);
    let mut document = document;
    document.cards[0].date_stamp = Some("1月更文挑战第21天".into());
    document.cards[0].published = Some(DateInterval {
        from: jiff::civil::date(2024, 1, 21),
        to: jiff::civil::date(2024, 1, 22),
        basis: DateBasis::Stamp,
    });
    (document, analysis)
}

/// A corpus of the example and an English page.
pub(crate) fn report() -> Report {
    let (zh, zh_analysis) = example();
    let en = page("en-example.txt")
        .title(
            "Guide",
            "Owning or renting a database",
            "Two ways, compared.",
        )
        .heading(1, "1. ", "Owning")
        .paragraph("You own the machine and its faults.")
        .build();
    let mut en = en;
    en.metadata.language = Some("en".into());
    let en_analysis = analysis(&en, &["machine"]);
    let documents = vec![
        wenmai_format::report::document_summary(&zh, &zh_analysis, Some("pages/1.html".into())),
        wenmai_format::report::document_summary(&en, &en_analysis, None),
    ];
    let count = |language: &str| LanguageCount {
        language: language.into(),
        documents: 1,
    };
    Report {
        generator: "wenmai".into(),
        corpus: CorpusAnalysis {
            documents: 2,
            sections: 8,
            totals: zh_analysis.totals,
            languages: vec![count("en"), count("zh")],
            keywords: vec![CorpusKeyword {
                text: "数据库".into(),
                score: 2.5,
                count: 1234,
                documents: 2,
                keyness: None,
                trend: [("2023-12", 3), ("2024-02", 1)]
                    .map(|(month, documents)| MonthCount {
                        month: month.into(),
                        documents,
                    })
                    .into(),
            }],
            distributions: vec![Distribution {
                measure: "chars".into(),
                documents: 2,
                mean: 145.0,
                min: 29.0,
                p5: 29.0,
                p25: 29.0,
                p50: 29.0,
                p75: 261.0,
                p95: 261.0,
                max: 261.0,
            }],
            ..CorpusAnalysis::default()
        },
        documents,
        reference: Some(CorpusKeyness {
            documents: 3,
            words: 4_000,
            keywords: vec![CorpusKeyword {
                text: "托管".into(),
                score: 1.0,
                count: 6,
                documents: 1,
                keyness: Some(Keyness {
                    count: 6,
                    reference_count: 1,
                    log_likelihood: 31.25,
                    log_ratio: 7.5,
                    significance: Some(0.0001),
                }),
                trend: Vec::new(),
            }],
        }),
        failures: vec![Failure {
            input: "broken.bin".into(),
            reason: "binary file; give a text page".into(),
        }],
        ..Report::default()
    }
}

/// What a writer of a document writes.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A page that says several things about its use, and holds personal data in places of several kinds.
pub(crate) fn rights_example() -> (Document, Analysis) {
    let paragraph = "稿件请寄 li.ming@huizhi-tech.cn，或打电话 13812345678。";
    let document = page("zh-rights.html")
        .title("投稿", "编辑部 13812345678 征稿", "长期征稿，来稿必复。")
        .heading(1, "一、", "电话 13812345678")
        .paragraph(paragraph)
        .heading(1, "二、", "再说一遍")
        .paragraph(paragraph)
        .boilerplate(
            BoilerplateKind::Copyright,
            "未经允许不得转载，授权请联系 13812345678。",
        )
        .finding(
            Severity::Info,
            "duplicate_heading",
            "\"电话 13812345678\" is the heading of two sections side by side",
            "电话 13812345678",
        )
        .build();
    let mut analysis = analysis(&document, &["稿件"]);
    let text = document.text.as_str();
    let span = |start: usize, len: usize| {
        let [start, end] = [start, start + len].map(|at| u32::try_from(at).unwrap());
        Span::new(start, end)
    };
    for (code, name, value) in [
        ("mobile_phone", "a mobile number", "13812345678"),
        ("email", "an e-mail address", "li.ming@huizhi-tech.cn"),
    ] {
        for (start, _) in text.match_indices(value) {
            analysis.findings.push(Finding {
                kind: FindingKind::Privacy,
                code: code.into(),
                severity: Severity::Warning,
                message: format!("{name} stands here"),
                fix: Some("remove it, or make sure that it may be published".into()),
                span: Some(span(start, value.len())),
                source_span: None,
                value: Some(value.into()),
            });
            *analysis.personal_data.entry(code.into()).or_default() += 1;
        }
    }
    let place = |block: usize| Passage {
        section: Some(u32::try_from(block / 2).unwrap()),
        span: Some(document.blocks[block].span),
    };
    analysis.similar.push(SimilarPassages {
        kind: SimilarityKind::RepeatedParagraph,
        resemblance: 1.0,
        containment: 1.0,
        a: place(3),
        b: place(5),
    });
    let phrase = "未经允许不得转载，授权请联系 13812345678";
    let span = span(text.find(phrase).unwrap(), phrase.len());
    analysis.rights = Some(rights(phrase, SourceSpan::new(span.start, span.end)));
    (document, analysis)
}

/// Statements of which one is `phrase` at `span`, and two contradict each other about each use.
fn rights(phrase: &str, span: SourceSpan) -> Rights {
    let statement =
        |code, source, value: &str, parsed: Option<&str>, effect, uses: &[RightsUse]| {
            RightsStatement {
                code,
                source,
                value: value.into(),
                parsed: parsed.map(str::to_owned),
                effect,
                uses: uses.to_vec(),
                span: None,
            }
        };
    let mut statements = vec![
        statement(
            RightsCode::Aipref,
            SignalSource::Header,
            "train-ai=n, search=y",
            Some("train-ai=n"),
            RightsEffect::Deny,
            &[RightsUse::AiTrain],
        ),
        statement(
            RightsCode::CreativeCommons,
            SignalSource::Link,
            "https://creativecommons.org/licenses/by/4.0/",
            Some("CC-BY-4.0"),
            RightsEffect::Conditional,
            &[RightsUse::AiTrain, RightsUse::Republish],
        ),
        statement(
            RightsCode::SitePhrase,
            SignalSource::Text,
            phrase,
            Some("republish=deny"),
            RightsEffect::Deny,
            &[RightsUse::Republish],
        ),
        statement(
            RightsCode::TdmReservation,
            SignalSource::Meta,
            "yes?",
            None,
            RightsEffect::Unclear,
            &[],
        ),
    ];
    statements[2].span = Some(span);
    let decision = |usage, effect, by, is_contradicted| RightsDecision {
        usage,
        effect,
        by,
        is_contradicted,
    };
    Rights {
        statements,
        decisions: vec![
            decision(RightsUse::AiTrain, RightsEffect::Deny, 0, true),
            decision(RightsUse::Republish, RightsEffect::Conditional, 1, true),
        ],
        licence: Some("CC-BY-4.0".into()),
    }
}

/// The corpus of [`report`], and two pages that say the same about their use, one with a page of its own.
pub(crate) fn rights_report() -> Report {
    let mut report = report();
    let (document, analysis) = rights_example();
    let summary = |page| wenmai_format::report::document_summary(&document, &analysis, page);
    let mut second = summary(None);
    second.id = "zh-rights-2.html".into();
    report.documents.push(summary(Some("pages/3.html".into())));
    report.documents.push(second);
    report
}
