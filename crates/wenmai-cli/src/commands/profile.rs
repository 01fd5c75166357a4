//! `wenmai profile`: what repeats on the pages of each site.

use std::io::Write as _;

use wenmai::corpus::{LearnOptions, Learned, LearnedSite, ProfileLearner, Unlearned};
use wenmai::format::{kept_lines_table, profiles_table};
use wenmai::io::write_profile;
use wenmai::model::{BoilerplateRule, SiteProfile};
use wenmai::{ObservedPage, observe};

use crate::args::LearnProfilesArgs;
use crate::batch::for_each_read;
use crate::commands::records::print_table;
use crate::config::ProfileConfig;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::run::Run;

/// Lines kept in articles that are listed, those of most pages first.
const MAX_LISTED: usize = 40;

/// `wenmai profile`
pub(crate) fn profile(
    run: &Run<'_>,
    args: &LearnProfilesArgs,
    config: &ProfileConfig,
) -> Result<Exit, Stop> {
    let defaults = LearnOptions::default();
    let options = LearnOptions {
        min_pages: args
            .min_pages
            .or(config.min_pages)
            .map_or(defaults.min_pages, usize::from),
        min_share: args
            .min_share
            .or(config.min_share)
            .unwrap_or(defaults.min_share),
        sample: args
            .sample
            .or(config.sample)
            .map_or(defaults.sample, usize::from),
    };
    let mut learner = ProfileLearner::new(options).map_err(|error| {
        Stop::usage(
            error.to_string(),
            "give other numbers to --min-pages, --min-share or --sample",
        )
    })?;
    let mut without_host = 0_u64;
    let whole = |page: ObservedPage| page;
    let tally = for_each_read(run, run.pages(), observe, whole, |page| {
        if let Ok(page) = page {
            without_host += u64::from(page.host.is_none());
            learner.add(page);
        }
        Ok(())
    })?;
    let Learned { sites, unlearned } = learner.finish();
    say_unlearned(run, &unlearned, without_host, options.min_pages);
    if tally.written > 0 && without_host == tally.written {
        return Err(Stop::usage(
            "no page says its URL, so that nobody knows which of them are of one host",
            "give records with URLs, or the host of all pages: --host NAME",
        ));
    }
    if let Some(folder) = args.out.as_ref().or(config.out.as_ref()) {
        for site in &sites {
            let path = write_profile(folder, &site.profile)?;
            run.console.note(&format!("wrote {}", path.display()));
        }
    }
    print(&sites, options.min_pages)?;
    Ok(if sites.is_empty() {
        Exit::NothingWritten
    } else {
        tally.exit()
    })
}

fn print(sites: &[LearnedSite], min_pages: usize) -> Result<(), Stop> {
    if sites.is_empty() {
        return Ok(());
    }
    let rows = sites
        .iter()
        .map(|site| (&site.profile, site.kept_on(min_pages).count()));
    print_table(&profiles_table(rows), TableFormat::Table)?;
    let mut kept: Vec<(&SiteProfile, &BoilerplateRule, u32)> = sites
        .iter()
        .flat_map(|site| {
            let rules = site.kept_on(min_pages);
            rules.filter_map(|(at, pages)| {
                Some((&site.profile, site.profile.boilerplate.get(at)?, pages))
            })
        })
        .collect();
    if kept.is_empty() {
        return Ok(());
    }
    let mut hosts: Vec<&str> = kept.iter().map(|(site, ..)| site.host.as_str()).collect();
    hosts.dedup();
    let caption = format!(
        "\nkept in articles today: {} lines of {} hosts\n\n",
        kept.len(),
        hosts.len()
    );
    kept.sort_by_key(|&(.., pages)| std::cmp::Reverse(pages));
    kept.truncate(MAX_LISTED);
    kept.sort_by_key(|(site, ..)| &site.host);
    let mut stdout = crate::output::Stdout::new();
    stdout.write(|writer| writer.write_all(caption.as_bytes()))?;
    stdout.finish()?;
    print_table(&kept_lines_table(kept), TableFormat::Table)
}

/// Says what was not learned from, and why.
fn say_unlearned(run: &Run<'_>, unlearned: &Unlearned, without_host: u64, min_pages: usize) {
    let Unlearned {
        too_few,
        alike,
        beyond,
    } = unlearned;
    let say = |n: u64, what: &str| {
        if n > 0 {
            run.console.note(&format!("{n} {what}"));
        }
    };
    say(without_host, "pages do not say their URL");
    say(
        too_few.len() as u64,
        &format!("hosts have fewer than {min_pages} pages"),
    );
    say(
        alike.len() as u64,
        "hosts have fewer pages than that with an article of their own",
    );
    say(*beyond, "pages are of more hosts than are learned at once");
    if run.console.is_verbose() {
        for (host, pages) in too_few {
            run.console.note(&format!("{host}: {pages} pages"));
        }
        for host in alike {
            run.console.note(&format!("{host}: pages say the same"));
        }
    }
}
