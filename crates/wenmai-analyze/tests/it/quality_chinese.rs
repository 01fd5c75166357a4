//! Chinese rules of quality on input that is not written to be read.

use proptest::prelude::*;
use wenmai_analyze::quality::{Languages, Rules, judge_text};

use crate::linear::check_linear;

fn rules() -> Rules {
    let mut rules = Rules::default();
    rules.enable_set("chinese").unwrap();
    rules.set_languages("chinese", Languages::ALL).unwrap();
    rules
}

#[test]
fn chinese_rules_take_linear_time() {
    let rules = rules();
    for unit in [
        "文",
        "文\n",
        "山水",
        "一\t二\n",
        "一|",
        "| 1 |\n",
        "1 2 3\n",
        "a=1;\n",
        "{",
        "包邮",
        "首页 ",
        "请输入",
        "锟斤",
        "烫",
        "ä¸",
        "?文",
        "，",
        "\n",
        "\u{3000}",
        "7",
    ] {
        let texts = [100_000, 400_000].map(|len: usize| unit.repeat(len / unit.len()));
        check_linear(unit, &texts, |text| {
            assert!(judge_text(text, None, &rules).n_applied > 0);
        });
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_and_twice_alike(text in "[一-龥0-9a-z，。！？、 \t\n|=;锟斤拷\u{fffd}é]{0,200}|\\PC{0,100}") {
        let rules = rules();
        let judgement = judge_text(&text, None, &rules);
        for broken in &judgement.broken {
            prop_assert!(broken.value.is_finite() && broken.value >= 0.0);
        }
        prop_assert_eq!(judgement, judge_text(&text, None, &rules));
    }
}
