//! Dead letters, and lines about pages that are left out: records that gave no document.

use std::collections::BTreeMap;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wenmai_io::{InputError, RawRecord, with_causes};
use wenmai_model::{DeadLetterRecord, DroppedRecord, Page, RecordPlace, SCHEMA_VERSION};

use crate::outcome::{Death, Dropped};

/// A dead letter carries its record when that is no longer than this.
const MAX_BYTES: usize = 64 << 10;

/// Dead letters of a chunk.
#[derive(Debug, Default)]
pub(crate) struct Dead {
    /// Their lines.
    pub(crate) letters: Vec<u8>,
    /// The number of their records by reason; the rest of an input counts as one.
    pub(crate) counts: BTreeMap<String, u64>,
}

impl Dead {
    pub(crate) fn add(&mut self, letter: Letter, death: Death) {
        *self.counts.entry(death.reason.to_string()).or_default() += letter.records.unwrap_or(1);
        letter.write(death, &mut self.letters);
    }
}

/// What a dead letter says of its record.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) input: String,
    pub(crate) place: RecordPlace,
    /// How many records it stands for; `None` for all that is left of its input.
    pub(crate) records: Option<u64>,
    pub(crate) len_bytes: Option<u64>,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Letter {
    /// A letter about one record at `place`.
    pub(crate) const fn new(place: RecordPlace) -> Self {
        Self {
            id: None,
            url: None,
            input: String::new(),
            place,
            records: Some(1),
            len_bytes: None,
            bytes: None,
        }
    }

    /// Takes up what is known of the record: its bytes, if they are few and all of them.
    pub(crate) fn of_record(&mut self, raw: &RawRecord) {
        self.input = raw.input.to_string();
        self.len_bytes = Some(raw.full_len_bytes());
        if raw.len_bytes() <= MAX_BYTES && !raw.is_cut() {
            // Most records live, and a copy costs less than the page that is made of it.
            self.bytes = Some(raw.bytes().to_vec());
        }
    }

    /// Takes up the names of the page that the record gives.
    pub(crate) fn of_page(&mut self, page: &Page) {
        self.id = Some(page.id.clone());
        self.url.clone_from(&page.url);
    }

    /// Takes up what is known of a record that could not be read.
    pub(crate) fn of_error(&mut self, error: &InputError) {
        self.input.clone_from(&error.input);
        self.records = (!error.is_fatal()).then(|| error.n_records());
    }

    /// Writes the line of a page that is left out; none of a record that is no page, of which a crawl has two for each page.
    pub(crate) fn write_dropped(self, dropped: Dropped, writer: &mut impl Write) {
        let Some(id) = self.id else { return };
        let record = DroppedRecord {
            schema_version: SCHEMA_VERSION,
            id,
            url: self.url,
            input: self.input,
            place: self.place,
            reason: dropped.reason.into_owned(),
            broken: dropped.broken,
        };
        // A vector takes everything, and JSON can hold the record.
        let _ = wenmai_format::write_jsonl(&record, writer);
    }

    fn write(self, death: Death, writer: &mut impl Write) {
        let record = DeadLetterRecord {
            schema_version: SCHEMA_VERSION,
            id: self.id,
            url: self.url,
            input: self.input,
            place: self.place,
            records: self.records,
            reason: death.reason.into_owned(),
            message: death.message,
            help: death.help,
            len_bytes: self.len_bytes,
            bytes_b64: self.bytes.map(|bytes| STANDARD.encode(bytes)),
        };
        // A vector takes everything, and the record has no map with keys that JSON could not take.
        let _ = wenmai_format::write_jsonl(&record, writer);
    }
}

/// Of a page that needs more memory than there is.
pub(crate) fn too_large(need: usize, limit: usize) -> Death {
    Death {
        reason: "memory".into(),
        message: format!(
            "the page may need {} MB of memory, of {} MB that there are for pages",
            need / 1_000_000,
            limit / 1_000_000
        ),
        help: Some("raise --memory".into()),
    }
}

/// Of a document that does not fit into a row.
#[cfg(feature = "parquet")]
pub(crate) fn unfit(error: &wenmai_io::arrow::RecordBatchError) -> Death {
    Death {
        reason: "unwritable".into(),
        message: format!("the document does not fit into a row: {error}"),
        help: Some("please report this page".into()),
    }
}

/// Of an input, or a record of it, that gives no page.
pub(crate) fn death(error: &InputError) -> Death {
    let message = with_causes(error);
    // The letter names the input.
    let message = message
        .strip_prefix(&format!("{}: ", error.input))
        .map_or(message.clone(), str::to_owned);
    Death {
        reason: error.kind.as_str().into(),
        message,
        help: Some(error.help()),
    }
}
