//! Personal data of a page, hidden wherever a report or a log repeats its text: in titles, headings, findings, statements.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use wenmai_model::{DocumentSummary, Finding, FindingKind, Rights};

use crate::record::mask;

/// The personal data of a document, as they stand in its text.
pub(crate) struct PersonalData<'a> {
    masked: HashMap<&'a str, String>,
    /// Their lengths in bytes, which are few.
    lengths: BTreeSet<usize>,
}

impl<'a> PersonalData<'a> {
    /// Those that `findings` name.
    pub(crate) fn of(findings: impl Iterator<Item = &'a Finding>) -> Self {
        let private = findings.filter(|finding| finding.kind == FindingKind::Privacy);
        let masked: HashMap<_, _> = private
            .filter_map(|finding| Some((finding.code.as_ref(), finding.value.as_deref()?)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(code, value)| (value, mask(code, value)))
            .collect();
        Self {
            lengths: masked.keys().map(|value| value.len()).collect(),
            masked,
        }
    }

    /// `text` with all of them masked. In one pass, whose steps look for each length once.
    pub(crate) fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masked = String::new();
        let (mut copied, mut at) = (0, 0);
        while at < text.len() && !self.lengths.is_empty() {
            let Some(rest) = text.get(at..) else {
                at += 1;
                continue;
            };
            // The longest first: an address for mail may begin with a number.
            let found = self.lengths.iter().rev().find_map(|&len| {
                let hidden = self.masked.get(rest.get(..len)?)?;
                Some((len, hidden))
            });
            let Some((len, hidden)) = found else {
                at += 1;
                continue;
            };
            masked.push_str(text.get(copied..at).unwrap_or_default());
            masked.push_str(hidden);
            at += len;
            copied = at;
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        masked.push_str(text.get(copied..).unwrap_or_default());
        Cow::Owned(masked)
    }

    /// Masks them in all of `summary` but its name and the address of its page.
    pub(crate) fn mask(&self, summary: &mut DocumentSummary) {
        if self.masked.is_empty() {
            return;
        }
        let headings = summary.outline.iter_mut().map(|heading| &mut heading.text);
        let keywords = summary.keywords.iter_mut().flat_map(|keyword| {
            let variants = keyword.variants.iter_mut().map(|variant| &mut variant.text);
            std::iter::once(&mut keyword.text).chain(variants)
        });
        let similar = summary.similar.iter_mut().flat_map(|pair| {
            let paths = [&mut pair.a.path, &mut pair.b.path];
            let paths = paths.into_iter().flatten().flatten();
            std::iter::once(&mut pair.text).chain(paths)
        });
        // Values of personal data are masked already, and their sentences name none.
        let others = summary.findings.iter_mut();
        let others = others.filter(|finding| finding.kind != FindingKind::Privacy);
        let findings = others
            .flat_map(|finding| std::iter::once(&mut finding.message).chain(&mut finding.value));
        let texts = headings.chain(keywords).chain(similar).chain(findings);
        for text in texts.chain(&mut summary.title) {
            self.mask_in(text);
        }
        if let Some(rights) = &mut summary.rights {
            self.mask_rights(rights);
        }
    }

    fn mask_rights(&self, rights: &mut Rights) {
        for statement in &mut rights.statements {
            self.mask_in(&mut statement.value);
            if let Some(parsed) = &mut statement.parsed {
                self.mask_in(parsed);
            }
        }
        if let Some(licence) = &mut rights.licence {
            self.mask_in(licence);
        }
    }

    fn mask_in(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.masked(text) {
            *text = masked;
        }
    }
}

#[cfg(test)]
mod tests {
    use wenmai_model::Severity;

    use super::*;

    fn finding(kind: FindingKind, value: &str) -> Finding {
        Finding {
            kind,
            code: "email".into(),
            severity: Severity::Warning,
            message: String::new(),
            fix: None,
            span: None,
            source_span: None,
            value: Some(value.into()),
        }
    }

    #[test]
    fn values_are_hidden_wherever_they_stand() {
        let findings = [
            finding(FindingKind::Privacy, "13812345678"),
            finding(FindingKind::Privacy, "13812345678@example.cn"),
            finding(FindingKind::Structure, "标题"),
            finding(FindingKind::Privacy, ""),
        ];
        let data = PersonalData::of(findings.iter());
        assert_eq!(
            data.masked("标题：13812345678，13812345678@example.cn。"),
            format!(
                "标题：13*******78，{}。",
                mask("email", "13812345678@example.cn")
            )
        );
        assert!(matches!(data.masked("没有"), Cow::Borrowed("没有")));
        let none = PersonalData::of(std::iter::empty());
        assert_eq!(none.masked("13812345678"), "13812345678");
    }
}
