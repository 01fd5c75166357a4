use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use wenmai_model::{Page, PageKind, RulePosition};
use wenmai_parse::{ParseOptions, SiteProfiles, observe, parse};

use super::*;

/// Sentences that no two pages have in common.
const OWN: [&str; 6] = [
    "老木匠在账本里写明了木料的含水率和纹理方向，旁人起初不太相信。",
    "守灯塔的人每年都要检查雾天灯光的照程，结果比预想的更好。",
    "退休的测量员把旧地图上的等高线讲给别人听，差别其实相当明显。",
    "酿醋的姐妹重新估算了醋坛封口的办法，这样做省了不少力气。",
    "跑船的舵手按季节安排潮汐和风向的记录，多年以后仍有人提起。",
    "种菊花的园丁用旧布包好了剪下的枝条，问题出在最后一步。",
];

/// Pages of one host, each made from its number and its own sentence.
fn learn(make: impl Fn(usize, &str) -> String) -> Vec<LearnedSite> {
    learn_of(PageKind::Html, make)
}

fn learn_of(kind: PageKind, make: impl Fn(usize, &str) -> String) -> Vec<LearnedSite> {
    let mut learner = ProfileLearner::new(LearnOptions::default()).unwrap();
    for (at, own) in OWN.iter().enumerate() {
        learner.add(observed(kind, at, &make(at, own)));
    }
    learner.finish().sites
}

fn observed(kind: PageKind, at: usize, body: &str) -> ObservedPage {
    let page = Page {
        url: Some(format!("https://a.example/{at}")),
        body: body.into(),
        kind: Some(kind),
        ..Page::default()
    };
    observe(&page, &ParseOptions::default()).unwrap()
}

/// The rules of the only site, one a line.
fn rules(sites: &[LearnedSite]) -> String {
    let mut shown = String::new();
    for rule in &sites[0].profile.boilerplate {
        let elements = rule.elements.as_deref().unwrap_or_default();
        let _ = writeln!(
            shown,
            "{} {} {} {elements} | {}",
            rule.kind.as_str(),
            rule.pages,
            rule.position.as_str(),
            rule.text
        );
    }
    shown
}

#[test]
fn what_articles_have_in_common_is_left_alone() {
    let sites = learn(|at, own| {
        format!(
            "<div class=text><h1>笔记{own}</h1><h2>材料</h2><p>{own}</p><p>代码如下：</p><pre><code>npm install</code></pre>\
             <p>再说一遍{own}</p><h2>对比</h2><ul><li>优点<li>缺点<li>第{at}项{own}</ul><h2>参考文献</h2><p>{own}第{at}卷</p></div>"
        )
    });
    assert_eq!(rules(&sites), "");
}

