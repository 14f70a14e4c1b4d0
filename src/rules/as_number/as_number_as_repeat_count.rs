//! `as-number-as-repeat-count`: an AS number in the place of a small count.

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, FieldName, ProblemKind};
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The field.
const FIELD: FieldName = BgpPeer::NAMES.num_allowed_local_as_numbers;
/// The largest count of own AS numbers in a path that makes sense in any network.
const MOST: i64 = 10;

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-as-repeat-count",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted, Effect::Frozen, Effect::Refused],
    topics: &[],
    fix: FixKind::None,
    summary: "An AS number as the count of own AS numbers in a path",
    page: include_str!("../../../rules/as-number-as-repeat-count.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let meaning = "`numAllowedLocalASNumbers` is a count, not an AS number";
    let help = "write 1 or 2; the AS number that the nodes use towards the neighbor belongs in `localASNumber`";
    for (resource, peer) in cluster.all::<BgpPeer>() {
        let count = &peer.num_allowed_local_as_numbers;
        if let Some((number, span)) = count.value().zip(count.span()).filter(|(number, _)| **number > MOST) {
            let message = format!("{meaning}: with {number} BIRD never drops a looped route from the neighbor");
            findings.add(resource.at(span), message).help(help);
        }
    }
    for (resource, problem) in cluster.problems().filter(|(_, problem)| problem.subject.is(FIELD)) {
        let admitted = Admitted::at(cluster, resource, problem.span).consequence();
        if let (ProblemKind::OutOfRange { written, .. }, Some((effect, consequence))) = (&problem.kind, admitted) {
            let message = format!("{meaning}, and {written} is too large: {consequence}");
            findings.add(resource.at(problem.span), message).with_effect(effect).help(help);
        }
    }
}
