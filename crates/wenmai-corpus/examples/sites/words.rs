//! Sentences by chance, the same for the same seed.

/// Numbers by chance: `SplitMix64`.
pub(crate) struct Random(u64);

impl Random {
    /// Numbers that follow from the seed and a name.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let start = name
            .bytes()
            .fold(seed ^ 0x5851_f42d_4c95_7f2d, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end
    }

    /// One of several.
    pub(crate) fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

const ZH_WHO: [&str; 16] = [
    "老木匠",
    "邻居家的蜂农",
    "新来的学徒",
    "河边的磨坊主",
    "山里的茶农",
    "修表的师傅",
    "守灯塔的人",
    "村口的面包师",
    "退休的测量员",
    "图书馆的管理员",
    "养鸽子的孩子",
    "夜班的调度员",
    "酿醋的姐妹",
    "种菊花的园丁",
    "跑船的舵手",
    "陶艺班的老师",
];
const ZH_DOES: [&str; 16] = [
    "慢慢记下了",
    "反复比较过",
    "并不急着更换",
    "每年都要检查",
    "后来才明白",
    "特意保留着",
    "用旧布包好了",
    "在账本里写明",
    "仔细量过两遍",
    "总是先问一声",
    "把经验讲给别人听，也讲到",
    "悄悄改良了",
    "按季节安排",
    "从不浪费",
    "重新估算了",
    "照着图纸核对",
];
const ZH_WHAT: [&str; 16] = [
    "木料的含水率和纹理方向",
    "蜂箱朝南的角度",
    "第一批新茶的火候",
    "水轮转动的快慢",
    "发条松紧之间的差别",
    "雾天灯光的照程",
    "面团发酵需要的时辰",
    "旧地图上的等高线",
    "借阅卡片的排列方法",
    "信鸽回巢的路线",
    "列车之间的间隔",
    "醋坛封口的办法",
    "剪枝以后的长势",
    "潮汐和风向的关系",
    "釉料里的铁含量",
    "窑温上升的曲线",
];
const ZH_END: [&str; 8] = [
    "这样做省了不少力气",
    "结果比预想的更好",
    "可是天气常常不配合",
    "旁人起初不太相信",
    "多年以后仍有人提起",
    "差别其实相当明显",
    "问题出在最后一步",
    "这一点值得单独说明",
];
const EN_WHO: [&str; 16] = [
    "The old carpenter",
    "A neighbor with forty hives",
    "Our newest apprentice",
    "The miller by the river",
    "A grower in the hills",
    "The watchmaker",
    "The last keeper of the light",
    "A baker from the corner",
    "The retired surveyor",
    "Our librarian",
    "A boy who keeps pigeons",
    "The night dispatcher",
    "Two sisters who brew vinegar",
    "The gardener",
    "A pilot of the ferry",
    "The potter",
];
const EN_DOES: [&str; 16] = [
    "slowly wrote down",
    "compared twice",
    "saw no reason to replace",
    "checks every spring",
    "understood much later",
    "kept on purpose",
    "wrapped in an old cloth",
    "entered in the ledger",
    "measured by hand",
    "always asks about",
    "taught the others about",
    "quietly improved",
    "planned by the season",
    "never wastes",
    "estimated anew",
    "checked against the drawing",
];
const EN_WHAT: [&str; 16] = [
    "the moisture and the grain of the boards",
    "the angle of the hives to the south",
    "the heat for the first harvest",
    "the speed of the water wheel",
    "the tension of the spring",
    "the range of the lamp in fog",
    "the hours that the dough needs",
    "the contours of an old map",
    "the order of the index cards",
    "the way home of each bird",
    "the distance between two trains",
    "the seal of the jars",
    "the growth after pruning",
    "the tide and the direction of the wind",
    "the iron in the glaze",
    "the curve of the rising heat",
];
const EN_END: [&str; 8] = [
    "which saved a good deal of work",
    "and the result was better than expected",
    "although the weather rarely helped",
    "while the others did not believe it",
    "and people still talk about it",
    "as the difference was plain to see",
    "but the trouble lay in the last step",
    "which deserves a word of its own",
];

/// A sentence of the page's own.
pub(crate) fn sentence(random: &mut Random, is_chinese: bool) -> String {
    let year = 1900 + random.below(120);
    if is_chinese {
        let (who, does, what, end) = (
            random.pick(&ZH_WHO),
            random.pick(&ZH_DOES),
            random.pick(&ZH_WHAT),
            random.pick(&ZH_END),
        );
        let when = ["", "那一年", "入冬以前", "雨季里"][random.below(4)];
        format!("{when}{who}{does}{what}，到{year}年{end}。")
    } else {
        let (who, does, what, end) = (
            random.pick(&EN_WHO),
            random.pick(&EN_DOES),
            random.pick(&EN_WHAT),
            random.pick(&EN_END),
        );
        format!("{who} {does} {what} in {year}, {end}.")
    }
}

/// A short text of the page's own: a title, a heading, an item.
pub(crate) fn phrase(random: &mut Random, is_chinese: bool) -> String {
    if is_chinese {
        let (who, what) = (random.pick(&ZH_WHO), random.pick(&ZH_WHAT));
        format!("{who}与{what}")
    } else {
        let (who, what) = (random.pick(&EN_WHO), random.pick(&EN_WHAT));
        format!("{who} and {what}")
    }
}
