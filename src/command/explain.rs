//! `bgplint explain RULE`: prints a rule's page.

use std::io::Write;

use bgplint::nearest::nearest;
use bgplint::rules;

use super::{Ending, Failure, write};

/// Prints the page of a rule.
///
/// # Errors
/// There is no such rule.
pub fn explain(name: &str, stdout: &mut dyn Write) -> Result<Ending, Failure> {
    let Some(rule) = rules::find(name) else {
        let nearest = nearest(name, rules::all().iter().map(|rule| rule.name));
        return Err(Failure(match nearest {
            Some(known) => format!("there is no rule `{name}`; `{known}` is one"),
            None => format!("there is no rule `{name}`; `bgplint rules` lists them"),
        }));
    };
    write(stdout, rule.page)?;
    Ok(Ending::Clean)
}
