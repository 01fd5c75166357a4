use super::*;

fn check(line: &str, expected: Option<(Style, &[u32], &str)>) {
    let found = marker(line);
    let parts = found.map(|marker| marker.number.parts());
    let found = found.zip(parts.as_ref()).map(|(marker, parts)| {
        let written = line.get(..usize::from(marker.len_bytes)).unwrap();
        (marker.style, &**parts, written)
    });
    assert_eq!(found, expected, "{line}");
}

fn check_all(style: Style, lines: &[(&str, &[u32], &str)]) {
    for &(line, number, written) in lines {
        check(line, Some((style, number, written)));
    }
}

#[test]
fn a_marker_is_small() {
    assert!(size_of::<Option<Marker>>() <= 24);
}

#[test]
fn chinese_numerals_and_their_signs() {
    check_all(
        Style::ChineseComma,
        &[
            ("一、开源", &[1], "一、"),
            ("十一、附则", &[11], "十一、"),
            ("廿三、尾声", &[23], "廿三、"),
            ("一百零三、附表", &[103], "一百零三、"),
            ("壹、缘起", &[1], "壹、"),
            ("一二三、连写", &[123], "一二三、"),
            ("二丶方法", &[2], "二丶"),
        ],
    );
    check_all(
        Style::ChineseDot,
        &[("二. 方法", &[2], "二."), ("三．结果", &[3], "三．")],
    );
    check("一：缘起", Some((Style::ChineseColon, &[1], "一：")));
    check("四 结语", Some((Style::ChineseBare, &[4], "四")));
    check_all(
        Style::ChineseParenthesized,
        &[
            ("（三）结果", &[3], "（三）"),
            ("(一). 结果", &[1], "(一)."),
            ("（一）.结果", &[1], "（一）."),
            ("( 十二 ) 结果", &[12], "( 十二 )"),
            ("二）结果", &[2], "二）"),
            ("㈢ 结果", &[3], "㈢"),
        ],
    );
}

#[test]
fn digits_and_their_signs() {
    check_all(
        Style::DecimalDot,
        &[
            ("1. Scope", &[1], "1."),
            ("12.范围", &[12], "12."),
            ("215. 合并区间", &[215], "215."),
            ("⒈范围", &[1], "⒈"),
        ],
    );
    check_all(
        Style::DecimalComma,
        &[
            ("1、范围", &[1], "1、"),
            ("１２、范围", &[12], "１２、"),
            ("3丶范围", &[3], "3丶"),
        ],
    );
    check_all(
        Style::DecimalParenthesis,
        &[("2) scope", &[2], "2)"), ("2）、范围", &[2], "2）、")],
    );
    check_all(
        Style::DecimalParenthesized,
        &[("（1）范围", &[1], "（1）"), ("⑵ 范围", &[2], "⑵")],
    );
    check("1：范围", Some((Style::DecimalColon, &[1], "1：")));
    check("3 范围", Some((Style::DecimalBare, &[3], "3")));
    check_all(
        Style::Dotted,
        &[
            ("1.2 优势", &[1, 2], "1.2"),
            ("1.2.3、优势", &[1, 2, 3], "1.2.3、"),
            ("1.1标题", &[1, 1], "1.1"),
            ("1.1.标题", &[1, 1], "1.1."),
            ("1.1）标题", &[1, 1], "1.1）"),
            ("１．２　优势", &[1, 2], "１．２"),
            ("1.2.3.4.5.6 深处", &[1, 2, 3, 4, 5, 6], "1.2.3.4.5.6"),
            ("1.5 元数据", &[1, 5], "1.5"),
            ("2.3 天气", &[2, 3], "2.3"),
        ],
    );
    check_all(
        Style::Circled,
        &[
            ("② 数据", &[2], "②"),
            ("㉑、数据", &[21], "㉑、"),
            ("㊿ 数据", &[50], "㊿"),
            ("❸数据", &[3], "❸"),
            ("1️⃣ 数据", &[1], "1️⃣"),
            ("🔟 数据", &[10], "🔟"),
        ],
    );
}

