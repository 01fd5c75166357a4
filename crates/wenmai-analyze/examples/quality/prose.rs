//! Prose by templates, of several registers, with a wide vocabulary.

use std::sync::LazyLock;

use crate::Sample;
use crate::random::Random;

/// Sentences of a register. `{n}` is a noun, `{N}` a name, `{v}` a verb, `{d}` a past form, `{g}` one in -ing, `{a}` an adjective,
/// `{r}` an adverb, `{i}` a number, `{y}` a year, `{q}` an amount with its unit, `{u}` an address, `{w}` any word.
const REGISTERS: [(&str, &[&str]); 10] = [
    (
        "news",
        &[
            "{N} officials {d} on Tuesday that the {a} {n} would be {d} by {y}.",
            "The {n} {d} {i} percent in the {a} quarter, according to {N} and the {n} office.",
            "\"We have {d} the {n}, and we'll {v} it again,\" said {N}, who has {d} the {n} since {y}.",
            "Critics of the {n} {d} that {g} a {n} costs {q} a year.",
            "The U.S. {n} {d} its {a} {n} with {N} Corp. after weeks of {g}.",
            "It wasn't clear whether the {n} had been {d} by the {a} {n}.",
        ],
    ),
    (
        "encyclopedia",
        &[
            "The {n} is a {a} {n} that was {r} {d} in {y} by {N} {N}.",
            "{N} (born {y}) is known for a {n} of {a} {n} and for the {n} of {g}.",
            "In {y}, the {a} {n} of {N} {d} about {i} square miles[{i}].",
            "It consists of the {n}, the {n}, and a {n} with {i} {n}s; see also the {n} of {N}.",
            "Its {n} is {q} long, and its {n} has a {a} {n} — the {a} one in {N}.",
            "The name {r} {d} from the {n} \u{201c}{w}\u{201d}, which means {n}.",
        ],
    ),
    (
        "forum",
        &[
            "I don't think the {n} is {a}, but I'd {v} it anyway!",
            "Has anyone {d} a {a} {n} with this? I can't {v} mine :(",
            "My {n} {d} at 10pm and it's still {g}... any {n}?",
            "You're {r} right, that {n} isn't worth {q}.",
            "IMO the {n} > the {n}, and they've {d} it since v{i}.{i}.",
            "Thanks, {N}, that {d} it; gonna {v} the {n} now.",
        ],
    ),
    (
        "recipe",
        &[
            "Add {q} of {a} {n} and {v} {r} for {i} minutes.",
            "Heat the {n} to {i}°F, then {v} the {n} with a {a} {n}.",
            "Let it {v} until the {n} is {a}, about {i}-{i} minutes.",
            "If you like, {v} the {n} and/or the {n} with {n}.",
            "Serve it with {n}, {n} and a {a} {n}.",
        ],
    ),
    (
        "product",
        &[
            "The {N}-{i} {n} comes with a {a} {n} and {q} of {n}.",
            "Order now for $ {i}.99, or {v} the {a} {n} for ${i}!",
            "Our {a}, well-{d} {n} will {v} to your {n}; it's that {a}.",
            "Visit {u} to {v} the {n} of your {n}.",
            "Made of {a} {n}, it {v}s any {n} you have.",
        ],
    ),
    (
        "science",
        &[
            "We {r} {v} the {n} of {a} {n}s (cf. {N} et al., {y}) with that of the {n}.",
            "The {n} was {d} at {q}, i.e. {i}.{i} times the {n} of the {n}.",
            "Results have been {d} in Fig. {i}; the {a} {n} {d} by {i}%.",
            "A {a} {n} of {g} and {g} was {r} {d} (p < 0.0{i}).",
            "These {n}s {v} the {n}/{n} ratio and the {n}-{n} {n}.",
        ],
    ),
    (
        "fiction",
        &[
            "The {n} {d}, and {N} {r} {d} the {a} {n}.",
            "\u{201c}Don't {v},\u{201d} {N} said. \u{201c}The {n} isn't {a}.\u{201d}",
            "She had {d} the {n}\u{2014}or so he {d}\u{2014}with her {a} {n}.",
            "'Tis a {n} of {n}, and it won't {v}, won't {v} at all.",
            "He {d} of the {n} that {d} in the {n}; it was {a}, {a}, and {a}.",
            "Was it the {n}? No. It was to be the {a} {n} of {N}'s {n}.",
        ],
    ),
    (
        "law",
        &[
            "The {n} shall not {v} any {n} without the {a} {n} of the {n}.",
            "Pursuant to Section {i}.{i}(a), the {n} has to {v} the {n} with {n}.",
            "\"{N}\" means the {n}, the {n}, and each {n} that has been {d}.",
            "No {n} of this {n} is to be {d} or {d} except as {r} {d}.",
        ],
    ),
    (
        "technology",
        &[
            "To {v} the {n}, run {w}-{w} and {v} the {n} in ~/{w}/{w}.conf.",
            "The {n} uses {i}GB of {n} and {v}s up to {i}K {n}s per second.",
            "With version {i}.{i}.{i}, the {n} API has {d} the {w}_{w} {n}.",
            "See {u} for the {n} of the {a} {n}.",
            "It's a {n}-based {n}: each {n} {v}s the {n} that was {d}.",
        ],
    ),
    (
        "letter",
        &[
            "Dear Mr. {N}, I have {d} your {n} of {y} with {a} {n}.",
            "We're {a} to {v} that the {n} you {d} is to be {d}.",
            "Please {v} the {n} to Dr. {N} at {u} by the end of the {n}.",
            "P.S. The {n} wouldn't {v}; could you {v} it?",
            "Yours {r}, the {n} of {N} & {N} Ltd. in {N}.",
        ],
    ),
];

