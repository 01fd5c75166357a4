//! The tables of `data/privacy`, read.

use rustc_hash::{FxHashMap, FxHashSet};

use super::address_words::AddressWords;
use super::context::Cues;
use super::messenger::Service;
use super::options::{PrivacyError, PrivacyTables};

/// A text of `data/privacy`, or what the caller gave in its place.
macro_rules! table {
    ($given:expr, $name:literal) => {
        Table {
            name: $name,
            text: $given
                .as_deref()
                .unwrap_or(include_str!(concat!("../../data/privacy/", $name))),
        }
    };
}

/// A file of lines; `#` begins a comment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    name: &'static str,
    text: &'a str,
}

/// A line of a table, its fields apart.
pub(crate) struct Row<'a> {
    table: &'static str,
    line: usize,
    text: &'a str,
}

impl<'a> Table<'a> {
    pub(crate) const fn new(name: &'static str, text: &'a str) -> Self {
        Self { name, text }
    }

    pub(crate) fn rows(self) -> impl Iterator<Item = Row<'a>> {
        let lines = self.text.lines().enumerate();
        lines
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with("# "))
            .map(move |(i, text)| Row {
                table: self.name,
                line: i + 1,
                text,
            })
    }

    /// All words, between blanks.
    fn words(self) -> impl Iterator<Item = (Row<'a>, &'a str)> {
        self.rows().flat_map(|row| {
            let (table, line, text) = (row.table, row.line, row.text);
            text.split_whitespace()
                .map(move |word| (Row { table, line, text }, word))
        })
    }
}

impl<'a> Row<'a> {
    /// A field, from 0 on.
    pub(crate) fn field(&self, n: usize) -> Result<&'a str, PrivacyError> {
        let field = self.text.split('\t').nth(n).map(str::trim);
        field.ok_or_else(|| self.wrong("another field"))
    }

    pub(crate) fn wrong(&self, expected: &'static str) -> PrivacyError {
        PrivacyError {
            table: self.table,
            line: self.line,
            expected,
        }
    }

    pub(super) fn number<T: std::str::FromStr>(&self, field: &str) -> Result<T, PrivacyError> {
        field.parse().map_err(|_| self.wrong("a number"))
    }
}

/// A range of prefixes of bank cards.
#[derive(Debug)]
pub(super) struct CardNetwork {
    /// Digits of the prefix.
    n_digits: usize,
    first: u32,
    last: u32,
    lengths: Vec<usize>,
}

impl CardNetwork {
    /// Whether a card of this network could have the number.
    pub(super) fn has(&self, digits: &[u8]) -> bool {
        let prefix = digits.get(..self.n_digits).map(number_of);
        self.lengths.contains(&digits.len())
            && prefix.is_some_and(|prefix| (self.first..=self.last).contains(&prefix))
    }
}

/// What follows the prefix of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretChars {
    Upper,
    Alnum,
    Hex,
    Word,
    Url,
    Base64,
    Path,
    Dotted,
    Jwt,
}

/// The shape of a key of some vendor.
#[derive(Debug)]
pub(super) struct SecretShape {
    pub(super) prefix: String,
    pub(super) chars: SecretChars,
    pub(super) least: usize,
    pub(super) most: usize,
}

/// Bounds that can be moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thresholds {
    /// Bytes before a datum in which a word announces it.
    pub(super) cue_window: usize,
    /// Bytes after it in which a word says what it was.
    pub(super) cue_window_after: usize,
    /// Bytes before it in which a word says that it is something else.
    pub(super) deny_window: usize,
    pub(super) first_birth_year: u32,
    pub(super) last_birth_year: u32,
    /// Digits that a licence plate has at least.
    pub(super) plate_least_digits: usize,
    pub(super) password_least_chars: usize,
    /// Bits a character, over the characters of a password.
    pub(super) entropy_least: f64,
    /// An IPv4 address with no number of this size may be a version, and needs a word that announces it.
    pub(super) ip_plain_octet: u8,
}

/// Words before accounts of messengers.
#[derive(Debug, Default)]
pub(super) struct MessengerWords {
    /// Messengers and the words that announce their accounts.
    pub(super) cues: Vec<(Service, Vec<String>)>,
    /// What may stand between, longer words first, and whether it announces an account.
    pub(super) between: Vec<(String, bool)>,
    /// Words for telephones.
    pub(super) phones: Vec<String>,
    /// Words that say that a number is one to call, and the account.
    pub(super) both: Vec<String>,
    /// Words before a word for a messenger that has another meaning.
    pub(super) verbs: Vec<String>,
    /// Words for accounts of media and shops.
    pub(super) public: Vec<String>,
    /// Parts of names in programs and of programs.
    pub(super) code: FxHashSet<String>,
}

