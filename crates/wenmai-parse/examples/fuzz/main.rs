//! A fuzzer that needs no other tools: changes the fixtures at random, again and again, and reads what comes out.
//!
//! `cargo xtask fuzz` starts it. Put what fails into `fixtures/hostile` once it is understood.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers: reads files, asks the clock, and stops when it cannot"
)]

mod mutator;

use std::fs;
use std::path::Path;

use wenmai_parse::inspect::FUZZ_TARGETS;

/// Pieces that readers of pages look at twice.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "&",
    "&amp;",
    "&#",
    ";",
    "\"",
    "'",
    "=",
    "\0",
    "\r\n",
    "\n\n",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<li>",
    "<ul>",
    "</ul>",
    "<div>",
    "</div>",
    "<script>",
    "</script>",
    "<style>",
    "<template>",
    "<svg>",
    "</svg>",
    "<math>",
    "<select>",
    "<option>",
    "<form>",
    "<pre>",
    "<br>",
    "<body>",
    "<head>",
    "<html>",
    "<title>",
    "<noscript>",
    "<textarea>",
    "<![CDATA[",
    "]]>",
    " hidden",
    " style='display:none'",
    "# ",
    "- ",
    "1. ",
    "> ",
    "```\n",
    "|",
    "**",
    "[a](b)",
    "![",
    "一、",
    "相关文章\n",
    "目录\n",
    "7月前\n",
    "【",
    "】",
    "\u{3000}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "中文",
    "，",
    "1.2.1 ",
    "arXiv:2408.00001",
    "\t",
    "    ",
];

fn main() {
    mutator::fuzz(&FUZZ_TARGETS, &fixtures(), PIECES);
}

/// The pages that are changed.
fn fixtures() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut paths = Vec::new();
    for folder in ["pages", "hostile", "html"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension != "toml")
            {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}
