//! The sentences of findings, and the reasons of explanations, in Chinese.
//!
//! Parsing and analysis write English, with names and numbers of the page in it. Each English sentence stands here as a template
//! beside its Chinese one: `{}` takes what stands there, `{0}` puts it back, `{0!}` translates it first.

mod reasons;
mod rights;

use std::borrow::Cow;

use reasons::PHRASES;

/// Sentences in sentences that are translated: a conflict of dates names two witnesses with their lines.
const MAX_DEPTH: u8 = 4;

/// More specific ones first: the first that fits counts.
#[rustfmt::skip]
const SENTENCES: &[(&str, &str)] = &[
    ("{}; {} more of this kind are not listed", "{0!}；另有 {1} 处同类未列出"),
    // Bytes and characters.
    ("the page holds no text", "页面没有文字"),
    ("the page has {} bytes; only the first {} were read", "页面有 {0} 字节，只读取了前 {1} 字节"),
    ("the page has more than {} elements and texts; only the first {} of {} bytes were read", "元素与文本超过 {0} 个，只读取了 {2} 字节中的前 {1} 字节"),
    ("the page has more than {} lines; only the first {} of {} bytes were read", "页面超过 {0} 行，只读取了 {2} 字节中的前 {1} 字节"),
    ("the page takes more than {} steps of work; only the first {} of {} bytes were read", "处理页面超过 {0} 步，只读取了 {2} 字节中的前 {1} 字节"),
    ("the header or record of the page declares the charset {}, but its bytes are {}", "响应头或记录声明的编码为 {0}，实际为 {1}"),
    ("the page declares the charset {}, but its bytes are {}", "页面声明的编码为 {0}，实际为 {1}"),
    ("the header or record of the page declares the charset {}, which does not exist; its bytes were read as {}", "响应头或记录声明的编码 {0} 不存在，已按 {1} 读取"),
    ("the page declares the charset {}, which does not exist; its bytes were read as {}", "页面声明的编码 {0} 不存在，已按 {1} 读取"),
    ("{} byte {} not valid {} and {} replaced by U+FFFD, the first at byte {} of the text", "{0} 处字节不是有效的 {2}，已替换为 U+FFFD，首处在文本第 {4} 字节"),
    ("the page holds {} replacement {} U+FFFD, the first at byte {} of the text: text was lost before it was saved", "页面有 {0} 个替换字符 U+FFFD，首个在文本第 {2} 字节：保存之前文字已经丢失"),
    ("{} place{} UTF-8 that was read as {} and saved again, the first {}", "{0} 处乱码：UTF-8 被当作 {2} 读入后又保存，首处为 {3}"),
    ("{} place{} replacement characters that were read as GBK, the first {}", "{0} 处乱码：替换字符被当作 GBK 读入，首处为 {2}"),
    ("{} place{} memory that no text was written to, read as GBK, the first {}", "{0} 处乱码：未写入文字的内存被当作 GBK 读入，首处为 {2}"),
    ("the text holds {} NUL {}, the first at byte {}", "文本有 {0} 个 NUL 字符，首个在第 {2} 字节"),
    // Markup.
    ("elements are nested more than {} deep; what is deeper is read as if it stood side by side", "元素嵌套超过 {0} 层，更深的按并列读取"),
    ("lists or quotations are nested more than {} deep; what is deeper is shown at that depth", "列表或引用嵌套超过 {0} 层，更深的按该层显示"),
    ("there are more than {} elements and texts; the text behind is read without its markup", "元素与文本超过 {0} 个，其后的文字不带标记读取"),
    ("the elements of the page hold {} characters of content, the data that a script makes the page of holds {}: the text is taken from there", "页面元素中只有 {0} 字正文，脚本数据中有 {1} 字：正文取自后者"),
    ("the elements of the page hold {} characters of content, {} holds {}: the text is taken from there", "页面元素中只有 {0} 字正文，{1} 中有 {2} 字：正文取自后者"),
    ("the scraper warns: {}", "抓取工具警告：{0}"),
    // Structure.
    ("the summary repeats the text before the first heading word for word", "摘要与第一个标题之前的文字一字不差"),
    ("the summary repeats \"{}\" word for word", "摘要与“{0}”一节一字不差"),
    ("{} articles of a statute are no headings; --articles takes them", "有 {0} 条法条未当作标题，可用 --articles 识别"),
    ("\"{}\" stands below {}, and there is no heading {} between them", "“{0}”在 {1} 之下，其间缺少标题 {2}"),
    ("\"{}\" has no heading {} above it", "“{0}”之上没有标题 {1}"),
    ("\"{}\" has the same number as \"{}\"", "“{0}”与“{1}”编号相同"),
    ("\"{}\" follows \"{}\": {} number{} skipped", "“{0}”接在“{1}”之后，缺 {2} 个编号"),
    ("\"{}\" has a tag of level {} below \"{}\" of level {}", "“{0}”用了 {1} 级标记，上级“{2}”为 {3} 级"),
    ("the section \"{}\" has no text", "“{0}”一节没有内容"),
    ("\"{}\" is the heading of two sections side by side, the first in line {}", "并列的两节标题同为“{0}”，前一节在第 {1} 行"),
    ("\"{}\" is the heading of two sections side by side", "并列的两节标题同为“{0}”"),
    ("the page shows the date {}, and {} says that it was published on {}", "页面显示的日期为 {0}，{1} 中的发布日期为 {2}"),
    ("\"{}\" is the only subsection of \"{}\"", "“{0}”是“{1}”唯一的下级标题"),
    ("\"{}\" has a tag of level {}, and no heading above it; the first of a higher level, \"{}\", comes later", "“{0}”用了 {1} 级标记，之上没有标题；更高一级的“{2}”在其后"),
    ("\"{}\" has no number, and {} headings beside it have one", "“{0}”没有编号，同级的 {1} 个标题有"),
    ("the section \"{}\" has {}", "“{0}”一节有 {1!}"),
    ("the text, which has no headings, has {}", "全文没有标题，有 {0!}"),
    ("the text before the first heading has {}", "第一个标题之前的文字有 {0!}"),
    ("the page has {} headings and no text", "页面有 {0} 个标题，没有正文"),
    ("{} % of the summary are sentences of the text, word for word", "摘要的 {0}% 照抄正文"),
    ("the page was changed on {}, before it was published on {}", "修改日期 {0} 早于发布日期 {1}"),
    ("the page says that it was published on {}, and was captured on {} at the latest", "页面称发布于 {0}，而抓取不晚于 {1}"),
    ("the page says that it was changed on {}, and was captured on {} at the latest", "页面称修改于 {0}，而抓取不晚于 {1}"),
    ("the card of the page has no date", "页面的卡片没有日期"),
    ("none of the {} cards has a date", "{0} 张卡片都没有日期"),
    ("only {} of the {} cards have a date", "{1} 张卡片中只有 {0} 张有日期"),
    ("the card \"{}\" has no date; {} of {} have one", "卡片“{0}”没有日期，{2} 张中有 {1} 张有"),
    ("the page is of {}, and a card of itself of {}", "页面日期为 {0}，指向自身的卡片为 {1}"),
    ("the contents leave out \"{}\"", "目录缺少“{0}”"),
    ("the contents list \"{}\", and no heading says so", "目录中的“{0}”没有对应的标题"),
    ("the contents list \"{}\" behind \"{}\"; on the page it comes first", "目录把“{0}”列在“{1}”之后，页面上它在前"),
    ("the contents say \"{}\", the heading \"{}\"", "目录写作“{0}”，标题为“{1}”"),
    // Labels and invisible characters.
    ("the page says that AI made it or a part of it, in the words of GB 45438-2025", "页面按 GB 45438-2025 的用语声明由人工智能生成"),
    ("the page says that AI made it or a part of it", "页面声明全部或部分由人工智能生成"),
    ("{}; the label is malformed: {}", "{0!}；标识格式有误：{1}"),
    ("the metadata say: {} (implicit label of GB 45438-2025)", "元数据声明：{0!}（GB 45438-2025 隐式标识）"),
    ("the metadata say: {} (digitalSourceType of the IPTC)", "元数据声明：{0}（IPTC digitalSourceType）"),
    ("a C2PA manifest {} is malformed: {}", "{0!} C2PA 清单格式有误：{1}"),
    ("a further C2PA manifest {}: a text may have one", "另有一份{0!} C2PA 清单：一份文本只应有一份"),
    ("a C2PA manifest of {} bytes stands here {}; its signature is not checked", "此处有 {0} 字节{1!} C2PA 清单，未验证签名"),
    ("a reference to a C2PA manifest stands here {}; its signature is not checked", "此处有{0!} C2PA 清单引用，未验证签名"),
    ("the page carries or names a C2PA manifest outside of its text; its signature is not checked", "页面在正文之外带有或引用 C2PA 清单，未验证签名"),
    ("an invisible character stands here that means nothing", "此处有一个无意义的不可见字符"),
    ("{} invisible characters stand here in a row; they are a code for \"{}\"", "此处连续有 {0} 个不可见字符，解码为“{1}”"),
    ("{} invisible characters stand here in a row", "此处连续有 {0} 个不可见字符"),
    ("{} invisible characters between here and there are a code for \"{}\"", "这一段中的 {0} 个不可见字符解码为“{1}”"),
    ("an invisible character stands between others", "文字之间夹有一个不可见字符"),
    ("{} invisible characters stand between others, the first here", "文字之间夹有 {0} 个不可见字符，首个在此"),
    ("the text from here on is shown in another order than it is written in", "此后文字的显示顺序与书写顺序不同"),
    ("a change of direction begins here and does not end before the line does", "此处开始改变文字方向，到行末没有结束"),
    ("{}: {}, for the page was captured {}", "{0!}：{1!}，因为抓取时间{2!}"),
    // Personal data.
    ("{} seems to stand here", "此处疑似有{0!}"),
    ("{} stands here", "此处有{0!}"),
    // Rights.
    ("statements about {} contradict each other: {} forbids it ({}), {} forbids it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}禁止（{2}），{3!}禁止（{4}），以前者为准"),
    ("statements about {} contradict each other: {} forbids it ({}), {} sets conditions for it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}禁止（{2}），{3!}附条件许可（{4}），以前者为准"),
    ("statements about {} contradict each other: {} forbids it ({}), {} permits it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}禁止（{2}），{3!}许可（{4}），以前者为准"),
    ("statements about {} contradict each other: {} sets conditions for it ({}), {} forbids it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}附条件许可（{2}），{3!}禁止（{4}），以前者为准"),
    ("statements about {} contradict each other: {} sets conditions for it ({}), {} sets conditions for it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}附条件许可（{2}），{3!}附条件许可（{4}），以前者为准"),
    ("statements about {} contradict each other: {} sets conditions for it ({}), {} permits it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}附条件许可（{2}），{3!}许可（{4}），以前者为准"),
    ("statements about {} contradict each other: {} permits it ({}), {} forbids it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}许可（{2}），{3!}禁止（{4}），以前者为准"),
    ("statements about {} contradict each other: {} permits it ({}), {} sets conditions for it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}许可（{2}），{3!}附条件许可（{4}），以前者为准"),
    ("statements about {} contradict each other: {} permits it ({}), {} permits it ({}); the first counts", "关于{0!}的声明互相矛盾：{1!}许可（{2}），{3!}许可（{4}），以前者为准"),
    ("robots.txt asks all crawlers without rules of their own not to fetch the page", "robots.txt 要求没有专门规则的所有爬虫不要抓取本页"),
    ("robots.txt asks {}, which fetches for {}, not to fetch the page", "robots.txt 要求 {0}（用于{1!}）不要抓取本页"),
    ("robots.txt asks {} crawlers that fetch for {} ({}) not to fetch the page", "robots.txt 要求 {0} 个爬虫（用于{1!}：{2}）不要抓取本页"),
    ("robots.txt lets all crawlers without rules of their own fetch the page", "robots.txt 允许没有专门规则的所有爬虫抓取本页"),
    ("robots.txt lets {}, which fetches for {}, fetch the page", "robots.txt 允许 {0}（用于{1!}）抓取本页"),
    ("robots.txt lets {} crawlers that fetch for {} ({}) fetch the page", "robots.txt 允许 {0} 个爬虫（用于{1!}：{2}）抓取本页"),
    ("{} cannot be read", "{0!}无法解读"),
    ("{} forbids {}: {}", "{0!}禁止{1!}：{2}"),
    ("{} permits {} under conditions: {}", "{0!}在一定条件下许可{1!}：{2}"),
    ("{} permits {}: {}", "{0!}许可{1!}：{2}"),
    ("{} says who holds rights or where terms stand: {}", "{0!}写明权利人或条款所在：{1}"),
    ("{} says nothing of any use: {}", "{0!}没有提及任何用途：{1}"),
    // What to do.
    ("leave the page out of what it forbids, or get permission", "不将本页用于其禁止的用途，或取得许可"),
    ("keep to its conditions", "遵守其条件"),
    ("read the terms, or ask who holds the rights", "查阅条款，或询问权利人"),
    ("keep the statement with the text as evidence", "将该声明与正文一并留存作为依据"),
    ("ask the site what is meant; until then take it for a reservation", "向网站询问其含义，在此之前按保留权利处理"),
    ("ask the site which of them is meant; until then keep to the first", "向网站询问以哪条为准，在此之前按前者处理"),
    ("remove it, or make sure that it may be published", "删除，或确认可以公开"),
    ("revoke it where it was given out, then remove it", "先到签发处作废，再删除"),
    ("check where the page comes from, or leave it out", "检查页面来源，或弃用此页"),
    ("raise the limit with {}, or split the page", "用 {0} 提高上限，或拆分页面"),
    ("correct the charset in the HTTP header or the record", "更正 HTTP 头或记录中的编码"),
    ("correct the charset in its <meta> element", "更正页面 <meta> 中的编码"),
    ("save the page as UTF-8, or check that it was not cut in the middle of a character", "以 UTF-8 保存，或检查页面是否在字符中间被截断"),
    ("check that the page was not cut in the middle of a character and is in one charset from start to end", "检查页面是否在字符中间被截断、编码是否前后一致"),
    ("take the page from its source again; what these characters stood for cannot be told from them", "重新从来源取得页面；这些字符的原文无法还原"),
    ("take the page from its source again, or repair it: encode its text as {} and decode that as UTF-8", "重新从来源取得页面；或修复：将文本编码为 {0}，再按 UTF-8 解码"),
    ("take the page from its source again, or repair what can be: encode its text as {} and decode that as UTF-8", "重新从来源取得页面；或尽量修复：将文本编码为 {0}，再按 UTF-8 解码"),
    ("take the page from its source again, and check the program that wrote it", "重新从来源取得页面，并检查写出它的程序"),
    ("check how the page was saved; NUL characters do not belong into text", "检查页面的保存方式；文本中不应有 NUL 字符"),
    ("check how the page was made: tags are probably never closed", "检查页面的生成方式：标签可能从未闭合"),
    ("check how the page was made: its markup is far longer than its text", "检查页面的生成方式：标记远多于文字"),
    ("check how the page was turned into Markdown", "检查页面转换为 Markdown 的方式"),
    ("check that the page was fetched whole", "检查页面是否抓取完整"),
    ("write a summary of its own, or count the text once", "另写摘要，或只统计一次"),
    ("parse with --articles, `articles_as_headings` of the options", "解析时加 --articles（选项 articles_as_headings）"),
    ("give each heading a number of its own", "为每个标题分别编号"),
    ("look for a missing section, or number the headings anew", "查找缺失的章节，或重新编号"),
    ("add the heading in between, or raise this one by a level", "补上中间的标题，或将此标题提升一级"),
    ("add the heading that this one belongs to, or correct the number", "补上所属的上级标题，或更正编号"),
    ("raise the tag of the heading, or add the heading in between", "提升标题标记的级别，或补上中间的标题"),
    ("write the section, or take its heading out", "补写此节，或删去标题"),
    ("say in the headings what sets the sections apart, or join the sections", "在标题中写明两节的区别，或合并两节"),
    ("give the time of capture, or check these dates before using them", "指定抓取时间，或先核对这些日期再使用"),
    ("find out which of the dates is right, and correct the other", "查明哪个日期正确，更正另一个"),
    ("join the only subsection with its section, or divide the section in two", "把唯一的下级标题并入上级，或分成两节"),
    ("add the heading that it belongs under, or raise its tag", "补上所属的标题，或提高标记级别"),
    ("number the heading as those beside it", "与同级标题一样编号"),
    ("divide the section by headings of its own", "用小标题划分这一节"),
    ("look whether the text of the page was lost, or leave the page out", "检查正文是否丢失，或弃用此页"),
    ("check both dates in the metadata of the page", "核对元数据中的两个日期"),
    ("check the date, and the time of capture", "核对日期与抓取时间"),
    ("take the date from the article that the card leads to, or count it as unknown", "从卡片指向的文章取日期，或视为未知"),
    ("check the date of the page against that of its card", "核对页面日期与卡片日期"),
    ("add the heading to the contents", "在目录中补上标题"),
    ("look for the section that is missing, or take the entry out of the contents", "查找缺失的章节，或从目录删去此条"),
    ("put the entries into the order of the sections", "按章节顺序排列目录"),
    ("give entry and heading the same words", "统一目录与标题的文字"),
    ("keep the label with the text; leave the page out where text of machines is not wanted", "保留标识；不需要机器生成的文本时弃用此页"),
    ("keep the manifest with the text, and check it with a tool of C2PA", "随文保留清单，并用 C2PA 工具验证"),
    ("find out who put them there; a model reads them, a reader does not", "查明由谁写入：模型会读到，读者看不到"),
    ("read the text with its controls shown; take out those that no writing needs", "显示控制符后再阅读，去掉书写不需要的"),
    ("take them out before words are counted or compared: they cut words in two", "计词或比较之前去掉：它们会切断词语"),
];

