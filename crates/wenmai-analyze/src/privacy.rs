//! Personal data in text, by kinds that are checked as far as they can be: check digits, tables of regions, countries and
//! networks, words that announce them.
//!
//! A [`Detector`] is made once. [`Detector::find`] goes over a text once: an automaton stops at digits, at `@` and at words
//! that announce or begin a datum, and what stands there is checked within a window of bounded length, so that time is
//! linear in the text whatever it says. [`redact`] puts placeholders in the place of what was found in a text, and a [`Redactor`]
//! does so with a whole document.

mod address;
mod address_ends;
mod address_reader;
mod address_words;
mod bank;
mod checksum;
mod context;
mod discovery;
mod document;
mod email;
mod english_address;
mod findings;
mod groups;
mod identity;
mod internet;
mod known;
mod messenger;
mod narrow;
mod options;
mod phone;
mod placeholder;
mod plate;
mod redaction;
mod scan;
mod secret;
pub(crate) mod tables;
mod view;

use wenmai_model::Severity;

pub use document::{RedactOptions, Redacted, Redactor};
pub use options::{PrivacyError, PrivacyOptions, PrivacyTables};
pub use placeholder::PlaceholderLanguage;
pub use redaction::{Redaction, RedactionEdit, redact};
pub use scan::Detector;

/// What a personal datum is. The order is that of strength: where two overlap, the one of the earlier kind is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PersonalDataKind {
    /// A key, token, password or private key.
    Secret,
    /// A resident ID of the PRC (GB 11643).
    ResidentId,
    /// A unified social credit code of the PRC (GB 32100).
    SocialCreditCode,
    /// An international bank account number (ISO 13616).
    Iban,
    /// An address for e-mail, also one that is written around.
    Email,
    /// The number of a bank card.
    BankCard,
    /// An account of QQ, `WeChat`, `WhatsApp` or Telegram.
    MessengerId,
    /// A permit to travel between the mainland, Hong Kong, Macau and Taiwan.
    TravelPermit,
    /// The number of a passport.
    Passport,
    /// A mobile number of the PRC, or any number in international form (E.164).
    MobilePhone,
    /// A fixed number with area code, or a service number.
    LandlinePhone,
    /// A social security number of the United States.
    UsSsn,
    /// A licence plate of the PRC.
    LicencePlate,
    /// A public IPv4 or IPv6 address.
    IpAddress,
    /// A postal address, down to the number of a house, building or room.
    PostalAddress,
}

impl PersonalDataKind {
    /// All kinds, the strongest first.
    pub const ALL: [Self; 15] = [
        Self::Secret,
        Self::ResidentId,
        Self::SocialCreditCode,
        Self::Iban,
        Self::Email,
        Self::BankCard,
        Self::MessengerId,
        Self::TravelPermit,
        Self::Passport,
        Self::MobilePhone,
        Self::LandlinePhone,
        Self::UsSsn,
        Self::LicencePlate,
        Self::IpAddress,
        Self::PostalAddress,
    ];

    /// The code in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::ResidentId => "resident_id",
            Self::SocialCreditCode => "social_credit_code",
            Self::Iban => "iban",
            Self::Email => "email",
            Self::BankCard => "bank_card",
            Self::MessengerId => "messenger_id",
            Self::TravelPermit => "travel_permit",
            Self::Passport => "passport",
            Self::MobilePhone => "mobile_phone",
            Self::LandlinePhone => "landline_phone",
            Self::UsSsn => "us_ssn",
            Self::LicencePlate => "licence_plate",
            Self::IpAddress => "ip_address",
            Self::PostalAddress => "postal_address",
        }
    }

    /// The kind of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }

    /// The name in English, with its article.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Secret => "a key, token or password",
            Self::ResidentId => "a resident ID",
            Self::SocialCreditCode => "a unified social credit code",
            Self::Iban => "an IBAN",
            Self::Email => "an e-mail address",
            Self::BankCard => "the number of a bank card",
            Self::MessengerId => "a messenger account",
            Self::TravelPermit => "the number of a travel permit",
            Self::Passport => "the number of a passport",
            Self::MobilePhone => "a mobile number",
            Self::LandlinePhone => "a telephone number",
            Self::UsSsn => "a US social security number",
            Self::LicencePlate => "a licence plate",
            Self::IpAddress => "a public IP address",
            Self::PostalAddress => "a postal address",
        }
    }

    /// The name in Chinese.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Secret => "密钥",
            Self::ResidentId => "身份证号",
            Self::SocialCreditCode => "统一社会信用代码",
            Self::Iban => "国际银行账号",
            Self::Email => "电子邮箱",
            Self::BankCard => "银行卡号",
            Self::MessengerId => "社交账号",
            Self::TravelPermit => "通行证号",
            Self::Passport => "护照号",
            Self::MobilePhone => "手机号",
            Self::LandlinePhone => "固定电话",
            Self::UsSsn => "美国社安号",
            Self::LicencePlate => "车牌号",
            Self::IpAddress => "IP地址",
            Self::PostalAddress => "通信地址",
        }
    }

    /// How grave it is that such a datum stands in a text: an error where it opens an account or tells who somebody is for
    /// life, a warning where it reaches a person, else information.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Secret
            | Self::ResidentId
            | Self::BankCard
            | Self::Passport
            | Self::TravelPermit
            | Self::UsSsn
            | Self::Iban => Severity::Error,
            Self::Email
            | Self::MessengerId
            | Self::MobilePhone
            | Self::PostalAddress
            | Self::LicencePlate => Severity::Warning,
            Self::SocialCreditCode | Self::LandlinePhone | Self::IpAddress => Severity::Info,
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A personal datum in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonalDatum {
    /// What it is.
    pub kind: PersonalDataKind,
    /// Its first byte in the text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// How grave it is.
    pub severity: Severity,
    /// How sure it is, from 0 to 1: a check digit counts, and a word that announces it.
    pub confidence: f32,
    /// The datum with most of its letters and digits replaced by `*`.
    pub masked: String,
}

/// `value` with `*` for letters and digits, except for a few at its ends: of eight or more the last two, and of twelve
/// or more the first two, too. Secrets keep their first four of twenty or more, and nothing else.
fn masked(kind: PersonalDataKind, value: &str) -> String {
    let n_chars = value.chars().filter(|char| char.is_alphanumeric()).count();
    let (first, last) = match (kind, n_chars) {
        (PersonalDataKind::Secret, 20..) => (4, 0),
        (PersonalDataKind::Secret, _) => (0, 0),
        (_, 12..) => (2, 2),
        (_, 8..) => (0, 2),
        _ => (0, 0),
    };
    let mut n_seen = 0;
    let mut masked = String::with_capacity(value.len());
    for char in value.chars() {
        if char.is_alphanumeric() {
            n_seen += 1;
            let is_kept = n_seen <= first || n_seen + last > n_chars;
            masked.push(if is_kept { char } else { '*' });
        } else if char.is_control() {
            masked.push(' ');
        } else {
            masked.push(char);
        }
    }
    masked
}
