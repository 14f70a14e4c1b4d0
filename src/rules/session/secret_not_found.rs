//! `secret-not-found`: a password whose Secret or key does not exist.

use std::collections::BTreeMap;

use crate::cluster::{Cluster, SecretUse};
use crate::nearest::nearest_name;
use crate::resource::{Field, Secret, SecretKey};
use crate::rule::{Check, Edit, Effect, Finding, Findings, Fix, FixKind, Group, Rule, Scope, Severity};
use crate::value::is_placeholder;

/// The rule.
pub static RULE: Rule = Rule {
    name: "secret-not-found",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A password whose Secret or key does not exist",
    page: include_str!("../../../rules/secret-not-found.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let mut missing: BTreeMap<&str, Vec<SecretUse>> = BTreeMap::new();
    for (secret, uses) in cluster.password_references() {
        let named: Vec<&Secret> = cluster.secrets_named(secret.name).iter().map(|(_, found)| *found).collect();
        if cluster.is_secret_to_come(secret.name)
            || !named.is_empty() && named.iter().any(|found| may_have(found, secret.key))
        {
            continue;
        }
        match named.is_empty() {
            true => missing.entry(secret.name).or_default().extend(uses),
            false => {
                let keys = named.iter().flat_map(|found| &found.entries).map(|entry| entry.key.as_str());
                let message = format!("Secret `{}` has no key `{}`: {CONSEQUENCE}", secret.name, secret.key);
                let guess = nearest_name(secret.key, keys);
                let help =
                    guess.map_or("write a key that the Secret has".to_owned(), |key| format!("did you mean `{key}`?"));
                if let Some(finding) = report(&uses, message, help, findings) {
                    let fix = guess.and_then(|key| fix(cluster, &uses, |reference| &reference.key, secret.key, key));
                    finding.fixes.extend(fix);
                }
            }
        }
    }
    report_missing(cluster, &missing, findings);
}

/// The consequence.
const CONSEQUENCE: &str = "the session has no password, and only calico-node's log shows the cause";

/// Whether a Secret has a key, or may get it: another program fills a Secret without keys.
fn may_have(secret: &Secret, key: &str) -> bool {
    secret.entries.is_empty() || secret.entries.iter().any(|entry| entry.key == key || is_placeholder(&entry.key))
}

/// Whether a Secret may have all keys that some passwords use. The name of another Secret would not help.
fn has_keys(cluster: &Cluster, name: &str, uses: &[SecretUse]) -> bool {
    let mut keys = uses.iter().filter_map(|used| used.reference.key.value());
    keys.all(|key| cluster.secrets_named(name).iter().any(|(_, found)| may_have(found, key)))
}

/// Secrets that are not in the input, each with the passwords that use it.
fn report_missing(cluster: &Cluster, missing: &BTreeMap<&str, Vec<SecretUse>>, findings: &mut Findings) {
    let of_calico: Vec<&str> = cluster.calico_secrets().map(|(resource, _)| resource.name()).collect();
    for (name, uses) in missing {
        let guess = nearest_name(name, of_calico.iter().copied());
        let help = match guess {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!(
                "create the Secret in calico-node's namespace (`{}`)",
                cluster.calico_namespaces().join("` or `")
            ),
        };
        let beside = if of_calico.is_empty() { "" } else { ", while other Secrets of calico-node's namespace are" };
        let message = format!("Secret `{name}` is not in the input{beside}: {CONSEQUENCE}");
        let Some(finding) = report(uses, message, help, findings) else {
            continue;
        };
        let known = guess.filter(|known| has_keys(cluster, known, uses));
        finding.fixes.extend(known.and_then(|known| fix(cluster, uses, |reference| &reference.name, name, known)));
        if of_calico.is_empty() {
            finding.severity(Severity::Info).conditional("if the Secret is not created elsewhere");
        }
    }
}

/// Writes another name or key in all uses.
fn fix(
    cluster: &Cluster,
    uses: &[SecretUse],
    part: impl Fn(&SecretKey) -> &Field<String>,
    old: &str,
    new: &str,
) -> Option<Fix> {
    let edit = |used: &SecretUse| Edit::word(cluster, used.resource.at(part(used.reference).span()?), old, new);
    let edits: Option<Vec<Edit>> = uses.iter().map(edit).collect();
    Some(Fix::to_review(format!("write `{new}` instead of `{old}`"), edits?))
}

fn report<'f>(
    uses: &[SecretUse],
    message: String,
    help: String,
    findings: &'f mut Findings,
) -> Option<&'f mut Finding> {
    let (first, others) = uses.split_first()?;
    let finding = findings.add(first.resource.at(first.span), message).help(help);
    for other in others {
        finding.related(other.resource.at(other.span), "uses the Secret too");
    }
    Some(finding)
}
