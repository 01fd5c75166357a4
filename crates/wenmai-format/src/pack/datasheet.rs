//! The datasheet: the sections of "Datasheets for Datasets" (Gebru et al., Communications of the ACM 64(12), 2021,
//! arXiv:1803.09010), with what numbers can answer filled in, and a marked place for what only people can.

use std::io::{self, Write};

use wenmai_model::{Amount, PackSummary};

use super::PackContent;
use super::text::{
    amounts, codes_table, concentration, count, counted, documents, groups_table, name, opt_out,
    processing, row, searched, sentence, share, span, uses_table,
};
use crate::markdown::escape::{Context, escaped};
use crate::table::{Align, Cell, Table, grouped_digits, write_markdown_table};

/// What a person said, or the place where it is missing: the key of the file that is given to `--about`.
pub(super) fn place(said: Option<&str>, key: &str) -> String {
    match said {
        Some(said) => escaped(said.trim(), Context::Paragraph),
        None => format!("**To fill in** (`{key}`)"),
    }
}

/// [`place`] of a list.
fn places(said: &[String], key: &str) -> String {
    let said = (!said.is_empty()).then(|| said.join("; "));
    place(said.as_deref(), key)
}

/// `datasheet.md`
pub(super) fn write_datasheet(
    content: &PackContent<'_>,
    mut writer: &mut dyn Write,
) -> io::Result<()> {
    let about = &content.manifest.about;
    writeln!(
        writer,
        "# Datasheet: {}

{}

After *Datasheets for Datasets* (Gebru et al. 2021). All numbers are counted from `documents.csv`, which has one row a document, and \
stand in `summary.json`, too; `wenmai audit --check DIR` counts them again. Places marked **To fill in** are for people: write the \
key and its answer into a file, and give it to `--about`.

{}

## Motivation

* For what purpose was it made? {}
* Who made it? {}
* Who paid for it? {}
",
        escaped(name(content), Context::Heading),
        place(about.description.as_deref(), "description"),
        escaped(&sentence(content.summary), Context::Paragraph),
        place(about.purpose.as_deref(), "purpose"),
        places(&about.creators, "creators"),
        place(about.funding.as_deref(), "funding"),
    )?;
    composition(content.summary, &mut writer)?;
    collection(content, writer)?;
    uses(content, writer)
}

fn table(table: &Table, writer: &mut impl Write) -> io::Result<()> {
    write_markdown_table(table, writer)?;
    writeln!(writer)
}

/// What the collection is made of.
fn composition(summary: &PackSummary, writer: &mut impl Write) -> io::Result<()> {
    let total = &summary.total;
    writeln!(
        writer,
        "## Composition

* An instance is the article of a web page with its structure; navigation and other boilerplate are not part of its text.
* There are {} with {} characters, {} bytes of UTF-8, about {} tokens (estimated for `o200k_base`).
* There are no labels, and no splits are prescribed.

### Sizes

How long articles are, in characters that are not white space.
",
        documents(total.documents),
        grouped_digits(total.chars),
        grouped_digits(total.text_bytes),
        grouped_digits(total.tokens),
    )?;
    let mut sizes = amounts("characters of the article");
    for bin in &summary.sizes {
        let name = match bin.to_chars {
            Some(1) => "none".to_owned(),
            Some(to) => format!(
                "{} – {}",
                grouped_digits(bin.from_chars),
                grouped_digits(to - 1)
            ),
            None => format!("{} and more", grouped_digits(bin.from_chars)),
        };
        sizes.rows.push(row(&name, &bin.amount, total));
    }
    table(&sizes, writer)?;
    domains(summary, writer)?;

    writeln!(
        writer,
        "### Languages

Told from the text of each article.
"
    )?;
    let languages = groups_table(&summary.languages, "language", "not told", total);
    table(&languages, writer)?;
    writeln!(writer, "### Types of pages\n")?;
    let types = groups_table(&summary.page_types, "type of page", "not told", total);
    table(&types, writer)?;
    writeln!(
        writer,
        "### Periods

When pages were published, as they say it themselves: {}.
",
        span(&summary.published).unwrap_or_else(|| "no page says it".into())
    )?;
    let years = groups_table(&summary.published.years, "published", "no date", total);
    table(&years, writer)?;
    if let Some(span) = span(&summary.captured) {
        writeln!(writer, "When they were captured: {span}.\n")?;
        let years = groups_table(&summary.captured.years, "captured", "no date", total);
        table(&years, writer)?;
    }
    rights(summary, writer)?;
    personal_data(summary, writer)?;
    if let Some(quality) = &summary.quality {
        writeln!(
            writer,
            "### Quality

A recipe judged {}; no rule is broken by {}.
",
            documents(quality.judged),
            documents(quality.clean)
        )?;
        if !quality.broken.is_empty() {
            let broken = codes_table(&quality.broken, "rule", "times broken");
            table(&broken, writer)?;
        }
    }
    Ok(())
}