#[test]
fn furniture_in_the_article_is_told_by_its_place_its_words_or_its_length() {
    let sites = learn(|at, own| {
        format!(
            "<div class=text><h1>笔记{own}</h1><p>阅读 {at}{at}</p>\
             <p>本栏目由图书馆的志愿者轮流执笔，每个月的第一个周六准时更新一篇。</p><h2>材料</h2><p>{own}</p>\
             <div class=z8><p>加入志愿者</p><p>每周六下午在二楼</p></div><p>再说一遍{own}</p><p>都看到这里了</p></div>"
        )
    });
    insta::assert_snapshot!(rules(&sites), @r"
    navigation 6 anywhere div.text > p | 阅读 00
    other 6 after div.text > p | 都看到这里了
    other 6 anywhere div.text > div.z0 > p | 加入志愿者
    other 6 anywhere div.text > p | 本栏目由图书馆的志愿者轮流执笔，每个月的第一个周六准时更新一篇。
    other 6 anywhere div.text > div.z0 > p | 每周六下午在二楼
    ");
}

#[test]
fn lines_of_text_pages_are_told_by_their_place() {
    let sites = learn_of(PageKind::Text, |at, own| {
        format!(
            "山坡上的读书会\n\n笔记{own}\n\n{own}\n\n一、缘起\n\n又一次，{own}\n\n二、小结\n\n第{at}次了，{own}\n\n长按二维码加入\n"
        )
    });
    insta::assert_snapshot!(rules(&sites), @r"
    navigation 6 before  | 山坡上的读书会
    share 6 after  | 长按二维码加入
    ");
    let (_, kept) = (&sites[0].profile, &sites[0].kept);
    assert_eq!(kept.len(), sites[0].profile.boilerplate.len());
}

#[test]
fn copies_of_one_page_tell_nothing() {
    let copy = |at: usize, _: &str| {
        format!(
            "<main><h1>笔记</h1><p>{}</p><p>{}</p><p>阅读 {at}</p></main>",
            OWN[0], OWN[1]
        )
    };
    assert_eq!(learn(copy), []);
    let mut learner = ProfileLearner::new(LearnOptions::default()).unwrap();
    for at in 0..6 {
        learner.add(observed(PageKind::Html, 7, &copy(at, "")));
    }
    let unlearned = learner.finish().unlearned;
    assert_eq!(unlearned.too_few, [("a.example".to_owned(), 1)]);
}

#[test]
fn a_line_that_one_page_repeats_counts_once() {
    let sites = learn(|at, own| {
        let again = if at < 3 {
            "<p>看完了就来群里聊聊吧，我们每天都在。</p>".repeat(9)
        } else {
            String::new()
        };
        format!("<main><h1>笔记{own}</h1><p>{own}</p>{again}<p>又{own}</p></main>")
    });
    // On three of six pages, however often.
    assert_eq!(rules(&sites), "");
}

#[test]
fn the_order_of_pages_changes_nothing() {
    let make = |at: usize| {
        // A number makes no difference.
        let own: String = [at, at / 6, at / 36].map(|at| OWN[at % OWN.len()]).concat();
        format!(
            "<main><h1>笔记{at}{own}</h1><p>第{at}次，{own}</p><p>{}欢迎关注山坡图书馆的志愿者专栏。</p></main>",
            if at.is_multiple_of(2) { "！" } else { "" }
        )
    };
    let learn = |order: &mut dyn Iterator<Item = usize>| {
        let mut learner = ProfileLearner::new(LearnOptions::default()).unwrap();
        for at in order {
            learner.add(observed(PageKind::Html, at, &make(at)));
        }
        learner.finish().sites
    };
    let sites = learn(&mut (0..100));
    assert_eq!(sites, learn(&mut (0..100).rev()));
    assert_eq!(sites[0].profile.pages, 64);
    assert_eq!(sites[0].profile.boilerplate.len(), 1);
}

#[test]
fn hosts_of_a_hundred_thousand_distinct_lines_are_bounded() {
    let mut learner = ProfileLearner::new(LearnOptions::default()).unwrap();
    for page in 0..4 {
        let mut body = "山坡上的读书会\n\n笔记\n\n".to_owned();
        for line in 0..100_000_u32 {
            let letters: String = format!("{page}{line}")
                .bytes()
                .map(|digit| char::from(digit + 49))
                .collect();
            let _ = writeln!(body, "{letters}");
        }
        body.push_str("\n本站所有文字采用署名方式共享，转载的时候请保留这一行说明。\n");
        learner.add(observed(PageKind::Text, page, &body));
    }
    let sites = learner.finish().sites;
    let last = sites[0].profile.boilerplate.last().unwrap();
    assert!(last.text.starts_with("本站所有文字"));
}

#[test]
fn a_profile_of_three_fixtures_takes_furniture_from_the_others_and_nothing_else() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/sites/hill-library.example");
    let page = |name: &str| Page {
        url: Some(format!("https://hill-library.example/{name}")),
        body: fs::read(folder.join(name).with_extension("html")).unwrap(),
        ..Page::default()
    };
    let mut learner = ProfileLearner::new(LearnOptions::default()).unwrap();
    for name in ["zh-binding", "zh-paste", "zh-flood"] {
        learner.add(observe(&page(name), &ParseOptions::default()).unwrap());
    }
    let sites = learner.finish().sites;
    insta::assert_snapshot!(rules(&sites), @r"
    navigation 3 before div.top > ul.links > li | 修书
    navigation 3 before div.top > ul.links > li | 办证
    navigation 3 before div.top > ul.links > li | 活动
    navigation 3 before div.text > p | 阅读 128
    navigation 3 before div.top > ul.links > li | 首页
    footer 3 after div.bottom | 地址：山坡路 12 号
    footer 3 after div.bottom | 开放时间：周二至周日
    other 3 before div.top > h1.site | 山坡图书馆
    other 3 before div.text > p | 本文是“修书人手记”系列的一篇，每月一篇，由图书馆的志愿者轮流执笔。
    other 3 after div.text > div.z0 > p | 加入志愿者
    other 3 after div.text > p | 山坡图书馆由镇上的居民共同维护，文字可以转载，请注明出处并保留作者的名字，图片另行联系。
    other 3 after div.text > div.z0 > p | 每周六下午在二楼
    ");
    let texts = |profiles: SiteProfiles, name: &str| {
        let mut options = ParseOptions::default();
        options.profiles = profiles;
        let document = parse(&page(name), &options);
        let blocks = document.blocks.iter();
        blocks
            .map(|block| document.slice(block.span).to_owned())
            .collect::<Vec<_>>()
    };
    let profiles = SiteProfiles::new(sites.into_iter().map(|site| site.profile));
    for name in ["zh-worms", "zh-maps"] {
        let (without, with) = (
            texts(SiteProfiles::default(), name),
            texts(profiles.clone(), name),
        );
        let gone: Vec<&String> = without.iter().filter(|text| !with.contains(text)).collect();
        let furniture = [
            "阅读",
            "本文是",
            "加入志愿者",
            "每周六下午在二楼",
            "山坡图书馆",
            "地址",
            "开放",
        ];
        for text in &gone {
            assert!(
                furniture.iter().any(|start| text.starts_with(start)),
                "{name} lost {text}"
            );
        }
        for text in &with {
            let is_furniture = furniture.iter().any(|start| text.starts_with(start));
            assert!(!is_furniture || text.contains("晾干"), "{name} kept {text}");
        }
    }
    assert!(profiles.profiles().all(|profile| {
        profile
            .boilerplate
            .iter()
            .all(|rule| rule.position != RulePosition::Before || !rule.text.contains("小结"))
    }));
}

#[test]
fn options_by_which_nothing_is_learned_are_refused() {
    let error = |min_pages, min_share, sample| {
        let options = LearnOptions {
            min_pages,
            min_share,
            sample,
        };
        ProfileLearner::new(options).err()
    };
    assert_eq!(error(2, 100, 2), None);
    assert_eq!(error(1, 60, 64), Some(LearnOptionsError::MinPages(1)));
    for share in [0, 101] {
        assert_eq!(
            error(3, share, 64),
            Some(LearnOptionsError::MinShare(share))
        );
    }
    let (sample, min_pages) = (4, 5);
    assert_eq!(
        error(5, 60, 4),
        Some(LearnOptionsError::Sample { sample, min_pages })
    );
}
