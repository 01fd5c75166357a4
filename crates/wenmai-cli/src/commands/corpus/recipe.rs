use std::fs;
use std::io::Write;

use wenmai::corpus::Recipe;
use wenmai::format::rules_table;
use wenmai::model::RuleRecord;

use crate::args::CorpusRecipeArgs;
use crate::commands::Context;
use crate::commands::records::write_one;
use crate::exit::{Exit, Stop};
use crate::output::Stdout;

/// `wenmai corpus recipe`
pub(super) fn show(context: &Context<'_>, args: &CorpusRecipeArgs) -> Result<Exit, Stop> {
    if let Some(name) = &args.recipe {
        let recipe = load(name)?;
        let mut stdout = Stdout::new();
        stdout.write(|writer| writer.write_all(recipe.text().as_bytes()))?;
        stdout.finish()?;
        return Ok(Exit::Ok);
    }
    let rules: Vec<RuleRecord> = Recipe::known_rules().collect();
    write_one(&rules, args.format.unwrap_or_default(), |rules| {
        rules_table(rules)
    })?;
    let names: Vec<&str> = Recipe::built_in_names().collect();
    context
        .console
        .note(&format!("recipes: {}", names.join(", ")));
    Ok(Exit::Ok)
}

/// The recipe that comes with Wenmai under this name, or the one in this file.
pub(super) fn load(name: &str) -> Result<Recipe, Stop> {
    if let Some(recipe) = Recipe::built_in(name) {
        return Ok(recipe);
    }
    let text = fs::read_to_string(name).map_err(|error| {
        let names: Vec<&str> = Recipe::built_in_names().collect();
        Stop::usage(
            format!("{name}: no recipe: {error}"),
            format!("give the path of a recipe, or one of {}", names.join(", ")),
        )
    })?;
    named(&text, &format!("{name}: "))
}

/// The recipe in `text`.
pub(super) fn parse(text: &str) -> Result<Recipe, Stop> {
    named(text, "")
}

fn named(text: &str, name: &str) -> Result<Recipe, Stop> {
    Recipe::parse(text)
        .map_err(|error| Stop::usage(format!("{name}{error}"), error.help().to_owned()))
}
