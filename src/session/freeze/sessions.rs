//! The faults of sessions for which BIRD rejects the file: neighbors without an AS number or with a bad address, times,
//! passwords.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::cluster::{ClassId, Speaker, SpeakerId};
use crate::known::Known;
use crate::resource::{BgpPeer, FieldSpan, Resource};
use crate::value::{AsNumber, Family, is_link_local, is_unspecified};

use super::reason::{Cause, Freeze};
use crate::session::password::Password;
use crate::session::plan::Plan;
use crate::session::rendered::{Origin, Session};
use crate::session::terms::{Term, Terms};

/// Finds the faults of sessions.
pub(super) fn find<'c>(plan: &Plan<'c>) -> Vec<Freeze<'c>> {
    let mut freezes: Vec<Freeze> = Vec::new();
    let mut add = |session: &Session, class: ClassId| {
        for (cause, resource, span) in causes(plan, session) {
            let is_same = |freeze: &&mut Freeze| {
                freeze.cause == cause
                    && freeze.families == [session.family]
                    && freeze.resource.map(|own| own.id) == resource.map(|own| own.id)
            };
            match freezes.iter_mut().find(is_same) {
                Some(freeze) => {
                    freeze.classes.insert(class);
                }
                None => freezes.push(Freeze {
                    cause,
                    resource,
                    span,
                    families: vec![session.family],
                    classes: BTreeSet::from([class]),
                }),
            }
        }
    };
    // Only few neighbors can have a fault: addresses in BGPPeers, and nodes with a bad address or AS number.
    let is_suspect = |speaker: &Speaker| {
        speaker.own_as.or(plan.globals.as_number) == Known::Value(AsNumber(0))
            || Family::BOTH.iter().any(|family| speaker.address(*family).value().is_some_and(is_bad))
    };
    let mut suspects: BTreeSet<_> = plan
        .speakers
        .iter()
        .filter(|speaker| is_suspect(speaker))
        .flat_map(|speaker| Family::BOTH.into_iter().filter_map(|family| speaker.address(family).value()))
        .collect();
    suspects.extend(plan.addressed_nodes());
    let mut terms = plan.declarations.iter().map(|declaration| &declaration.terms).chain([&plan.globals.mesh_terms]);
    let has_link_local =
        plan.speakers.iter().any(|speaker| speaker.address(Family::V6).value().is_some_and(is_link_local));
    let has_gateways = plan.declarations.iter().any(|declaration| declaration.peer.gateway_as_written().is_some());
    if has_link_local || has_gateways || terms.any(|terms| !refused_terms(terms).is_empty()) {
        suspects.extend(plan.classes.all().iter().flat_map(|class| {
            let members = class.members().iter().take(2);
            members
                .flat_map(|member| Family::BOTH.map(|family| plan.speakers[*member].address(family).value()))
                .flatten()
        }));
    }
    for (id, class) in plan.classes.all().iter_with_ids() {
        for session in plan.external(class.first()) {
            add(&session, id);
        }
        for address in &suspects {
            for session in plan.with(class.first(), *address) {
                add(&session, id);
            }
        }
    }
    freezes
}

/// The causes for which BIRD rejects a session, each with its resource and its place.
fn causes<'c>(plan: &Plan<'c>, session: &Session) -> Vec<(Cause, Option<&'c Resource>, Option<FieldSpan>)> {
    let peer = session.origin.declaration().map(|peer| plan.declarations[peer].peer);
    let peer_ip = peer.and_then(|peer| peer.peer_ip.span());
    let declared_by = match session.origin {
        Origin::Mesh => plan.globals.resource,
        Origin::Declaration(peer) => Some(plan.declarations[peer].resource),
    };
    let mut causes = Vec::new();
    if session.terms.peer_as == Known::Value(AsNumber(0)) {
        causes.push((Cause::NoPeerAs, declared_by, peer_ip));
    }
    if session.address.is_some_and(is_unspecified) {
        causes.push((Cause::NoNeighbor, declared_by, peer_ip));
    }
    // The address of a node stands in the Node, unless the BGPPeer of the session names it.
    let of_node = |node: SpeakerId| {
        let fact = plan.speakers[node].node.address(session.family);
        (Cause::LinkLocal, fact.map(|fact| fact.resource), fact.and_then(|fact| fact.field.span()))
    };
    if session.address.is_some_and(is_link_local) {
        let remote = session.remote.filter(|_| peer_ip.is_none() || session.is_reverse);
        causes.push(remote.map_or((Cause::LinkLocal, declared_by, peer_ip), of_node));
    }
    if session.source.is_some_and(is_link_local) {
        causes.push(of_node(session.local));
    }
    if let Some((gateway, span)) = peer.and_then(BgpPeer::gateway_as_written)
        && gateway.is_none_or(|address| Family::of(address) != session.family)
    {
        causes.push((Cause::Gateway, declared_by, Some(span)));
    }
    if session.address.is_some() {
        let refused = refused_terms(&session.terms).into_iter();
        causes.extend(refused.map(|(cause, term)| (cause, declared_by, place_of(plan, session.origin, term))));
    }
    causes
}

fn is_bad(address: IpAddr) -> bool {
    is_unspecified(address) || is_link_local(address)
}

/// The terms that BIRD rejects with any neighbor.
fn refused_terms(terms: &Terms) -> Vec<(Cause, Term)> {
    let Terms {
        restart,
        keepalive,
        password,
        // BIRD rejects 0 as the AS number of the neighbor, which is rendered if no AS number is set.
        peer_as: _,
        local_as: _,
        // BIRD accepts every value of the other terms.
        filters: _,
        ttl_security: _,
        next_hop_mode: _,
        keep_original_next_hop: _,
        source_address: _,
        allowed_local_as: _,
        gateway: _,
    } = terms;
    let is_out_of_range = |time: &Known<i64>| time.value().is_some_and(|seconds| u32::try_from(seconds).is_err());
    let breaks_file = |password: &Password| password.value.is_some_and(|value| value.breaks_bird.is_some());
    let faults = [
        (is_out_of_range(restart), Cause::Time, Term::MaxRestartTime),
        (is_out_of_range(keepalive), Cause::Time, Term::KeepaliveTime),
        (password.value().is_some_and(|password| breaks_file(&password)), Cause::Password, Term::Password),
    ];
    faults.into_iter().filter(|(is_fault, ..)| *is_fault).map(|(_, cause, term)| (cause, term)).collect()
}

/// The place of a term of a session; `None` where it is not written.
fn place_of(plan: &Plan, origin: Origin, term: Term) -> Option<FieldSpan> {
    match origin {
        Origin::Declaration(peer) => term.place_in(plan.declarations[peer].peer),
        Origin::Mesh => {
            let (_, fields) = plan.cluster.default_configuration()?;
            match term {
                Term::MaxRestartTime => fields.node_mesh_max_restart_time.span(),
                Term::Password => fields.node_mesh_password.span(),
                _ => None,
            }
        }
    }
}
