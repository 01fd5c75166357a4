//! Pages as Python gives them.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMapping, PyMemoryView, PyString};
use wenmai::{Page, PageKind, charset_name};

use crate::options::{Options, page_kind, time};

/// What is said of a page beside its content.
#[derive(Debug, Default)]
pub(crate) struct PageNames {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) kind: Option<PageKind>,
}

/// The kind of a page, by the name that a caller gives.
pub(crate) fn kind_of_name(name: Option<&str>) -> PyResult<Option<PageKind>> {
    let Some(name) = name else { return Ok(None) };
    let kind = page_kind(name);
    kind.map(Some).ok_or_else(|| {
        PyValueError::new_err(format!("kind is one of html, text, markdown, not {name:?}"))
    })
}

/// The page with this `content`, which is `str`, `bytes` or like them.
pub(crate) fn page(
    content: &Bound<'_, PyAny>,
    names: PageNames,
    options: &Options,
) -> PyResult<Page> {
    let (body, is_text) = body(content)?;
    let PageNames { id, url, kind } = names;
    // Text is Unicode whatever the page in it declares.
    let charset = if is_text {
        Some("utf-8".to_owned())
    } else {
        options.charset.clone()
    };
    Ok(Page {
        id: id.or_else(|| url.clone()).unwrap_or_default(),
        url,
        kind: kind.or_else(|| options.page_kind()),
        is_charset_certain: charset.is_some(),
        charset,
        body,
        ..Page::default()
    })
}

/// The page in an item of many: its content alone, or with what is known of it. `position` is its id where it has none.
pub(crate) fn page_of_item(
    item: &Bound<'_, PyAny>,
    position: u64,
    options: &Options,
) -> PyResult<Page> {
    let mut page = match described(item)? {
        None => page(item, PageNames::default(), options)?,
        Some(fields) => page_of_fields(&fields, options)?,
    };
    if page.id.is_empty() {
        page.id = position.to_string();
    }
    page.record = position;
    Ok(page)
}

/// Where the fields of an item are looked up.
enum Fields<'py> {
    Attributes(Bound<'py, PyAny>),
    Keys(Bound<'py, PyMapping>),
}

impl<'py> Fields<'py> {
    /// The field `name`, unless it is absent or `None`.
    fn get(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = match self {
            Self::Attributes(item) => item.getattr_opt(name)?,
            Self::Keys(mapping) if mapping.contains(name)? => Some(mapping.get_item(name)?),
            Self::Keys(_) => None,
        };
        Ok(value.filter(|value| !value.is_none()))
    }

    fn text(&self, name: &str) -> PyResult<Option<String>> {
        let value = self.get(name)?;
        let text = value.map(|value| {
            let text = value.extract::<String>();
            text.map_err(|_| PyTypeError::new_err(format!("the {name} of a page is a string")))
        });
        text.transpose()
    }
}

/// The fields of a page that is described, by a `Page` or a mapping.
fn described<'py>(item: &Bound<'py, PyAny>) -> PyResult<Option<Fields<'py>>> {
    if let Ok(mapping) = item.cast::<PyMapping>() {
        return Ok(Some(Fields::Keys(mapping.clone())));
    }
    if item.is_instance_of::<PyString>() || item.is_instance_of::<PyBytes>() {
        return Ok(None);
    }
    let has_content = item.hasattr(intern!(item.py(), "content"))?;
    Ok(has_content.then(|| Fields::Attributes(item.clone())))
}

fn page_of_fields(fields: &Fields<'_>, options: &Options) -> PyResult<Page> {
    let content = fields.get("content")?;
    let content = content.ok_or_else(|| PyTypeError::new_err("a page has no content"))?;
    let names = PageNames {
        id: fields.text("id")?,
        url: fields.text("url")?,
        kind: kind_of_name(fields.text("kind")?.as_deref())?,
    };
    let mut page = page(&content, names, options)?;
    if let Some(at) = fields.get("captured_at")? {
        let at = time(&at).ok_or_else(|| {
            PyTypeError::new_err("the captured_at of a page is a datetime, a date or ISO 8601")
        })?;
        page.captured_at = Some(at);
    }
    if let Some(headers) = fields.get("headers")? {
        page.headers = headers_of(&headers)?;
    }
    if let Some(charset) = fields.text("charset")?
        && !page.is_charset_certain
    {
        page.charset = charset_name(&charset).map(str::to_owned);
    }
    Ok(page)
}

/// Headers as a mapping or as pairs.
fn headers_of(headers: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let pairs = match headers.cast::<PyMapping>() {
        Ok(mapping) => mapping.items()?.into_any(),
        Err(_) => headers.clone(),
    };
    pairs.extract().map_err(|_| {
        PyTypeError::new_err("the headers of a page are a mapping or pairs of strings")
    })
}

/// The bytes of a page, and whether they were text.
fn body(content: &Bound<'_, PyAny>) -> PyResult<(Vec<u8>, bool)> {
    if let Ok(text) = content.cast::<PyString>() {
        let body = match text.to_cow() {
            Ok(text) => text.as_bytes().to_vec(),
            Err(_) => without_surrogates(text)?,
        };
        return Ok((body, true));
    }
    if let Ok(bytes) = content.cast::<PyBytes>() {
        return Ok((bytes.as_bytes().to_vec(), false));
    }
    let is_buffer =
        content.is_instance_of::<PyByteArray>() || content.is_instance_of::<PyMemoryView>();
    if is_buffer {
        let bytes = content.py().get_type::<PyBytes>().call1((content,))?;
        return Ok((bytes.cast::<PyBytes>()?.as_bytes().to_vec(), false));
    }
    let kind = content.get_type().name()?;
    let help = if content.hasattr(intern!(content.py(), "read_bytes"))? {
        "; give what is in the file, page.read_bytes(), or files to read_pages()"
    } else {
        ""
    };
    Err(PyTypeError::new_err(format!(
        "a page is str or bytes, not {kind}{help}"
    )))
}

/// Text with halves of characters, which UTF-8 cannot hold: each becomes U+FFFD, which the document has a finding about.
fn without_surrogates(text: &Bound<'_, PyString>) -> PyResult<Vec<u8>> {
    let bytes = text.call_method1(intern!(text.py(), "encode"), ("utf-16-le", "surrogatepass"))?;
    let text = bytes.call_method1(intern!(text.py(), "decode"), ("utf-16-le", "replace"))?;
    let text: String = text.extract()?;
    Ok(text.into_bytes())
}