/// Parts of sentences: personal data; who says what of dates, and when the page was captured.
#[rustfmt::skip]
const PARTS: &[(&str, &str)] = &[
    ("a key, token or password", "密钥、令牌或密码"),
    ("a resident ID", "身份证号"),
    ("a unified social credit code", "统一社会信用代码"),
    ("an IBAN", "国际银行账号"),
    ("an e-mail address", "电子邮箱"),
    ("the number of a bank card", "银行卡号"),
    ("a messenger account", "社交账号"),
    ("the number of a travel permit", "通行证号"),
    ("the number of a passport", "护照号"),
    ("a mobile number", "手机号"),
    ("a telephone number", "电话号码"),
    ("a US social security number", "美国社安号"),
    ("a licence plate", "车牌号"),
    ("a public IP address", "公网 IP 地址"),
    ("a postal address", "通信地址"),
    ("card line {} says {}", "第 {0} 行的卡片写着{1!}"),
    ("card {} says {}", "第 {0} 张卡片写着{1!}"),
    ("the page says {}", "页面写着{0!}"),
    ("card line {}", "第 {0} 行的卡片"),
    ("card {}", "卡片 {0}"),
    ("the page", "页面"),
    ("its date does not fit", "其日期不符"),
    ("{} does not fit {}", "{0!}与{1!}不符"),
    ("{} is too late", "{0!}过晚"),
    ("on {}, the time given", "已指定为 {0}"),
    ("between {} and {}, the time given", "已指定为 {0} 至 {1}"),
    ("on {}: {}", "为 {0}：{1!}"),
    ("between {} and {}: {}", "在 {0} 与 {1} 之间：{2!}"),
    ("on {}", "为 {0}"),
    ("between {} and {}", "在 {0} 与 {1} 之间"),
    ("{} (line {}) and {} (line {})", "{0}（第 {1} 行）和 {2}（第 {3} 行）"),
    ("{} (line {})", "{0}（第 {1} 行）"),
];

