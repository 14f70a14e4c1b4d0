//! `ignored-field`: a field that Calico does not use on these sessions.

use crate::resource::{BgpPeer, FieldSpan, ReversePeering};
use crate::rule::{Check, Edit, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{LocalSide, Sessions, Target, Term, ignored_terms};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ignored-field",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A field that Calico does not use on these sessions",
    page: include_str!("../../../rules/ignored-field.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for declaration in &sessions.declarations {
        let peer = declaration.peer;
        let with = if peer.local_workload_selector.is_set() { "localWorkloadSelector" } else { "peerSelector" };
        let of_term = |(term, key): (Term, FieldSpan)| (Some(term), term.name(), key, term.set_in(peer));
        let terms = ignored_terms(peer).into_iter().map(of_term);
        for (term, field, key, value) in terms.chain(ignored_reverse(peer)) {
            let (consequence, help) = match term {
                Some(Term::Password) => (
                    "the sessions have no password",
                    "remove `password`: sessions with pods cannot have one".to_owned(),
                ),
                Some(Term::LocalAsNumber) => (
                    "the nodes use their own AS number",
                    format!("choose the neighbors by `peerIP`, or remove `{field}`"),
                ),
                Some(Term::NumAllowedLocalAsNumbers) if !peer.local_workload_selector.is_set() => (
                    "routes with the node's own AS number in their path are dropped",
                    format!("choose the neighbors by `peerIP`, or remove `{field}`"),
                ),
                _ => ("the field has no effect", format!("remove `{field}`")),
            };
            let message = format!("Calico ignores `{field}` with `{with}`, so {consequence}");
            let finding = findings.add(declaration.resource.at(key), message);
            finding.help(help);
            let edit = value.and_then(|value| Edit::removal(sessions.cluster, declaration.resource.at(key), value));
            finding.fixes.extend(edit.map(|edit| edit.to_review(format!("remove `{field}`"))));
            if term == Some(Term::Password) {
                finding.severity(Severity::Error);
            }
        }
        let keep = &peer.keep_original_next_hop;
        let is_meant = keep.value() == Some(&true) && peer.next_hop_mode.is_absent();
        let place = keep.key_span().zip(keep.span());
        if let Some((key, value)) = place.filter(|_| is_meant && sessions.is_within_one_as(declaration)) {
            let message = "`keepOriginalNextHop` has no effect: the field applies only to sessions between different AS numbers, and all \
                           sessions of the BGPPeer are within one AS";
            let finding = findings.add(declaration.resource.at(key), message);
            let edit = Edit::removal(sessions.cluster, declaration.resource.at(key), value);
            finding.fixes.extend(edit.map(|edit| edit.safe("remove `keepOriginalNextHop`")));
            finding.help("remove `keepOriginalNextHop`: within one AS the next hop is kept anyway");
            if !matches!((&declaration.scope, &declaration.target), (LocalSide::Node(_), Target::Address { .. })) {
                finding.unless_more_nodes(sessions.cluster.inventory);
            }
        }
    }
}

/// `reversePeering` where it has no effect: pods never peer back automatically. The field is not a term of a session.
fn ignored_reverse(peer: &BgpPeer) -> Option<(Option<Term>, &'static str, FieldSpan, Option<FieldSpan>)> {
    let field = &peer.reverse_peering;
    let is_meant = field.is_surely_set() && field.value() != Some(&ReversePeering::Auto);
    let span = field.key_span().filter(|_| is_meant && peer.local_workload_selector.is_surely_set())?;
    Some((None, "reversePeering", span, field.span()))
}
