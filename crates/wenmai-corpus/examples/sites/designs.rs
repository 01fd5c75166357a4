//! The designs of the sites: where their furniture stands and what it says. Some of it stands in the element of the article,
//! by plain paragraphs or by names that say nothing, so that extraction alone keeps it.

use crate::page::{Form, Maker};

/// A site.
pub(crate) struct Design {
    pub(crate) host: &'static str,
    pub(crate) form: Form,
    pub(crate) is_chinese: bool,
    pub(crate) write: fn(&mut Maker<'_>),
}

const fn html(host: &'static str, is_chinese: bool, write: fn(&mut Maker<'_>)) -> Design {
    Design {
        host,
        form: Form::Html,
        is_chinese,
        write,
    }
}

pub(crate) const DESIGNS: [Design; 12] = [
    html("column.example", true, zh_column),
    html("news.example", true, zh_news),
    html("dev.example", true, zh_tutorial),
    html("account.example", true, zh_account),
    html("qa.example", true, zh_questions),
    html("journal.example", false, en_blog),
    html("docs.example", false, en_docs),
    html("daily.example", false, en_magazine),
    html("letters.example", false, en_newsletter),
    html("recipes.example", false, en_recipes),
    Design {
        host: "dump.example",
        form: Form::Text,
        is_chinese: true,
        write: zh_dump,
    },
    Design {
        host: "reader.example",
        form: Form::Markdown,
        is_chinese: false,
        write: en_reader,
    },
];

/// The body that tutorials share: headings, announcements, code, lists.
fn zh_body(page: &mut Maker<'_>) {
    page.section("引言");
    page.own_section();
    page.section("环境准备");
    page.own("p", "代码如下：");
    page.own("pre", "npm install\nnpm start");
    page.prose(1);
    page.own("h2", "对比");
    page.list(&["优点", "缺点", "适用场景"]);
    page.own_section();
    page.section("小结");
}

fn en_body(page: &mut Maker<'_>) {
    page.section("Introduction");
    page.own_section();
    page.section("Prerequisites");
    page.own("p", "Run this:");
    page.own("pre", "pip install tools\npython main.py");
    page.prose(1);
    page.own("h2", "Trade-offs");
    page.list(&["Pros", "Cons", "Price"]);
    page.own_section();
    page.section("Conclusion");
}

/// Paragraphs of the site itself in the element of the article, before and behind the text.
fn zh_column(page: &mut Maker<'_>) {
    page.head("匠人专栏");
    page.raw("<div class=\"topbar\">");
    page.menu(
        "<ul class=\"menu\">",
        &["首页", "专栏", "问答", "Python", "登录"],
    );
    page.raw("</div><div class=\"main-wrap\"><div class=\"article-content\">");
    page.title("h1");
    let views = page.counter();
    page.raw("<div class=\"meta-row\">");
    page.chrome("span", &format!("阅读 {views}"));
    page.raw("</div>");
    page.chrome(
        "p",
        "本专栏由匠人社区出品，每周三更新一篇，欢迎在文末留言告诉我们你想看的题目。",
    );
    zh_body(page);
    page.section("Python");
    page.chrome("p", "觉得有用就点个赞吧");
    page.chrome(
        "p",
        "作者简介：匠人社区编辑部，十年如一日地记录手艺人的故事，作品散见于各地的报刊和广播。",
    );
    page.chrome("p", "© 匠人社区版权所有，未经授权不得转载");
    page.raw("</div><div class=\"side\">");
    page.chrome("h3", "猜你喜欢");
    page.related("<ul class=\"rec\">");
    page.raw("</div></div><div class=\"foot\">");
    for line in ["关于我们", "联系方式", "京ICP备12345678号"] {
        page.chrome("span", line);
        page.raw("<br>");
    }
    page.raw("</div></body></html>");
}

fn zh_news(page: &mut Maker<'_>) {
    page.head("山河新闻");
    page.raw("<header><nav>");
    page.menu("<ul>", &["要闻", "国内", "国际", "财经", "体育", "文化"]);
    page.raw("</nav></header><main><article class=\"detail\">");
    page.title("h1 class=\"headline\"");
    page.chrome("p class=\"tip\"", "点击上方蓝字，关注山河新闻");
    page.prose(3);
    page.raw("<div class=\"k7x2\">");
    page.chrome("p", "下载客户端");
    page.chrome("p", "第一时间看到重要新闻");
    page.raw("</div>");
    page.own_section();
    page.own_section();
    page.own_section();
    page.chrome(
        "p",
        "（本文仅代表作者个人观点，不代表本站立场，如有侵权请在三十日内与我们联系删除。）",
    );
    let editor = page.random.pick(&["张三", "李四"]);
    page.chrome("p class=\"editor\"", &format!("责任编辑：{editor}"));
    page.raw("</article></main><footer>");
    page.chrome("p", "违法和不良信息举报电话：010-12345678");
    page.chrome("p", "山河新闻网版权所有");
    page.raw("</footer></body></html>");
}

