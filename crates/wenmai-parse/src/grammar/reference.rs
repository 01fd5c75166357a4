//! References: web addresses, arXiv numbers, DOIs.

use memchr::memmem;
use wenmai_model::{Reference, ReferenceKind, Span};
use wenmai_text::{chars::is_cjk_punctuation, is_blank, is_cjk};

/// Longest address that is read.
const MAX_ADDRESS_BYTES: usize = 2048;

/// All references of `text` in order of their places. An arXiv or DOI address counts as paper, not as URL.
///
/// Three substring searches find the candidates, so the cost is that of reading the text once or twice at memory
/// speed.
pub(crate) fn references(text: &str) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let mut looked_at = 0;
    for at in memmem::find_iter(text.as_bytes(), "://") {
        // An address within an address is a part of it, and is not looked at again.
        if at >= looked_at
            && let Some((end, reference)) = url(text, at)
        {
            looked_at = end;
            found.extend(reference);
        }
    }
    found.extend(
        memmem::find_iter(text.as_bytes(), "rXiv:").filter_map(|at| arxiv_number(text, at)),
    );
    found.extend(memmem::find_iter(text.as_bytes(), "10.").filter_map(|at| doi(text, at)));
    found.sort_by_key(|reference| (reference.span.start, std::cmp::Reverse(reference.span.end)));
    let mut end = 0;
    found.retain(|reference| {
        let keep = reference.span.start >= end;
        if keep {
            end = reference.span.end;
        }
        keep
    });
    found
}

fn span(start: usize, end: usize) -> Option<Span> {
    Some(Span::new(
        u32::try_from(start).ok()?,
        u32::try_from(end).ok()?,
    ))
}

/// Whether an address ends before `c`.
fn ends_address(c: char) -> bool {
    is_blank(c)
        || is_cjk(c)
        || is_cjk_punctuation(c)
        || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '{' | '}')
}

/// The characters that open `tail` and may belong to an address.
fn address(tail: &str) -> &str {
    // One pathological address may not cost more than one look at it.
    let tail = tail
        .get(..tail.floor_char_boundary(MAX_ADDRESS_BYTES))
        .unwrap_or(tail);
    tail.get(..tail.find(ends_address).unwrap_or(tail.len()))
        .unwrap_or_default()
}

/// Length of an address without punctuation that belongs to the sentence around it: a bracket that the address did not
/// open closes one around it.
fn address_len(mut address: &str) -> usize {
    let count = |sign: u8| address.bytes().filter(|&byte| byte == sign).count();
    let (opened_round, opened_square) = (count(b'('), count(b'['));
    let (mut closed_round, mut closed_square) = (count(b')'), count(b']'));
    while let Some(last) = address.chars().next_back() {
        match last {
            ')' if closed_round > opened_round => closed_round -= 1,
            ']' if closed_square > opened_square => closed_square -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' => {}
            _ => break,
        }
        address = address
            .get(..address.len() - last.len_utf8())
            .unwrap_or_default();
    }
    address.len()
}

/// `url = ("http" / "https") "://" 1*address-character`, `at` being the place of `://`: where the search goes on, and the
/// reference.
fn url(text: &str, at: usize) -> Option<(usize, Option<Reference>)> {
    let head = text.get(..at)?;
    let start = ["https", "http"]
        .iter()
        .find(|scheme| head.ends_with(*scheme))
        .map(|scheme| at - scheme.len())?;
    let whole = address(text.get(start..)?);
    let len = address_len(whole);
    let reference = || {
        let target = whole.get(..len)?;
        let rest = target.get(at - start + "://".len()..)?;
        let (kind, target) = paper(rest).unwrap_or_else(|| (ReferenceKind::Url, target.to_owned()));
        let span = span(start, start + len)?;
        (!rest.is_empty()).then_some(Reference { kind, target, span })
    };
    Some((start + whole.len(), reference()))
}

/// The paper that an address without its scheme names.
fn paper(rest: &str) -> Option<(ReferenceKind, String)> {
    let (host, path) = rest.split_once('/')?;
    let host = host.trim_start_matches("www.").trim_start_matches("dx.");
    match host {
        "arxiv.org" | "export.arxiv.org" => {
            let number = path.split_once('/')?.1;
            arxiv_len(number)
                .and_then(|len| number.get(..len))
                .map(|number| (ReferenceKind::Arxiv, number.to_owned()))
        }
        "doi.org" => doi_len(path)
            .and_then(|len| path.get(..len))
            .map(|doi| (ReferenceKind::Doi, doi.to_owned())),
        _ => None,
    }
}

/// `arxiv-number = 4DIGIT "." 4*5DIGIT`, the version left out. Since April 2007; source: arXiv identifier scheme.
fn arxiv_len(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let head = digits(text);
    let tail = text.get(head..)?.strip_prefix('.')?;
    let len = digits(tail);
    (head == 4 && (4..=5).contains(&len)).then_some(head + 1 + len)
}

/// `arxiv = "arXiv:" arxiv-number`, `at` being the place of `rXiv:`
fn arxiv_number(text: &str, at: usize) -> Option<Reference> {
    let start = at.checked_sub(1).filter(|&start| {
        text.get(start..at)
            .is_some_and(|a| a.eq_ignore_ascii_case("a"))
    })?;
    let behind = text.get(at + "rXiv:".len()..)?;
    let number = behind.trim_start_matches(' ');
    let len = arxiv_len(number)?;
    let end = text.len() - number.len() + len;
    Some(Reference {
        kind: ReferenceKind::Arxiv,
        target: number.get(..len)?.to_owned(),
        span: span(start, end)?,
    })
}

/// `doi = "10." 4*9DIGIT "/" 1*address-character`; source: the pattern that Crossref recommends.
fn doi_len(text: &str) -> Option<usize> {
    let registrant = text.strip_prefix("10.")?;
    let digits = registrant.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = registrant.get(digits..)?.strip_prefix('/')?;
    let len = address_len(address(suffix));
    ((4..=9).contains(&digits) && len > 0).then_some("10.".len() + digits + 1 + len)
}

fn doi(text: &str, at: usize) -> Option<Reference> {
    let before = text.get(..at)?.chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-')) {
        return None;
    }
    let tail = text.get(at..)?;
    let len = doi_len(tail)?;
    Some(Reference {
        kind: ReferenceKind::Doi,
        target: tail.get(..len)?.to_owned(),
        span: span(at, at + len)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(ReferenceKind, &str)]) {
        let found = references(text);
        let found: Vec<_> = found.iter().map(|r| (r.kind, r.target.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn papers_and_addresses() {
        check(
            "论文详情见:http://arxiv.org/abs/2408.10899。",
            &[(ReferenceKind::Arxiv, "2408.10899")],
        );
        check(
            "https://arxiv.org/pdf/2407.03502",
            &[(ReferenceKind::Arxiv, "2407.03502")],
        );
        check(
            "see arXiv:2301.00001v2, and",
            &[(ReferenceKind::Arxiv, "2301.00001")],
        );
        check("doi:10.1000/182.", &[(ReferenceKind::Doi, "10.1000/182")]);
        check(
            "https://doi.org/10.1145/3366423.3380268)",
            &[(ReferenceKind::Doi, "10.1145/3366423.3380268")],
        );
        check(
            "(see https://example.org/a_(b)).",
            &[(ReferenceKind::Url, "https://example.org/a_(b)")],
        );
        check(
            "访问https://example.org/路径",
            &[(ReferenceKind::Url, "https://example.org/")],
        );
        check("http:// and 10.5/3 and 110.1234/5", &[]);
    }
}
