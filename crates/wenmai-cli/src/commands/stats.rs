use wenmai::Processed;
use wenmai::format::record::stats_record;
use wenmai::format::stats_table;

use crate::args::StatsArgs;
use crate::commands::records::write_records;
use crate::config::StatsConfig;
use crate::exit::{Exit, Stop};
use crate::run::Run;

/// `wenmai stats`
pub(crate) fn stats(run: &Run<'_>, args: &StatsArgs, config: &StatsConfig) -> Result<Exit, Stop> {
    let format = args.format.or(config.format).unwrap_or_default();
    let records =
        |Processed { document, analysis }: Processed| vec![stats_record(&document, &analysis)];
    write_records(run, format, records, stats_table)
}
