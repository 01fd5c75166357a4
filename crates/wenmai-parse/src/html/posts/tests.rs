use crate::html::name_parts::NameParts;
use std::fmt::Write as _;

use super::*;
use crate::html::{HtmlOptions, read};

/// The posts of a page of which everything is content: author, time, and the blocks that are no bylines.
fn posts(source: &str) -> Vec<String> {
    let page = read(source, &HtmlOptions::default());
    let posts = Posts::find(
        &page,
        &NameParts::new(&page.tree),
        DayOrder::MonthFirst,
        |_| true,
    );
    let mut rows: Vec<String> = Vec::new();
    for post in &posts.found {
        let author = post.author.as_deref().unwrap_or("-");
        let time = post.time.as_ref().map_or("-", |time| &time.written);
        rows.push(format!("{author} | {time} |"));
    }
    for (at, block) in page.blocks.iter().enumerate() {
        let row = posts.of_block(at).and_then(|at| rows.get_mut(at as usize));
        if let Some(row) = row.filter(|_| !posts.is_byline(at)) {
            let _ = write!(row, " {}", page.text_of(block));
        }
    }
    rows
}

#[test]
fn tables_with_the_author_beside_the_text() {
    let post = |at: usize, name: &str, text: &str| {
        format!(
            "<div id=post_{at}><table id=pid{at} class=plhin><tr><td class=pls><div class=authi>\
             <a href=home.php?mod=space&uid={at} class=xw1>{name}</a></div><p>帖子 12</p></td>\
             <td class=plc><div class=pti><em id=authorposton{at}>发表于 2024-5-{at} 10:2{at}</em></div>\
             <div class=t_fsz><table><tr><td class=t_f id=postmessage_{at}>{text}</td></tr></table></div></td></tr></table></div>"
        )
    };
    let page = format!(
        "<div id=postlist>{}{}{}</div>",
        post(1, "春茶", "请问绿茶用多少度的水冲泡比较合适？"),
        post(2, "老周", "八十度左右，水开以后放一会儿就好。"),
        post(3, "青山", "同意楼上，另外不要泡太久。"),
    );
    assert_eq!(
        posts(&page),
        [
            "春茶 | 2024-5-1 10:21 | 请问绿茶用多少度的水冲泡比较合适？",
            "老周 | 2024-5-2 10:22 | 八十度左右，水开以后放一会儿就好。",
            "青山 | 2024-5-3 10:23 | 同意楼上，另外不要泡太久。",
        ]
    );
}

#[test]
fn boxes_with_a_line_of_author_and_time() {
    let post = |at: usize, name: &str, text: &str| {
        format!(
            "<div id=p{at} class='post bg{at}'><div class=inner><div class=postbody><h3><a href=#p{at}>Re: Kettle</a></h3>\
             <p class=author>by <strong><a href=./memberlist.php?mode=viewprofile&u={at} class=username>{name}</a></strong> \
             » Mon May 0{at}, 2024 10:22 pm</p><div class=content>{text}</div></div></div></div>"
        )
    };
    let page = [
        post(1, "Ann", "Which kettle keeps the water warm?"),
        post(
            2,
            "bob_7",
            "<p>Mine is of steel.</p><pre>kettle --keep 80</pre>",
        ),
    ];
    assert_eq!(
        posts(&page.concat()),
        [
            "Ann | May 01, 2024 10:22 pm | Re: Kettle Which kettle keeps the water warm?",
            "bob_7 | May 02, 2024 10:22 pm | Re: Kettle Mine is of steel. kettle --keep 80",
        ]
    );
}

