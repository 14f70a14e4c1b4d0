//! `duplicate-resource`: two resources of the same kind and name in one cluster.

use crate::cluster::Cluster;
use crate::resource::Resource;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-resource",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Cleanup],
    topics: &[],
    fix: FixKind::None,
    summary: "Two resources of the same kind and name in one cluster",
    page: include_str!("../../../rules/duplicate-resource.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for resources in cluster.namesakes() {
        let [others @ .., last] = resources.as_slice() else {
            continue;
        };
        let are_equal = others.iter().all(|other| lines(cluster, other).eq(lines(cluster, last)));
        let (kind, name) = (last.kind_name(), last.name());
        let times = if resources.len() == 2 { "twice".to_owned() } else { format!("{} times", resources.len()) };
        let message = match are_equal {
            true => format!("{kind} `{name}` appears {times} with the same text"),
            false => format!(
                "{kind} `{name}` appears {times} with different content: only the copy that is applied last counts"
            ),
        };
        let finding = findings.add(last.place(), message);
        finding.label("the same kind and name");
        if are_equal {
            finding.severity(Severity::Info).with_effect(Effect::Cleanup);
        }
        finding.help(
            "keep one copy, or give each its own name; put copies for different clusters into different directories",
        );
        for other in others {
            finding.related(other.place(), "the same kind and name");
        }
    }
}

/// The lines of a resource without blank lines and lines that hold only a comment.
fn lines<'c>(cluster: &Cluster<'c>, resource: &Resource) -> impl Iterator<Item = &'c str> {
    let text = resource.span.slice(cluster.text(resource.source()));
    text.lines().map(str::trim_end).filter(|line| !matches!(line.trim_start().as_bytes().first(), None | Some(b'#')))
}
