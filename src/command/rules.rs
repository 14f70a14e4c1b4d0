//! `bgplint rules`: lists the rules.

use std::io::Write;

use bgplint::Error;
use bgplint::rules;
use serde::Serialize;

use super::{Ending, write};
use crate::cli::RulesFormat;

#[derive(Serialize)]
struct JsonRule {
    name: &'static str,
    group: &'static str,
    severity: &'static str,
    effects: Vec<&'static str>,
    fix: &'static str,
    pedantic: bool,
    summary: &'static str,
    url: String,
}

/// Lists the rules, by group and name.
///
/// # Errors
/// The output cannot be written.
pub fn rules(format: RulesFormat, stdout: &mut dyn Write) -> Result<Ending, Error> {
    let text = match format {
        RulesFormat::Table => table(),
        RulesFormat::Json => json()?,
    };
    write(stdout, &text)?;
    Ok(Ending::Clean)
}

fn table() -> String {
    let rules = rules::all();
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut group = "";
    for rule in rules {
        if rule.group.name() != group {
            group = rule.group.name();
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{group}\n"));
        }
        let (severity, effect) = (rule.severity.name(), rule.default_effect().name());
        text.push_str(&format!("  {:width$}  {severity:7}  {effect:12}  {}\n", rule.name, rule.summary));
    }
    text
}

fn json() -> serde_json::Result<String> {
    let rules: Vec<JsonRule> = rules::all()
        .into_iter()
        .map(|rule| JsonRule {
            name: rule.name,
            group: rule.group.name(),
            severity: rule.severity.name(),
            effects: rule.effects.iter().map(|effect| effect.name()).collect(),
            fix: rule.fix.name(),
            pedantic: rule.is_pedantic,
            summary: rule.summary,
            url: rule.url(),
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rules)? + "\n")
}
