use wenmai::corpus::explain as explain_pages;
use wenmai::format::{fate_table, write_json, write_jsonl};

use crate::args::CorpusExplainArgs;
use crate::commands::Context;
use crate::commands::records::print_table;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::output::Stdout;

const NOT_FOUND_HELP: &str = "take a name from dropped.jsonl, dead-letters.jsonl or a part; records that gave no page (requests, \
                              images, not sampled, too long) have none, and `wenmai corpus status` counts them";

/// `wenmai corpus explain`
pub(super) fn explain(context: &Context<'_>, args: &CorpusExplainArgs) -> Result<Exit, Stop> {
    let (mut fates, mut exit) = (Vec::new(), Exit::Ok);
    let found = explain_pages(&args.out, &args.ids).map_err(Stop::from)?;
    for (id, found) in args.ids.iter().zip(found) {
        if found.is_empty() {
            exit = Exit::SomeFailed;
            let error = format!("{id}: no page of the run has this id or URL");
            context.console.error(&error, NOT_FOUND_HELP);
        }
        fates.extend(found);
    }
    if fates.is_empty() {
        return Ok(Exit::NothingWritten);
    }
    let mut stdout = Stdout::new();
    match args.format.unwrap_or_default() {
        TableFormat::Json => stdout.write(|writer| write_json(&fates, writer))?,
        TableFormat::Jsonl => {
            stdout.write(|writer| fates.iter().try_for_each(|fate| write_jsonl(fate, writer)))?;
        }
        format => return print_table(&fate_table(&fates), format).map(|()| exit),
    }
    stdout.finish()?;
    Ok(exit)
}
