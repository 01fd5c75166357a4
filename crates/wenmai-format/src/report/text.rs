//! The words of the report's interface, in Chinese and English side by side.

mod audit;

use std::borrow::Cow;

use wenmai_model::{
    BlockKind, BoilerplateKind, DateBasis, FindingKind, LevelSource, PageKind, PageTypeKind,
    SectionRole, Severity, SimilarityKind,
};

use super::Lang;
use super::wording::{in_chinese, reason_in_chinese};
use crate::table::grouped_digits;

macro_rules! texts {
    ($($field:ident: $zh:literal, $en:literal;)*) => {
        /// Fixed words of the interface in one language.
        pub(super) struct Text { $(pub(super) $field: &'static str,)* }
        const ZH: Text = Text { $($field: $zh,)* };
        const EN: Text = Text { $($field: $en,)* };
    };
}

texts! {
    lang: "zh", "en";
    brand: "文脉 Wenmai", "Wenmai 文脉";
    corpus_report: "语料报告", "Corpus report";
    all_documents: "全部文档", "All documents";
    findings: "发现", "Findings";
    no_findings: "没有发现问题。", "Nothing was found.";
    keywords: "关键词", "Keywords";
    keyword: "关键词", "Keyword";
    no_keywords: "没有关键词。", "No keywords.";
    documents: "文档", "Documents";
    document: "文档", "Document";
    sections: "章节", "Sections";
    section: "章节", "Section";
    failures: "失败", "Failures";
    languages: "语言", "Languages";
    language: "语言", "Language";
    chars: "字符", "Characters";
    words: "词", "Words";
    sentences: "句", "Sentences";
    paragraphs: "段落", "Paragraphs";
    tokens: "约 tokens", "Tokens (est.)";
    headings: "标题", "Headings";
    cards: "卡片", "Cards";
    share: "占比", "Share";
    own: "本节", "Own";
    with_subsections: "含下级", "With subsections";
    article_share: "正文占比", "Article share";
    count: "次数", "Count";
    weight: "权重", "Weight";
    fix: "建议", "What to do";
    see_files: "完整内容见同目录的 report.json 与 CSV 文件。", "report.json and the CSV files beside this page have all of them.";
    outline: "大纲", "Outline";
    no_outline: "没有标题。", "No headings.";
    before_first: "（第一个标题之前）", "(before the first heading)";
    role: "作用", "Role";
    in_title: "题", "title";
    in_title_note: "只在题目或摘要中出现", "in the title or the summary alone";
    clause_sign: "；", "; ";
    heat_map: "关键词 × 章节", "Keywords × sections";
    heat_map_note: "数字为该词在本节（不含下级）出现的次数，颜色越深次数越多。", "How often each word occurs in a section's own text; darker is more often.";
    contrast: "对照", "Contrast";
    contrast_note: "结构相同的章节并排，标签为各自特有的词。", "Parallel sections side by side; the tags are words that set each one apart.";
    similar: "重复的内容", "Said twice";
    similar_note: "相似度：两段共有的内容占全部内容的比例。", "Resemblance is the share of what both passages have in common in what either has.";
    resemblance: "相似度", "Resemblance";
    first_place: "先见于", "First";
    again: "又见于", "Again";
    as_a_whole: "整体", "As a whole";
    related: "相关文章", "Related articles";
    title: "标题", "Title";
    untitled: "（无标题）", "(untitled)";
    age: "时间", "Date as written";
    views: "计数一", "First counter";
    comments: "计数二", "Second counter";
    references: "引用", "References";
    extraction: "抽取视图", "Extraction";
    extraction_note: "页面的每一段及其归类；行号从 1 起。", "Every piece of the page and what it was taken for; lines count from 1.";
    line: "行", "Line";
    class: "归类", "Taken for";
    content: "内容", "Text";
    card: "卡片", "card";
    unassigned: "未归类", "unassigned";
    confidence: "置信度", "Confidence";
    source: "来源", "Source";
    url: "网址", "URL";
    captured: "抓取时间", "Captured";
    authors: "作者", "Authors";
    published_on: "发布", "Published";
    site: "站点", "Site";
    kind: "类型", "Kind";
    explanation: "逐行说明", "Line by line";
    explanation_note: "每一行的归类与依据；归类旁的数为概率，没有数的由规则判定。括号中的数为一组事实对该归类对数几率的贡献。", "What each line was taken for and why. The figure beside a class is its probability; lines without one were told by a rule. A number in parentheses is what a group of facts adds to the log-odds of the class.";
    reason: "依据", "Why";
    unsure: "置信度不到 0.70", "less sure than 0.70";
    as_table: "数据表", "As a table";
    range: "范围", "Range";
    outline_note: "图中每格的宽度为该节（含下级）的篇幅，数字见下表。", "Each cell is as wide as its section with subsections is long; the table has the figures.";
    keywords_note: "条长为权重；展开可见该词所在的原文。", "A bar is the weight of a word; unfold it to read the lines that hold it.";
    timeline: "发表时间", "When they were published";
    timeline_note: "每条为可能的日期区间，圆点为确定的一天。", "Each bar runs from the first to the last possible day; a dot is a day that is known.";
    lengths: "篇幅分布", "Lengths";
    lengths_note: "柱为文档数；竖线为第 5、50、95 百分位。柱宽随数值增大。", "Bars are numbers of documents; lines mark the 5th, 50th and 95th percentile. Bins may grow with the figures.";
    measures: "指标分布", "How measures are spread";
    measure: "指标", "Measure";
    mean: "平均", "Mean";
    median: "中位数", "Median";
    mix: "语言与类型", "Languages and types";
    scripts: "文字", "Scripts";
    kinds: "页面格式", "Page formats";
    page_types: "页面类型", "Types of pages";
    other_parts: "其他", "other";
    related_time: "相关文章的发表时间", "Related articles by date";
    related_time_note: "日期不确定的文章按天数分摊到各月。", "An article whose day is not known counts in parts, by the days of its interval.";
    search: "筛选文档", "Search documents";
    chars_per_document: "每篇字符数", "Characters in a document";
    sections_per_document: "每篇标题数", "Headings in a document";
    comparison: "与上次相比", "Since the last report";
    new_findings: "新发现", "New findings";
    fixed_findings: "已消失的发现", "Findings that are gone";
    changed_sections: "篇幅变化的章节", "Sections that changed";
    changed_keywords: "名次变化的关键词", "Keywords that moved";
    new_documents: "新增文档", "New documents";
    gone_documents: "缺失文档", "Documents that are gone";
    no_changes: "没有变化。", "Nothing changed.";
    before: "上次", "Before";
    after: "本次", "Now";
    change: "变化", "Change";
    example: "例如：", "For example: ";
    severity: "程度", "Severity";
    finding: "发现", "Finding";
    places: "处数", "Places";
    quoted: "原文", "Text";
    colon: "：", ": ";
    keyness: "与参照相比", "Against the reference";
    reference_count: "参照次数", "In reference";
    log_likelihood: "对数似然 G²", "Log-likelihood G²";
    log_ratio: "对数比", "Log ratio";
    trend: "趋势", "Trend";
    trend_table: "各月文档数", "Documents by month";
    funnel: "取舍", "What was left out";
    funnel_note: "从输入到正文：每一步留下多少，为何舍去。", "From the inputs to the text of articles: how much is left at each step, and why the rest is not.";
    step: "步骤", "Step";
    number: "数量", "Number";
    inputs: "输入", "Inputs";
    read_pages: "读取成功", "Read";
    with_text: "有正文", "With text of an article";
    read_whole: "完整读取", "Read to their end";
    title_and_summary: "题目与摘要", "Title and summary";
    article: "正文", "Article";
    boilerplate: "样板", "Boilerplate";
    further_kinds: "其余种类", "further kinds";
    corpus_run: "语料运行", "Corpus run";
    corpus_run_note: "批处理写了什么，舍去了什么，为何；同一份文字只留一份。", "What the run over the corpus wrote, what it left out and why; of documents that are alike, one is kept.";
    records_read: "读入的记录", "Records read";
    records_alive: "读取成功", "Read without failure";
    records_written: "写成文档", "Written as documents";
    records_kept: "去重之后", "Without duplicates";
    fate: "去向", "Fate";
    dropped: "舍去", "dropped";
    dead: "失败", "failed";
    records: "记录数", "Records";
    duplicate: "重复", "duplicate";
    exact_copy: "与另一篇字字相同", "the same letters and digits as another document";
    near_copy: "与另一篇几乎相同", "nearly the same as another document";
    dedup_is_older: "去重早于最近一次重试，未计其后写成的文档；再次运行 corpus dedup 即可更新。", "Duplicates were looked for before the last retry, and not among what it wrote; corpus dedup looks anew.";
    run_goes_on: "运行尚未完成。", "The run is not finished.";
    left_out: "舍去与失败的原因", "Why records were left out";
    reasons: "失败原因", "Why inputs failed";
    inputs_of_reason: "输入数", "Inputs";
    place_of_chars: "页面文字的去向", "What the text of the pages was taken for";
    skip: "跳到正文", "Skip to content";
    rights: "权利与隐私", "Rights and privacy";
    rights_note: "页面与网站就其用途说了什么，文字中有哪些个人信息。这是证据，不是法律结论：未提及不等于允许，robots.txt 等站点文件只在提供时计入；个人信息均已遮盖。", "What pages and their sites say about their use, and the personal data in their text. This is evidence, no verdict of law: what says nothing permits nothing, and files of the site such as robots.txt count only where they were given. Personal data are masked.";
    rights_note_here: "这是证据，不是法律结论：未提及不等于允许，robots.txt 等站点文件只在提供时计入。", "Evidence, no verdict of law: what says nothing permits nothing, and files of the site such as robots.txt count only where they were given.";
    usage: "用途", "Use";
    nothing_said: "未提及", "nothing said";
    no_rights: "没有页面提及其用途。", "No page says anything about its use.";
    nothing_said_here: "页面没有提及其用途。", "The page says nothing about its use.";
    conventions: "声明方式", "Ways of saying it";
    convention_column: "声明方式", "Convention";
    licences: "许可协议", "Licences";
    licence: "许可协议", "Licence";
    personal_data: "个人信息", "Personal data";
    no_personal_data: "没有发现个人信息。", "No personal data were found.";
    contradicted: "互相矛盾", "contradicted";
    statements: "各条声明", "Statements";
    statements_note: "✓ 表示该用途以此条为准。", "✓ marks the uses for which a statement decides.";
    says: "原文与含义", "What it says and means";
    effect_column: "效力", "Effect";
    decided_by: "依据", "By";
    contradicted_by: "另有相反说法", "contradicted by";
    unreadable: "无法解读", "cannot be read";
}

impl Text {
    pub(super) const fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }

    /// A sentence of a finding in the language, as far as it is known.
    pub(super) fn sentence<'a>(&self, sentence: &'a str) -> Cow<'a, str> {
        if self.is_chinese() {
            in_chinese(sentence)
        } else {
            Cow::Borrowed(sentence)
        }
    }

    /// The reason of an explanation in the language, as far as it is known.
    pub(super) fn because<'a>(&self, reason: &'a str) -> Cow<'a, str> {
        if self.is_chinese() {
            Cow::Owned(reason_in_chinese(reason))
        } else {
            Cow::Borrowed(reason)
        }
    }

    pub(super) const fn is_chinese(&self) -> bool {
        matches!(self.lang.as_bytes(), b"zh")
    }

    /// `12 more` in the language.
    pub(super) fn omitted(&self, count: &str) -> String {
        if self.is_chinese() {
            format!("另有 {count} 项未列出。")
        } else {
            format!("{count} more are not listed.")
        }
    }

    /// What the keyness of a corpus was measured against, in the language.
    pub(super) fn keyness_note(&self, documents: &str) -> String {
        if self.is_chinese() {
            format!(
                "与 {documents} 篇参照文档相比更常见的词：G² 表示差异有多可靠（大于 10.83 时 p < 0.001），对数比表示差异有多大（1 即两倍）。"
            )
        } else {
            format!(
                "Words that are more frequent here than in the {documents} documents of the reference: G² says how sure the difference is (p < 0.001 beyond 10.83), the log ratio how large (1 is twice as frequent)."
            )
        }
    }

    /// `17 checks passed` in the language.
    pub(super) fn passed(&self, count: &str) -> String {
        if self.is_chinese() {
            format!("{count} 项检查通过")
        } else {
            format!("{count} checks passed")
        }
    }

    /// `Without date: 3` in the language.
    pub(super) fn undated(&self, count: &str) -> String {
        if self.is_chinese() {
            format!("无日期：{count}")
        } else {
            format!("Without date: {count}")
        }
    }

    /// The name of a measure of [`Distribution`](wenmai_model::Distribution); its field name where it has none.
    pub(super) fn measure_name<'a>(&self, measure: &'a str) -> &'a str {
        match (self.is_chinese(), measure) {
            (true, "chars") => "字符",
            (true, "words") => "词",
            (true, "sentences") => "句",
            (true, "tokens") => "约 tokens",
            (true, "sections") => "标题",
            (true, "reading_seconds") => "阅读时间（秒）",
            (true, "lexical_variety") => "词汇多样性（MTLD）",
            (true, "sentence_words") => "每句词数",
            (true, "sentence_chars") => "每句字数",
            (false, "chars") => "Characters",
            (false, "words") => "Words",
            (false, "sentences") => "Sentences",
            (false, "tokens") => "Tokens (est.)",
            (false, "sections") => "Headings",
            (false, "reading_seconds") => "Reading time in seconds",
            (false, "lexical_variety") => "Lexical variety (MTLD)",
            (false, "sentence_words") => "Words in a sentence",
            (false, "sentence_chars") => "Characters in a sentence",
            _ => measure,
        }
    }

    /// `line 12` in the language.
    pub(super) fn line_number(&self, line: u32) -> String {
        if self.is_chinese() {
            format!("第 {line} 行")
        } else {
            format!("line {line}")
        }
    }

    /// `level 2` in the language.
    pub(super) fn level(&self, level: u8) -> String {
        if self.is_chinese() {
            format!("{level} 级")
        } else {
            format!("level {level}")
        }
    }

    /// `12 places in 3 documents` in the language.
    pub(super) fn places(&self, places: u64, documents: u64) -> String {
        let plural = |count: u64, word: &str| {
            let ending = if count == 1 { "" } else { "s" };
            format!("{} {word}{ending}", grouped_digits(count))
        };
        if self.is_chinese() {
            let [places, documents] = [places, documents].map(grouped_digits);
            format!("{documents} 篇文档，共 {places} 处")
        } else {
            format!(
                "{} in {}",
                plural(places, "place"),
                plural(documents, "document")
            )
        }
    }

    /// `12 more characters` in the language.
    pub(super) fn omitted_chars(&self, count: &str) -> String {
        if self.is_chinese() {
            format!("……其后 {count} 个字符未列出")
        } else {
            format!("… {count} more characters")
        }
    }

    pub(super) const fn severity_name(&self, severity: Severity) -> &'static str {
        match (self.is_chinese(), severity) {
            (true, Severity::Info) => "提示",
            (true, Severity::Warning) => "警告",
            (true, Severity::Error) => "错误",
            (false, _) => severity.as_str(),
        }
    }

    pub(super) const fn finding_kind(&self, kind: FindingKind) -> &'static str {
        match (self.is_chinese(), kind) {
            (true, FindingKind::Structure) => "结构",
            (true, FindingKind::Rights) => "权利",
            (true, FindingKind::Privacy) => "隐私",
            (true, FindingKind::Quality) => "质量",
            (true, FindingKind::Parse) => "解析",
            _ => kind.as_str(),
        }
    }

    pub(super) const fn similarity_kind(&self, kind: SimilarityKind) -> &'static str {
        match (self.is_chinese(), kind) {
            (true, SimilarityKind::CopiedSummary) => "摘要取自正文",
            (true, SimilarityKind::SimilarSections) => "章节相似",
            (true, SimilarityKind::RepeatedParagraph) => "段落重复",
            (false, SimilarityKind::CopiedSummary) => "copied summary",
            (false, SimilarityKind::SimilarSections) => "similar sections",
            (false, SimilarityKind::RepeatedParagraph) => "repeated paragraph",
            _ => kind.as_str(),
        }
    }

    pub(super) fn block_kind(&self, kind: BlockKind) -> &'static str {
        match (self.is_chinese(), kind) {
            (true, BlockKind::Title) => "题目",
            (true, BlockKind::Summary) => "摘要",
            (true, BlockKind::Heading) => "标题",
            (true, BlockKind::Paragraph) => "段落",
            (true, BlockKind::ListItem) => "列表项",
            (true, BlockKind::Code) => "代码",
            (true, BlockKind::Table) => "表格",
            (true, BlockKind::Quote) => "引文",
            (true, BlockKind::Caption) => "图表说明",
            (true, BlockKind::Image) => "图片",
            (true, BlockKind::Formula) => "公式",
            (true, BlockKind::Post) => "帖子",
            (false, BlockKind::ListItem) => "list item",
            _ => kind.as_str(),
        }
    }

    pub(super) fn boilerplate_kind(&self, kind: BoilerplateKind) -> &'static str {
        match (self.is_chinese(), kind) {
            (true, BoilerplateKind::Navigation) => "导航",
            (true, BoilerplateKind::Breadcrumb) => "路径",
            (true, BoilerplateKind::TableOfContents) => "目录",
            (true, BoilerplateKind::Related) => "相关文章",
            (true, BoilerplateKind::Trending) => "热门文章",
            (true, BoilerplateKind::Latest) => "最新文章",
            (true, BoilerplateKind::Share) => "分享",
            (true, BoilerplateKind::AuthorBox) => "作者栏",
            (true, BoilerplateKind::Byline) => "署名行",
            (true, BoilerplateKind::Comments) => "评论",
            (true, BoilerplateKind::Copyright) => "版权",
            (true, BoilerplateKind::Cookie) => "Cookie 提示",
            (true, BoilerplateKind::Advertisement) => "推广",
            (true, BoilerplateKind::Footer) => "页脚",
            (true, BoilerplateKind::Other) => "其他",
            (false, BoilerplateKind::TableOfContents) => "table of contents",
            (false, BoilerplateKind::AuthorBox) => "author box",
            _ => kind.as_str(),
        }
    }

    pub(super) const fn role_name(&self, role: SectionRole) -> &'static str {
        match (self.is_chinese(), role) {
            (true, SectionRole::Introduction) => "引言",
            (true, SectionRole::Background) => "背景",
            (true, SectionRole::Definition) => "定义",
            (true, SectionRole::Advantages) => "优势",
            (true, SectionRole::Disadvantages) => "劣势",
            (true, SectionRole::Method) => "方法",
            (true, SectionRole::Example) => "示例",
            (true, SectionRole::Results) => "结果",
            (true, SectionRole::Discussion) => "讨论",
            (true, SectionRole::Outlook) => "展望",
            (true, SectionRole::Conclusion) => "结语",
            (true, SectionRole::Faq) => "问答",
            (true, SectionRole::References) => "文献",
            (true, SectionRole::Acknowledgments) => "致谢",
            (true, SectionRole::Appendix) => "附录",
            _ => role.as_str(),
        }
    }

    pub(super) const fn level_source(&self, source: LevelSource) -> &'static str {
        match (self.is_chinese(), source) {
            (true, LevelSource::Tag) => "标记",
            (true, LevelSource::Numbering) => "编号",
            (true, LevelSource::Style) => "样式",
            (true, LevelSource::Position) => "位置",
            (true, LevelSource::Lexicon) => "用词",
            _ => source.as_str(),
        }
    }

    pub(super) const fn date_basis(&self, basis: DateBasis) -> &'static str {
        match (self.is_chinese(), basis) {
            (true, DateBasis::Written) => "据所写日期",
            (true, DateBasis::Age) => "据相对时间",
            (true, DateBasis::AgeSolved) => "据相对时间与推算的抓取时间",
            (true, DateBasis::Stamp) => "据日期戳",
            (true, DateBasis::StampArxiv) => "据日期戳与 arXiv 编号",
            (true, DateBasis::Arxiv) => "据 arXiv 编号",
            (true, DateBasis::Conflict) => "所写日期互相矛盾",
            (false, DateBasis::AgeSolved) => "by age, capture time solved",
            (false, DateBasis::StampArxiv) => "by stamp and arXiv number",
            (false, DateBasis::Conflict) => "its dates conflict",
            _ => basis.as_str(),
        }
    }

    pub(super) const fn page_kind(&self, kind: PageKind) -> &'static str {
        match (self.is_chinese(), kind) {
            (true, PageKind::Text) => "纯文本",
            (false, PageKind::Text) => "plain text",
            (_, PageKind::Html) => "HTML",
            (_, PageKind::Markdown) => "Markdown",
            _ => kind.as_str(),
        }
    }

    pub(super) const fn page_type(&self, kind: PageTypeKind) -> &'static str {
        match (self.is_chinese(), kind) {
            (true, PageTypeKind::Article) => "文章",
            (true, PageTypeKind::Forum) => "论坛",
            (true, PageTypeKind::Documentation) => "文档",
            (true, PageTypeKind::Product) => "商品",
            (true, PageTypeKind::Collection) => "合集",
            (true, PageTypeKind::Listing) => "列表",
            (true, PageTypeKind::Service) => "服务",
            (_, PageTypeKind::Article) => "article",
            (_, PageTypeKind::Forum) => "forum",
            (_, PageTypeKind::Documentation) => "documentation",
            (_, PageTypeKind::Product) => "product",
            (_, PageTypeKind::Collection) => "collection",
            (_, PageTypeKind::Listing) => "listing",
            (_, PageTypeKind::Service) => "service",
            _ => "?",
        }
    }

    /// The name of a language by its code; the code itself for one that has no name here.
    pub(super) fn language_name(&self, code: &str) -> String {
        let name = match (self.is_chinese(), code) {
            (true, "zh") => "中文",
            (true, "en") => "英文",
            (true, "ja") => "日文",
            (true, "ko") => "韩文",
            (true, "und") => "未知",
            (false, "zh") => "Chinese",
            (false, "en") => "English",
            (false, "ja") => "Japanese",
            (false, "ko") => "Korean",
            (false, "und") => "unknown",
            _ => code,
        };
        name.to_owned()
    }
}