#[test]
fn ordinals_and_names() {
    for (line, unit, number, written) in [
        ("第十二章 总则", Unit::Chapter, 12, "第十二章"),
        ("第 3 节：要点", Unit::Section, 3, "第 3 节："),
        ("第一步，打开", Unit::Step, 1, "第一步"),
        ("第二部分 方法", Unit::Part, 2, "第二部分"),
        ("第一编 总则", Unit::Book, 1, "第一编"),
        ("第一百零三条　附则", Unit::Article, 103, "第一百零三条"),
        ("第（略", Unit::Article, 0, ""),
        ("第２款 例外", Unit::Clause, 2, "第２款"),
        ("第三篇 归来", Unit::Lesson, 3, "第三篇"),
        ("第七回 风雪", Unit::Lesson, 7, "第七回"),
        ("第5讲 指针", Unit::Lesson, 5, "第5讲"),
        ("第六課 動詞", Unit::Lesson, 6, "第六課"),
        ("附录A 术语", Unit::Appendix, 1, "附录A"),
        ("附录二：术语", Unit::Appendix, 2, "附录二："),
    ] {
        let expected = [number];
        let expected = (number > 0).then_some((Style::Ordinal(unit), &expected[..], written));
        check(line, expected);
    }
    check_all(
        Style::Named(Unit::Section),
        &[
            ("Section 2.1: Terms", &[2, 1], "Section 2.1:"),
            ("section 4 Terms", &[4], "section 4"),
        ],
    );
    check_all(
        Style::Named(Unit::Chapter),
        &[
            ("Chapter 4: Types", &[4], "Chapter 4:"),
            ("CHAPTER TWO The road", &[2], "CHAPTER TWO"),
        ],
    );
    check_all(
        Style::Named(Unit::Part),
        &[("PART II The road", &[2], "PART II")],
    );
    check_all(
        Style::Named(Unit::Article),
        &[("Article 7. Duties", &[7], "Article 7.")],
    );
}

#[test]
fn roman_numbers_and_letters() {
    check_all(
        Style::Roman,
        &[
            ("IV. Results", &[4], "IV."),
            ("Ⅱ、方法", &[2], "Ⅱ、"),
            ("II 方法", &[2], "II"),
            ("I. Aims", &[1], "I."),
        ],
    );
    check_all(
        Style::LowerRoman,
        &[("ii. scope", &[2], "ii."), ("ⅳ、范围", &[4], "ⅳ、")],
    );
    check_all(
        Style::RomanParenthesis,
        &[("(iii) scope", &[3], "(iii)"), ("ii) scope", &[2], "ii)")],
    );
    check("B. Data", Some((Style::UpperLetter, &[2], "B.")));
    check("C. Data", Some((Style::UpperLetter, &[3], "C.")));
    check("b. data", Some((Style::LowerLetter, &[2], "b.")));
    check("a) data", Some((Style::LetterParenthesis, &[1], "a)")));
    check("（b）数据", Some((Style::LetterParenthesis, &[2], "（b）")));
}

#[test]
fn questions_and_answers() {
    check_all(
        Style::Question,
        &[
            ("Q1: Why?", &[1], "Q1:"),
            ("Q: Why?", &[1], "Q:"),
            ("Q2：为什么？", &[2], "Q2："),
            ("Question 3: Why?", &[3], "Question 3:"),
            ("问：为什么？", &[1], "问："),
            ("问题二：为什么？", &[2], "问题二："),
            ("问3、为什么？", &[3], "问3、"),
        ],
    );
    check_all(
        Style::Answer,
        &[
            ("A: Because.", &[1], "A:"),
            ("A2. Because.", &[2], "A2."),
            ("答：因为。", &[1], "答："),
            ("回答1：因为。", &[1], "回答1："),
        ],
    );
    assert!(!marker("问：为什么？").unwrap().is_written);
    assert!(marker("问1：为什么？").unwrap().is_written);
    assert!(!marker("附录：术语").unwrap().is_written);
}

#[test]
fn a_sign_may_lead() {
    check("📌 一、背景", Some((Style::ChineseComma, &[1], "📌 一、")));
    check("🔥2. 方法", Some((Style::DecimalDot, &[2], "🔥2.")));
    check(
        "✅ 第三步：验证",
        Some((Style::Ordinal(Unit::Step), &[3], "✅ 第三步：")),
    );
    for line in ["🔥 3 个技巧", "🔥 标题", "🔥", "★★★★★★ 一、", "⭐问：好吗"]
    {
        check(line, None);
    }
}

