//! Where BIRD refuses the whole file, so that a node keeps its old BGP configuration and later changes do not apply either
//! (Calico: confd's `check_cmd`; what BIRD 1.6.8 refuses).

use std::collections::BTreeSet;

use crate::cluster::{Known, RouterIdSource, Speaker};
use crate::document::Span;
use crate::resource::value::{AsNumber, CommunityError, Family, is_link_local, is_unspecified};
use crate::resource::{BgpFilter, Field, FilterRule, Problem, ProblemKind, Resource};

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
    /// A restart or keepalive time below zero.
    NegativeTime,
    /// No router ID, or a text that is none.
    NoRouterId,
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
            Cause::NegativeTime => "a time below zero",
            Cause::NoRouterId => "no router ID",
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
    /// The classes of the nodes, by number.
    pub classes: BTreeSet<usize>,
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
    pub fn nodes_in_words(&self, classes: &BTreeSet<usize>) -> String {
        let members: Vec<usize> =
            classes.iter().flat_map(|class| self.classes.all()[*class].members.iter().copied()).collect();
        match (members.as_slice(), self.speakers.len()) {
            ([only], all) if all > 1 => format!("node `{}`", self.speakers[*only].name),
            (members, all) if members.len() == all => "every node".to_owned(),
            (members, all) => format!("{} of {all} nodes", members.len()),
        }
    }

    fn every_class(&self) -> BTreeSet<usize> {
        (0..self.classes.all().len()).collect()
    }

    fn classes_with(&self, is_wanted: impl Fn(&Speaker) -> bool) -> BTreeSet<usize> {
        let wanted = |class: &usize| is_wanted(&self.speakers[self.classes.all()[*class].first()]);
        (0..self.classes.all().len()).filter(wanted).collect()
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
    for family in Family::BOTH {
        let without_as = sessions.classes_with(|speaker| {
            speaker.address(family) != Known::Absent
                && speaker.own_as.or(sessions.globals.as_number) == Known::Value(AsNumber(0))
        });
        freezes.push(Freeze {
            cause: Cause::NoLocalAs,
            resource: None,
            span: None,
            families: vec![family],
            classes: without_as,
        });
    }
    freezes.retain(|freeze| !freeze.classes.is_empty());
    freezes
}

/// What a session has in it.
fn by_session<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut freezes: Vec<Freeze> = Vec::new();
    let mut add = |session: &Session, class: usize| {
        for (cause, span) in causes(sessions, session) {
            let resource = match session.origin {
                Origin::Mesh => sessions.globals.resource,
                Origin::Peering(number) => Some(sessions.peerings[number].resource),
            };
            let is_same = |freeze: &&mut Freeze| {
                freeze.cause == cause
                    && freeze.families == [session.family]
                    && freeze.resource.map(|one| (one.source, one.span)) == resource.map(|one| (one.source, one.span))
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
    let has_negative_time = |number: &usize| negative_time(sessions, Origin::Peering(*number)).is_some();
    if (0..sessions.peerings.len()).any(|number| has_negative_time(&number))
        || negative_time(sessions, Origin::Mesh).is_some()
    {
        suspects.extend(sessions.classes.all().iter().flat_map(|class| {
            let members = class.members.iter().take(2);
            members
                .flat_map(|member| Family::BOTH.map(|family| sessions.speakers[*member].address(family).value()))
                .flatten()
        }));
    }
    for (number, class) in sessions.classes.all().iter().enumerate() {
        for session in sessions.external(class.first()) {
            add(&session, number);
        }
        for address in &suspects {
            for session in sessions.to(class.first(), *address).sessions {
                add(&session, number);
            }
        }
    }
    freezes
}

/// What BIRD refuses about a session, with the place that says it.
fn causes(sessions: &Sessions, session: &Session) -> Vec<(Cause, Option<Span>)> {
    let peer = session.origin.peering().map(|number| sessions.peerings[number].peer);
    let peer_ip = peer.and_then(|peer| peer.peer_ip.span());
    let mut causes = Vec::new();
    if session.peer_as == Known::Value(AsNumber(0)) {
        causes.push((Cause::NoPeerAs, peer_ip));
    }
    if session.address.is_some_and(is_unspecified) {
        causes.push((Cause::NoNeighbour, peer_ip));
    }
    if session.address.is_some_and(is_link_local) {
        causes.push((Cause::LinkLocal, peer_ip));
    }
    if let Some(span) = negative_time(sessions, session.origin).filter(|_| session.address.is_some()) {
        causes.push((Cause::NegativeTime, Some(span)));
    }
    causes
}

fn is_bad(address: std::net::IpAddr) -> bool {
    is_unspecified(address) || is_link_local(address)
}

/// Where a time below zero is written.
fn negative_time(sessions: &Sessions, origin: Origin) -> Option<Span> {
    let resource = match origin {
        Origin::Mesh => sessions.globals.resource?,
        Origin::Peering(number) => sessions.peerings[number].resource,
    };
    let is_of_sessions = |field: &str| matches!(field, "maxRestartTime" | "keepaliveTime" | "nodeMeshMaxRestartTime");
    let problem = resource
        .problems
        .iter()
        .find(|problem| problem.kind == ProblemKind::NegativeDuration && is_of_sessions(&problem.field))?;
    Some(problem.span)
}

/// Two nodes with one address give a third one two sessions of one name.
fn repeated_names<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut by_family = Family::BOTH.map(|_| BTreeSet::new());
    let mut shared: Vec<_> =
        sessions.at_address.iter().filter(|(_, nodes)| nodes.len() > 1).map(|(address, _)| *address).collect();
    shared.sort_unstable();
    for address in shared {
        for (number, class) in sessions.classes.all().iter().enumerate() {
            let ends = sessions.to(class.first(), address).sessions;
            if ends.windows(2).any(|pair| pair[0].rank() == pair[1].rank()) {
                by_family[Family::of(address) as usize].insert(number);
            }
        }
    }
    let freeze = |(family, classes): (Family, BTreeSet<usize>)| Freeze {
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
                families: family.map_or(Family::BOTH.to_vec(), |family| vec![family]),
                classes: sessions.every_class(),
            });
        }
    }
    freezes.retain(|freeze| !freeze.classes.is_empty());
    freezes
}

