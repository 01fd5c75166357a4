use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::{Arg, Parser, ValueExt};
use toml::{Table, Value};

use crate::workspace::{build_full_wenmai, cargo, line, root, succeed, wenmai};

/// The crate, below the root.
const CRATE: &str = "crates/wenmai-python";

/// What builds the wheel, and what checks the types.
const TOOLS: [&str; 2] = ["maturin>=1.9,<2", "mypy>=1.15,<3"];

/// What runs the tests, and the libraries that tables come from.
const LIBRARIES: [&str; 6] = [
    "pytest>=8,<10",
    "pyarrow>=15",
    "polars>=1",
    "pandas>=2",
    "duckdb>=1",
    "typing-extensions>=4.6",
];

/// Engines, by the names of the package's extras; those that bring less of what others need come first.
const ENGINES: [&str; 5] = ["daft", "spark", "ray", "datatrove", "data-juicer"];

/// The largest wheel that is published.
const WHEEL_BYTES: u64 = 12_000_000;

/// Python that can use the wheel.
const LEAST_VERSION: (u32, u32) = (3, 10);

/// How `cargo xtask python` behaves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Engines whose tests are run.
    pub(crate) engines: Vec<&'static str>,
    /// Pages that the engines are compared over; as many as the tests say when `None`.
    pub(crate) pages: Option<u64>,
    /// Whether it is an error that nothing can be tested.
    pub(crate) never_skips: bool,
    /// Arguments for pytest.
    pub(crate) pytest: Vec<OsString>,
}

impl Options {
    /// What CI runs: the engines that whole runs are compared on, Spark where it has the Java that it needs, over fewer pages.
    pub(crate) fn small() -> Self {
        let has_java = said(Command::new("java").arg("-version")).is_ok();
        let engines = ["ray"].into_iter().chain(has_java.then_some("spark"));
        Self {
            engines: engines.collect(),
            pages: Some(2_000),
            ..Self::default()
        }
    }
}

/// `cargo xtask python`
pub(crate) fn python(mut arguments: Parser) -> Result<ExitCode> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("engines") => options.engines = engines(&arguments.value()?.string()?)?,
            Arg::Long("pages") => options.pages = Some(arguments.value()?.parse()?),
            Arg::Long("no-skip") => options.never_skips = true,
            Arg::Value(argument) => options.pytest.push(argument),
            other => return Err(other.unexpected().into()),
        }
    }
    println!("{}", run(&options)?);
    Ok(ExitCode::SUCCESS)
}

/// `all`, `none`, or names with commas between them.
fn engines(names: &str) -> Result<Vec<&'static str>> {
    match names {
        "all" => return Ok(ENGINES.into()),
        "none" => return Ok(Vec::new()),
        _ => {}
    }
    let known = |name: &str| {
        let engine = ENGINES.into_iter().find(|engine| *engine == name);
        engine.with_context(|| {
            format!(
                "there is no engine {name:?}; engines are all, none, {}",
                ENGINES.join(", ")
            )
        })
    };
    names.split(',').map(known).collect()
}

/// Why nothing can be tested here.
#[derive(Debug)]
enum Missing {
    /// No Python that the wheel is for.
    Python(String),
    /// A Python that cannot make environments.
    Venv(String),
    /// An environment that nothing can be installed into.
    Index(String),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor) = LEAST_VERSION;
        match self {
            Self::Python(reason) => write!(f, "no python3 from {major}.{minor}: {reason}"),
            Self::Venv(reason) => write!(
                f,
                "python3 makes no virtual environment (on Debian: apt-get install python3-venv): {reason}"
            ),
            Self::Index(reason) => write!(f, "nothing can be installed by pip: {reason}"),
        }
    }
}