/// One line for each kind of opening that a heading may have, beside those of the tests above.
#[test]
fn openings_of_headings() {
    use Style::{
        Answer, ChineseColon, ChineseComma, ChineseDot, ChineseParenthesized, Circled, DecimalBare,
        DecimalComma, DecimalDot, DecimalParenthesis, DecimalParenthesized, Dotted,
        LetterParenthesis, LowerLetter, LowerRoman, Named, Ordinal, Question, Roman, UpperLetter,
    };
    let table: &[(Style, &str, &[u32])] = &[
        (ChineseComma, "两、方法", &[2]),
        (ChineseComma, "二〇、附则", &[20]),
        (ChineseComma, "卅一、附则", &[31]),
        (ChineseComma, "拾贰、附则", &[12]),
        (ChineseComma, "叁、经过", &[3]),
        (ChineseComma, "二百一十五、附则", &[215]),
        (ChineseDot, "一.背景", &[1]),
        (ChineseDot, "十二．背景", &[12]),
        (ChineseColon, "二：背景", &[2]),
        (ChineseParenthesized, "（廿一）背景", &[21]),
        (ChineseParenthesized, "（一）、背景", &[1]),
        (ChineseParenthesized, "〔二〕背景", &[2]),
        (ChineseParenthesized, "【三】背景", &[3]),
        (DecimalDot, "１．背景", &[1]),
        (DecimalDot, "12.背景", &[12]),
        (DecimalComma, "１、背景", &[1]),
        (DecimalBare, "３ 背景", &[3]),
        (DecimalParenthesis, "1)背景", &[1]),
        (DecimalParenthesis, "１）背景", &[1]),
        (DecimalParenthesized, "（１）背景", &[1]),
        (DecimalParenthesized, "【2】背景", &[2]),
        (DecimalParenthesized, "⑿ 背景", &[12]),
        (Dotted, "1.2.3、背景", &[1, 2, 3]),
        (Dotted, "1.1背景", &[1, 1]),
        (Dotted, "１．２ 背景", &[1, 2]),
        (Dotted, "1.2. Background", &[1, 2]),
        (Circled, "①背景", &[1]),
        (Circled, "⑳ 背景", &[20]),
        (Circled, "❸ 背景", &[3]),
        (Ordinal(Unit::Book), "第一编 总则", &[1]),
        (Ordinal(Unit::Part), "第三部分 结果", &[3]),
        (Ordinal(Unit::Chapter), "第十二章 附则", &[12]),
        (Ordinal(Unit::Chapter), "第 3 章 结果", &[3]),
        (Ordinal(Unit::Chapter), "第两章 结果", &[2]),
        (Ordinal(Unit::Section), "第二节 方法", &[2]),
        (Ordinal(Unit::Article), "第廿条 附则", &[20]),
        (Ordinal(Unit::Clause), "第一款 总则", &[1]),
        (Ordinal(Unit::Lesson), "第四篇 结果", &[4]),
        (Ordinal(Unit::Step), "第1步：安装", &[1]),
        (Ordinal(Unit::Step), "第一步 安装", &[1]),
        (Ordinal(Unit::Appendix), "附录二 表格", &[2]),
        (Named(Unit::Chapter), "Chapter IV: Results", &[4]),
        (Named(Unit::Part), "PART TWO — Results", &[2]),
        (Named(Unit::Section), "Section 2.1 Results", &[2, 1]),
        (Named(Unit::Appendix), "Appendix C. Tables", &[3]),
        (Named(Unit::Appendix), "Annex 1: Tables", &[1]),
        (Named(Unit::Step), "Step 3 - Install", &[3]),
        (Named(Unit::Step), "Week 2: Reading", &[2]),
        (Named(Unit::Article), "Article 5 Scope", &[5]),
        (Named(Unit::Lesson), "Lecture 7: Trees", &[7]),
        (Roman, "Ⅲ、背景", &[3]),
        (Roman, "XII. Results", &[12]),
        (LowerRoman, "iii. results", &[3]),
        (UpperLetter, "B、背景", &[2]),
        (LowerLetter, "b. results", &[2]),
        (LetterParenthesis, "（b）背景", &[2]),
        (Question, "Q3：为什么", &[3]),
        (Question, "问2：为什么", &[2]),
        (Answer, "A: because", &[1]),
        (ChineseComma, "📌 二、方法", &[2]),
        (DecimalDot, "✨1. 方法", &[1]),
    ];
    for &(style, line, number) in table {
        let found = marker(line).unwrap_or_else(|| panic!("{line}"));
        let parts = found.number.parts();
        assert_eq!((found.style, &*parts), (style, number), "{line}");
    }
}

