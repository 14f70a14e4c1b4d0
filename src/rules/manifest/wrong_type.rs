//! `wrong-type`: a value of another type than the field takes.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-type",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped],
    fix: FixKind::None,
    summary: "A value of another type than the field takes",
    page: include_str!("../../../rules/wrong-type.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::WrongType { expected, found } = &problem.kind else {
            continue;
        };
        let consequence = match (*found, resource.kind_name(), problem.field.as_str()) {
            ("nothing", "BGPPeer", "nodeSelector") => {
                "it counts as not set, so the BGPPeer becomes global and every node peers, or the document is refused"
            }
            ("nothing", ..) => "it counts as not set, or the document is refused",
            (_, "Node", _) => "calicoctl refuses the document",
            _ => "the API server refuses the document",
        };
        let message = format!("`{}` takes {expected}, and here is {found}: {consequence}", problem.field);
        let help = match (problem.field.as_str(), *found) {
            (field, "a mapping" | "a list") if field.ends_with("Selector") => {
                "write a selector of Calico as text, such as \"rack == 'a' && has(bgp)\"".to_owned()
            }
            (_, "nothing") => "write the value, or remove the key".to_owned(),
            (_, "text") if *expected == "a number" => "remove the quotes, or write a number".to_owned(),
            (_, "a number" | "a boolean") if *expected == "text" => "put the value in quotes".to_owned(),
            _ => format!("write {expected}"),
        };
        findings.add(resource.at(problem.span), message).help(help);
    }
}
