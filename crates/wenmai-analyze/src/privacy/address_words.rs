//! Words of postal addresses, read from `street-words.tsv` and the names of regions.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashSet;

use super::context::automaton;
use super::options::PrivacyError;
use super::tables::Table;

/// Words that a text may begin or end with.
#[derive(Debug, Default)]
pub(super) struct Affixes {
    words: FxHashSet<String>,
    /// Characters of the longest.
    longest: usize,
}

impl Affixes {
    pub(super) fn extend<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        for word in words {
            self.longest = self.longest.max(word.chars().count());
            self.words.insert(word.to_owned());
        }
    }

    /// The bytes of the longest that `text` begins with.
    pub(super) fn at_start(&self, text: &str) -> Option<usize> {
        let ends = text.char_indices().map(|(at, char)| at + char.len_utf8());
        let mut found = None;
        for end in ends.take(self.longest) {
            if self.words.contains(text.get(..end)?) {
                found = Some(end);
            }
        }
        found
    }

    /// Whether `text` ends with one.
    pub(super) fn at_end(&self, text: &str) -> bool {
        let starts = text.char_indices().rev().take(self.longest);
        let mut tails = starts.filter_map(|(at, _)| text.get(at..));
        tails.any(|tail| self.words.contains(tail))
    }
}

/// Words of addresses.
#[derive(Debug)]
pub(super) struct AddressWords {
    /// Names of regions, long and short.
    pub(super) regions: AhoCorasick,
    /// What stands before the number of a house.
    pub(super) before: Affixes,
    /// The same, where a region stands before it.
    pub(super) before_in_region: Affixes,
    /// Words for being somewhere or going there, before the name of a street.
    pub(super) locatives: Vec<String>,
    /// What follows a number and has none of its own: 底层, 东侧.
    pub(super) tails: Affixes,
    /// Names that begin with a locative and are none: 为民路.
    pub(super) not_locatives: Vec<String>,
    /// Last words of names of buildings that end an address.
    pub(super) end_words: Affixes,
    /// Characters that end a row of regions.
    pub(super) breaks: String,
    /// What numbers of houses, buildings, floors and rooms are counted in.
    pub(super) units: Affixes,
    /// Units that stand before their number: 底商07.
    pub(super) first_units: Affixes,
    /// Units that make a number an address where no street stands before it.
    pub(super) buildings: Affixes,
    /// Words for buildings that a number may be part of the name of: 国贸360广场.
    pub(super) building_words: Affixes,
    /// What makes a number with 号 something else than that of a house.
    pub(super) not_houses: Affixes,
    /// Characters that no name of a street or building has: the sentence is one about something else.
    pub(super) particles: String,
    /// The last characters of names of buildings.
    pub(super) building_ends: String,
    /// Words for parts of a house in English.
    pub(super) parts: FxHashSet<String>,
    /// Types of streets that stand before the name.
    pub(super) first_types: FxHashSet<String>,
    /// Types of streets in English and other languages, in small letters.
    pub(super) streets: FxHashSet<String>,
    /// Names of states.
    pub(super) states: FxHashSet<String>,
    /// Words before the number of a house: `No.`, `Lane`.
    pub(super) houses: FxHashSet<String>,
    /// Words for districts, which make an address one without a postal code.
    pub(super) districts: FxHashSet<String>,
    /// Names of places that need no postal code.
    pub(super) region_names: FxHashSet<String>,
    /// Words before numbers that are no names of streets.
    pub(super) not_streets: FxHashSet<String>,
    /// Words that say where something is.
    pub(super) prepositions: FxHashSet<String>,
    /// Names that only show where one would stand.
    pub(super) sample_names: FxHashSet<String>,
    /// Types of streets that are common words as well.
    pub(super) common_words: FxHashSet<String>,
    /// Last parts of names of streets in one word: gasse, gracht.
    pub(super) street_ends: Vec<String>,
    /// Names of countries and their parts that may end an address.
    pub(super) countries: Vec<String>,
    /// Last words of names of houses.
    pub(super) house_names: FxHashSet<String>,
    /// Words that a dot shortens.
    pub(super) short_words: FxHashSet<String>,
}

