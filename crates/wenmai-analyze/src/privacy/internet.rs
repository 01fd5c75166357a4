//! Public addresses of hosts.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::PersonalDataKind::IpAddress;
use super::context::Place;
use super::identity::begins;
use super::scan::Candidate;
use super::view::View;

/// An IPv4 or IPv6 address that is reachable from anywhere.
pub(super) fn ip_address(place: &Place<'_>) -> Option<Candidate> {
    match place.n_chars() {
        1..=4 => ipv4(place).or_else(|| ipv6(place)),
        _ => None,
    }
}

/// Bytes between a word and an address that may be a version.
const PLAIN_REACH: usize = 32;

/// Whether what follows says that a number is a version: `2.2.0.1 和 2.2.1 版本`.
fn is_version(view: View<'_>, end: usize) -> bool {
    let after = view.slice(view.window_after(end, 24));
    let after = after
        .split(['\n', '，', ',', '。'])
        .next()
        .unwrap_or_default();
    ["版本", "version", "release", "固件", "firmware"]
        .iter()
        .any(|word| after.contains(word))
}

/// Four numbers with dots between, also in brackets: `[.]`.
fn ipv4(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    let mut octets = [0_u8; 4];
    let mut at = start;
    for (n, octet) in octets.iter_mut().enumerate() {
        if n > 0 {
            let dot = ["[.]", "(.)", "."].into_iter();
            let dot = dot.map(str::len).zip(["[.]", "(.)", "."]);
            at += dot
                .filter(|(_, dot)| view.from(at).starts_with(dot))
                .map(|(length, _)| length)
                .next()?;
        }
        let end = view.run(at, 4, |byte| byte.is_ascii_digit());
        let digits = view.slice(at..end);
        if digits.len() > 1 && digits.starts_with('0') {
            return None;
        }
        *octet = digits.parse().ok()?;
        at = end;
    }
    // A dot that goes on to a number makes it a section or a version; one that ends a sentence does not.
    let next = view.at(at);
    let ends = match next {
        b'.' | b'-' => !view.at(at + 1).is_ascii_alphanumeric(),
        b'/' => true,
        _ => !next.is_ascii_alphanumeric() && next != b'_',
    };
    if !ends
        || matches!(view.before(start), b'.' | b'-' | b'_')
        || !is_public_v4(Ipv4Addr::from(octets))
    {
        return None;
    }
    let evidence = place.evidence(IpAddress);
    let is_after_cue = evidence.before == Some(0);
    let begins = is_after_cue || place.start == start && begins(view, start);
    let is_network = octets.last() == Some(&0) && next == b'/' && view.at(at + 1).is_ascii_digit();
    // openresty/1.9.7.1
    let is_of_program = view.before(start) == b'/' && view.before(start - 1).is_ascii_alphabetic();
    if !begins || is_network || is_of_program {
        return None;
    }
    let is_in_url = is_in_url(view, start, at);
    if evidence.is_denied && !is_in_url {
        return None;
    }
    // Versions and sections begin with small numbers: a word must announce an address close by.
    let plain = place.tables.thresholds.ip_plain_octet;
    let n_large = octets.iter().filter(|&&octet| octet >= plain).count();
    let is_plain = n_large == 0 || octets.first()? < &20 && n_large < 2;
    // 11.24.0.0 is no host, and likely a version.
    if is_plain && octets.ends_with(&[0, 0]) && !is_in_url {
        return None;
    }
    let is_near = evidence.is_within(PLAIN_REACH)
        && !view
            .slice(start - evidence.before.unwrap_or(0).min(start)..start)
            .contains(['\n', '。']);
    let is_followed = evidence.after.is_some_and(|bytes| bytes <= 8);
    let is_version = is_version(view, at);
    if is_plain && !(is_in_url || (is_near || is_followed) && !is_version) {
        return None;
    }
    let is_cued = evidence.is_cued() || is_in_url;
    let confidence = if is_cued { 0.95 } else { 0.75 };
    Some(Candidate::new(IpAddress, start..at, confidence))
}

/// Whether an address stands behind `//` or `@`, or before a port or a length of prefix.
fn is_in_url(view: View<'_>, start: usize, end: usize) -> bool {
    let port = view.run(end + 1, 6, |byte| byte.is_ascii_digit());
    // The log of a server: `… - - [10/Oct/2023 …`.
    view.from(end).starts_with(" - ")
        || matches!(view.before(start), b'@')
        || view.slice(start.saturating_sub(2)..start) == "//"
        || (matches!(view.at(end), b':' | b'/') && (end + 2..=end + 6).contains(&port))
}

/// Eight groups of hexadecimal digits, or fewer with `::`. Public ones begin with 2 or 3.
fn ipv6(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.start);
    if place.digit != start || !matches!(view.at(start), b'2' | b'3') || !begins(view, start) {
        return None;
    }
    let mut end = view.run(start, 46, |byte| byte.is_ascii_hexdigit() || byte == b':');
    if view.before(end) == b':' && view.slice(start..end).ends_with("::") == (view.at(end) != 0) {
        end -= usize::from(!view.slice(start..end).ends_with("::"));
    }
    let text = view.slice(start..end);
    let is_whole = !view.at(end).is_ascii_alphanumeric() && !matches!(view.before(start), b':');
    let address: Ipv6Addr = text
        .parse()
        .or_else(|_| text.trim_end_matches(':').parse())
        .ok()?;
    let end = start + text.len() - usize::from(text.ends_with(':') && !text.ends_with("::"));
    let is_network = text.ends_with("::") && view.at(end) == b'/';
    let is_address =
        is_whole && !is_network && text.matches(':').count() >= 2 && is_public_v6(address);
    is_address.then(|| Candidate::new(IpAddress, start..end, 0.95))
}

/// Whether an address is none of those for special purposes (the IANA registry after RFC 6890) and no netmask.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

/// Whether an address is global unicast (`2000::/3`) and not for documentation or benchmarks.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    (0x2000..0x4000).contains(&a)
        && !(a == 0x2001 && (b == 0xdb8 || b == 2 || b == 0 || (0x10..0x30).contains(&b)))
        && a != 0x3fff
        && address.segments().iter().filter(|&&part| part != 0).count() > 1
}
