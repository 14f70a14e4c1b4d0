//! Where BIRD refuses the whole file, so that a node keeps its old BGP configuration and later changes do not apply either
//! (Calico: confd's `check_cmd`; what BIRD 1.6.8 refuses).

use std::collections::BTreeSet;

use crate::cluster::{ClassId, RouterIdSource, Speaker, SpeakerId};
use crate::document::Span;
use crate::filter;
use crate::known::Known;
use crate::resource::value::{AsNumber, CommunityError, Family, GoDuration, is_link_local, is_unspecified};
use crate::resource::{BgpConfiguration, BgpFilter, Field, FilterRule, ProblemKind, Resource, SecretKey};

use super::password::Password;
use super::plan::Sessions;
use super::rendered::{Origin, Session};

/// Why BIRD refuses a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A neighbour without an AS number: `as 0`.
    NoPeerAs,
    /// The node's own AS number is 0.
    NoLocalAs,
    /// The neighbour is `0.0.0.0` or `::`.
    NoNeighbour,
    /// The neighbour is link-local, while every session is multihop.
    LinkLocal,
    /// A restart or keepalive time below zero, or beyond what BIRD can hold.
    Time,
    /// A password with a line end or a double quote.
    Password,
    /// No router ID, or a text that is none.
    NoRouterId,
    /// A cluster ID with a mask, where there is a client.
    ClusterId,
    /// Two sessions of one name, since two neighbours have one address.
    RepeatedName,
    /// A BGPFilter, which every node renders.
    Filter,
    /// A part of a BGPConfiguration other than its sessions.
    Configuration,
}

impl Cause {
    /// The reason in words.
    pub fn name(self) -> &'static str {
        match self {
            Cause::NoPeerAs => "a neighbour without an AS number",
            Cause::NoLocalAs => "AS number 0",
            Cause::NoNeighbour => "a neighbour that stands for none",
            Cause::LinkLocal => "a link-local neighbour",
            Cause::Time => "a time that it cannot hold",
            Cause::Password => "a password with a line end or a double quote",
            Cause::NoRouterId => "no router ID",
            Cause::ClusterId => "a cluster ID with a mask",
            Cause::RepeatedName => "two neighbours with one address",
            Cause::Filter => "a rule that it cannot read",
            Cause::Configuration => "a value that it cannot read",
        }
    }
}

/// A reason for which BIRD refuses the files of some nodes.
#[derive(Clone, Debug)]
pub struct Freeze<'c> {
    /// The reason.
    pub cause: Cause,
    /// The resource that gives it; `None` where it is no single one.
    pub resource: Option<&'c Resource>,
    /// The place within it, where it is written.
    pub span: Option<Span>,
    /// The families whose file is refused.
    pub families: Vec<Family>,
    /// The classes of the nodes.
    pub classes: BTreeSet<ClassId>,
}

/// Finds the reasons.
pub(super) fn find<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut freezes = by_node(sessions);
    freezes.extend(by_session(sessions));
    freezes.extend(repeated_names(sessions));
    freezes.extend(by_filter(sessions));
    freezes.extend(by_configuration(sessions));
    freezes
}

impl<'c> Sessions<'c> {
    /// The nodes of some classes in words: "every node", "node `worker-1`", "3 of 12 nodes".
    pub fn nodes_in_words(&self, classes: &BTreeSet<ClassId>) -> String {
        let members: Vec<SpeakerId> = classes.iter().flat_map(|class| self.members(*class).iter().copied()).collect();
        match (members.as_slice(), self.speakers.len()) {
            ([only], all) if all > 1 => format!("node `{}`", self.name(*only)),
            (members, all) if members.len() == all => "every node".to_owned(),
            (members, all) => format!("{} of {all} nodes", members.len()),
        }
    }