fn zh_tutorial(page: &mut Maker<'_>) {
    page.head("学一点");
    page.raw("<div id=\"app\"><div class=\"c1\">");
    page.menu(
        "<ul class=\"c2\">",
        &["教程", "题库", "Rust", "环境准备", "会员"],
    );
    page.raw("</div><div class=\"c3\"><div class=\"c4\">");
    page.title("h1");
    page.raw("<div class=\"c5\">");
    page.chrome("div", "难度：入门");
    page.chrome("div", "学一点会员可以下载本课的全部源码");
    page.raw("</div>");
    zh_body(page);
    page.raw("<div class=\"c6\">");
    page.chrome("h2", "加入学习群");
    page.chrome("p", "扫码备注“学习”，拉你进群");
    page.raw("</div>");
    page.section("参考文献");
    page.raw("<div class=\"c7\">");
    let views = page.counter();
    page.chrome("span", &format!("{views} 人学过"));
    page.chrome("span", "课程有问题？点这里反馈");
    page.raw("</div></div></div></div></body></html>");
}

fn zh_account(page: &mut Maker<'_>) {
    page.head("夜读");
    page.raw("<div id=\"page-content\"><div class=\"rich\">");
    page.title("h1");
    page.raw("<section>");
    page.chrome("p", "点击蓝字 关注我们");
    page.raw("</section><section>");
    page.own("p", "大家好，我是老周。");
    page.prose(4);
    page.raw("</section><section class=\"s9\">");
    page.chrome("p", "— 广告 —");
    page.raw("</section><section>");
    page.prose(4);
    page.own_section();
    page.raw("</section><section>");
    page.chrome("p", "往期推荐");
    page.chrome("p", "喜欢本文就分享、点赞、在看三连");
    page.chrome(
        "p",
        "夜读编辑部整理发布，图片来自网络，版权归原作者所有，联系邮箱见公众号菜单栏。",
    );
    page.raw("</section></div></div></body></html>");
}

fn zh_questions(page: &mut Maker<'_>) {
    page.head("问一问");
    page.raw("<div class=\"hd\">");
    page.menu("<ul>", &["首页", "话题", "等你来答"]);
    page.raw("</div><div class=\"bd\"><div class=\"answer\">");
    page.title("h1");
    page.own("p", "问题描述：");
    page.prose(2);
    page.own("p", "解决办法：");
    page.prose(3);
    page.list(&["是", "否"]);
    page.prose(2);
    let votes = page.counter();
    page.raw("<div class=\"ops\">");
    page.chrome("span", &format!("赞同 {votes}"));
    page.chrome("span", "收藏");
    page.raw("</div>");
    page.chrome(
        "p",
        "问一问是一个中文问答社区，以让每个人都能找到可靠的回答为使命，未经许可禁止转载。",
    );
    page.raw("</div></div></body></html>");
}

fn en_blog(page: &mut Maker<'_>) {
    page.head("The Workshop Journal");
    page.raw("<header class=\"masthead\">");
    page.chrome("h1", "The Workshop Journal");
    page.menu(
        "<ul class=\"nav\">",
        &["Home", "About", "Conclusion", "Contact"],
    );
    page.raw("</header><div class=\"post\"><div class=\"entry\">");
    page.title("h2");
    page.chrome("p", "This post may contain affiliate links, and we may earn a commission if you buy through them.");
    en_body(page);
    page.chrome("p", "Enjoyed this? Buy me a coffee!");
    page.chrome("p", "Jo Miller has repaired clocks since childhood and writes about tools, patience and mistakes from a shed in Devon.");
    page.raw("<div class=\"pager\">");
    page.chrome("a", "Older posts");
    page.chrome("a", "Newer posts");
    page.raw("</div></div></div><footer>");
    page.chrome(
        "p",
        &format!("Copyright {} The Workshop Journal", 2000 + page.number),
    );
    page.raw("</footer></body></html>");
}

fn en_docs(page: &mut Maker<'_>) {
    page.head("Tool Docs");
    page.raw("<div class=\"layout\"><aside class=\"sidebar\">");
    let entries = [
        "Overview",
        "Prerequisites",
        "Install",
        "Configure",
        "Deploy",
        "Trade-offs",
    ];
    page.raw("<ul>");
    for (at, entry) in entries.iter().enumerate() {
        let class = if at == page.number % entries.len() {
            "<li class=\"active item\">"
        } else {
            "<li class=\"item\">"
        };
        page.raw(class);
        page.chrome("a", entry);
        page.raw("</li>");
    }
    page.raw("</ul></aside><main><div class=\"md\">");
    page.title("h1");
    page.raw("<div class=\"notice\">");
    page.chrome(
        "p",
        "You are reading the documentation of an unreleased version.",
    );
    page.raw("</div>");
    en_body(page);
    page.raw("<div class=\"fb\">");
    page.chrome("p", "Was this page helpful?");
    page.chrome("button", "Yes");
    page.chrome("button", "No");
    page.raw("</div>");
    page.chrome("a", "Edit this page on GitHub");
    page.raw("</div></main></div></body></html>");
}

