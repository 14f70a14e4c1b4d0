//! `bgplint explain RULE`: prints the page of a rule.

use std::io::Write;

use bgplint::nearest::nearest;
use bgplint::rules;
use bgplint::{Error, InvalidValue, Rule};

use super::{Ending, write};

/// Prints the page of a rule.
///
/// # Errors
/// There is no such rule.
pub fn explain(name: &str, stdout: &mut dyn Write) -> Result<Ending, Error> {
    let Some(rule) = rules::find(name) else {
        let nearest = nearest(name, rules::all().iter().map(|rule| rule.name));
        return Err(InvalidValue::unknown("rule", name, nearest, "run `bgplint rules` for a list").into());
    };
    write(stdout, &(rule.page.to_owned() + &checks(rule)))?;
    Ok(Ending::Clean)
}

/// What the gates check by release, as a table below the page; empty where the rule reports no such check.
fn checks(rule: &Rule) -> String {
    let checks = rules::checks_of(rule);
    if checks.is_empty() {
        return String::new();
    }
    let mut text =
        "\n## Checks by release\n\n| Kind | Field | Check | CRDs | Calico's own code |\n|---|---|---|---|---|\n"
            .to_owned();
    for check in checks {
        let cells = [check.kind.name().to_owned(), format!("`{}`", check.field), check.what, check.crd.to_string()];
        text.push_str(&format!("| {} | {} |\n", cells.join(" | "), check.calico));
    }
    text
}
