//! A quick guess at the language and script of a text.
//!
//! Scripts decide first: kana, hangul, Cyrillic and so on name their language almost alone. Chinese in simplified and
//! traditional characters and Japanese with few kana are told apart by characters that only one of them has, languages in
//! Latin letters by their most frequent function words and, where these are few, as in headlines, or shared, by the crate
//! whichlang, which knows which letters follow each other. The guess is made from a sample of bounded length, so that its
//! cost does not grow with the page.
//!
//! Quotations, addresses, options and identifiers do not count, unless there is little else: the language of a text is that
//! of the one who quotes.

mod evidence;
mod function_words;
mod han_set;
mod latin;
mod reader;
mod shares;

use evidence::Writing;
use reader::Reading;

/// The languages that [`detect`] can tell, by their BCP 47 codes.
pub const LANGUAGES: [&str; 28] = [
    "zh", "en", "ja", "ko", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl", "cs", "ro",
    "hu", "fi", "tr", "vi", "id", "ru", "uk", "ar", "el", "he", "th", "hi",
];

/// What [`detect`] found. Each part is `None` when the text does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LanguageGuess {
    /// BCP 47 code of the language, in a text of two that of the greater part: one of [`LANGUAGES`].
    pub language: Option<&'static str>,
    /// ISO 15924 code of the script: `Hans` and `Hant` for Chinese, `Hani` when nothing in it tells the two
    /// apart, `Jpan`, `Kore`, `Latn`, `Cyrl`, `Arab`, `Grek`, `Hebr`, `Thai`, `Deva`.
    pub script: Option<&'static str>,
    /// The other language of a text in two: each has sentences of its own, and the smaller part is at least a quarter of
    /// both together, by words. Terms, names and quotations in another language are no second language, nor is Chinese
    /// in simplified and traditional characters.
    pub second: Option<&'static str>,
}

impl LanguageGuess {
    /// Whether the text is in two languages, as bilingual pages are.
    ///
    /// ```
    /// use wenmai_text::language::detect;
    /// assert!(detect("欢迎来到我们的花园。\nYou are welcome to visit our garden.").is_mixed());
    /// assert!(!detect("用 Docker 部署 Spring Boot 应用").is_mixed());
    /// ```
    pub fn is_mixed(&self) -> bool {
        self.second.is_some()
    }
}

/// Bytes that are looked at. 4 KiB are some 1,300 Chinese characters or 700 English words: far more than the
/// decision needs, and still negligible beside the parsing of the page.
const SAMPLE_LEN_BYTES: usize = 4096;
/// A longer text is sampled in this many windows of equal length, spread over the whole of it, because a page
/// may begin with a menu or a listing in another language.
const WINDOWS: usize = 4;

/// Guesses language and script of `text` from at most 4 KiB of it.
///
/// ```
/// use wenmai_text::language::{LanguageGuess, detect};
/// let guess = |language, script| LanguageGuess { language: Some(language), script: Some(script), second: None };
/// assert_eq!(detect("开源大模型(LLM)的优势"), guess("zh", "Hans"));
/// assert_eq!(detect("開源大型語言模型的優勢"), guess("zh", "Hant"));
/// assert_eq!(detect("The strengths of open models"), guess("en", "Latn"));
/// assert_eq!(detect("2024-01-21 340 2"), LanguageGuess::default());
/// ```
pub fn detect(text: &str) -> LanguageGuess {
    let mut reading = Reading::default();
    for window in windows(text) {
        reading.read(window);
    }
    let (evidence, shares) = reading.evidence();
    let (language, script) = match evidence.writing() {
        None => return LanguageGuess::default(),
        Some(Writing::Latin) => (latin::language(text, &evidence), "Latn"),
        Some(Writing::Alphabet(language, script)) => (Some(language), script),
        Some(Writing::EastAsian) => {
            let (language, script) = evidence.east_asian_language();
            (Some(language), script)
        }
    };
    let second = shares.two_languages().and_then(|pair| match pair {
        (one, other) if language == Some(other) => Some(one),
        (one, other) if language == Some(one) => Some(other),
        _ => None,
    });
    LanguageGuess {
        language,
        script: Some(script),
        second,
    }
}

