//! The faults of BGPFilters for which BIRD rejects the file. Every node renders all filters, whether a session uses them or
//! not.

use crate::filter;
use crate::resource::value::{CommunityError, Family};
use crate::resource::{BgpFilter, FieldSpan, FilterRule, ProblemKind, Resource};

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
    for problem in &resource.problems {
        let is_fault = match &problem.kind {
            ProblemKind::HostBits { .. } => true,
            ProblemKind::InvalidCommunity { reason, .. } => *reason == CommunityError::PartOutOfRange,
            ProblemKind::UnknownWord { .. } => FilterRule::is_rendered_as_written(&problem.subject),
            _ => false,
        };
        faults.extend(family_at(filter, problem.span).filter(|_| is_fault).map(|family| (family, problem.span)));
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

/// The family of the list that contains a place of a BGPFilter.
fn family_at(filter: &BgpFilter, place: FieldSpan) -> Option<Family> {
    let mut around = rules(filter).filter(|(_, span, _)| span.is_some_and(|span| span.contains(place)));
    around.next().map(|(family, ..)| family)
}
