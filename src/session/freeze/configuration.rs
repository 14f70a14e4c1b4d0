//! The faults of a BGPConfiguration, apart from its sessions, for which BIRD rejects the file of a family: networks and
//! communities.

use crate::resource::{BgpConfiguration, Field, FieldSpan, ProblemKind, Resource};
use crate::value::{CommunityError, Family};

use super::reason::{Cause, Freeze};
use crate::session::plan::Plan;

/// Finds the faults of BGPConfigurations, apart from their sessions.
pub(super) fn find<'c>(plan: &Plan<'c>) -> Vec<Freeze<'c>> {
    let advertising: Vec<&str> = plan
        .cluster
        .all::<BgpConfiguration>()
        .filter(|(_, fields)| fields.prefix_advertisements.is_set())
        .filter_map(|(resource, _)| resource.holds_for().node())
        .collect();
    let mut freezes = Vec::new();
    for (resource, fields) in plan.cluster.effective_configurations() {
        let node = resource.holds_for().node();
        for (family, span) in advertisement_faults(resource, fields) {
            // A node with its own advertisements does not use the cluster's.
            let classes = plan.classes_with(|speaker| match node {
                Some(name) => speaker.name == name,
                None => !advertising.contains(&speaker.name),
            });
            freezes.push((family, span, classes, resource));
        }
        for (family, span) in service_faults(resource, fields).filter(|_| node.is_none()) {
            freezes.push((family, span, plan.classes.ids().collect(), resource));
        }
    }
    let freeze = |(family, span, classes, resource)| Freeze {
        cause: Cause::Configuration,
        resource: Some(resource),
        span: Some(span),
        families: vec![family],
        classes,
    };
    freezes.into_iter().map(freeze).filter(|freeze| !freeze.classes.is_empty()).collect()
}

fn has_host_bits(resource: &Resource, span: Option<FieldSpan>) -> bool {
    resource
        .problems
        .iter()
        .any(|problem| Some(problem.span) == span && matches!(problem.kind, ProblemKind::HostBits { .. }))
}

fn advertisement_faults(resource: &Resource, fields: &BgpConfiguration) -> Vec<(Family, FieldSpan)> {
    let is_out_of_range = |span: Option<FieldSpan>| {
        resource.problems.iter().any(|problem| {
            let reason = CommunityError::PartOutOfRange;
            Some(problem.span) == span
                && matches!(&problem.kind, ProblemKind::InvalidCommunity { reason: own, .. } if *own == reason)
        })
    };
    let mut faults = Vec::new();
    for advertisement in fields.prefix_advertisements.items().iter().filter_map(Field::value) {
        let Some(cidr) = advertisement.cidr.value() else {
            continue;
        };
        let family = Family::of(cidr.ip());
        let mut spans: Vec<Option<FieldSpan>> = vec![advertisement.cidr.span()];
        spans.retain(|span| has_host_bits(resource, *span));
        for community in advertisement.communities.items() {
            let defined = fields.communities.items().iter().filter_map(Field::value);
            let named = defined.into_iter().find(|defined| defined.name.value() == community.value());
            let written = [community.span(), named.and_then(|defined| defined.value.span())];
            spans.extend(written.into_iter().filter(|span| is_out_of_range(*span)));
        }
        faults.extend(spans.into_iter().flatten().map(|span| (family, span)));
    }
    faults
}

fn service_faults<'r>(
    resource: &'r Resource,
    fields: &'r BgpConfiguration,
) -> impl Iterator<Item = (Family, FieldSpan)> + 'r {
    let lists = [&fields.service_cluster_ips, &fields.service_external_ips, &fields.service_load_balancer_ips];
    let ranges = lists.into_iter().flat_map(|list| list.items()).filter_map(Field::value);
    let faulty = ranges.filter(|range| has_host_bits(resource, range.cidr.span()));
    faulty.filter_map(|range| Some((Family::of(range.cidr.value()?.ip()), range.cidr.span()?)))
}
