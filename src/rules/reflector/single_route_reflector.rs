//! `single-route-reflector`: a route reflector whose failure cuts nodes off from each other.

use std::collections::BTreeMap;

use super::words::{place_of_cluster_id, weigh};
use crate::cluster::SpeakerId;
use crate::propagation::{LossCause, Propagation, WeakPoint};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list};
use crate::wording::plural;

/// The rule.
pub static RULE: Rule = Rule {
    name: "single-route-reflector",
    group: Group::Reflector,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "A route reflector whose failure cuts nodes off from each other",
    page: include_str!("../../../rules/single-route-reflector.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    // Routes that are lost while all nodes are up come first.
    let causes = [LossCause::SplitClients, LossCause::ReflectorsApart, LossCause::NoClusterId];
    if propagation.losses.iter().any(|loss| causes.contains(&loss.cause)) {
        return;
    }
    let mut weak_points: BTreeMap<SpeakerId, &WeakPoint> = BTreeMap::new();
    for weak in &propagation.weak_points {
        weak_points.entry(weak.reflector).or_insert(weak);
    }
    let places = weak_points.keys().filter_map(|reflector| place_of_cluster_id(sessions, *reflector));
    let (mut places, Some(weak)) = (places, weak_points.values().max_by_key(|weak| weak.pairs)) else {
        return;
    };
    let Some(place) = places.next() else {
        return;
    };
    let name = |node: SpeakerId| sessions.name(node);
    let names: Vec<&str> = weak_points.keys().map(|reflector| name(*reflector)).collect();
    let pairs = weak.pairs.div_ceil(2);
    let (one, other) = (name(weak.witness.0), name(weak.witness.1));
    let family = weak.family;
    let lost = match (names.as_slice(), pairs) {
        ([reflector], 1) => {
            format!("when `{reflector}` fails, `{one}` and `{other}` lose each other's {family} routes")
        }
        ([reflector], _) => format!(
            "when `{reflector}` fails, {pairs} pairs of other nodes lose each other's {family} routes, among them `{one}` and `{other}`"
        ),
        (_, _) => format!(
            "when one of {} fails, up to {pairs} pair{} of other nodes lose{} each other's {family} routes, {}`{one}` and `{other}` \
             without `{}`",
            list(&names),
            plural(pairs),
            if pairs == 1 { "s" } else { "" },
            if pairs == 1 { "" } else { "among them " },
            name(weak.reflector),
        ),
    };
    let message = format!("{lost}: no other reflector passes the routes on");
    let finding = findings.add(place, message);
    finding.label("a single point of failure");
    for other in places {
        finding.related(other, "another single point of failure");
    }
    finding.help(match propagation.spare_reflector() {
        Some(spare) => format!("connect every client with `{}` too", name(spare)),
        None => "add a second reflector in another rack or zone, and connect every client with it".to_owned(),
    });
    weigh(propagation, weak.need, finding);
}