/// Builds the wheel, installs it into a new environment and tests it there; gives a line that says how that went.
pub(crate) fn run(options: &Options) -> Result<String> {
    same_versions()?;
    same_licenses()?;
    let manifest = root().join(CRATE).join("Cargo.toml");
    let fmt = ["fmt", "--check", "--manifest-path"];
    succeed(cargo().args(fmt).arg(&manifest))?;
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root().join("target").into());
    let folder = root().join("target/python");
    fs::create_dir_all(&folder)?;
    let tools = match tools(&folder) {
        Ok(tools) => tools,
        Err(missing) if options.never_skips => bail!("python: {missing}"),
        Err(missing) => return Ok(format!("python: skipped: {missing}")),
    };
    let mut clippy = cargo();
    clippy
        .args(["clippy", "--quiet", "--locked", "--manifest-path"])
        .arg(&manifest)
        .args(["--", "--deny", "warnings"])
        .env("CARGO_TARGET_DIR", &target);
    succeed(&mut clippy)?;
    let wheel = wheel(&folder, &tools, &target)?;
    let bytes = check_wheel(&wheel)?;

    let venv = Venv(folder.join("venv"));
    let _ = fs::remove_dir_all(&venv.0);
    venv.make()
        .map_err(|missing| anyhow::anyhow!("{missing}"))?;
    // A new user's path: the wheel alone, and five lines.
    venv.install(&[wheel.clone().into_os_string()])?;
    let krate = root().join(CRATE);
    succeed(venv.python().arg(krate.join("examples/first.py")))?;

    examples(&venv, &wheel, &krate, &options.engines)?;

    let packages: Vec<OsString> = LIBRARIES.iter().chain(&TOOLS).map(OsString::from).collect();
    venv.install(&packages)?;
    let check = ["-m", "mypy", "--strict"];
    let files = ["python", "examples", "tests", "bench"].map(|file| krate.join(file));
    let files = files.iter().filter(|file| file.exists());
    succeed(venv.python().args(check).args(files).current_dir(&krate))?;
    let mut stubtest = venv.python();
    stubtest
        .args(["-m", "mypy.stubtest", "wenmai", "--mypy-config-file"])
        .arg(krate.join("pyproject.toml"))
        .arg("--allowlist")
        .arg(krate.join("tests/stubtest-allowlist.txt"))
        .arg("--ignore-unused-allowlist")
        // Not in the folder of the crate, whose sources would be taken for the package.
        .current_dir(&folder);
    succeed(&mut stubtest)?;
    let tests = tests(&venv, &krate, options)?;
    let engines = match options.engines.as_slice() {
        [] => "no engine".to_owned(),
        engines => engines.join(", "),
    };
    Ok(format!(
        "python: wheel of {:.1} MB, {tests}; types and stubs are right; with {engines}",
        megabytes(bytes)
    ))
}

/// Where one version of a package would do for both lock files, both name the same one, so that the same code is compiled once.
fn same_versions() -> Result<()> {
    let ours = versions(&root().join("Cargo.lock"))?;
    let theirs = versions(&root().join(CRATE).join("Cargo.lock"))?;
    for (package, version) in &theirs {
        let (name, _) = package;
        if let Some(known) = ours.get(package).filter(|known| *known != version) {
            bail!(
                "{CRATE}/Cargo.lock has {name} {version}, and Cargo.lock has {known}; run `cargo update --manifest-path \
                 {CRATE}/Cargo.toml --package {name}@{version} --precise {known}`"
            );
        }
    }
    Ok(())
}

/// The wheel takes licenses from its own folder: links would be their bare names where a checkout has no links.
fn same_licenses() -> Result<()> {
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let text = |path: PathBuf| fs::read(&path).with_context(|| format!("{}", path.display()));
        if text(root().join(name))? != text(root().join(CRATE).join(name))? {
            bail!("{CRATE}/{name} is not the {name} of the root; copy it");
        }
    }
    Ok(())
}

/// The versions in a lock file, by the name of the package and the numbers that incompatible versions differ in.
fn versions(lock: &Path) -> Result<BTreeMap<(String, String), String>> {
    let text = fs::read_to_string(lock).with_context(|| format!("{}", lock.display()))?;
    let lock: Table = text.parse()?;
    let mut versions = BTreeMap::new();
    let packages = lock.get("package").and_then(Value::as_array);
    for package in packages.into_iter().flatten() {
        let text = |key| package.get(key).and_then(Value::as_str);
        if let Some((name, version)) = text("name").zip(text("version")) {
            versions.insert((name.to_owned(), series(version)), version.to_owned());
        }
    }
    Ok(versions)
}

/// The version up to its first number other than 0.
fn series(version: &str) -> String {
    let numbers: Vec<&str> = version.split('.').collect();
    let first = numbers.iter().take_while(|number| **number == "0").count();
    let series: Vec<&str> = numbers.into_iter().take(first + 1).collect();
    series.join(".")
}

/// A virtual environment.
struct Venv(PathBuf);

impl Venv {
    fn python(&self) -> Command {
        let folder = if cfg!(windows) { "Scripts" } else { "bin" };
        let mut command = Command::new(self.0.join(folder).join("python"));
        command.env("VIRTUAL_ENV", &self.0).env_remove("PYTHONPATH");
        command
    }

    fn make(&self) -> Result<(), Missing> {
        let mut command = Command::new("python3");
        command.args(["-m", "venv"]).arg(&self.0);
        said(&mut command).map(drop).map_err(Missing::Venv)
    }

    fn pip(&self, packages: &[OsString]) -> Command {
        let mut pip = self.python();
        pip.args(["-m", "pip", "install", "--quiet"])
            .args(["--disable-pip-version-check", "--no-input"])
            .args(packages);
        pip
    }

    fn install(&self, packages: &[OsString]) -> Result<()> {
        succeed(&mut self.pip(packages))
    }
}