/// Words of addresses for e-mail that are nobody's.
#[derive(Debug, Default)]
pub(super) struct EmailWords {
    /// Local parts that stand for any: `yourname`, before one of `hosts` or the same word.
    pub(super) locals: FxHashSet<String>,
    /// First labels of hosts that may be a company's, too.
    pub(super) hosts: FxHashSet<String>,
    /// First labels of hosts that are nobody's.
    pub(super) sample_hosts: FxHashSet<String>,
    /// Hosts of messages, groups and calls in programs.
    pub(super) programs: Vec<String>,
}

/// All tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) cues: Cues,
    pub(super) messenger: MessengerWords,
    pub(super) regions: FxHashSet<u32>,
    pub(super) address: AddressWords,
    pub(super) mobile_prefixes: FxHashSet<u32>,
    pub(super) area_codes: FxHashSet<u32>,
    /// Least and most digits of national numbers by country code.
    pub(super) countries: FxHashMap<u32, (usize, usize)>,
    pub(super) networks: Vec<CardNetwork>,
    pub(super) iban_lengths: FxHashMap<[u8; 2], usize>,
    pub(super) credit_code_prefixes: FxHashSet<[u8; 2]>,
    pub(super) secrets: Vec<SecretShape>,
    pub(super) secret_names: Vec<String>,
    pub(super) placeholders: Vec<String>,
    /// Functions that take a user and a password.
    pub(super) secret_calls: Vec<String>,
    /// What makes the name of a secret one of something else: `token_type`.
    pub(super) secret_attributes: Vec<String>,
    pub(super) domains: FxHashSet<String>,
    pub(super) email: EmailWords,
    pub(super) thresholds: Thresholds,
}

impl Tables {
    pub(super) fn read(given: &PrivacyTables) -> Result<Self, PrivacyError> {
        let regions = table!(given.regions, "regions.tsv");
        let mut codes = FxHashSet::default();
        for row in regions.rows() {
            codes.insert(row.number(row.field(0)?)?);
        }
        let streets = table!(given.street_words, "street-words.tsv");
        let names = table!(given.secret_names, "secret-names.tsv");
        let words_of = |key: &str| -> Result<Vec<String>, PrivacyError> {
            let mut words = Vec::new();
            for row in names.rows().filter(|row| row.text.starts_with(key)) {
                words.extend(row.field(1)?.split_whitespace().map(str::to_lowercase));
            }
            Ok(words)
        };
        let domains = table!(given.top_level_domains, "top-level-domains.tsv");
        Ok(Self {
            cues: Cues::read(table!(given.cues, "cues.tsv"))?,
            messenger: messenger_words(table!(given.messenger_cues, "messenger-cues.tsv"))?,
            address: AddressWords::read(regions, streets)?,
            regions: codes,
            mobile_prefixes: numbers(table!(given.mobile_prefixes, "mobile-prefixes.tsv"))?,
            area_codes: numbers(table!(given.area_codes, "area-codes.tsv"))?,
            countries: countries(table!(given.phone_countries, "phone-countries.tsv"))?,
            networks: networks(table!(given.card_networks, "card-networks.tsv"))?,
            iban_lengths: iban_lengths(table!(given.iban_lengths, "iban-lengths.tsv"))?,
            credit_code_prefixes: table!(given.credit_code_prefixes, "credit-code-prefixes.tsv")
                .words()
                .filter_map(|(_, word)| word.as_bytes().try_into().ok())
                .collect(),
            secrets: secrets(table!(given.secrets, "secrets.tsv"))?,
            // A plus sign stands for a blank in a name.
            secret_names: words_of("name")?
                .iter()
                .map(|name| name.replace('+', " "))
                .collect(),
            placeholders: words_of("placeholder")?,
            secret_calls: words_of("call")?,
            secret_attributes: words_of("attribute")?,
            email: email_words(table!(given.email_words, "email-words.tsv"))?,
            domains: domains.words().map(|(_, word)| word.to_owned()).collect(),
            thresholds: thresholds(table!(given.thresholds, "thresholds.tsv"))?,
        })
    }
}

/// Numbers and ranges of numbers.
fn numbers(table: Table<'_>) -> Result<FxHashSet<u32>, PrivacyError> {
    let mut all = FxHashSet::default();
    for (row, word) in table.words() {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last): (u32, u32) = (row.number(first)?, row.number(last)?);
        if last.saturating_sub(first) > 100_000 {
            return Err(row.wrong("a range of at most 100,000"));
        }
        all.extend(first..=last);
    }
    Ok(all)
}

fn countries(table: Table<'_>) -> Result<FxHashMap<u32, (usize, usize)>, PrivacyError> {
    table
        .rows()
        .map(|row| {
            let lengths = (row.number(row.field(2)?)?, row.number(row.field(3)?)?);
            Ok((row.number(row.field(0)?)?, lengths))
        })
        .collect()
}

fn networks(table: Table<'_>) -> Result<Vec<CardNetwork>, PrivacyError> {
    let mut networks = Vec::new();
    for row in table.rows() {
        let first = row.field(1)?;
        let lengths = row.field(3)?.split(',');
        networks.push(CardNetwork {
            n_digits: first.len(),
            first: row.number(first)?,
            last: row.number(row.field(2)?)?,
            lengths: lengths
                .map(|length| row.number(length))
                .collect::<Result<_, _>>()?,
        });
    }
    Ok(networks)
}