fn en_magazine(page: &mut Maker<'_>) {
    page.head("Daily Harbor");
    page.raw("<div class=\"hdr\">");
    page.menu(
        "<ul>",
        &["News", "Opinion", "Sport", "Weather", "Subscribe"],
    );
    page.raw("</div><div class=\"story\">");
    page.title("h1");
    page.prose(2);
    page.raw("<div class=\"slot\">");
    page.chrome("div", "Advertisement");
    page.raw("</div>");
    page.prose(2);
    page.raw("<div class=\"q3\">");
    page.chrome("h3", "The harbor in your inbox");
    page.chrome("p", "One letter every Friday.");
    page.chrome("button", "Sign me up");
    page.raw("</div>");
    page.prose(3);
    page.own_section();
    page.raw("<div class=\"more\">");
    page.chrome("h3", "More from the harbor");
    page.related("<ul>");
    page.raw("</div>");
    page.chrome("p", "The Daily Harbor is funded by its readers and follows the code of conduct of the press council.");
    page.raw("</div><div class=\"ftr\">");
    for line in ["Terms of use", "Privacy policy", "Work with us"] {
        page.chrome("a", line);
    }
    page.raw("</div></body></html>");
}

fn en_newsletter(page: &mut Maker<'_>) {
    page.head("Letters from the Mill");
    page.raw("<table class=\"outer\"><tr><td><div class=\"mail\">");
    page.chrome("p", "View this letter in your browser");
    page.title("h1");
    page.chrome(
        "p",
        "You receive this letter because you once told us that you care about mills.",
    );
    page.prose(4);
    page.own_section();
    page.own_section();
    page.own("p", "See you next week!");
    page.prose(1);
    page.chrome("p", "Forward to a friend");
    page.chrome("p", "Unsubscribe");
    page.chrome("p", "Letters from the Mill, 12 River Lane, Exeter");
    page.raw("</div></td></tr></table></body></html>");
}

fn en_recipes(page: &mut Maker<'_>) {
    page.head("Plain Kitchen");
    page.raw("<header>");
    page.menu(
        "<ul class=\"mainmenu\">",
        &["Soups", "Bread", "Ingredients", "About me"],
    );
    page.raw("</header><article><div class=\"content\">");
    page.title("h1");
    page.raw("<div class=\"btns\">");
    page.chrome("a", "Jump to recipe");
    page.chrome("a", "Print");
    page.raw("</div>");
    page.prose(3);
    page.own("h2", "Ingredients");
    page.list(&["Salt", "Water", "Flour"]);
    page.own("h2", "Instructions");
    page.prose(3);
    page.own("h2", "Notes");
    page.prose(2);
    page.raw("<div class=\"cta\">");
    page.chrome("h2", "Did you make this recipe?");
    page.chrome("p", "Tag us in your picture");
    page.raw("</div>");
    page.raw("<div class=\"abt\">");
    page.chrome("h3", "Hi, I am Nora");
    page.chrome("p", "I bake in a very small kitchen and share what worked, what failed and what the neighbors thought of it.");
    page.raw("</div></div></article></body></html>");
}

/// The visible text of a page, line by line.
fn zh_dump(page: &mut Maker<'_>) {
    page.chrome("p", "山坡上的读书会");
    page.menu("", &["本站首页", "活动预告", "借书指南"]);
    page.title("h1");
    page.prose(2);
    page.section("一、缘起");
    page.own_section();
    page.own("p", "代码如下：");
    page.section("二、小结");
    page.chrome(
        "p",
        "山坡上的读书会每月第一个周日在镇图书馆二楼举行，欢迎带着自己喜欢的书来。",
    );
    page.chrome("p", "长按识别二维码加入");
    page.chrome("p", "本站所有文字采用署名方式共享");
}

fn en_reader(page: &mut Maker<'_>) {
    page.chrome("a", "Skip to content");
    page.menu("", &["Projects", "Field notes", "Uses"]);
    page.title("h1");
    page.chrome(
        "p",
        "Field notes are short, unpolished and often wrong; please write if you know better.",
    );
    page.section("Background");
    page.own_section();
    page.section("What I learned");
    page.list(&["Pros", "Cons"]);
    page.prose(2);
    page.chrome("p", "Thanks for reading!");
    page.chrome("p", "Sam lives on a narrow boat, repairs engines for a living and takes notes so that others need not.");
}
