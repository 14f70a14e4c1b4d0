//! The terms of a session: the one table of the fields of a BGPPeer that say how its sessions are, not whose.
//!
//! `Terms` is taken apart without `..` wherever each term must be looked at, and so is the BGPPeer that it is read from: a
//! new field does not compile until it is compared here, shown by `topology` and judged by `freeze`.

use std::net::IpAddr;

use crate::known::{Known, Truth};
use crate::resource::value::AsNumber;
use crate::resource::{BgpPeer, Field, FieldSpan, NextHopMode, SourceAddress, Word, vocabulary};

use super::password::Password;

/// The terms that a BGPPeer gives to its sessions, or those that a session has. Zero values and defaults are absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms<'c> {
    /// The AS number expected of the neighbour.
    pub peer_as: Known<AsNumber>,
    /// The AS number that the node claims.
    pub local_as: Known<AsNumber>,
    /// Where the TCP MD5 password is (RFC 2385).
    pub password: Known<Password<'c>>,
    /// Names of BGPFilters, as the BGPPeer has them.
    pub filters: &'c [Field<String>],
    /// The number of hops within which the neighbour must be (RFC 5082); absent: any.
    pub ttl_security: Known<i64>,
    /// What becomes of the next hop of routes sent (RFC 4271 section 5.1.3); absent: as BGP prescribes.
    pub next_hop_mode: Known<NextHopMode>,
    /// The deprecated form of `nextHopMode: Keep`; absent from a session, whose `next_hop_mode` says what became of it.
    pub keep_original_next_hop: Known<bool>,
    /// The address that the node dials from; absent: its own.
    pub source_address: Known<SourceAddress>,
    /// Graceful restart time offered, in seconds (RFC 4724).
    pub restart: Known<i64>,
    /// Time between keepalives, in seconds.
    pub keepalive: Known<i64>,
    /// How often the own AS number may stand in the path of a route received.
    pub allowed_local_as: Known<i64>,
    /// The gateway that the neighbour is reached by.
    pub gateway: Known<IpAddr>,
}

vocabulary! {
    /// What two sessions, or two BGPPeers, can differ in, in the order in which it is told.
    Term {
        /// The port that is dialled.
        "port" => Port,
        /// The AS number expected of the neighbour.
        "asNumber" => AsNumber,
        /// The AS number that the node claims.
        "localASNumber" => LocalAsNumber,
        /// The TCP MD5 password.
        "password" => Password,
        /// The BGPFilters.
        "filters" => Filters,
        /// The number of hops within which the neighbour must be.
        "ttlSecurity" => TtlSecurity,
        /// What becomes of the next hop.
        "nextHopMode" => NextHopMode,
        /// The deprecated form of it.
        "keepOriginalNextHop" => KeepOriginalNextHop,
        /// The address that the node dials from.
        "sourceAddress" => SourceAddress,
        /// Graceful restart time.
        "maxRestartTime" => MaxRestartTime,
        /// Time between keepalives.
        "keepaliveTime" => KeepaliveTime,
        /// How often the own AS number may stand in a path.
        "numAllowedLocalASNumbers" => NumAllowedLocalAsNumbers,
        /// The gateway that the neighbour is reached by.
        "reachableBy" => ReachableBy,
        /// Whether the neighbour is a client of the reflector, which no field says.
        "reflector client" => ReflectorClient,
        /// Whether the node waits for the neighbour to dial, which no field says.
        "passive end" => PassiveEnd,
    }
}

