//! The words that labels of machine-made content are put together from.

use crate::data_table::{TableError, rows};

const NAME: &str = "words.tsv";

/// Parts of speech of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Ai,
    StandardAi,
    StandardGenerate,
    ZhLead,
    ZhDeictic,
    ZhWeakDeictic,
    ZhMeasure,
    ZhNoun,
    ZhFill,
    ZhMode,
    ZhGenerate,
    ZhWrite,
    ZhObject,
    ZhTail,
    EnLead,
    EnDeictic,
    EnQuantity,
    EnNoun,
    EnVerb,
    EnAdverb,
    EnGenerate,
    EnBy,
    EnDeterminer,
    EnAiNoun,
    EnFollow,
    EnWrite,
}

const PARTS: [(&str, Part); 26] = [
    ("ai", Part::Ai),
    ("standard_ai", Part::StandardAi),
    ("standard_generate", Part::StandardGenerate),
    ("zh_lead", Part::ZhLead),
    ("zh_deictic", Part::ZhDeictic),
    ("zh_weak_deictic", Part::ZhWeakDeictic),
    ("zh_measure", Part::ZhMeasure),
    ("zh_noun", Part::ZhNoun),
    ("zh_fill", Part::ZhFill),
    ("zh_mode", Part::ZhMode),
    ("zh_generate", Part::ZhGenerate),
    ("zh_write", Part::ZhWrite),
    ("zh_object", Part::ZhObject),
    ("zh_tail", Part::ZhTail),
    ("en_lead", Part::EnLead),
    ("en_deictic", Part::EnDeictic),
    ("en_quantity", Part::EnQuantity),
    ("en_noun", Part::EnNoun),
    ("en_verb", Part::EnVerb),
    ("en_adverb", Part::EnAdverb),
    ("en_generate", Part::EnGenerate),
    ("en_by", Part::EnBy),
    ("en_determiner", Part::EnDeterminer),
    ("en_ai_noun", Part::EnAiNoun),
    ("en_follow", Part::EnFollow),
    ("en_write", Part::EnWrite),
];

/// The words of each part, longer ones first.
#[derive(Debug)]
pub(super) struct Words(Vec<Vec<String>>);

impl Words {
    pub(super) fn read(text: &str) -> Result<Self, TableError> {
        let mut words = vec![Vec::new(); PARTS.len()];
        for row in rows(NAME, text) {
            let name = row.field(0)?;
            let list = row.field(1)?;
            let part = PARTS
                .iter()
                .zip(&mut words)
                .find(|((part, _), _)| *part == name);
            let (_, part) = part.ok_or_else(|| row.wrong("the name of a part of speech"))?;
            // An empty word would stand everywhere.
            part.extend(
                list.split('|')
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            );
        }
        for list in &mut words {
            list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        Ok(Self(words))
    }

    pub(super) fn list(&self, part: Part) -> &[String] {
        self.0.get(part as usize).map_or(&[], Vec::as_slice)
    }

    /// What stands behind the longest word of this part that `text` begins with, blanks skipped. A Latin word ends where its
    /// letters do.
    pub(super) fn skip<'t>(&self, part: Part, text: &'t str) -> Option<&'t str> {
        self.list(part).iter().find_map(|word| {
            let rest = text.strip_prefix(word.as_str())?;
            let is_cut = word.ends_with(|c: char| c.is_ascii_alphanumeric())
                && rest.starts_with(|c: char| c.is_ascii_alphanumeric());
            (!is_cut).then(|| rest.trim_start_matches(' '))
        })
    }

    /// [`skip`](Self::skip) for any number of words, up to eight. Also gives how many there were.
    pub(super) fn skip_all<'t>(&self, part: Part, mut text: &'t str) -> (&'t str, usize) {
        let mut count = 0;
        while count < 8
            && let Some(rest) = self.skip(part, text)
        {
            text = rest;
            count += 1;
        }
        (text, count)
    }
}