fn messenger_words(table: Table<'_>) -> Result<MessengerWords, PrivacyError> {
    let mut words = MessengerWords::default();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let list = row.field(1)?.split('|').filter(|word| !word.is_empty());
        let list = list.map(str::to_owned);
        match row.field(0)? {
            "between" => words.between.extend(list.map(|word| (word, true))),
            "weak" => words.between.extend(list.map(|word| (word, false))),
            "phone" => words.phones.extend(list),
            "both" => words.both.extend(list),
            "public" => words.public.extend(list),
            "verb" => words.verbs.extend(list),
            "code" => words.code.extend(list),
            "wechat-first" => first.extend(list),
            "wechat-second" => second.extend(list),
            service => {
                let service = Service::from_name(service)
                    .ok_or_else(|| row.wrong("a service or the name of a list"))?;
                words.cues.push((service, list.collect()));
            }
        }
    }
    let mut disguises = Vec::new();
    for head in &first {
        disguises.extend(second.iter().map(|tail| format!("{head}{tail}")));
    }
    words.cues.push((Service::Wechat, disguises));
    let between = &mut words.between;
    between.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    Ok(words)
}

fn email_words(table: Table<'_>) -> Result<EmailWords, PrivacyError> {
    let mut words = EmailWords::default();
    for row in table.rows() {
        let list = row.field(1)?.split_whitespace().map(str::to_owned);
        match row.field(0)? {
            "local" => words.locals.extend(list),
            "host" => words.hosts.extend(list),
            "sample-host" => words.sample_hosts.extend(list),
            "program" => words.programs.extend(list),
            _ => return Err(row.wrong("the name of a list")),
        }
    }
    Ok(words)
}

fn iban_lengths(table: Table<'_>) -> Result<FxHashMap<[u8; 2], usize>, PrivacyError> {
    table
        .rows()
        .map(|row| {
            let country = row.field(0)?.as_bytes().try_into();
            let country = country.map_err(|_| row.wrong("two letters"))?;
            Ok((country, row.number(row.field(1)?)?))
        })
        .collect()
}

fn secrets(table: Table<'_>) -> Result<Vec<SecretShape>, PrivacyError> {
    let mut secrets = Vec::new();
    for row in table.rows() {
        let prefix = row.field(1)?;
        if prefix.is_empty() {
            return Err(row.wrong("a prefix"));
        }
        secrets.push(SecretShape {
            prefix: prefix.to_owned(),
            chars: match row.field(2)? {
                "upper" => SecretChars::Upper,
                "alnum" => SecretChars::Alnum,
                "hex" => SecretChars::Hex,
                "word" => SecretChars::Word,
                "url" => SecretChars::Url,
                "base64" => SecretChars::Base64,
                "path" => SecretChars::Path,
                "dotted" => SecretChars::Dotted,
                "jwt" => SecretChars::Jwt,
                _ => {
                    return Err(
                        row.wrong("upper, alnum, hex, word, url, base64, path, dotted or jwt")
                    );
                }
            },
            least: row.number(row.field(3)?)?,
            most: row.number(row.field(4)?)?,
        });
    }
    Ok(secrets)
}

fn thresholds(table: Table<'_>) -> Result<Thresholds, PrivacyError> {
    let mut thresholds = Thresholds {
        cue_window: 110,
        cue_window_after: 42,
        deny_window: 24,
        first_birth_year: 1900,
        last_birth_year: 2030,
        plate_least_digits: 1,
        password_least_chars: 8,
        entropy_least: 2.5,
        ip_plain_octet: 100,
    };
    for row in table.rows() {
        let value = row.field(1)?;
        match row.field(0)? {
            // A window that is too wide would make hostile texts slow.
            "cue_window" => thresholds.cue_window = row.number::<usize>(value)?.min(1000),
            "cue_window_after" => {
                thresholds.cue_window_after = row.number::<usize>(value)?.min(1000);
            }
            "deny_window" => thresholds.deny_window = row.number(value)?,
            "first_birth_year" => thresholds.first_birth_year = row.number(value)?,
            "last_birth_year" => thresholds.last_birth_year = row.number(value)?,
            "plate_least_digits" => thresholds.plate_least_digits = row.number(value)?,
            "password_least_chars" => thresholds.password_least_chars = row.number(value)?,
            "entropy_least" => thresholds.entropy_least = row.number(value)?,
            "ip_plain_octet" => thresholds.ip_plain_octet = row.number(value)?,
            _ => return Err(row.wrong("the name of a threshold")),
        }
    }
    Ok(thresholds)
}

/// The number that at most nine ASCII digits write; other bytes count as zero.
pub(super) fn number_of(digits: &[u8]) -> u32 {
    digits.iter().fold(0_u32, |number, &digit| {
        let digit = u32::from(digit.saturating_sub(b'0').min(9));
        number.saturating_mul(10).saturating_add(digit)
    })
}
