use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A small page with everything that a page may have.
pub(crate) const PAGE: &str = "\
【活动】开源与闭源

简介: 两条路线。

一、开源

1.1 优势

开源降低了技术门槛,开发者能快速接入最新的大模型。

1.2 劣势

版权争议难以回避。

二、闭源

2.1 优势

闭源便于控制质量。
";

/// The root of the repository, where the fixtures are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The command in the folder `current`.
pub(crate) fn wenmai(current: impl AsRef<Path>) -> Command {
    let mut command = Command::cargo_bin("wenmai").unwrap();
    command.current_dir(current).env_remove("NO_COLOR");
    command
}

/// A folder with the given files in it.
pub(crate) fn folder<B: AsRef<[u8]>>(files: &[(&str, B)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, body) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, body).unwrap();
    }
    folder
}

/// How the command ended.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the command in `current` with these words.
pub(crate) fn run(current: impl AsRef<Path>, words: &[&str]) -> Outcome {
    outcome(wenmai(current).args(words))
}

pub(crate) fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Outcome {
    /// Code, ids of the records on standard output, and all of standard error.
    pub(crate) fn summary(&self) -> String {
        let mut summary = format!("exit code {}\n", self.code);
        for line in self.stdout.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let id = record.get("id").unwrap();
            writeln!(summary, "record {id}").unwrap();
        }
        summary + &self.stderr
    }
}

/// Paths of all files below `folder`, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(folder).unwrap();
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// Takes the run in `out` back to when it was killed after its first part; gives what all files held before.
pub(crate) fn kill_after_a_part(out: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| (name.clone(), fs::read(out.join(name)).unwrap());
    let before: Vec<_> = files(out).into_iter().map(read).collect();
    let manifest = fs::read_to_string(out.join("manifest.jsonl")).unwrap();
    let lines = || manifest.split_inclusive('\n');
    assert!(lines().count() > 3, "one part alone: {manifest}");
    // The line of the run, and that of the part.
    let kept: String = lines().take(2).collect();
    fs::write(out.join("manifest.jsonl"), kept).unwrap();
    for (name, _) in &before {
        if name.starts_with("part-") && !name.starts_with("part-00000") {
            fs::remove_file(out.join(name)).unwrap();
        }
    }
    before
}

/// One JSON value.
pub(crate) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