    /// The reasons that a place in a resource gives.
    pub fn freezes_at(&self, resource: &Resource, span: Span) -> impl Iterator<Item = &Freeze<'c>> {
        self.freezes()
            .iter()
            .filter(move |freeze| freeze.span == Some(span) && freeze.resource.is_some_and(|own| own.id == resource.id))
    }

    /// The classes whose nodes have a session with a node over a family.
    pub fn classes_that_peer_with(&self, speaker: SpeakerId, family: Family) -> BTreeSet<ClassId> {
        let Known::Value(address) = self.speakers[speaker].address(family) else {
            return BTreeSet::new();
        };
        let peers = |class: &ClassId| {
            let members = &self.members(*class);
            let member = members.iter().find(|member| **member != speaker);
            member.is_some_and(|member| !self.to(*member, address).sessions.is_empty())
        };
        self.classes.ids().filter(peers).collect()
    }

    fn every_class(&self) -> BTreeSet<ClassId> {
        self.classes.ids().collect()
    }

    fn classes_with(&self, is_wanted: impl Fn(&Speaker) -> bool) -> BTreeSet<ClassId> {
        let wanted = |class: &ClassId| is_wanted(&self.speakers[self.first_of(*class)]);
        self.classes.ids().filter(wanted).collect()
    }
}

/// What a node is: its router ID and its own AS number.
fn by_node<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut freezes = Vec::new();
    let is_given = matches!(sessions.cluster.router_id_source(), RouterIdSource::Literal(_));
    let variable = sessions.cluster.router_id_variable().filter(|_| is_given);
    let without_id = sessions.classes_with(|speaker| speaker.has_address() && speaker.router_id == Known::Absent);
    freezes.push(Freeze {
        cause: Cause::NoRouterId,
        resource: variable.map(|(resource, _)| resource),
        span: variable.and_then(|(_, field)| field.span()),
        families: Family::BOTH.to_vec(),
        classes: without_id,
    });
    // Without a session neither is rendered.
    let is_faulty = |cause: Cause, session: &Session| match cause {
        Cause::NoLocalAs => session.local_as == Known::Value(AsNumber(0)),
        _ => matches!(session.cluster_id, Known::Value(_)) && sessions.speakers[session.local].has_masked_cluster_id,
    };
    let suspects = sessions.classes_with(|speaker| {
        speaker.has_masked_cluster_id || speaker.own_as.or(sessions.globals.as_number) == Known::Value(AsNumber(0))
    });
    for cause in [Cause::NoLocalAs, Cause::ClusterId] {
        for family in Family::BOTH {
            let has_fault = |class: &ClassId| {
                let mut own = sessions.of_class(*class).into_iter().map(|(session, _)| session);
                own.any(|session| session.family == family && session.address.is_some() && is_faulty(cause, &session))
            };
            let classes = suspects.iter().copied().filter(has_fault).collect();
            freezes.push(Freeze { cause, resource: None, span: None, families: vec![family], classes });
        }
    }
    freezes.retain(|freeze| !freeze.classes.is_empty());
    freezes
}