impl Term {
    /// The name of the BGPPeer's field, or words where there is none.
    pub fn name(self) -> &'static str {
        self.text()
    }

    /// The BGPPeer's field, as far as it matters whether and where it is written; `None` where no field says it.
    fn field_of(self, peer: &BgpPeer) -> Option<Written> {
        Some(match self {
            Term::Port => Written::of(&peer.peer_ip, |target| target.port.is_none()),
            Term::AsNumber => Written::of(&peer.as_number, is_no_as),
            Term::LocalAsNumber => Written::of(&peer.local_as_number, is_no_as),
            Term::Password => Written::of(&peer.password, |_| false),
            Term::Filters => Written::of(&peer.filters, Vec::is_empty),
            Term::TtlSecurity => Written::of(&peer.ttl_security, is_off),
            Term::NextHopMode => Written::of(&peer.next_hop_mode, is_auto),
            Term::KeepOriginalNextHop => Written::of(&peer.keep_original_next_hop, is_false),
            Term::SourceAddress => Written::of(&peer.source_address, is_node_ip),
            Term::MaxRestartTime => Written::of(&peer.max_restart_time, |_| false),
            Term::KeepaliveTime => Written::of(&peer.keepalive_time, |_| false),
            Term::NumAllowedLocalAsNumbers => Written::of(&peer.num_allowed_local_as_numbers, is_off),
            Term::ReachableBy => Written::of(&peer.reachable_by, |_| false),
            Term::ReflectorClient | Term::PassiveEnd => return None,
        })
    }

    /// Where a BGPPeer writes it; `None` where it does not.
    pub fn place_in(self, peer: &BgpPeer) -> Option<FieldSpan> {
        self.field_of(peer)?.span
    }

    /// Where a BGPPeer writes it with more than a zero value.
    pub fn set_in(self, peer: &BgpPeer) -> Option<FieldSpan> {
        let field = self.field_of(peer)?;
        field.span.filter(|_| field.is_set)
    }

    /// Whether Calico uses it on sessions with neighbours that are chosen in this way.
    fn is_used(self, with: Chosen) -> bool {
        match self {
            Term::LocalAsNumber => with != Chosen::BySelector,
            Term::NumAllowedLocalAsNumbers => with == Chosen::ByAddress,
            Term::Password
            | Term::TtlSecurity
            | Term::NextHopMode
            | Term::KeepOriginalNextHop
            | Term::MaxRestartTime
            | Term::KeepaliveTime => with != Chosen::Pods,
            Term::Filters => true,
            // Of what is left Calico takes nothing amiss: other fields say with whom to peer, and from where.
            Term::Port | Term::AsNumber | Term::SourceAddress | Term::ReachableBy => true,
            Term::ReflectorClient | Term::PassiveEnd => true,
        }
    }
}

/// How a BGPPeer chooses its neighbours, as far as its terms depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    ByAddress,
    BySelector,
    Pods,
}

/// Whether and where a field is written.
struct Written {
    span: Option<FieldSpan>,
    key: Option<FieldSpan>,
    is_set: bool,
    /// Whether it is written for certain, with more than what Calico takes for not written.
    is_meant: bool,
}

impl Written {
    fn of<T>(field: &Field<T>, is_default: impl Fn(&T) -> bool) -> Written {
        Written {
            span: field.span(),
            key: field.key_span(),
            is_set: field.is_set(),
            is_meant: field.is_surely_set() && !field.value().is_some_and(is_default),
        }
    }
}

fn is_no_as(number: &AsNumber) -> bool {
    *number == AsNumber(0)
}

/// A number of which zero and less stand for nothing.
fn is_off(number: &i64) -> bool {
    *number <= 0
}

fn is_auto(mode: &NextHopMode) -> bool {
    *mode == NextHopMode::Auto
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_node_ip(source: &SourceAddress) -> bool {
    *source == SourceAddress::UseNodeIp
}

/// The terms that a BGPPeer writes and that Calico does not use on its sessions, each with the place of its name.
pub fn ignored_terms(peer: &BgpPeer) -> Vec<(Term, FieldSpan)> {
    let chosen = match (peer.local_workload_selector.is_surely_set(), peer.peer_selector.is_surely_set()) {
        (true, _) => Chosen::Pods,
        (false, true) => Chosen::BySelector,
        (false, false) => Chosen::ByAddress,
    };
    let ignored = Term::ALL.iter().map(|(_, term)| *term).filter(|term| !term.is_used(chosen));
    let written = ignored.filter_map(|term| {
        let field = term.field_of(peer).filter(|field| field.is_meant)?;
        Some((term, field.key?))
    });
    written.collect()
}

/// What two sessions, or two BGPPeers, differ in.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The terms that differ for certain.
    pub terms: Vec<Term>,
    /// Whether there may be more, since something is not known.
    pub is_open: bool,
}

impl Difference {
    /// Of all terms, each with whether it is the same, those that differ.
    pub(super) fn of(terms: impl IntoIterator<Item = (Term, Truth)>) -> Difference {
        let mut difference = Difference::default();
        for (term, is_same) in terms {
            match is_same {
                Truth::Yes => {}
                Truth::No => difference.terms.push(term),
                Truth::Unknown => difference.is_open = true,
            }
        }
        difference
    }

    /// Both differences together, in the order of the terms.
    pub(super) fn and(mut self, other: Difference) -> Difference {
        self.terms.extend(other.terms);
        self.terms.sort_unstable();
        Difference { terms: self.terms, is_open: self.is_open || other.is_open }
    }
}

