//! The faults of BGPFilters for which BIRD rejects the file. Every node renders all filters, whether a session uses them or
//! not.

use crate::filter;
use crate::resource::{BgpFilter, FieldSpan, FilterRule, ProblemKind, Resource};
use crate::value::{CommunityError, Family};

use super::reason::{Cause, Freeze};
use crate::session::plan::Plan;

/// Finds the faults of BGPFilters.
pub(super) fn find<'c>(plan: &Plan<'c>) -> Vec<Freeze<'c>> {
    let mut freezes = Vec::new();
    for (resource, filter) in plan.cluster.all::<BgpFilter>() {
        for (family, span) in filter_faults(resource, filter) {
            freezes.push(Freeze {
                cause: Cause::Filter,
                resource: Some(resource),
                span: Some(span),
                families: vec![family],
                classes: plan.classes.ids().collect(),
            });
        }
    }
    freezes.retain(|freeze| !freeze.classes.is_empty());
    freezes
}

/// The rules that BIRD rejects, or that confd cannot render, so that confd leaves the file of the family unchanged.
fn filter_faults(resource: &Resource, filter: &BgpFilter) -> Vec<(Family, FieldSpan)> {
    let mut faults = Vec::new();
    let mut places: Vec<(FieldSpan, Family)> =
        rules(filter).filter_map(|(family, span, _)| Some((span?, family))).collect();
    places.sort_unstable_by_key(|(span, _)| (span.file, span.span));
    for problem in &resource.problems {
        let is_fault = match &problem.kind {
            ProblemKind::HostBits { .. } => true,
            ProblemKind::InvalidCommunity { reason, .. } => *reason == CommunityError::PartOutOfRange,
            ProblemKind::UnknownWord { .. } => FilterRule::is_rendered_as_written(&problem.subject),
            _ => false,
        };
        faults.extend(family_at(&places, problem.span).filter(|_| is_fault).map(|family| (family, problem.span)));
    }
    for (family, _, rule) in rules(filter) {
        if let (Some(cidr), Some(span)) = (rule.cidr.value(), rule.cidr.span()) {
            // BIRD for IPv6 rejects an IPv4 network only with a range of lengths.
            let is_other = Family::of(cidr.ip()) != family && (family == Family::V4 || rule.prefix_length.is_set());
            if is_other || rule.match_operator.is_absent() {
                faults.push((family, span));
            }
        }
        faults.extend(filter::empty_range(rule).map(|span| (family, span)));
    }
    faults
}

/// The rules with the family of their list and their places.
fn rules(filter: &BgpFilter) -> impl Iterator<Item = (Family, Option<FieldSpan>, &FilterRule)> {
    filter.lists().into_iter().flat_map(|list| {
        list.rules.items().iter().filter_map(move |item| Some((list.family, item.span(), item.value()?)))
    })
}

/// The family of the list whose rule contains a place; `rules` has the places of all rules, sorted by file and place.
fn family_at(rules: &[(FieldSpan, Family)], place: FieldSpan) -> Option<Family> {
    let after = rules.partition_point(|(rule, _)| (rule.file, rule.span.start) <= (place.file, place.span.start));
    let (rule, family) = rules[..after].last()?;
    rule.contains(place).then_some(*family)
}
