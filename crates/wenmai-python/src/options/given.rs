//! Values as Python gives them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};
use wenmai::charset_name;
use wenmai::corpus::{Recipe, Sample};
use wenmai::io::timestamp_of;

use super::meaning::{personal_data_kinds, wrong};

/// A value that a caller gives to an option.
pub(super) struct Given<'a, 'py> {
    pub(super) name: &'a str,
    pub(super) value: &'a Bound<'py, PyAny>,
}

impl Given<'_, '_> {
    fn not(&self, expected: &str) -> PyErr {
        let value = self.value.repr();
        let value = value.map_or_else(|_| "another value".to_owned(), |repr| repr.to_string());
        let message = format!("{} is {expected}, not {value}", self.name);
        PyTypeError::new_err(message)
    }

    fn out_of_range(&self, expected: &str) -> PyErr {
        PyValueError::new_err(self.not(expected).value(self.value.py()).to_string())
    }

    pub(super) fn text(&self) -> PyResult<String> {
        self.value.extract().map_err(|_| self.not("a string"))
    }

    pub(super) fn switch(&self) -> PyResult<bool> {
        self.value.extract().map_err(|_| self.not("True or False"))
    }

    pub(super) fn number(&self, least: u64, most: u64) -> PyResult<u64> {
        let expected = match most {
            u64::MAX => format!("a whole number from {least}"),
            most => format!("a whole number from {least} to {most}"),
        };
        // True is a number in Python, and none here.
        let number = self.value.extract::<i128>();
        let number = number
            .ok()
            .filter(|_| !self.value.is_instance_of::<PyBool>());
        let number = number.ok_or_else(|| self.not(&expected))?;
        let number = u64::try_from(number).ok();
        let number = number.filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| self.out_of_range(&expected))
    }

    pub(super) fn seconds(&self) -> PyResult<f64> {
        let expected = "a number of seconds, more than 0";
        let seconds: f64 = self.value.extract().map_err(|_| self.not(expected))?;
        let fits = seconds > 0.0 && Duration::try_from_secs_f64(seconds).is_ok();
        fits.then_some(seconds)
            .ok_or_else(|| self.out_of_range(expected))
    }

    pub(super) fn one_of(&self, names: &[&str]) -> PyResult<String> {
        let expected = format!("one of {}", names.join(", "));
        let name: String = self.value.extract().map_err(|_| self.not(&expected))?;
        if names.contains(&name.as_str()) {
            return Ok(name);
        }
        Err(self.out_of_range(&expected))
    }

    pub(super) fn charset(&self) -> PyResult<String> {
        let name = self.text()?;
        let known = charset_name(&name).map(str::to_owned);
        known.ok_or_else(|| {
            self.out_of_range(
                "the name of a charset, such as utf-8, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, utf-16le, windows-1252 or koi8-r",
            )
        })
    }

    /// A `datetime`, a `date`, or one of them as text.
    pub(super) fn time(&self) -> PyResult<Timestamp> {
        time(self.value).ok_or_else(|| {
            self.out_of_range("a datetime, a date, or text such as 2024-09-18T08:00:00Z")
        })
    }

    pub(super) fn path(&self) -> PyResult<PathBuf> {
        self.value
            .extract()
            .map_err(|_| self.not("the path of a folder"))
    }

    pub(super) fn texts(&self) -> PyResult<Vec<String>> {
        let expected = "a list of [URL=]FILE";
        if self.value.is_instance_of::<PyString>() {
            return Ok(vec![self.text()?]);
        }
        let items = self.value.try_iter().map_err(|_| self.not(expected))?;
        let texts = items.map(|item| {
            let path: PathBuf = item?.extract().map_err(|_| self.not(expected))?;
            let path = path.into_os_string().into_string();
            path.map_err(|_| self.not("a list of names that are Unicode"))
        });
        texts.collect()
    }

    /// The text of the recipe: that of a built-in one, of the file, or the given one itself, which has lines.
    pub(super) fn recipe(&self) -> PyResult<String> {
        let expected = "the name of a recipe, its path or its text";
        let path: PathBuf = self.value.extract().map_err(|_| self.not(expected))?;
        let is_text = self.value.is_instance_of::<PyString>();
        let name = path.to_str().filter(|_| is_text).unwrap_or_default();
        if let Some(recipe) = Recipe::built_in(name) {
            return Ok(recipe.text().to_owned());
        }
        let text = if name.contains('\n') || name.contains('=') && !Path::new(name).exists() {
            name.to_owned()
        } else {
            std::fs::read_to_string(&path).map_err(|error| {
                let names: Vec<&str> = Recipe::built_in_names().collect();
                let names = names.join(", ");
                let message = format!(
                    "recipe: {}: {error}; give the path of a recipe, its text, or one of {names}",
                    path.display()
                );
                PyValueError::new_err(message)
            })?
        };
        Recipe::parse(&text).map_err(|error| wrong("recipe", &error, error.help()))?;
        Ok(text)
    }

    pub(super) fn kinds_of_personal_data(&self) -> PyResult<Option<String>> {
        if self.value.is_instance_of::<PyBool>() {
            return Ok(self.switch()?.then(|| "all".to_owned()));
        }
        let kinds = if self.value.is_instance_of::<PyString>() {
            self.text()?
        } else {
            let expected = "True, or a list of kinds of personal data";
            let codes: Vec<String> = self.value.extract().map_err(|_| self.not(expected))?;
            codes.join(",")
        };
        personal_data_kinds(&kinds).map_err(PyValueError::new_err)?;
        Ok(Some(kinds))
    }

    /// `1000`, `"1000"` or `"0.5%"`.
    pub(super) fn sample(&self) -> PyResult<String> {
        let text = if self.value.is_instance_of::<PyString>() {
            self.text()?
        } else {
            self.number(0, u64::MAX)?.to_string()
        };
        let sample: Result<Sample, String> = text.parse();
        sample
            .map_err(|_| self.out_of_range("a number of records, or a share such as \"0.5%\""))?;
        Ok(text)
    }
}

/// The time that `value` is: a `datetime`, a `date`, or one of them as text.
pub(crate) fn time(value: &Bound<'_, PyAny>) -> Option<Timestamp> {
    let text: String = match value.extract() {
        Ok(text) => text,
        Err(_) => value.call_method0("isoformat").ok()?.extract().ok()?,
    };
    timestamp_of(&text)
}
