//! Fields that the tables of `data/rights` share.

use wenmai_model::{RightsEffect, RightsUse};

use super::options::RightsError;
use crate::privacy::tables::Row;

/// `uses = use *( "," use ) / "-"`
pub(super) fn uses(row: &Row<'_>, field: usize) -> Result<Vec<RightsUse>, RightsError> {
    let names = row.field(field)?;
    if names == "-" {
        return Ok(Vec::new());
    }
    let of_name = |name: &str| {
        let found = RightsUse::ALL
            .into_iter()
            .find(|r| r.as_str() == name.trim());
        found.ok_or_else(|| {
            row.wrong("names of uses, such as ai_train,republish")
                .into()
        })
    };
    names.split(',').map(of_name).collect()
}

/// `effect = "allow" / "conditional" / "deny" / "unclear"`
pub(super) fn effect(row: &Row<'_>, field: usize) -> Result<RightsEffect, RightsError> {
    match row.field(field)? {
        "allow" => Ok(RightsEffect::Allow),
        "conditional" => Ok(RightsEffect::Conditional),
        "deny" => Ok(RightsEffect::Deny),
        "unclear" => Ok(RightsEffect::Unclear),
        _ => Err(row.wrong("allow, conditional, deny or unclear").into()),
    }
}