/// The sample: all of a short text, or [`WINDOWS`] pieces that end at character boundaries.
fn windows(text: &str) -> impl Iterator<Item = &str> {
    let (count, len) = if text.len() <= SAMPLE_LEN_BYTES {
        (1, text.len())
    } else {
        (WINDOWS, SAMPLE_LEN_BYTES / WINDOWS)
    };
    (0..count).filter_map(move |i| {
        let start = (text.len() - len) * i / WINDOWS.saturating_sub(1);
        let start = text.ceil_char_boundary(start);
        let end = text.floor_char_boundary((start + len).min(text.len()));
        text.get(start..end)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, language: &str, script: &str) {
        let guess = detect(text);
        let found = (guess.language.unwrap_or("-"), guess.script.unwrap_or("-"));
        assert_eq!(found, (language, script), "{text}");
    }

    #[test]
    fn languages_and_scripts() {
        check("", "-", "-");
        check("1.2 — 340 2 😀", "-", "-");
        check("人工智能", "zh", "Hani");
        check("数据结构与算法", "zh", "Hans");
        check("資料結構與演算法", "zh", "Hant");
        check("オープンソースの大規模言語モデルについて", "ja", "Jpan");
        check("오픈소스 대형 언어 모델의 장점", "ko", "Kore");
        check("How we moved to the cloud", "en", "Latn");
        check("Kubernetes Dashboard", "-", "Latn");
        check(
            "Die Vorteile von offenen Modellen sind nicht klar",
            "de",
            "Latn",
        );
        check(
            "Les avantages des modèles ouverts sont dans la liste",
            "fr",
            "Latn",
        );
        check(
            "Las ventajas de los modelos abiertos para el usuario",
            "es",
            "Latn",
        );
        check("Преимущества открытых моделей", "ru", "Cyrl");
        check("Переваги відкритих моделей і їхні недоліки", "uk", "Cyrl");
        check("مزايا النماذج المفتوحة", "ar", "Arab");
    }

    #[test]
    fn code_does_not_outweigh_chinese_and_glosses_do_not_outweigh_english() {
        let code = "let x = foo(bar, baz); assert_eq!(x, 1); println!(\"{x}\");\n".repeat(3);
        check(
            &format!("下面的代码展示了用法:\n{code}请注意返回值。"),
            "zh",
            "Hans",
        );
        check(
            "The word for cloud is 云 and the word for model is 模型 in the text of this page",
            "en",
            "Latn",
        );
    }

    #[test]
    fn a_long_page_is_judged_by_its_whole_length() {
        let menu = "Home Products Docs Pricing Login ".repeat(40);
        let body = "开源模型的优势在于社区。".repeat(2000);
        check(&format!("{menu}\n{body}"), "zh", "Hans");
    }

    /// Languages that no fixture has: one sentence of each, without names.
    #[test]
    fn other_languages() {
        for (language, text) in [
            (
                "it",
                "La nonna ci ha detto che non c'era più niente da mangiare in casa",
            ),
            (
                "pt",
                "A minha avó disse que não havia mais nada para comer em casa",
            ),
            (
                "nl",
                "Mijn oma zei dat er niets meer te eten was in het oude huis",
            ),
            (
                "sv",
                "Min mormor sade att det inte fanns något mer att äta i huset",
            ),
            (
                "da",
                "Min mormor sagde at der ikke var noget mere at spise i huset, og så gik hun ud efter brød",
            ),
            (
                "nb",
                "Mormor sa at det ikke var noe mer å spise i huset, og så gikk hun ut etter brød",
            ),
            (
                "pl",
                "Moja babcia powiedziała, że w domu nie ma już nic do jedzenia, a sklep jest zamknięty",
            ),
            (
                "cs",
                "Babička řekla, že v domě už není nic k jídlu a že obchod je také zavřený",
            ),
            (
                "ro",
                "Bunica a spus că nu mai este nimic de mâncare în casă și că magazinul este închis",
            ),
            (
                "hu",
                "A nagymama azt mondta, hogy nincs már semmi ennivaló a házban, és a bolt is zárva van",
            ),
            (
                "fi",
                "Mummo sanoi että talossa ei ollut enää mitään syötävää ja että kauppa oli jo kiinni",
            ),
            (
                "tr",
                "Büyükannem evde yiyecek bir şey kalmadığını ve dükkanın da kapalı olduğunu söyledi",
            ),
            (
                "vi",
                "Bà tôi nói rằng trong nhà không còn gì để ăn và cửa hàng cũng đã đóng cửa",
            ),
            (
                "id",
                "Nenek saya mengatakan bahwa tidak ada lagi makanan di rumah dan toko itu sudah tutup",
            ),
        ] {
            check(text, language, "Latn");
            check(&format!("{text}. ").repeat(100), language, "Latn");
        }
    }

    #[test]
    fn japanese_with_few_kana_is_no_chinese_and_citing_it_makes_no_japanese() {
        check("駅前広場再開発計画、県議会で可決 来春着工へ", "ja", "Jpan");
        check(
            "他在日记里写道，那家叫“ひまわり”的小店是他在渋谷最喜欢的地方。",
            "zh",
            "Hans",
        );
    }

    #[test]
    fn quotations_addresses_and_code_do_not_count() {
        check(
            "Bei uns steht \"you have no right to do that with this\", warum nur?",
            "de",
            "Latn",
        );
        check(
            "详见 https://example.com/a/b/how-to-use-it-with-all-of-the-options",
            "zh",
            "Hans",
        );
        check(
            "SELECT a FROM t WHERE b > 1 ORDER BY c; -- 按照时间排序",
            "zh",
            "Hans",
        );
        let listing = "for (int i = 0; i < n; ++i) { sum_of[i] += rows[i].len; }\n".repeat(20);
        check(&listing, "-", "Latn");
    }

    #[test]
    fn two_languages_have_sentences_of_their_own() {
        for (text, language, second) in [
            (
                "雨下了一夜，院子里的花都开了，我们很高兴。\nIt rained.",
                "zh",
                None,
            ),
            (
                "雨下了一夜，院子里的花都开了。\nIt rained all night, and the flowers in the yard opened.",
                "en",
                Some("zh"),
            ),
            (
                "用 kubectl get pods 看 Pod 的 status，再用 kubectl logs 看 container 的 log",
                "zh",
                None,
            ),
            (
                "He called it 自由, which is the word for freedom in the language of his mother.",
                "en",
                None,
            ),
            (
                "La porte était ouverte dans la nuit.\nThe door was open in the night.",
                "en",
                Some("fr"),
            ),
            (
                "这是简体中文的说明，请您仔细阅读。\n這是繁體中文的說明，請您仔細閱讀。",
                "zh",
                None,
            ),
        ] {
            let guess = detect(text);
            assert_eq!(
                (guess.language, guess.second),
                (Some(language), second),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_fails(text in "\\PC{0,300}", times in 1usize..60) {
            detect(&text.repeat(times));
        }
    }
}
