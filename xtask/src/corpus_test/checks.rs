use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// A field of an object; null where there is none.
pub(crate) fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// The parts of a run, in order.
pub(crate) fn parts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("part-"))
        {
            parts.push(path);
        }
    }
    parts.sort_unstable();
    Ok(parts)
}

pub(crate) fn id(line: &str) -> Result<String> {
    let record: Value = serde_json::from_str(line)?;
    field(&record, "id")
        .as_str()
        .map(str::to_owned)
        .context("a record without id")
}

pub(crate) fn number(value: &Value) -> Result<u64> {
    value
        .as_u64()
        .with_context(|| format!("{value} is no number"))
}

/// Whether two runs have written the same files, their manifests included.
pub(crate) fn same(a: &Path, b: &Path) -> Result<()> {
    let names = |folder: &Path| -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        Ok(names)
    };
    let all = names(a)?;
    ensure!(
        all == names(b)?,
        "{} and {} hold different files",
        a.display(),
        b.display()
    );
    for name in all {
        ensure!(
            fs::read(a.join(&name))? == fs::read(b.join(&name))?,
            "{name} differs in {} and {}",
            a.display(),
            b.display()
        );
    }
    Ok(())
}
