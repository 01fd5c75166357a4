use wenmai_model::{Page, PageKind};

use super::encoding::decode;
use super::fields::{fields, value};
use super::http::{Response, starts_response};
use super::media::MediaType;
use super::{Envelope, PageRecord};
use crate::error::InputErrorKind;
use crate::inputs::ReadOptions;
use crate::page_fields::timestamp_of;
use crate::record::{NoPage, RawRecord, SkipReason, sha256};
use crate::stream::looks_binary;

/// The page in a WARC record: a response with a status of success, a resource or a conversion, of a type that is text for
/// people.
pub(crate) fn page(
    mut record: RawRecord,
    envelope: Envelope,
    options: &ReadOptions,
) -> Result<Page, NoPage> {
    if let PageRecord::None(record_type) = envelope.record_type {
        return Err(NoPage::Skipped(SkipReason::RecordType(record_type)));
    }
    let failed = |record: &RawRecord, kind| NoPage::Error(record.error(kind));
    let too_long = InputErrorKind::TooLong {
        limit_bytes: options.max_page_bytes,
    };
    let (header, block) = record
        .bytes
        .split_at_checked(envelope.head_bytes)
        .unwrap_or((&record.bytes, &[]));
    let header = fields(header);
    let declared = MediaType::of(value(&header, "Content-Type").unwrap_or_default());
    let is_http = envelope.record_type == PageRecord::Response
        && (declared.essence == "application/http" || starts_response(block));
    let response = if is_http {
        match Response::parse(block) {
            Ok(response) => Some(response),
            Err(_) if envelope.is_cut => return Err(failed(&record, too_long)),
            Err(reason) => return Err(failed(&record, InputErrorKind::BrokenHttp { reason })),
        }
    } else {
        None
    };
    let (media_type, headers, head_bytes) = match response {
        Some(response) if !(200..300).contains(&response.status) => {
            return Err(NoPage::Skipped(SkipReason::HttpStatus(response.status)));
        }
        Some(response) => {
            let sent = value(&response.headers, "Content-Type");
            // What the crawler found by looking at the bytes.
            let identified = || value(&header, "WARC-Identified-Payload-Type");
            let media_type = MediaType::of(sent.or_else(identified).unwrap_or_default());
            (media_type, response.headers, response.head_bytes)
        }
        None => (declared, Vec::new(), 0),
    };
    let Ok(kind) = media_type.page_kind() else {
        return Err(skipped(media_type.essence));
    };
    if envelope.is_cut {
        return Err(failed(&record, too_long));
    }
    let mut body = std::mem::take(&mut record.bytes);
    body.drain(..(envelope.head_bytes + head_bytes).min(body.len()));
    let body =
        decode(body, &headers, options.max_page_bytes).map_err(|kind| failed(&record, kind))?;
    if kind.is_none() && looks_binary(&body) {
        return Err(skipped("application/octet-stream".into()));
    }
    let url = value(&header, "WARC-Target-URI").map(without_brackets);
    let id = value(&header, "WARC-Record-ID").map(without_brackets);
    Ok(Page {
        id: id
            .or(url)
            .map_or_else(|| record.record.to_string(), str::to_owned),
        url: url.map(str::to_owned),
        captured_at: value(&header, "WARC-Date").and_then(timestamp_of),
        headers,
        kind: kind.or_else(|| kind_of(envelope.record_type)),
        is_charset_certain: options.charset.is_some(),
        charset: options.charset.clone().or(media_type.charset),
        input: record.input.to_string(),
        record: record.record,
        sha256: Some(sha256(&body)),
        body,
        ..Page::default()
    })
}

/// Conversions are text even where they do not say so.
fn kind_of(record_type: PageRecord) -> Option<PageKind> {
    (record_type == PageRecord::Conversion).then_some(PageKind::Text)
}

fn skipped(essence: String) -> NoPage {
    NoPage::Skipped(SkipReason::ContentType(essence))
}

/// `uri` without the angle brackets that records of WARC 1.0 may have around it.
pub(super) fn without_brackets(uri: &str) -> &str {
    let inner = uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>'));
    inner.unwrap_or(uri)
}