fn domains(summary: &PackSummary, writer: &mut impl Write) -> io::Result<()> {
    let domains = &summary.domains;
    writeln!(
        writer,
        "### Domains

{} by the Public Suffix List; `domains.csv` has them all. {}",
        counted(domains.domains, "registrable domain", "registrable domains"),
        concentration(summary).join(" ")
    )?;
    writeln!(writer)?;
    let columns = [
        ("domain", Align::Left),
        ("documents", Align::Right),
        ("share of text", Align::Right),
        ("tokens", Align::Right),
        ("opted out", Align::Right),
        ("with personal data", Align::Right),
    ];
    let mut largest = Table::new(&columns, &[], false);
    let text_row = |name: &str, amount: &Amount, share: f64| {
        vec![
            Cell::Text(name.to_owned()),
            Cell::Count(amount.documents),
            Cell::Share(share),
            Cell::Count(amount.tokens),
        ]
    };
    for domain in &domains.largest {
        let mut cells = text_row(&domain.domain, &domain.amount, domain.share);
        cells.push(count(domain.opted_out));
        cells.push(count(domain.with_personal_data));
        largest.rows.push(cells);
    }
    let bytes = summary.total.text_bytes;
    for (name, amount) in [
        ("no address", &domains.without),
        ("not told apart", &domains.beyond),
    ] {
        if amount.documents > 0 {
            let share = super::text::ratio(amount.text_bytes, bytes);
            let mut cells = text_row(name, amount, share);
            cells.extend([Cell::Missing, Cell::Missing]);
            largest.rows.push(cells);
        }
    }
    table(&largest, writer)
}

fn rights(summary: &PackSummary, writer: &mut impl Write) -> io::Result<()> {
    let (rights, total) = (&summary.rights, &summary.total);
    writeln!(
        writer,
        "### Rights

What pages and sites say about their use by machine-readable signals and phrases: evidence, no verdict of law. Something is said \
about {}. {}

#### Opt-out by use

Documents by what their statements come to.
",
        documents(rights.stated.documents),
        opt_out(summary),
    )?;
    table(&uses_table(&rights.uses), writer)?;
    if !rights.statements.is_empty() {
        writeln!(writer, "By convention:\n")?;
        let statements = codes_table(&rights.statements, "convention", "statements");
        table(&statements, writer)?;
    }
    writeln!(writer, "#### Licences\n")?;
    let licences = groups_table(&rights.licences, "licence", "none stated", total);
    table(&licences, writer)
}

fn personal_data(summary: &PackSummary, writer: &mut impl Write) -> io::Result<()> {
    let data = &summary.personal_data;
    writeln!(
        writer,
        "### Personal data

{} Found were {} in {} ({}). Kinds are told by check digits, tables and the words around them; names of people are not looked for. \
The pack itself masks what was found.
",
        searched(summary),
        counted(data.count, "personal datum", "personal data"),
        documents(data.documents.documents),
        share(data.documents.documents, summary.total.documents),
    )?;
    if data.kinds.is_empty() {
        return Ok(());
    }
    table(&codes_table(&data.kinds, "kind", "found"), writer)
}

/// How the collection was made.
fn collection(content: &PackContent<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let (summary, about) = (content.summary, &content.manifest.about);
    let captured = match span(&summary.captured) {
        Some(span) => format!(
            "{span}; of {} the day is not known",
            documents(summary.captured.years.without.documents)
        ),
        None => "Not known: no page says when it was captured".into(),
    };
    writeln!(
        writer,
        "## Collection process

* How were pages chosen and collected, and by whom? {}
* By which crawler? {}
* In which countries? {}
* Over what time? {captured}.
* Were the people in it told, or asked? {}
* What was done about reserved rights? {}

## Preprocessing, cleaning, labeling

* {}
* Raw pages are named by their SHA-256 in `documents.csv`, so that they can be found again where they are kept.
",
        place(about.collection.as_deref(), "collection"),
        place(about.crawler.as_deref(), "crawler"),
        places(&about.countries, "countries"),
        place(about.consent.as_deref(), "consent"),
        place(about.reservations.as_deref(), "reservations"),
        escaped(&processing(content), Context::Paragraph),
    )
}

/// Uses, distribution, maintenance.
fn uses(content: &PackContent<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let (summary, about) = (content.summary, &content.manifest.about);
    writeln!(
        writer,
        "## Uses

* What is it for? {}
* What must it not be used for? {}
* Whom may it harm or leave out? {}
* What should be looked at first? `sample.csv` has {} drawn by the seed {}, with columns to fill in. Its first rows are a random \
sample, too, so that a reviewer may stop anywhere.

## Distribution

* Where is it published? {}
* Under which licence? {}; those of the pages themselves are above.
* Version and date: {}, {}

## Maintenance

* Who keeps it up, and how are errors reported? {}
* Where to ask: {}",
        places(&about.intended_uses, "intended-uses"),
        place(about.prohibited_uses.as_deref(), "prohibited-uses"),
        place(about.social_impact.as_deref(), "social-impact"),
        documents(summary.sampled),
        content.manifest.seed,
        place(about.url.as_deref(), "url"),
        place(about.licence.as_deref(), "licence"),
        place(about.version.as_deref(), "version"),
        place(about.date.as_deref(), "date"),
        place(about.maintenance.as_deref(), "maintenance"),
        place(about.contact.as_deref(), "contact"),
    )
}
