use super::super::{Judgement, RULES, Rules, judge_text};
use super::rules::MIN_CHARS;

const PROSE: &str = "河边的磨坊停了很多年，水轮上长满了青苔。\n去年秋天，村里来了一位木匠，他说轮轴还是好的，只要换几块板，就能再转起来。\n\
    老人们不信，孩子们却天天去看。到了腊月，磨盘真的动了，第一斗面是荞麦。";

const CODE: &str = "def area(r):\n    # 圆的面积\n    return 3.14 * r ** 2\nfor r in (1, 2, 3):\n    print(area(r))\n";

const TABLE: &str =
    "月份\t降水\t蒸发\n一月\t12.4\t38.1\n二月\t18.0\t44.6\n三月\t41.3\t70.2\n四月\t77.9\t98.5\n";

const VERSES: &str = "灯还亮着\n你已经走了\n桌上的茶\n慢慢凉下来\n我没有去关窗\n让风进来\n把信翻过一页\n又翻过一页\n最后一页\n什么也没有写\n只有一滴\n干了的墨\n像一颗不肯说话的星\n";

fn judge(text: &str) -> Judgement {
    let mut rules = Rules::default();
    rules.enable_set("chinese").unwrap();
    judge_text(text, Some("zh-Hant"), &rules)
}

/// What UTF-8 becomes when it is read in another charset.
fn misread(text: &str, charset: &'static encoding_rs::Encoding) -> String {
    charset
        .decode_without_bom_handling(text.as_bytes())
        .0
        .into_owned()
}

/// For each rule a text that keeps all of them, though it comes near, and one that breaks it.
fn pairs() -> Vec<(&'static str, String, String)> {
    let headlines = "县里新修的图书馆下月开门迎客\n三位老人用十年种出一片松林\n为了一封旧信她走了八千公里路\n医生提醒这几种水果不宜空腹吃\n";
    let dates = "关于停水的通知 2023-08-14\n关于校车的通知 2023-08-11\n关于检修的通知 2023-07-28\n关于放假的通知 2023-07-25\n关于选课的通知 2023-07-19\n";
    let template: String = ["东", "西", "南", "北"]
        .map(|side| format!("想在城{side}找一家可靠的修表铺子吗，城{side}的街坊都会这样告诉你。\n"))
        .concat();
    let form = "用户名\n请输入验证码\n看不清？换一张。\n忘记密码？请点击这里找回。\n还没有账号？立即注册。\n";
    let menu = "产品\n长夹\n短夹\n卡包\n表带\n护理油\n定做\n课程\n日志\n寄售点\n送修\n画册\n材料\n染料\n工具\n针线\n皮样\n蜡线\n扣件\n模板\n纸样\n包装\n礼盒\n卡片\n吊牌";
    let names = "陈十七、崔嵬、丁香、董青、方圆、高远、海鸥、韩露、胡杨、季风、江月、景行、康桥、柯然、蓝调、雷雨、黎明，柳叶、罗盘、马灯、孟夏、南音、潘多。";
    let song = format!("{VERSES}{VERSES}");
    vec![
        ("min-chars", VERSES.into(), "太短了，没有什么可以说的。".into()),
        (
            "max-misread-share",
            format!("{PROSE}文件名成了锟斤拷。"),
            misread(PROSE, encoding_rs::WINDOWS_1252),
        ),
        (
            "max-rare-share",
            format!("{PROSE}其声嘎嘎，其羽翯翯。"),
            misread(PROSE, encoding_rs::GBK),
        ),
        (
            "max-lost-share",
            format!("{PROSE}信不信?不信也罢。"),
            PROSE.replace(['的', '了', '年', '有', '来'], "?"),
        ),
        (
            "min-chinese-share",
            format!("{CODE}{PROSE}"),
            "http://www.example.com/show?id=3381\n".repeat(4) + "参考网址",
        ),
        ("max-digit-share", format!("编号 2023-08-14\n{PROSE}"), dates.into()),
        ("min-function-share", PROSE.into(), names.into()),
        ("max-furniture-share", format!("首页 | 登录\n{PROSE}"), form.into()),
        ("min-connected-share", format!("{TABLE}{VERSES}{CODE}"), menu.into()),
        ("max-headline-share", format!("{headlines}{PROSE}{PROSE}"), headlines.into()),
        (
            "max-listed-share",
            format!("上一篇 下一篇\n{headlines}{PROSE}{PROSE}"),
            "湖边的芦苇为什么今年没有人去割？\n一碗面，二十年，老街坊都记得。\n他把旧船改成了书房。\n山里的信走了九天才到。\n她说，这座桥等得起。\n上一篇 下一篇\n".into(),
        ),
        ("max-duplicate-line-chars", song.clone(), song + VERSES),
        (
            "max-top-2-gram",
            "阿福说东，阿根往东；阿福说西，阿根往西。阿福娶亲，阿根挑了两担喜糖，一担给阿福，一担给丈人。后来阿福去了南边，只剩下阿根。".into(),
            "痔疮怎么好，痔疮忌口吗，痔疮会不会自己好，痔疮怕不怕，痔疮坐浴，痔疮膏，痔疮药，痔疮洗剂，痔疮能吃辣吗，痔疮多久好，痔疮痔疮。".into(),
        ),
        (
            "max-top-3-gram",
            format!("{PROSE}老磨坊、老磨坊，孩子们唱，老磨坊、老磨坊。"),
            "旧钢管是指将钢管再用一回的旧钢管。旧钢管便宜，所以旧钢管有人要。买旧钢管要看锈，卖旧钢管要看秤，旧钢管说到底还是旧钢管，旧钢管罢了。".into(),
        ),
        (
            "max-top-5-gram",
            format!("{PROSE}{PROSE}老水磨坊边，老水磨坊边，老水磨坊边，老水磨坊边。"),
            "到了青石镇修表铺，先看招牌。青石镇修表铺不大，走进去只有一盏灯，灯下的人就是青石镇修表铺的主人。谁的钟停了，都说去青石镇修表铺。雨天里青石镇修表铺也开门，雪天里青石镇修表铺还是开门，镇上没有比青石镇修表铺更早亮灯的地方。".into(),
        ),
        ("max-template-share", VERSES.repeat(2), template),
        (
            "max-advertising",
            format!("{PROSE}面卖三块一斤，包邮。"),
            "祖传秘方，一盒见效，三盒断根，无效退款！原价九百，今天货到付款，买一送一，厂家直销，欢迎咨询，微信：abc，先到先得，仅售三天，不要犹豫。".into(),
        ),
    ]
}

