//! `bgplint rules`: lists the rules.

use std::io::Write;

use bgplint::Error;
use bgplint::Rule;
use bgplint::admission::KnownCheck;
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
    /// What the gates check by release, where the rule reports it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<JsonCheck>,
}

/// A check of the gates, with the releases in which each gate makes it; empty where it never does.
#[derive(Serialize)]
struct JsonCheck {
    kind: &'static str,
    field: String,
    check: String,
    crd: String,
    calico: String,
}

fn checks(rule: &Rule) -> Vec<JsonCheck> {
    let of_rule = rules::checks_of(rule).into_iter();
    let check = |check: KnownCheck| JsonCheck {
        kind: check.kind.name(),
        field: check.field,
        check: check.what,
        crd: check.crd.to_string(),
        calico: check.calico.to_string(),
    };
    of_rule.map(check).collect()
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
            checks: checks(rule),
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rules)? + "\n")
}