impl AddressWords {
    pub(super) fn read(regions: Table<'_>, streets: Table<'_>) -> Result<Self, PrivacyError> {
        let mut names = region_names(regions)?;
        let mut words = Self {
            regions: automaton::<&str>([], AhoCorasickKind::ContiguousNFA)?,
            before: Affixes::default(),
            before_in_region: Affixes::default(),
            locatives: Vec::new(),
            tails: Affixes::default(),
            not_locatives: Vec::new(),
            end_words: Affixes::default(),
            breaks: String::new(),
            units: Affixes::default(),
            first_units: Affixes::default(),
            buildings: Affixes::default(),
            building_words: Affixes::default(),
            not_houses: Affixes::default(),
            particles: String::new(),
            building_ends: String::new(),
            parts: FxHashSet::default(),
            first_types: FxHashSet::default(),
            streets: FxHashSet::default(),
            states: FxHashSet::default(),
            houses: FxHashSet::default(),
            districts: FxHashSet::default(),
            region_names: FxHashSet::default(),
            not_streets: FxHashSet::default(),
            prepositions: FxHashSet::default(),
            sample_names: FxHashSet::default(),
            common_words: FxHashSet::default(),
            street_ends: Vec::new(),
            countries: Vec::new(),
            house_names: FxHashSet::default(),
            short_words: FxHashSet::default(),
        };
        for row in streets.rows() {
            let list = row.field(1)?.split_whitespace();
            match row.field(0)? {
                "region" => names.extend(list.map(str::to_owned)),
                "before" => words.before.extend(list),
                "before-in-region" => words.before_in_region.extend(list),
                "locative" => words.locatives.extend(list.map(str::to_owned)),
                "not-locative" => words.not_locatives.extend(list.map(str::to_owned)),
                "tail" => words.tails.extend(list),
                "end-word" => words.end_words.extend(list),
                "break" => words.breaks.extend(list),
                "street" => words.streets.extend(list.map(str::to_lowercase)),
                // Names of two words have a low line.
                "state" => words.states.extend(list.map(|name| name.replace('_', " "))),
                "house" => words.houses.extend(list.map(str::to_lowercase)),
                "district" => words.districts.extend(list.map(str::to_lowercase)),
                "region-name" => {
                    words
                        .region_names
                        .extend(list.map(|name| name.replace('_', " ").to_lowercase()));
                }
                "not-street" => words.not_streets.extend(list.map(str::to_lowercase)),
                "preposition" => words.prepositions.extend(list.map(str::to_lowercase)),
                "sample" => words.sample_names.extend(list.map(str::to_lowercase)),
                "common" => words.common_words.extend(list.map(str::to_lowercase)),
                "house-name" => words.house_names.extend(list.map(str::to_lowercase)),
                "street-end" => words.street_ends.extend(list.map(str::to_lowercase)),
                "country" => {
                    words
                        .countries
                        .extend(list.map(|name| name.replace('_', " ")));
                }
                "short" => words.short_words.extend(list.map(str::to_lowercase)),
                "unit" => words.units.extend(list),
                "unit-first" => words.first_units.extend(list),
                "building" => words.buildings.extend(list),
                "building-word" => words.building_words.extend(list),
                "not-house" => words.not_houses.extend(list),
                "particle" => words.particles.extend(list),
                "building-end" => words.building_ends.extend(list),
                "part" => words.parts.extend(list.map(str::to_lowercase)),
                "street-first" => words.first_types.extend(list.map(str::to_lowercase)),
                _ => return Err(row.wrong("the name of a list")),
            }
        }
        words.regions = automaton(&names, AhoCorasickKind::ContiguousNFA)?;
        Ok(words)
    }
}

/// The names of regions, and the short ones of those above counties and of cities.
fn region_names(regions: Table<'_>) -> Result<Vec<String>, PrivacyError> {
    let mut names = Vec::new();
    for row in regions.rows() {
        let (code, name) = (row.field(0)?, row.field(1)?);
        // 市辖区, 县 and the like are no names.
        if name.chars().count() < 3 && !name.ends_with(['县', '区', '市'])
            || name.chars().count() < 2
            || name.contains("辖")
        {
            continue;
        }
        names.push(name.to_owned());
        let is_above_county = code.ends_with("00");
        for end in [
            "特别行政区",
            "壮族自治区",
            "回族自治区",
            "维吾尔自治区",
            "自治区",
            "省",
            "市",
        ] {
            let short = name
                .strip_suffix(end)
                .filter(|short| short.chars().count() >= 2);
            if let Some(short) = short.filter(|_| is_above_county || end == "市") {
                names.push(short.to_owned());
                break;
            }
        }
    }
    Ok(names)
}