const BETWEEN: [&str; 8] = [
    ", and ",
    "; ",
    ", but ",
    " because ",
    " \u{2014} ",
    ", so that ",
    " while ",
    " - ",
];

/// Words of one class, the common ones first.
static WORDS: LazyLock<[Vec<&str>; 6]> = LazyLock::new(|| {
    let lines = include_str!("../../data/en-words.txt").lines();
    let lines: Vec<&str> = lines.filter(|line| !line.starts_with('#')).collect();
    ["nm", "vm", "d", "g", "ab", "r"].map(|classes| {
        let mut groups: Vec<(u32, &str)> = Vec::new();
        for line in &lines {
            let mut fields = line.splitn(3, ' ');
            let class = fields.next().unwrap();
            if classes.contains(class) {
                let rarity = fields.next().unwrap().parse().unwrap();
                groups.push((rarity, fields.next().unwrap()));
            }
        }
        groups.sort_by_key(|group| group.0);
        let words = groups.iter().flat_map(|(_, words)| words.split(' '));
        words.filter(|word| word.len() > 2).collect()
    })
});

/// A word of a class, common ones more often.
fn word(class: usize, random: &mut Random) -> &'static str {
    let words = &WORDS[class];
    let most = random.below(words.len()) + 1;
    words[random.below(most)]
}

/// A plain word.
pub(crate) fn noun(random: &mut Random) -> &'static str {
    word(0, random)
}

/// A word of at least thirteen letters.
pub(crate) fn long_word(random: &mut Random) -> &'static str {
    loop {
        let word = word(random.below(6), random);
        if word.len() >= 13 {
            return word;
        }
    }
}

pub(crate) fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

fn slot(name: char, random: &mut Random) -> String {
    const UNITS: [&str; 12] = [
        "km", " km", "kg", " g", "%", " inches", "mm", " hours", " million", "m/s", "°C", "MB",
    ];
    match name {
        'n' => word(0, random).into(),
        'N' => capitalized(word(0, random)),
        'v' => word(1, random).into(),
        'd' => word(2, random).into(),
        'g' => word(3, random).into(),
        'a' => word(4, random).into(),
        'r' => word(5, random).into(),
        'i' => random.between(1, 98).to_string(),
        'y' => random.between(1780, 2024).to_string(),
        'q' => format!("{}{}", random.between(1, 950), random.pick(&UNITS)),
        'u' => match random.below(3) {
            0 => format!(
                "https://www.{}.com/{}-{}",
                word(0, random),
                word(0, random),
                word(0, random)
            ),
            1 => format!("{}.{}.org", word(0, random), word(0, random)),
            _ => format!("{}@{}.net", word(0, random), word(0, random)),
        },
        'w' => word(random.below(6), random).into(),
        _ => unreachable!("{name}"),
    }
}

/// A sentence of a register, by its number.
pub(crate) fn sentence(register: usize, random: &mut Random) -> String {
    let templates = REGISTERS[register % REGISTERS.len()].1;
    let mut sentence = filled(random.pick(templates), random);
    if random.one_in(3) {
        let next = filled(random.pick(templates), random);
        let first = sentence.trim_end_matches(['.', '!', '?']).to_owned();
        sentence = first + random.pick(&BETWEEN) + &next;
    }
    capitalized(&sentence)
}

fn filled(template: &str, random: &mut Random) -> String {
    let mut text = String::new();
    let mut pieces = template.split('{');
    text.push_str(pieces.next().unwrap());
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap();
        text.push_str(&slot(name.chars().next().unwrap(), random));
        text.push_str(rest);
    }
    text
}

/// Sentences of a register.
pub(crate) fn sentences(register: usize, n: usize, random: &mut Random) -> Vec<String> {
    (0..n).map(|_| sentence(register, random)).collect()
}

/// Words between blanks, of so many sentences.
pub(crate) fn words(register: usize, n_sentences: usize, random: &mut Random) -> Vec<String> {
    let text = sentences(register, n_sentences, random).join(" ");
    text.split(' ').map(str::to_owned).collect()
}

/// Articles as they are: paragraphs, some of them with a title, headings or a list.
pub(crate) fn samples(n: usize) -> Vec<Sample> {
    let article = |number: usize| {
        let mut random = Random::new("prose", number);
        let separator = random.pick(&["\n", "\n\n", "\n\n\n"]);
        let mut blocks = Vec::new();
        if random.one_in(2) {
            blocks.push(capitalized(noun(&mut random)));
        }
        for _ in 0..random.between(1, 14) {
            match random.below(8) {
                0 => blocks.push(format!(
                    "{} {}",
                    random.between(1, 9),
                    capitalized(noun(&mut random))
                )),
                1 => {
                    for _ in 0..random.between(2, 6) {
                        blocks.push(format!("- {}", sentence(number, &mut random)));
                    }
                }
                _ => {
                    let n = random.between(1, 7);
                    blocks.push(sentences(number, n, &mut random).join(" "));
                }
            }
        }
        Sample {
            id: format!("prose/{}/{number}", REGISTERS[number % REGISTERS.len()].0),
            text: blocks.join(separator),
        }
    };
    (0..n).map(article).collect()
}
