use std::collections::BTreeMap;

use wenmai::format::{schemas, write_json};

use crate::args::SchemaArgs;
use crate::exit::{Exit, Stop};
use crate::output::Stdout;

/// `wenmai schema`
pub(crate) fn schema(args: &SchemaArgs) -> Result<Exit, Stop> {
    let schemas: BTreeMap<_, _> = schemas().into_iter().collect();
    let mut stdout = Stdout::new();
    match &args.name {
        None => stdout.write(|writer| write_json(&schemas, writer))?,
        Some(name) => {
            let schema = schemas.get(name.as_str()).ok_or_else(|| {
                let names: Vec<&str> = schemas.keys().copied().collect();
                Stop::usage(
                    format!("there is no record {name:?}"),
                    format!("choose one of {}", names.join(", ")),
                )
            })?;
            stdout.write(|writer| write_json(schema, writer))?;
        }
    }
    stdout.finish()?;
    Ok(Exit::Ok)
}
