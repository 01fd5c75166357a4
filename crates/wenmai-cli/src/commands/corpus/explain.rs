use wenmai::corpus::explain as explain_page;
use wenmai::format::{fate_table, write_json, write_jsonl};

use crate::args::CorpusExplainArgs;
use crate::commands::Context;
use crate::commands::records::print_table;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::output::Stdout;

/// `wenmai corpus explain`
pub(super) fn explain(context: &Context<'_>, args: &CorpusExplainArgs) -> Result<Exit, Stop> {
    let (mut fates, mut exit) = (Vec::new(), Exit::Ok);
    for id in &args.ids {
        let found = explain_page(&args.out, id).map_err(Stop::from)?;
        if found.is_empty() {
            exit = Exit::SomeFailed;
            let help = "take a name from dropped.jsonl, dead-letters.jsonl or a part";
            let error = format!("{id}: no page of the run is named so");
            context.console.error(&error, help);
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
