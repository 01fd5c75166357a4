//! Estimates beside the encodings themselves.

use std::path::Path;

use tiktoken_rs::{CoreBPE, cl100k_base, o200k_base};
use wenmai_text::tokens::{Encoding, estimate_tokens};

/// Every page of the fixtures, with its language as its name begins.
fn pages() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pages");
    #[expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]
    let read = |folder: &Path| -> Vec<(String, String)> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|it| it == "txt" || it == "md"))
            .map(|path| {
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read_to_string(&path).unwrap())
            })
            .collect()
    };
    let mut pages = read(&folder);
    pages.sort();
    pages
}

/// Relative error of the estimates of some texts: mean of its absolute value, largest absolute value with the name.
fn errors(texts: &[&(String, String)], encoding: Encoding, bpe: &CoreBPE) -> (f64, f64, String) {
    let mut worst = (0.0, String::new());
    let mut sum = 0.0;
    for (name, text) in texts {
        #[expect(clippy::cast_precision_loss, reason = "counts of tokens")]
        let [estimate, truth] = [
            estimate_tokens(text, encoding) as f64,
            bpe.encode_ordinary(text).len() as f64,
        ];
        let error = estimate / truth - 1.0;
        sum += error.abs();
        if error.abs() > f64::abs(worst.0) {
            worst = (error, name.clone());
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of pages")]
    let mean = sum / texts.len() as f64;
    (mean, worst.0, worst.1)
}

/// `cargo xtask eval tokens` shows what this prints.
#[test]
fn estimates_of_pages_are_within_a_tenth() {
    let pages = pages();
    println!("encoding     language pages  mean error  worst");
    for encoding in Encoding::ALL {
        let bpe = match encoding {
            Encoding::O200k => o200k_base().unwrap(),
            Encoding::Cl100k => cl100k_base().unwrap(),
        };
        for language in ["zh", "en", "mixed"] {
            let texts: Vec<_> = pages
                .iter()
                .filter(|(name, _)| name.starts_with(language))
                .collect();
            let (mean, worst, name) = errors(&texts, encoding, &bpe);
            println!(
                "{:<12} {language:<8} {:>5} {:>9.1} % {:>+6.1} % {name}",
                encoding.name(),
                texts.len(),
                100.0 * mean,
                100.0 * worst,
            );
            assert!(!texts.is_empty() && mean < 0.05 && worst.abs() < 0.1);
        }
    }
}
