//! `single-route-reflector`: a route reflector whose failure cuts nodes off from each other.

use super::{place_of_cluster_id, weigh};
use crate::propagation::Propagation;
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "single-route-reflector",
    group: Group::Reflector,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "A route reflector whose failure cuts nodes off",
    page: include_str!("../../../rules/single-route-reflector.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    let mut told = Vec::new();
    for weak in &propagation.weak_points {
        let Some(place) = place_of_cluster_id(sessions, weak.reflector).filter(|_| !told.contains(&weak.reflector))
        else {
            continue;
        };
        told.push(weak.reflector);
        let name = |node: usize| sessions.speakers[node].name;
        let message = format!(
            "when `{}` fails, {} pair{} of other nodes lose{} each other's routes, `{}` and `{}` among them: no other reflector \
             carries them",
            name(weak.reflector),
            weak.pairs.div_ceil(2),
            if weak.pairs.div_ceil(2) == 1 { "" } else { "s" },
            if weak.pairs.div_ceil(2) == 1 { "s" } else { "" },
            name(weak.witness.0),
            name(weak.witness.1),
        );
        let finding = findings.add(place, message);
        finding.help("add a second reflector, in another rack or zone, that every client peers with");
        weigh(propagation, finding);
    }
}