#[test]
fn a_question_its_answers_and_the_comments_below_them() {
    let signature = |at: usize, name: &str| {
        format!(
            "<div class=post-signature><div class=user-info><div class=user-action-time>answered \
             <span title='2024-05-0{at} 10:00:00Z' class=relativetime>May {at}, 2024 at 10:00</span></div>\
             <div class=user-details><a href=/users/{at}/x>{name}</a></div></div></div>"
        )
    };
    let comment = |name: &str, text: &str| {
        format!(
            "<li class=comment><span class=comment-copy>{text}</span> – \
             <a href=/users/9/x class=comment-user>{name}</a> <span class=comment-date>\
             <span title='2024-05-09 11:00:00Z' class=relativetime-clean>May 9, 2024 at 11:00</span></span></li>"
        )
    };
    let page = format!(
        "<div class=question id=question><div class=post-layout><div class=js-post-body><p>How hot should the water for green tea be?</p></div>{}</div></div>\
         <div id=answers><div class=answer id=answer-1><div class=post-layout><div class=js-post-body><p>Eighty degrees, as a rule.</p></div>{}\
         <ul class=comments>{}{}</ul></div></div><div class=answer id=answer-2><div class=post-layout><div class=js-post-body><p>It depends on the leaves and on you.</p></div>{}</div></div></div>",
        signature(1, "Ann"),
        signature(2, "Bob"),
        comment("Cy", "And how long does one wait for that?"),
        comment("Bob", "Five minutes behind the boiling."),
        signature(3, "Di"),
    );
    assert_eq!(
        posts(&page),
        [
            "Ann | May 1, 2024 at 10:00 | How hot should the water for green tea be?",
            "Bob | May 2, 2024 at 10:00 | Eighty degrees, as a rule.",
            "Cy | May 9, 2024 at 11:00 | And how long does one wait for that? – Cy May 9, 2024 at 11:00",
            "Bob | May 9, 2024 at 11:00 | Five minutes behind the boiling. – Bob May 9, 2024 at 11:00",
            "Di | May 3, 2024 at 10:00 | It depends on the leaves and on you.",
        ]
    );
}

#[test]
fn answers_inside_of_each_other() {
    let comment = |name: &str, text: &str, inside: &str| {
        format!(
            "<li class=comment><div class=entry><p class=tagline><a class=author href=/user/{name}>{name}</a> \
             <time datetime=2024-05-01T10:00:00+02:00>3 hours ago</time></p><div class=md><p>{text}</p></div></div>\
             <ul class=child>{inside}</ul></li>"
        )
    };
    let inner = comment("cy", "I think so, too.", "");
    let page = format!(
        "<ul>{}{}</ul>",
        comment("ann", "Green tea is the best of all.", &inner),
        comment("bob", "It is not, by far.", "")
    );
    assert_eq!(
        posts(&page),
        [
            "ann | 3 hours ago | Green tea is the best of all.",
            "cy | 3 hours ago | I think so, too.",
            "bob | 3 hours ago | It is not, by far.",
        ]
    );
}

#[test]
fn microdata_tells_posts_whatever_they_are_called() {
    let post = |at: usize, kind: &str, name: &str, text: &str| {
        format!(
            "<div class=x{kind} itemscope itemtype=https://schema.org/{kind}><span itemprop=author itemscope itemtype=https://schema.org/Person>\
             <b itemprop=name>{name}</b> 1,204</span><meta itemprop=dateCreated content=2024-05-0{at}T08:00:00Z>\
             <div itemprop=text><p>{text}</p></div></div>"
        )
    };
    let page = [
        post(1, "Question", "Ann", "How long should black tea wait?"),
        post(2, "Answer", "Bob", "Four minutes are enough."),
        post(3, "Answer", "Cy", "Three, if the leaves are small."),
    ];
    assert_eq!(
        posts(&page.concat()),
        [
            "Ann | 2024-05-01T08:00:00Z | How long should black tea wait?",
            "Bob | 2024-05-02T08:00:00Z | Four minutes are enough.",
            "Cy | 2024-05-03T08:00:00Z | Three, if the leaves are small.",
        ]
    );
}

#[test]
fn elements_without_a_name_need_author_and_time() {
    let row = |name: &str, text: &str| {
        format!(
            "<tr><td><a href=/u/{name}>{name}</a><td><span class=date>2024-05-01</span><td>{text}"
        )
    };
    let rows = [
        row("ann", "Green tea is the best of all."),
        row("bob", "It is not, by far."),
    ];
    let page = format!("<table>{}</table>", rows.concat());
    assert_eq!(
        posts(&page),
        [
            "ann | 2024-05-01 | Green tea is the best of all.",
            "bob | 2024-05-01 | It is not, by far."
        ]
    );
    assert!(posts(&page.replace("class=date", "")).is_empty());
}

#[test]
fn lists_of_threads_are_none() {
    let row = |at: usize| {
        format!(
            "<li class=row><a href=/t/{at}>How hot should the water be?</a> <a href=/u/ann>ann</a> <time>2024-05-0{at}</time></li>"
        )
    };
    let rows: String = (1..6).map(row).collect();
    assert!(posts(&format!("<ul>{rows}</ul>")).is_empty());
}
