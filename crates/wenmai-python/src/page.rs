//! Pages as Python gives them.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyInt, PyMapping, PyMemoryView, PyString};
use wenmai::io::{RecordFields, body_of_field, kind_of_field};
use wenmai::{Page, PageKind, charset_name};

use crate::options::{Options, page_kind, time};

/// The field of a `Page` that holds it.
const CONTENT: &str = "content";

/// What is said of a page beside its content.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageNames {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) kind: Option<PageKind>,
}

/// An item of many that is no page: why, and what is said of it all the same.
#[derive(Debug)]
pub(crate) struct NoPage {
    pub(crate) error: PyErr,
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
}

/// Text as Python gives it, which may hold halves of characters.
#[derive(Debug)]
pub(crate) struct Text(pub(crate) String);

impl FromPyObject<'_, '_> for Text {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        text_of(&*object.cast::<PyString>()?).map(Self)
    }
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
    Ok(page_of_body(body(&held(content)?)?, names, options))
}

/// The page with these bytes, which were text or not.
fn page_of_body((body, is_text): (Vec<u8>, bool), names: PageNames, options: &Options) -> Page {
    let PageNames { id, url, kind } = names;
    // Text is Unicode whatever the page in it declares.
    let charset = if is_text {
        Some("utf-8".to_owned())
    } else {
        options.charset.clone()
    };
    Page {
        id: id.or_else(|| url.clone()).unwrap_or_default(),
        url,
        kind: kind.or_else(|| options.page_kind()),
        is_charset_certain: charset.is_some(),
        charset,
        body,
        ..Page::default()
    }
}

/// The page in an item of many: its content alone, or with what is known of it. `position` is its id where it has none.
pub(crate) fn page_of_item(
    item: &Bound<'_, PyAny>,
    position: u64,
    options: &Options,
) -> Result<Page, NoPage> {
    let mut names = PageNames::default();
    let page = held(item).and_then(|item| match described(&item)? {
        None => page(&item, PageNames::default(), options),
        Some(fields) => page_of_fields(&fields, &mut names, options),
    });
    let PageNames { id, url, .. } = names;
    let mut page = page.map_err(|error| NoPage { error, id, url })?;
    if page.id.is_empty() {
        page.id = position.to_string();
    }
    page.record = position;
    Ok(page)
}

/// What `value` holds, where it is a scalar of Arrow: columns of pages are made of them.
fn held<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
        return Ok(value.clone());
    }
    match value.getattr_opt(intern!(value.py(), "as_py"))? {
        Some(as_py) => as_py.call0(),
        None => Ok(value.clone()),
    }
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
        let value = value.map(|value| held(&value)).transpose()?;
        Ok(value.filter(|value| !value.is_none()))
    }

    fn text(&self, name: &str) -> PyResult<Option<String>> {
        let value = self.get(name)?;
        let text = value.map(|value| match value.cast::<PyString>() {
            Ok(text) => text_of(text),
            // Numbers are ids in tables, too.
            Err(_) if value.is_exact_instance_of::<PyInt>() => Ok(value.str()?.to_string()),
            Err(_) => Err(PyTypeError::new_err(format!(
                "the {name} of a page is a string"
            ))),
        });
        text.transpose()
    }

    /// The content with the name of its field: the first of `names` that is there and not empty, else an empty one.
    fn content(&self, names: Vec<String>) -> PyResult<Option<(String, Bound<'py, PyAny>)>> {
        let mut empty = None;
        for name in names {
            let Some(content) = self.get(&name)? else {
                continue;
            };
            if !content.len().is_ok_and(|len| len == 0) {
                return Ok(Some((name, content)));
            }
            empty.get_or_insert((name, content));
        }
        Ok(empty)
    }
}

/// The fields of a page that is described, by a `Page` or a mapping.
fn described<'py>(item: &Bound<'py, PyAny>) -> PyResult<Option<Fields<'py>>> {
    if item.is_instance_of::<PyString>() || item.is_instance_of::<PyBytes>() {
        return Ok(None);
    }
    if let Ok(mapping) = item.cast::<PyMapping>() {
        return Ok(Some(Fields::Keys(mapping.clone())));
    }
    let has_content = item.hasattr(intern!(item.py(), "content"))?;
    Ok(has_content.then(|| Fields::Attributes(item.clone())))
}

/// The page in `fields`; `names` are what it is called, also where it turns out to be no page.
fn page_of_fields(fields: &Fields<'_>, names: &mut PageNames, options: &Options) -> PyResult<Page> {
    let RecordFields { content, id, url } = options.fields();
    names.id = fields.text(id.as_deref().unwrap_or("id"))?;
    names.url = fields.text(url.as_deref().unwrap_or("url"))?;
    names.kind = kind_of_name(fields.text("kind")?.as_deref())?;
    let mut contents = RecordFields::default().content_names();
    contents.insert(0, CONTENT.to_owned());
    if let Some(name) = content {
        contents = vec![name, CONTENT.to_owned()];
    }
    let found = fields.content(contents)?;
    let (field, content) = found.ok_or_else(|| PyTypeError::new_err("a page has no content"))?;
    let (body, is_text) = body(&content)?;
    let (body, is_base64) =
        body_of_field(&field, body).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let kind = names.kind.or_else(|| kind_of_field(&field));
    let names = PageNames {
        kind,
        ..names.clone()
    };
    let mut page = page_of_body((body, is_text && !is_base64), names, options);
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
        return Ok((text_of(text)?.into_bytes(), true));
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

/// The text. Of halves of characters, which UTF-8 cannot hold, each becomes U+FFFD; a document has a finding about those in it.
fn text_of(text: &Bound<'_, PyString>) -> PyResult<String> {
    if let Ok(text) = text.to_cow() {
        return Ok(text.into_owned());
    }
    let bytes = text.call_method1(intern!(text.py(), "encode"), ("utf-16-le", "surrogatepass"))?;
    let text = bytes.call_method1(intern!(text.py(), "decode"), ("utf-16-le", "replace"))?;
    text.extract()
}
