//! What a public summary of training content asks for: Regulation (EU) 2024/1689 (AI Act), Article 53(1)(d), in the template of
//! the AI Office of 24 July 2025. Its section 1.3 asks for sizes, 2.3 for content that was crawled and scraped, with the largest
//! domains, and 3.1 for how opt-outs are respected.

use std::io::{self, Write};

use wenmai_model::DomainSelection;

use super::PackContent;
use super::datasheet::place;
use super::documents::guarded;
use super::text::{counted, documents, name, opt_out, share, span};
use crate::table::{grouped_digits, percent};

/// `training-content-summary.csv`: the largest tenth of the domains.
pub(super) fn write_list(content: &PackContent<'_>, mut writer: &mut dyn Write) -> io::Result<()> {
    let training = &content.summary.training_content;
    let mut csv = csv::Writer::from_writer(&mut writer);
    csv.write_record([
        "rank",
        "domain",
        "documents",
        "text_bytes",
        "share",
        "small_provider",
    ])?;
    let most = usize::try_from(training.all_providers.domains).unwrap_or(usize::MAX);
    for (domain, rank) in content.domains.iter().take(most).zip(1_u64..) {
        let is_small = rank <= training.small_providers.domains;
        csv.write_record([
            rank.to_string().as_str(),
            &guarded(&domain.domain),
            domain.amount.documents.to_string().as_str(),
            domain.amount.text_bytes.to_string().as_str(),
            format!("{:.6}", domain.share).as_str(),
            if is_small { "yes" } else { "no" },
        ])?;
    }
    csv.flush()
}

/// `training-content-summary.md`: the answers that numbers give, and places for the others.
pub(super) fn write_summary(content: &PackContent<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let (summary, about) = (content.summary, &content.manifest.about);
    let total = &summary.total;
    writeln!(
        writer,
        "# Training content: {}

What the collection has to say in the public summary of training content that Article 53(1)(d) of Regulation (EU) 2024/1689 (AI Act) \
asks of providers of general-purpose AI models, by the sections of the template of 24 July 2025. A summary is about all data of a \
model; this is about one collection. The numbers are those of `summary.json`.

## 1.3 Characteristics of the data

* Modality: text.
* Size: about {} tokens ({}), {} bytes in {}.",
        name(content),
        grouped_digits(total.tokens),
        size_range(total.tokens),
        grouped_digits(total.text_bytes),
        documents(total.documents),
    )?;
    let languages: Vec<String> = summary
        .languages
        .groups
        .iter()
        .take(10)
        .map(|group| {
            let share = share(group.amount.documents, total.documents);
            format!("{} {share}", group.name)
        })
        .collect();
    writeln!(
        writer,
        "* Languages, by documents: {}.",
        list_or(&languages, "not known")
    )?;
    if let Some(last) = &summary.captured.last {
        writeln!(writer, "* Latest date of collection: {last}.")?;
    }
    writeln!(
        writer,
        "
## 2.3 Data crawled and scraped from online sources

* Crawler and its behavior: {}
* How the pages were chosen: {}",
        place(about.crawler.as_deref(), "crawler"),
        place(about.collection.as_deref(), "collection"),
    )?;
    match span(&summary.captured) {
        Some(span) => writeln!(
            writer,
            "* Period of collection: {span}; of {} the day is not known.",
            documents(summary.captured.years.without.documents)
        )?,
        None => writeln!(
            writer,
            "* Period of collection: not known, for no page says when it was captured."
        )?,
    }
    let kinds: Vec<String> = summary
        .page_types
        .groups
        .iter()
        .map(|group| {
            let share = share(group.amount.documents, total.documents);
            format!("{} {share}", group.name)
        })
        .collect();
    writeln!(
        writer,
        "* Types of pages, by documents: {}.",
        list_or(&kinds, "none")
    )?;
    write_domains(content, writer)?;
    writeln!(
        writer,
        "
## 3.1 Respect of reservations of rights

{} `documents.csv` has the decision for each document and use.

* What was done about it: {}

## 3.2 Removal of illegal content

* {}",
        opt_out(summary),
        place(about.reservations.as_deref(), "reservations"),
        place(about.illegal_content.as_deref(), "illegal-content"),
    )
}

/// The domains that the template asks for.
fn write_domains(content: &PackContent<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let summary = content.summary;
    let training = &summary.training_content;
    writeln!(
        writer,
        "
### Domains

The collection has {} by the Public Suffix List, ordered by bytes of article text. `training-content-summary.csv` has the largest \
10 %; `small_provider` marks the largest 5 %, or 1,000 where that is fewer, which is the list of small and medium-sized providers.

* All providers: {}
* Small and medium-sized providers: {}",
        counted(summary.domains.domains, "domain", "domains"),
        selection(&training.all_providers),
        selection(&training.small_providers),
    )?;
    if summary.domains.without.documents > 0 {
        writeln!(
            writer,
            "* Without address, and so without domain: {}.",
            documents(summary.domains.without.documents)
        )?;
    }
    if summary.domains.beyond.documents > 0 {
        writeln!(
            writer,
            "* **The list is not whole**: domains beyond the most that are told apart have {}.",
            documents(summary.domains.beyond.documents)
        )?;
    }
    Ok(())
}

fn selection(selection: &DomainSelection) -> String {
    format!(
        "{} with {} of the text in {}.",
        counted(selection.domains, "domain", "domains"),
        percent(selection.share),
        documents(selection.amount.documents)
    )
}

fn list_or(list: &[String], none: &str) -> String {
    if list.is_empty() {
        none.to_owned()
    } else {
        list.join(", ")
    }
}

/// The range of the template that so many tokens lie in.
const fn size_range(tokens: u64) -> &'static str {
    match tokens {
        0..1_000_000_000 => "less than 1 billion tokens",
        1_000_000_000..=10_000_000_000_000 => "1 billion to 10 trillion tokens",
        _ => "more than 10 trillion tokens",
    }
}
