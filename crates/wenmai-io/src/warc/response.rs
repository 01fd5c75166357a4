use super::encoding::decode;
use super::fields::{fields, value};
use super::http::Response;
use super::page::without_brackets;
use super::{Envelope, PageRecord};
use crate::inputs::ReadOptions;
use crate::record::RawRecord;
use crate::responses::StoredResponse;

/// A response of any media type and status, or a resource, whose address is wanted.
pub(crate) fn response(
    record: &RawRecord,
    envelope: Envelope,
    options: &ReadOptions,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<StoredResponse> {
    let is_response = envelope.record_type == PageRecord::Response;
    if !is_response && envelope.record_type != PageRecord::Resource || envelope.is_cut {
        return None;
    }
    let (header, block) = record.bytes.split_at_checked(envelope.head_bytes)?;
    let header = fields(header);
    let url = value(&header, "WARC-Target-URI").map(without_brackets)?;
    if !is_wanted(url) {
        return None;
    }
    if !is_response {
        return Some(StoredResponse {
            url: url.to_owned(),
            status: None,
            body: block.to_vec(),
        });
    }
    let response = Response::parse(block).ok()?;
    let body = block
        .get(response.head_bytes..)
        .unwrap_or_default()
        .to_vec();
    let body = decode(body, &response.headers, options.max_page_bytes).ok()?;
    Some(StoredResponse {
        url: url.to_owned(),
        status: Some(response.status),
        body,
    })
}