#[test]
fn each_rule_is_kept_and_broken() {
    let rules: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.set == MIN_CHARS.set)
        .map(|rule| rule.name)
        .collect();
    let pairs = pairs();
    let tested: Vec<&str> = pairs.iter().map(|(name, ..)| *name).collect();
    assert_eq!(tested, rules);
    for (name, kept, broken) in pairs {
        assert_eq!(judge(&kept).broken, [], "{name}");
        let broken = judge(&broken).broken;
        let is_broken = broken.iter().any(|broken| broken.rule.name == name);
        assert!(is_broken, "{name}: {broken:?}");
    }
}

#[test]
fn traditional_characters_are_judged_alike() {
    let prose = "河邊的磨坊停了很多年，水輪上長滿了青苔。去年秋天，村裡來了一位木匠，他說輪軸還是好的，只要換幾塊板，就能再轉起來。";
    assert!(judge(prose).is_kept());
    let form = "帳號\n密碼\n請輸入驗證碼\n忘記密碼\n您閒置時間過久，系統已自動登出，請重新登入。\n系統維護中，暫時無法提供服務。";
    assert_eq!(judge(form).reason().unwrap(), "chinese.max-furniture-share");
}

#[test]
fn classical_verses_and_tables_without_figures_are_kept() {
    for text in [
        "窗前一片光\n落在旧木床\n抬头看不见\n只有老屋梁\n风从门缝过\n吹动小衣裳\n母亲灯下坐\n针线比夜长\n鸡鸣第三遍\n星落白茫茫",
        "| 参数 | 类型 | 必填 |\n|---|---|---|\n| id | int | 是 |\n| name | string | 是 |\n| page | int | 否 |\n| sort | string | 否 |",
        "城市 气温(℃) 湿度(%) 风力\n北京 -3~5 23 3级\n天津 -2~6 30 2级\n太原 -9~3 35 1级\n济南 0~8 33 3级",
    ] {
        assert_eq!(judge(text).broken, [], "{text}");
    }
}