impl<'c> Terms<'c> {
    /// The terms that a BGPPeer gives, with the password that confd finds for it.
    pub(super) fn of(peer: &'c BgpPeer, password: Known<Password<'c>>) -> Terms<'c> {
        let BgpPeer {
            as_number,
            filters,
            keep_original_next_hop,
            keepalive_time,
            local_as_number,
            max_restart_time,
            next_hop_mode,
            num_allowed_local_as_numbers,
            reachable_by,
            source_address,
            ttl_security,
            // The password is found in a Secret; the others say whose the sessions are.
            password: _,
            local_workload_selector: _,
            node: _,
            node_selector: _,
            peer_ip: _,
            dialled: _,
            peer_selector: _,
            reverse_peering: _,
        } = peer;
        Terms {
            peer_as: as_number.to_known(),
            local_as: local_as_number.to_known().unless(is_no_as),
            password,
            filters: filters.items(),
            ttl_security: ttl_security.to_known().unless(is_off),
            next_hop_mode: next_hop_mode.to_known().unless(is_auto),
            // Beside `nextHopMode` it counts for nothing.
            keep_original_next_hop: match next_hop_mode.to_known() {
                Known::Value(_) => Known::Absent,
                _ => keep_original_next_hop.to_known().unless(is_false),
            },
            source_address: source_address.to_known().unless(is_node_ip),
            restart: max_restart_time.to_known().map(|time| time.rounded_seconds()),
            keepalive: keepalive_time.to_known().map(|time| time.rounded_seconds()),
            allowed_local_as: num_allowed_local_as_numbers.to_known().unless(is_off),
            gateway: reachable_by.to_known(),
        }
    }

    /// What is left of the terms for neighbours that a selector chooses, or that are peered back with.
    pub(super) fn by_selector(self) -> Terms<'c> {
        Terms { local_as: Known::Absent, allowed_local_as: Known::Absent, ..self }
    }

    /// What is left of the terms for pods.
    pub(super) fn for_pods(self) -> Terms<'c> {
        let Terms { peer_as, local_as, filters, .. } = self;
        Terms { peer_as, local_as, filters, ..Terms::default() }
    }

    /// The terms between two AS numbers: `keepOriginalNextHop`, which gives way to `nextHopMode`, only acts between
    /// different ones.
    pub(super) fn between(self, peer_as: Known<AsNumber>, local_as: Known<AsNumber>) -> Terms<'c> {
        let kept = match (self.keep_original_next_hop, peer_as.same(local_as)) {
            (Known::Unknown, _) | (Known::Value(true), Truth::Unknown) => Known::Unknown,
            (Known::Value(true), Truth::No) => Known::Value(NextHopMode::Keep),
            _ => Known::Absent,
        };
        let next_hop_mode = self.next_hop_mode.or(kept);
        Terms { peer_as, local_as, next_hop_mode, keep_original_next_hop: Known::Absent, ..self }
    }

    /// In what other terms differ, as far as it is known.
    pub fn differ(&self, other: &Terms) -> Difference {
        let Terms {
            peer_as,
            local_as,
            password,
            filters,
            ttl_security,
            next_hop_mode,
            keep_original_next_hop,
            source_address,
            restart,
            keepalive,
            allowed_local_as,
            gateway,
        } = *self;
        Difference::of([
            (Term::AsNumber, peer_as.same(other.peer_as)),
            (Term::LocalAsNumber, local_as.same(other.local_as)),
            (Term::Password, password.same(other.password)),
            (Term::Filters, same_filters(filters, other.filters)),
            (Term::TtlSecurity, ttl_security.same(other.ttl_security)),
            (Term::NextHopMode, next_hop_mode.same(other.next_hop_mode)),
            (Term::KeepOriginalNextHop, keep_original_next_hop.same(other.keep_original_next_hop)),
            (Term::SourceAddress, source_address.same(other.source_address)),
            (Term::MaxRestartTime, restart.same(other.restart)),
            (Term::KeepaliveTime, keepalive.same(other.keepalive)),
            (Term::NumAllowedLocalAsNumbers, allowed_local_as.same(other.allowed_local_as)),
            (Term::ReachableBy, gateway.same(other.gateway)),
        ])
    }

    /// Whether both ends are in one AS; `None` where that cannot be known.
    pub fn is_internal(&self) -> Option<bool> {
        Some(self.peer_as.value()? == self.local_as.value()?)
    }
}

/// Whether two lists name the same BGPFilters in the same order.
fn same_filters(one: &[Field<String>], other: &[Field<String>]) -> Truth {
    let names = |list: &[Field<String>]| list.iter().map(Field::to_known).collect::<Vec<_>>();
    let (one, other) = (names(one), names(other));
    match one.iter().chain(&other).any(Known::is_unknown) {
        true => Truth::Unknown,
        false => Truth::from(one == other),
    }
}