#[test]
fn look_alikes() {
    for line in [
        "2022.1 发布",
        "2024 年",
        "2024年的变化",
        "二〇二四年 总结",
        "二〇二四 年",
        "404 Not Found",
        "500 Internal Server Error",
        "192.168.0.1 是内网",
        "7.0版新增",
        "v1.2 发布",
        "V2.0 发布",
        "3.5版本",
        "3.5版更新说明",
        "1.5 倍",
        "1.5倍的差距",
        "2.4 GHz 频段",
        "3.2 万元以上",
        "1.2 million users",
        "5 月 3 日",
        "1.2.3.4.5.6.7",
        "1.2.3.4.5.6.7 过深",
        "10.5% 的人",
        "10.5％的人",
        "3.10-rc1",
        "2024-01-02 更新",
        "2024/1/2 更新",
        "12:30 开会",
        "12：30 开会",
        "3.14",
        "1.",
        "一、",
        "I am here",
        "Part of it",
        "Chapter onerous",
        "A small step",
        "CV 方向",
        "CD 播放器",
        "(C) 2024 Example",
        "第一次",
        "第一封信",
        "第一部电影",
        "第一条件",
        "第一回合",
        "第二天的事",
        "一个人",
        "二三十、四十",
        "问题在于",
        "问题：协商没有加密",
        "答案是",
        "提问的艺术",
        "回到起点",
        "2.0x faster",
        "",
    ] {
        check(line, None);
    }
}

fn check_readings(line: &str, first: Option<(Style, u32)>, second: Option<(Style, u32)>) {
    let found = readings(line).map(|found| found.map(|m| (m.style, m.number.last())));
    assert_eq!(found, [first, second], "{line}");
    assert_eq!(marker(line), readings(line)[0], "{line}");
    assert!(
        second.is_none() || may_have_another(line, marker(line)),
        "{line}"
    );
}

#[test]
fn openings_with_two_readings() {
    use Style::{
        Answer, DecimalBare, DecimalDot, Dotted, LetterParenthesis, LowerLetter, LowerRoman, Roman,
        RomanParenthesis, UpperLetter,
    };
    check_readings("I. Aims", Some((Roman, 1)), Some((UpperLetter, 9)));
    check_readings("V、目标", Some((Roman, 5)), Some((UpperLetter, 22)));
    check_readings("C. Aims", Some((UpperLetter, 3)), Some((Roman, 100)));
    check_readings("D. Aims", Some((UpperLetter, 4)), Some((Roman, 500)));
    check_readings("A. Aims", Some((UpperLetter, 1)), Some((Answer, 1)));
    check_readings("i. aims", Some((LowerLetter, 9)), Some((LowerRoman, 1)));
    check_readings(
        "（i）目标",
        Some((LetterParenthesis, 9)),
        Some((RomanParenthesis, 1)),
    );
    check_readings("1.5 标题", Some((Dotted, 5)), Some((DecimalDot, 1)));
    check_readings("2.3D 打印", None, Some((DecimalDot, 2)));
    check_readings("1.2024 年回顾", None, Some((DecimalDot, 1)));
    check_readings("1.5 倍", None, Some((Dotted, 5)));
    check_readings("5 天", None, Some((DecimalBare, 5)));
    check_readings("IV. Aims", Some((Roman, 4)), None);
    check_readings("B. Aims", Some((UpperLetter, 2)), None);
    check_readings("192.168.0.1 内网", None, None);
    check_readings("第一部分 目标", Some((Style::Ordinal(Unit::Part), 1)), None);
}