#[test]
fn sentences_without_marks_are_kept() {
    for text in [
        // Classical texts had no marks.
        "余家旧有水车岁久不用其轴为虫所蚀父老欲弃之余曰车之坏非轴之罪也人不用之耳乃与邻翁共修之三日而轴成水复上田是岁大旱而余家之稻独熟邻人皆来问焉余告之曰未尝废也",
        // Blanks for marks.
        "我昨天把那台旧的修好了 其实就是皮带松了\n你先别急着买新的 把后盖拆下来看看再说\n要是里面的轮子还能转 那就跟我的是一样的毛病\n我也不知道为什么 反正换了皮带就不响了",
        // Marks in some of the verses only.
        "他们说，河水会记得\n我把名字写在船底\n船走了，名字也走了\n只有我还在岸上\n等一个不来的人\n把灯点着，又吹了\n把门关上，又开了",
        // Lines of two lengths, and blanks in them.
        "二月二 卖豆芽\n豆芽长在水缸下\n一头白来一头黄\n二月二 炒豆芽\n大锅铁铲响当当\n公公婆婆先来尝\n二月二 吃豆芽\n吃完牵牛下山冈",
    ] {
        assert_eq!(judge(text).broken, [], "{text}");
    }
}

#[test]
fn tables_and_lists_are_told_apart() {
    for table in [
        "快捷键\n功能      视窗      苹果\n复制一行    Alt+C    ⌥C\n删除一行    Alt+D    ⌥D\n查找文字    Ctrl+F    ⌘F\n保存文件    Ctrl+S    ⌘S",
        "国号 起讫 都城 开国者 末主\n甲 约前900—前620 石城 武 厉\n乙 前620—前410 水城 文 哀\n丙 前410—前221 木城 襄 怀\n丁 前221—前206 土城 高 平",
        "节次 周一 周二 周三 周四\n一 语文 数学 语文 数学\n二 数学 语文 数学 语文\n三 体育 美术 音乐 体育\n四 美术 音乐 体育 美术\n五 自习 自习 自习 自习",
    ] {
        assert_eq!(judge(table).broken, [], "{table}");
    }
    for list in [
        "城南老桥加固工程本周开工\t2023-04-11\n图书馆延长开放时间\t2023-04-09\n义务植树活动报名\t2023-04-02\n关于停水的通知\t2023-03-30\n社区食堂试营业\t2023-03-28",
        "03    11    14    22    27    31\n01    08    13    19    25    33\n05    07    16    20    28    30\n02    09    10    17    21    26\n04    06    12    18    23    24",
    ] {
        assert!(!judge(list).is_kept(), "{list}");
    }
}

#[test]
fn advertising_needs_two_kinds_of_evidence() {
    let warning = "记者近日体验了几家所谓的减肥门店：有的说减肥不难，有的说瘦身有瘾，有的把整形和植发也算进来。监管部门提醒，贷款做医美要三思，网贷、信用卡、借钱都不是办法。";
    assert_eq!(judge(warning).broken, []);
    let selling = format!(
        "{warning}想减肥的加微信，名额有限，无效退款，免费领取食谱，欢迎咨询，电话：138xxxx0000。"
    );
    assert_eq!(judge(&selling).reason().unwrap(), "chinese.max-advertising");
}

#[test]
fn only_chinese_is_asked() {
    let mut rules = Rules::default();
    rules.enable_set("chinese").unwrap();
    assert_eq!(judge_text(PROSE, Some("ja"), &rules).n_applied, 0);
    assert_eq!(judge_text(PROSE, None, &rules).n_applied, 0);
    assert!(judge_text(PROSE, Some("yue"), &rules).n_applied > 0);
}