/// What `command` says on standard output, or else its last words.
fn said(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("cannot start `{}`: {error}", line(command)))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    let words = [output.stdout, output.stderr].concat();
    let words = text(&words);
    let last = words.lines().last().unwrap_or_default();
    Err(format!(
        "`{}` ended with {}: {last}",
        line(command),
        output.status
    ))
}

/// An environment with the tools; what is missing is installed.
fn tools(folder: &Path) -> Result<Venv, Missing> {
    let version = "import sys; print(*sys.version_info[:2])";
    let version = said(Command::new("python3").args(["-c", version])).map_err(Missing::Python)?;
    let mut numbers = version
        .split(' ')
        .map_while(|number| number.parse::<u32>().ok());
    let found = numbers.next().zip(numbers.next());
    if found.is_none_or(|found| found < LEAST_VERSION) {
        return Err(Missing::Python(format!(
            "it is {}",
            version.replace(' ', ".")
        )));
    }
    let tools = Venv(folder.join("tools"));
    let has_them = || said(tools.python().args(["-m", "maturin", "--version"])).is_ok();
    if !has_them() {
        println!(
            "installing {} into {}",
            TOOLS.join(" and "),
            tools.0.display()
        );
        let _ = fs::remove_dir_all(&tools.0);
        tools.make()?;
        let packages = TOOLS.map(OsString::from);
        said(&mut tools.pip(&packages)).map_err(Missing::Index)?;
    }
    Ok(tools)
}

/// Builds the wheel in release mode, with the artifacts of the workspace where they are the same.
fn wheel(folder: &Path, tools: &Venv, target: &OsStr) -> Result<PathBuf> {
    let wheels = folder.join("wheels");
    let _ = fs::remove_dir_all(&wheels);
    let mut build = tools.python();
    build
        .args(["-m", "maturin", "build", "--release", "--locked", "--out"])
        .arg(&wheels)
        .current_dir(root().join(CRATE))
        .env("CARGO_TARGET_DIR", target);
    succeed(&mut build)?;
    let mut files: Vec<PathBuf> = fs::read_dir(&wheels)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "whl"));
    let [wheel] = files.as_slice() else {
        bail!("{} holds no wheel, or several", wheels.display());
    };
    Ok(wheel.clone())
}

/// The wheel is small, and for all versions of Python from the first; gives its size in bytes.
fn check_wheel(wheel: &Path) -> Result<u64> {
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    let (major, minor) = LEAST_VERSION;
    if !name.contains(&format!("-cp{major}{minor}-abi3-")) {
        bail!("{name} is not for all versions of Python from {major}.{minor} (abi3)");
    }
    let bytes = fs::metadata(wheel)?.len();
    println!("{name}: {bytes} bytes");
    if bytes > WHEEL_BYTES {
        bail!("{name} has {bytes} bytes, more than {WHEEL_BYTES}");
    }
    Ok(bytes)
}

/// Runs the example of each engine with its extra and without the libraries of the tests, as a user has it. One extra is installed
/// after the other, so that an engine that misses something finds it only if one that came before has it.
fn examples(venv: &Venv, wheel: &Path, krate: &Path, engines: &[&str]) -> Result<()> {
    for engine in ENGINES.iter().filter(|engine| engines.contains(engine)) {
        let mut extra = wheel.as_os_str().to_owned();
        extra.push(format!("[{engine}]"));
        venv.install(&[extra])?;
        let example = format!("examples/on_{}.py", engine.replace('-', "_"));
        let mut python = venv.python();
        python
            .arg(krate.join(example))
            .env("RAY_USAGE_STATS_ENABLED", "0")
            .env("DO_NOT_TRACK", "true");
        succeed(&mut python)?;
    }
    Ok(())
}

/// Runs the tests; gives how many passed.
fn tests(venv: &Venv, krate: &Path, options: &Options) -> Result<String> {
    let mut pytest = venv.python();
    pytest
        .args(["-m", "pytest", "-p", "no:cacheprovider", "--color=no"])
        .args(&options.pytest)
        .env("WENMAI_ENGINES", options.engines.join(","))
        .current_dir(krate);
    if let Some(pages) = options.pages {
        pytest.env("WENMAI_TEST_PAGES", pages.to_string());
    }
    if !options.engines.is_empty() {
        // Engines are compared with the command.
        build_full_wenmai()?;
        pytest.env("WENMAI_COMMAND", wenmai().get_program());
    }
    let output = pytest
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", line(&pytest)))?;
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{}", said.trim_end());
    if !output.status.success() {
        bail!("`{}` ended with {}", line(&pytest), output.status);
    }
    let last = said.trim_end().lines().last().unwrap_or_default();
    Ok(last.trim_matches(['=', ' ']).to_owned())
}

#[expect(clippy::cast_precision_loss, reason = "a size for a person")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