/// `sentence` in Chinese; itself where it is none of the known ones.
pub(super) fn in_chinese(sentence: &str) -> Cow<'_, str> {
    match translated(sentence, SENTENCES, MAX_DEPTH) {
        Some(chinese) => Cow::Owned(chinese),
        None => Cow::Borrowed(sentence),
    }
}

/// The reason for a line in Chinese: clauses parted by `; `, some of them facts with their weights in brackets, parted by commas.
/// A clause that is not known stays as it is.
pub(super) fn reason_in_chinese(reason: &str) -> String {
    let clauses = reason.split("; ").map(|clause| {
        let facts = clause.split_inclusive("), ");
        let facts: Option<Vec<String>> = facts
            .map(|fact| fact_in_chinese(fact.strip_suffix(", ").unwrap_or(fact)))
            .collect();
        facts.map_or_else(|| clause.to_owned(), |facts| facts.join("、"))
    });
    clauses.collect::<Vec<_>>().join("；")
}

/// A fact with or without its weight.
fn fact_in_chinese(fact: &str) -> Option<String> {
    let weight = fact
        .strip_suffix(')')
        .and_then(|fact| fact.rsplit_once(" ("))
        .filter(|(_, weight)| weight.starts_with(['+', '-']));
    let Some((phrase, weight)) = weight else {
        return translated(fact, PHRASES, MAX_DEPTH);
    };
    translated(phrase, PHRASES, MAX_DEPTH).map(|chinese| format!("{chinese}（{weight}）"))
}