/// What a session has in it.
fn by_session<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut freezes: Vec<Freeze> = Vec::new();
    let mut add = |session: &Session, class: ClassId| {
        for (cause, span) in causes(sessions, session) {
            let resource = match session.origin {
                Origin::Mesh => sessions.globals.resource,
                Origin::Peering(peer) => Some(sessions.peerings[peer].resource),
            };
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
    // Only few neighbours can be at fault: those that are addressed, and nodes with a bad address or AS number.
    let is_suspect = |speaker: &Speaker| {
        speaker.own_as.or(sessions.globals.as_number) == Known::Value(AsNumber(0))
            || Family::BOTH.iter().any(|family| speaker.address(*family).value().is_some_and(is_bad))
    };
    let mut suspects: BTreeSet<_> = sessions
        .speakers
        .iter()
        .filter(|speaker| is_suspect(speaker))
        .flat_map(|speaker| Family::BOTH.into_iter().filter_map(|family| speaker.address(family).value()))
        .collect();
    suspects.extend(sessions.addressed_nodes());
    let mut origins = sessions.peerings.ids().map(Origin::Peering).chain([Origin::Mesh]);
    let has_link_local =
        sessions.speakers.iter().any(|speaker| speaker.address(Family::V6).value().is_some_and(is_link_local));
    if has_link_local || origins.any(|origin| !faults_of(sessions, origin).is_empty()) {
        suspects.extend(sessions.classes.all().iter().flat_map(|class| {
            let members = class.members().iter().take(2);
            members
                .flat_map(|member| Family::BOTH.map(|family| sessions.speakers[*member].address(family).value()))
                .flatten()
        }));
    }
    for (id, class) in sessions.classes.all().iter_with_ids() {
        for session in sessions.external(class.first()) {
            add(&session, id);
        }
        for address in &suspects {
            for session in sessions.to(class.first(), *address).sessions {
                add(&session, id);
            }
        }
    }
    freezes
}

/// What BIRD refuses about a session, with the place that says it.
fn causes(sessions: &Sessions, session: &Session) -> Vec<(Cause, Option<Span>)> {
    let peer = session.origin.peering().map(|peer| sessions.peerings[peer].peer);
    let peer_ip = peer.and_then(|peer| peer.peer_ip.span());
    let mut causes = Vec::new();
    if session.peer_as == Known::Value(AsNumber(0)) {
        causes.push((Cause::NoPeerAs, peer_ip));
    }
    if session.address.is_some_and(is_unspecified) {
        causes.push((Cause::NoNeighbour, peer_ip));
    }
    if session.address.is_some_and(is_link_local) || session.source.is_some_and(is_link_local) {
        causes.push((Cause::LinkLocal, peer_ip));
    }
    if session.address.is_some() {
        causes.extend(faults_of(sessions, session.origin).into_iter().map(|(cause, span)| (cause, Some(span))));
    }
    causes
}

fn is_bad(address: std::net::IpAddr) -> bool {
    is_unspecified(address) || is_link_local(address)
}

/// What BIRD refuses about all sessions that one BGPPeer, or the mesh, declares.
fn faults_of(sessions: &Sessions, origin: Origin) -> Vec<(Cause, Span)> {
    let out_of_range = |time: &Field<GoDuration>| {
        let fits = time.value().is_none_or(|time| u32::try_from(time.rounded_seconds()).is_ok());
        time.span().filter(|_| !fits).map(|span| (Cause::Time, span))
    };
    let broken = |password: Known<Password>, field: &Field<SecretKey>| {
        let value = password.value().and_then(|password| password.value);
        field
            .span()
            .filter(|_| value.is_some_and(|value| value.breaks_bird.is_some()))
            .map(|span| (Cause::Password, span))
    };
    let faults = match origin {
        Origin::Peering(peer) => {
            let (peer, password) = (sessions.peerings[peer].peer, sessions.peerings[peer].password);
            [out_of_range(&peer.max_restart_time), out_of_range(&peer.keepalive_time), broken(password, &peer.password)]
        }
        Origin::Mesh => match sessions.cluster.default_configuration() {
            Some((_, fields)) => {
                let password = broken(sessions.globals.mesh_password, &fields.node_mesh_password);
                [out_of_range(&fields.node_mesh_max_restart_time), password, None]
            }
            None => [None; 3],
        },
    };
    faults.into_iter().flatten().collect()
}

/// Two nodes with one address give a third one two sessions of one name.
fn repeated_names<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut by_family = Family::BOTH.map(|_| BTreeSet::new());
    let mut shared: Vec<_> =
        sessions.at_address.iter().filter(|(_, nodes)| nodes.len() > 1).map(|(address, _)| *address).collect();
    shared.sort_unstable();
    for address in shared {
        for (id, class) in sessions.classes.all().iter_with_ids() {
            let ends = sessions.to(class.first(), address).sessions;
            if ends.windows(2).any(|pair| pair[0].rank() == pair[1].rank()) {
                by_family[Family::of(address) as usize].insert(id);
            }
        }
    }
    let freeze = |(family, classes): (Family, BTreeSet<ClassId>)| Freeze {
        cause: Cause::RepeatedName,
        resource: None,
        span: None,
        families: vec![family],
        classes,
    };
    Family::BOTH.into_iter().zip(by_family).filter(|(_, classes)| !classes.is_empty()).map(freeze).collect()
}

/// What is wrong with a BGPFilter: every node renders all of them, whether a session uses them or not.
fn by_filter<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut freezes = Vec::new();
    for (resource, filter) in sessions.cluster.filters() {
        for (family, span) in filter_faults(resource, filter) {
            freezes.push(Freeze {
                cause: Cause::Filter,
                resource: Some(resource),
                span: Some(span),
                families: vec![family],
                classes: sessions.every_class(),
            });
        }
    }
    freezes.retain(|freeze| !freeze.classes.is_empty());
    freezes
}

