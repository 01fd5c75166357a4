//! Names of what audits find: uses, conventions, places of statements, kinds of personal data.

use wenmai_model::{RightsCode, RightsEffect, RightsUse, SignalSource};

use super::Text;

/// Codes of personal data with their names in Chinese and English.
const PERSONAL_DATA: [(&str, [&str; 2]); 15] = [
    ("secret", ["密钥", "keys and passwords"]),
    ("resident_id", ["身份证号", "resident IDs"]),
    (
        "social_credit_code",
        ["统一社会信用代码", "unified social credit codes"],
    ),
    ("iban", ["国际银行账号", "IBANs"]),
    ("email", ["电子邮箱", "e-mail addresses"]),
    ("bank_card", ["银行卡号", "bank cards"]),
    ("messenger_id", ["社交账号", "messenger accounts"]),
    ("travel_permit", ["通行证号", "travel permits"]),
    ("passport", ["护照号", "passports"]),
    ("mobile_phone", ["手机号", "mobile numbers"]),
    ("landline_phone", ["固定电话", "telephone numbers"]),
    ("us_ssn", ["美国社安号", "US social security numbers"]),
    ("licence_plate", ["车牌号", "licence plates"]),
    ("ip_address", ["IP 地址", "public IP addresses"]),
    ("postal_address", ["通信地址", "postal addresses"]),
];

impl Text {
    fn of_two(&self, [zh, en]: [&'static str; 2]) -> &'static str {
        if self.is_chinese() { zh } else { en }
    }

    /// What findings of rights and personal data with this code are about, in a few words.
    pub(in crate::report) fn audit_name(&self, code: &str) -> Option<&'static str> {
        if code == "rights_conflict" {
            return Some(self.of_two([
                "权利声明互相矛盾",
                "Statements about rights contradict each other",
            ]));
        }
        let mut conventions = RightsCode::ALL.into_iter();
        let convention = conventions.find(|convention| convention.as_str() == code);
        convention
            .map(|convention| self.convention(convention))
            .or_else(|| self.known_personal_data(code))
    }

    /// The name of a kind of personal data; its code where it has none.
    pub(in crate::report) fn personal_data_name<'a>(&self, code: &'a str) -> &'a str {
        self.known_personal_data(code).unwrap_or(code)
    }

    fn known_personal_data(&self, code: &str) -> Option<&'static str> {
        let (_, names) = PERSONAL_DATA.iter().find(|(known, _)| *known == code)?;
        Some(self.of_two(*names))
    }

    pub(in crate::report) fn usage_name(&self, usage: RightsUse) -> &'static str {
        self.of_two(match usage {
            RightsUse::Crawl => ["抓取", "crawling"],
            RightsUse::Search => ["搜索收录", "search"],
            RightsUse::Tdm => ["文本与数据挖掘", "text and data mining"],
            RightsUse::AiTrain => ["训练文本模型", "training on text"],
            RightsUse::AiTrainImages => ["训练图像模型", "training on pictures"],
            RightsUse::AiInput => ["作为模型输入", "input of models"],
            RightsUse::Republish => ["转载", "publishing elsewhere"],
            _ => ["其他", "other"],
        })
    }

    pub(in crate::report) fn effect(&self, effect: RightsEffect) -> &'static str {
        self.of_two(match effect {
            RightsEffect::Allow => ["允许", "allowed"],
            RightsEffect::Conditional => ["有条件", "on conditions"],
            RightsEffect::Deny => ["禁止", "denied"],
            RightsEffect::Unclear => ["不明", "unclear"],
        })
    }

    pub(in crate::report) fn convention(&self, code: RightsCode) -> &'static str {
        self.of_two(match code {
            RightsCode::RobotsNoai => ["noai 标记", "noai"],
            RightsCode::RobotsNoimageai => ["noimageai 标记", "noimageai"],
            RightsCode::RobotsTxt => ["robots.txt", "robots.txt"],
            RightsCode::TdmReservation => ["TDM 保留协议", "TDM Reservation Protocol"],
            RightsCode::Aipref => ["AIPREF 使用偏好", "AIPREF Content-Usage"],
            RightsCode::Rsl => ["RSL 许可", "Really Simple Licensing"],
            RightsCode::CreativeCommons => ["知识共享许可", "Creative Commons"],
            RightsCode::SchemaLicense => ["schema.org 许可", "schema.org"],
            RightsCode::SitePhrase => ["版权声明语句", "phrase about rights"],
            _ => ["其他约定", "another convention"],
        })
    }

    pub(in crate::report) fn signal_source(&self, source: SignalSource) -> &'static str {
        self.of_two(match source {
            SignalSource::Header => ["响应头", "HTTP header"],
            SignalSource::Meta => ["<meta>", "<meta>"],
            SignalSource::Link => ["<link>", "<link>"],
            SignalSource::Anchor => ["页面链接", "link in the page"],
            SignalSource::JsonLd => ["JSON-LD", "JSON-LD"],
            SignalSource::Microdata => ["微数据", "microdata"],
            SignalSource::Text => ["页面文字", "text of the page"],
            SignalSource::RobotsTxt => ["robots.txt", "robots.txt"],
            SignalSource::Tdmrep => ["tdmrep.json", "tdmrep.json"],
            _ => ["其他", "elsewhere"],
        })
    }

    /// `byte 1,204` in the language.
    pub(in crate::report) fn byte_place(&self, byte: &str) -> String {
        if self.is_chinese() {
            format!("第 {byte} 字节")
        } else {
            format!("byte {byte}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;

    #[test]
    fn codes_have_names() {
        let zh = Text::of(Lang::Zh);
        assert_eq!(zh.audit_name("mobile_phone"), Some("手机号"));
        assert_eq!(zh.audit_name("site_phrase"), Some("版权声明语句"));
        assert_eq!(zh.audit_name("level_jump"), None);
        assert_eq!(zh.personal_data_name("fingerprint"), "fingerprint");
    }
}