fn translated(sentence: &str, templates: &[(&str, &str)], depth: u8) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    templates.iter().find_map(|(english, chinese)| {
        let taken = taken(english, sentence)?;
        Some(filled(chinese, &taken, depth))
    })
}

/// What stands in the places of `template` in `sentence`, each as short as it can be.
fn taken<'s>(template: &str, sentence: &'s str) -> Option<Vec<&'s str>> {
    let mut literals = template.split("{}");
    let mut rest = sentence.strip_prefix(literals.next()?)?;
    let mut literals = literals.peekable();
    let mut taken = Vec::new();
    while let Some(literal) = literals.next() {
        let (value, after) = if literals.peek().is_none() {
            (rest.strip_suffix(literal)?, "")
        } else {
            rest.split_once(literal)?
        };
        taken.push(value);
        rest = after;
    }
    rest.is_empty().then_some(taken)
}

fn filled(template: &str, values: &[&str], depth: u8) -> String {
    let mut filled = String::new();
    for piece in template.split('}') {
        let Some((literal, place)) = piece.split_once('{') else {
            filled.push_str(piece);
            continue;
        };
        filled.push_str(literal);
        let number = place.strip_suffix('!');
        let index: Option<usize> = number.unwrap_or(place).parse().ok();
        let value = index
            .and_then(|index| values.get(index))
            .copied()
            .unwrap_or_default();
        let chinese = number.and_then(|_| {
            let tables = [SENTENCES, PARTS, PHRASES];
            tables
                .iter()
                .find_map(|table| translated(value, table, depth))
                .or_else(|| rights::in_chinese(value))
        });
        filled.push_str(chinese.as_deref().unwrap_or(value));
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_take_and_put_back() {
        for (english, chinese) in [
            (
                "the summary repeats \"引言\" word for word",
                "摘要与“引言”一节一字不差",
            ),
            (
                "\"1.2\" follows \"1\": 1 number is skipped",
                "“1.2”接在“1”之后，缺 1 个编号",
            ),
            (
                "\"a\" has no heading 1.1 above it; 3 more of this kind are not listed",
                "“a”之上没有标题 1.1；另有 3 处同类未列出",
            ),
            (
                "card line 43: 2月前 (line 44) does not fit 2月更文挑战第9天 (line 48), for the page was captured between \
                 2024-12-30 and 2025-01-18: card line 28 says 7月前 (line 29) and 5月更文挑战第30天 (line 33)",
                "第 43 行的卡片：2月前（第 44 行）与2月更文挑战第9天（第 48 行）不符，因为抓取时间在 2024-12-30 与 \
                 2025-01-18 之间：第 28 行的卡片写着7月前（第 29 行）和 5月更文挑战第30天（第 33 行）",
            ),
            ("a mobile number seems to stand here", "此处疑似有手机号"),
            (
                "a usage preference in the response forbids text and data mining and training of models: train-ai=n, search=y",
                "响应头中的使用偏好禁止文本与数据挖掘、训练模型：train-ai=n, search=y",
            ),
            (
                "robots.txt asks 2 crawlers that fetch for training of models (A, B) not to fetch the page",
                "robots.txt 要求 2 个爬虫（用于训练模型：A, B）不要抓取本页",
            ),
            (
                "statements about publishing elsewhere contradict each other: a licence of Creative Commons in a link element \
                 sets conditions for it (CC-BY-4.0), a phrase in the text forbids it (republish=deny); the first counts",
                "关于转载的声明互相矛盾：<link> 中的知识共享许可附条件许可（CC-BY-4.0），文字中的语句禁止（republish=deny），以前者为准",
            ),
            (
                "a wish in the text permits search, flying: x",
                "a wish in the text许可search, flying：x",
            ),
            ("something else", "something else"),
        ] {
            assert_eq!(in_chinese(english), chinese);
        }
    }

    #[test]
    fn reasons_are_clauses_of_facts() {
        for (english, chinese) in [
            ("first line, short and no sentence", "首行，短，不是句子"),
            (
                "no heading: too wide; the lines around it (+0.2), its place in the page (-0.1)",
                "不是标题：过长；前后的行（+0.2）、在页面中的位置（-0.1）",
            ),
            (
                "no closing sign (+3.1), marker 一、 in a series of 3 (+1.2)",
                "没有句末标点（+3.1）、编号 一、，序列共 3 行（+1.2）",
            ),
            (
                "comma, end or colon inside (-0.2), its signs (+0.1)",
                "句内有逗号、句号或冒号（-0.2）、符号（+0.1）",
            ),
            (
                "no content by the elements and texts around it; footer by their names",
                "由周围元素与文字判为非正文；由元素名称可知是页脚",
            ),
            (
                "continues the series of 1.1 at level 2",
                "接续 1.1 的序列，2 级",
            ),
            (
                "a phrase, that nobody wrote (+1.0)",
                "a phrase, that nobody wrote (+1.0)",
            ),
        ] {
            assert_eq!(reason_in_chinese(english), chinese);
        }
    }

    /// A sentence that fits many templates again and again ends.
    #[test]
    fn hostile_sentences_end() {
        let sentence =
            "a: b (line 1) does not fit ".repeat(20_000) + ", for the page was captured on ";
        assert!(!in_chinese(&sentence).is_empty());
    }

    #[test]
    fn every_place_of_a_template_is_known() {
        for (english, chinese) in SENTENCES.iter().chain(PARTS).chain(PHRASES) {
            let n_places = english.matches("{}").count();
            for piece in chinese.split('{').skip(1) {
                let (place, _) = piece.split_once('}').unwrap();
                let index: usize = place.trim_end_matches('!').parse().unwrap();
                assert!(index < n_places, "{chinese}");
            }
        }
    }
}