/// The rules of a BGPFilter that BIRD refuses, or that confd cannot render, which keeps that family's file as it is.
fn filter_faults(resource: &Resource, filter: &BgpFilter) -> Vec<(Family, Span)> {
    let mut faults = Vec::new();
    for problem in &resource.problems {
        let is_fault = match &problem.kind {
            ProblemKind::HostBits { .. } => true,
            ProblemKind::InvalidCommunity { reason, .. } => *reason == CommunityError::PartOutOfRange,
            ProblemKind::UnknownWord { .. } => ["action", "matchOperator", "source"].contains(&problem.field.as_str()),
            _ => false,
        };
        faults.extend(family_at(filter, problem.span).filter(|_| is_fault).map(|family| (family, problem.span)));
    }
    for (family, _, rule) in rules(filter) {
        if let (Some(cidr), Some(span)) = (rule.cidr.value(), rule.cidr.span()) {
            // An IPv4 network in IPv6's file is refused with a range of lengths only.
            let is_other = Family::of(cidr.ip()) != family && (family == Family::V4 || rule.prefix_length.is_set());
            if is_other || rule.match_operator.is_absent() {
                faults.push((family, span));
            }
        }
        faults.extend(filter::empty_range(rule).map(|span| (family, span)));
    }
    faults
}

/// The rules with the family of their list, and where each stands.
fn rules(filter: &BgpFilter) -> impl Iterator<Item = (Family, Option<Span>, &FilterRule)> {
    filter.lists().into_iter().flat_map(|list| {
        list.rules.items().iter().filter_map(move |item| Some((list.family, item.span(), item.value()?)))
    })
}

/// The family of the list that a place of a BGPFilter stands in.
fn family_at(filter: &BgpFilter, place: Span) -> Option<Family> {
    let mut around = rules(filter).filter(|(_, span, _)| span.is_some_and(|span| span.contains(place)));
    around.next().map(|(family, ..)| family)
}

/// What is wrong with the rest of a BGPConfiguration: networks and communities, each in its family's file.
fn by_configuration<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let advertising: Vec<&str> = sessions
        .cluster
        .configurations()
        .filter(|(_, fields)| fields.prefix_advertisements.is_set())
        .filter_map(|(resource, _)| resource.name().strip_prefix("node."))
        .collect();
    let mut freezes = Vec::new();
    for (resource, fields) in sessions.cluster.effective_configurations() {
        let node = resource.name().strip_prefix("node.");
        for (family, span) in advertisement_faults(resource, fields) {
            // A node with advertisements of its own takes none of the cluster's.
            let classes = sessions.classes_with(|speaker| match node {
                Some(name) => speaker.name == name,
                None => !advertising.contains(&speaker.name),
            });
            freezes.push((family, span, classes, resource));
        }
        for (family, span) in service_faults(resource, fields).filter(|_| node.is_none()) {
            freezes.push((family, span, sessions.every_class(), resource));
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

fn has_host_bits(resource: &Resource, span: Option<Span>) -> bool {
    resource
        .problems
        .iter()
        .any(|problem| Some(problem.span) == span && matches!(problem.kind, ProblemKind::HostBits { .. }))
}

fn advertisement_faults(resource: &Resource, fields: &BgpConfiguration) -> Vec<(Family, Span)> {
    let is_out_of_range = |span: Option<Span>| {
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
        let mut spans: Vec<Option<Span>> = vec![advertisement.cidr.span()];
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
) -> impl Iterator<Item = (Family, Span)> + 'r {
    let lists = [&fields.service_cluster_ips, &fields.service_external_ips, &fields.service_load_balancer_ips];
    let ranges = lists.into_iter().flat_map(|list| list.items()).filter_map(Field::value);
    let faulty = ranges.filter(|range| has_host_bits(resource, range.cidr.span()));
    faulty.filter_map(|range| Some((Family::of(range.cidr.value()?.ip()), range.cidr.span()?)))
}