/// The rules of a BGPFilter that BIRD refuses, or that confd cannot render at all, which keeps both files as they are.
fn filter_faults(resource: &Resource, filter: &BgpFilter) -> Vec<(Option<Family>, Span)> {
    let mut faults = Vec::new();
    for problem in &resource.problems {
        match &problem.kind {
            ProblemKind::HostBits { .. } => faults.push((family_at(filter, problem.span), problem.span)),
            ProblemKind::UnknownWord { .. }
                if ["action", "matchOperator", "source"].contains(&problem.field.as_str()) =>
            {
                faults.push((None, problem.span));
            }
            _ => {}
        }
    }
    for (family, rule) in rules(filter) {
        let span = rule.cidr.span();
        if let (Some(cidr), Some(span)) = (rule.cidr.value(), span) {
            if Family::of(cidr.ip()) != family {
                faults.push((Some(family), span));
            }
            if rule.match_operator.is_absent() {
                faults.push((None, span));
            }
        }
        faults.extend(empty_range(rule).map(|span| (Some(family), span)));
    }
    faults
}

fn rules(filter: &BgpFilter) -> impl Iterator<Item = (Family, &FilterRule)> {
    let lists = [
        (Family::V4, &filter.export_v4),
        (Family::V4, &filter.import_v4),
        (Family::V6, &filter.export_v6),
        (Family::V6, &filter.import_v6),
    ];
    lists
        .into_iter()
        .flat_map(|(family, list)| list.items().iter().filter_map(Field::value).map(move |rule| (family, rule)))
}

/// The family of the list that a place of a BGPFilter stands in.
fn family_at(filter: &BgpFilter, place: Span) -> Option<Family> {
    rules(filter).find(|(_, rule)| rule.cidr.span() == Some(place)).map(|(family, _)| family)
}

/// Where a rule's range of prefix lengths is empty: the least is raised to the network's own length before.
fn empty_range(rule: &FilterRule) -> Option<Span> {
    let cidr = rule.cidr.value()?;
    let lengths = rule.prefix_length.value()?;
    let least = lengths.min.value().copied().unwrap_or(0).max(i64::from(cidr.prefix()));
    let most = *lengths.max.value()?;
    (lengths.min.is_certain() && least > most).then(|| lengths.max.span())?
}

/// What is wrong with the rest of a BGPConfiguration: communities and networks.
fn by_configuration<'c>(sessions: &Sessions<'c>) -> Vec<Freeze<'c>> {
    let mut freezes = Vec::new();
    for (resource, _) in sessions.cluster.effective_configurations() {
        let node = resource.name().strip_prefix("node.");
        let classes = match node {
            None => sessions.every_class(),
            // A node that a BGPConfiguration names is a class of its own.
            Some(name) => sessions.classes_with(|speaker| speaker.name == name),
        };
        let is_fault = |problem: &&Problem| {
            matches!(&problem.kind, ProblemKind::HostBits { .. })
                || matches!(&problem.kind, ProblemKind::InvalidCommunity { reason: CommunityError::PartOutOfRange, .. })
        };
        for problem in resource.problems.iter().filter(is_fault).filter(|_| !classes.is_empty()) {
            freezes.push(Freeze {
                cause: Cause::Configuration,
                resource: Some(resource),
                span: Some(problem.span),
                families: Family::BOTH.to_vec(),
                classes: classes.clone(),
            });
        }
    }
    freezes
}
