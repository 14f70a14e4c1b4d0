//! `bgplint explain RULE`: prints the page of a rule.

use std::io::Write;

use bgplint::nearest::nearest;
use bgplint::rules;
use bgplint::{Error, InvalidValue};

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
    write(stdout, rule.page)?;
    Ok(Ending::Clean)
}
