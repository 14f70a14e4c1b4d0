//! The faults of nodes for which BIRD rejects the file: router IDs, AS numbers, cluster IDs and addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::cluster::{ClassId, RouterIdSource};
use crate::known::Known;
use crate::value::{AsNumber, Family};

use super::reason::{Cause, Freeze};
use crate::session::plan::Plan;
use crate::session::rendered::Session;

/// Finds faulty router IDs, AS numbers and cluster IDs.
pub(super) fn find<'c>(plan: &Plan<'c>) -> Vec<Freeze<'c>> {
    let mut freezes = Vec::new();
    let is_given = matches!(plan.cluster.router_id_source(), RouterIdSource::Literal(_));
    let variable = plan.cluster.router_id_variable().filter(|_| is_given);
    let without_id = plan.classes_with(|speaker| speaker.has_address() && speaker.router_id == Known::Absent);
    freezes.push(Freeze {
        cause: Cause::NoRouterId,
        resource: variable.map(|(resource, _)| resource),
        span: variable.and_then(|(_, field)| field.span()),
        families: Family::BOTH.to_vec(),
        classes: without_id,
    });
    // Without a session neither value is rendered.
    let is_faulty = |cause: Cause, session: &Session| match cause {
        Cause::NoLocalAs => session.terms.local_as == Known::Value(AsNumber(0)),
        _ => matches!(session.cluster_id, Known::Value(_)) && plan.speakers[session.local].has_masked_cluster_id,
    };
    let suspects = plan.classes_with(|speaker| {
        speaker.has_masked_cluster_id || speaker.own_as.or(plan.globals.as_number) == Known::Value(AsNumber(0))
    });
    for cause in [Cause::NoLocalAs, Cause::ClusterId] {
        for family in Family::BOTH {
            let has_fault = |class: &ClassId| {
                let mut own = plan.of_class(*class).map(|(session, _)| session);
                own.any(|session| session.family == family && session.address.is_some() && is_faulty(cause, &session))
            };
            let classes = suspects.iter().copied().filter(has_fault).collect();
            freezes.push(Freeze { cause, resource: None, span: None, families: vec![family], classes });
        }
    }
    freezes.retain(|freeze| !freeze.classes.is_empty());
    freezes
}

/// For each address of several nodes, the classes of the nodes with two sessions of the same name.
pub(super) fn doubled_sessions(plan: &Plan) -> BTreeMap<IpAddr, BTreeSet<ClassId>> {
    let has_two = |class: &ClassId, address: IpAddr| {
        let sessions = plan.with(plan.first_of(*class), address);
        sessions.windows(2).any(|pair| pair[0].rank() == pair[1].rank())
    };
    let classes = |address| plan.classes.ids().filter(|class| has_two(class, address)).collect();
    plan.speakers.shared_addresses().into_iter().map(|address| (address, classes(address))).collect()
}

/// If two nodes have the same address, a third node has two sessions of the same name.
pub(super) fn repeated_names<'c>(doubled: &BTreeMap<IpAddr, BTreeSet<ClassId>>) -> Vec<Freeze<'c>> {
    let of_family = |family: Family| {
        let own = doubled.iter().filter(|(address, _)| Family::of(**address) == family);
        let classes = own.flat_map(|(_, classes)| classes.iter().copied()).collect();
        Freeze { cause: Cause::RepeatedName, resource: None, span: None, families: vec![family], classes }
    };
    Family::BOTH.into_iter().map(of_family).filter(|freeze| !freeze.classes.is_empty()).collect()
}
