//! The terms of a session: the fields of a BGPPeer that say how its sessions are, rather than with whom. This module has
//! the only table of these fields.
//!
//! Code that must look at each term takes `Terms` apart without `..`, and so does the code that reads a BGPPeer. A new
//! field therefore does not compile until it is compared here, shown by `topology` and judged by `freeze`.

use std::net::IpAddr;

use crate::known::{Known, Truth};
use crate::resource::{BgpPeer, Field, FieldSpan, NextHopMode, SourceAddress, Word, vocabulary};
use crate::value::AsNumber;

use super::password::{Password, PasswordKey};

/// The terms of a BGPPeer, or of a session. Zero values and defaults are absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms<'c> {
    /// The AS number expected from the neighbor.
    pub peer_as: Known<AsNumber>,
    /// The AS number that the node uses.
    pub local_as: Known<AsNumber>,
    /// The TCP MD5 password (RFC 2385).
    pub password: Known<Password<'c>>,
    /// Names of BGPFilters, as in the BGPPeer.
    pub filters: &'c [Field<String>],
    /// The greatest number of hops to the neighbor (RFC 5082); absent means any number.
    pub ttl_security: Known<i64>,
    /// The next hop mode for routes that are sent (RFC 4271 section 5.1.3); absent means the rules of BGP.
    pub next_hop_mode: Known<NextHopMode>,
    /// The deprecated form of `nextHopMode: Keep`; absent in a session, whose `next_hop_mode` has the result.
    pub keep_original_next_hop: Known<bool>,
    /// The source address; absent means the node's own.
    pub source_address: Known<SourceAddress>,
    /// The graceful restart time, in seconds (RFC 4724).
    pub restart: Known<i64>,
    /// The interval between keepalives, in seconds.
    pub keepalive: Known<i64>,
    /// How often the AS path of a received route may contain the node's own AS number.
    pub allowed_local_as: Known<i64>,
    /// The gateway to the neighbor.
    pub gateway: Known<IpAddr>,
}

/// All terms in a form that can be compared and hashed.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct TermsKey<'c> {
    as_numbers: [Known<AsNumber>; 2],
    password: Known<PasswordKey<'c>>,
    filters: Vec<Known<&'c str>>,
    numbers: [Known<i64>; 4],
    next_hop: (Known<NextHopMode>, Known<bool>),
    source_address: Known<SourceAddress>,
    gateway: Known<IpAddr>,
}

vocabulary! {
    /// A term in which two sessions or two BGPPeers can differ, in the order of the output.
    Term {
        /// The port to which the node connects.
        "port" => Port,
        /// The AS number expected from the neighbor.
        "asNumber" => AsNumber,
        /// The AS number that the node uses.
        "localASNumber" => LocalAsNumber,
        /// The TCP MD5 password.
        "password" => Password,
        /// The BGPFilters.
        "filters" => Filters,
        /// The greatest number of hops to the neighbor.
        "ttlSecurity" => TtlSecurity,
        /// The next hop mode.
        "nextHopMode" => NextHopMode,
        /// The deprecated form of the next hop mode.
        "keepOriginalNextHop" => KeepOriginalNextHop,
        /// The source address.
        "sourceAddress" => SourceAddress,
        /// The graceful restart time.
        "maxRestartTime" => MaxRestartTime,
        /// The interval between keepalives.
        "keepaliveTime" => KeepaliveTime,
        /// How often an AS path may contain the node's own AS number.
        "numAllowedLocalASNumbers" => NumAllowedLocalAsNumbers,
        /// The gateway to the neighbor.
        "reachableBy" => ReachableBy,
        /// Whether the neighbor is a client of the reflector; no field says so.
        "reflector client" => ReflectorClient,
        /// Whether the node waits for the neighbor to connect; no field says so.
        "passive end" => PassiveEnd,
    }
}

impl Term {
    /// The name of the BGPPeer's field, or words where there is no field.
    pub fn name(self) -> &'static str {
        self.text()
    }

    /// The BGPPeer's field, as far as it matters whether and where it is written; `None` for a term without a field.
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

    /// The place of the term in a BGPPeer; `None` where it is not written.
    pub fn place_in(self, peer: &BgpPeer) -> Option<FieldSpan> {
        self.field_of(peer)?.span
    }

    /// The place of the term in a BGPPeer that writes it with more than a zero value.
    pub fn set_in(self, peer: &BgpPeer) -> Option<FieldSpan> {
        let field = self.field_of(peer)?;
        field.span.filter(|_| field.is_set)
    }

    /// Whether Calico uses the term on sessions with neighbors that are selected in this way.
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
            // Calico uses the other terms always: they say with whom to peer, and from which address.
            Term::Port | Term::AsNumber | Term::SourceAddress | Term::ReachableBy => true,
            Term::ReflectorClient | Term::PassiveEnd => true,
        }
    }
}

/// How a BGPPeer selects its neighbors, as far as its terms depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    ByAddress,
    BySelector,
    Pods,
}

/// Whether a field is written, and where.
struct Written {
    span: Option<FieldSpan>,
    key: Option<FieldSpan>,
    is_set: bool,
    /// Whether the field certainly has a value that Calico does not treat as missing.
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

/// A number that is off at zero and below.
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

/// The terms in a BGPPeer that Calico does not use on its sessions, each with the place of its key.
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

/// The terms in which two sessions or two BGPPeers differ.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// The terms that certainly differ.
    pub terms: Vec<Term>,
    /// Whether there may be more, because something is unknown.
    pub is_open: bool,
}

impl Difference {
    /// The terms that differ, from all terms with whether they are the same.
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
    /// The terms of a BGPPeer, with the password that confd finds for it.
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
            // The password comes from a Secret; the other fields say for which nodes and neighbors the sessions are.
            password: _,
            local_workload_selector: _,
            node: _,
            node_selector: _,
            peer_ip: _,
            dialed: _,
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
            // `nextHopMode` overrides it.
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

    /// The terms that remain for neighbors that a selector selects, or that get a session back.
    pub(super) fn by_selector(self) -> Terms<'c> {
        Terms { local_as: Known::Absent, allowed_local_as: Known::Absent, ..self }
    }

    /// The terms that remain for pods.
    pub(super) fn for_pods(self) -> Terms<'c> {
        let Terms { peer_as, local_as, filters, .. } = self;
        Terms { peer_as, local_as, filters, ..Terms::default() }
    }

    /// The terms between two AS numbers. `nextHopMode` overrides `keepOriginalNextHop`, which has an effect only between
    /// different AS numbers.
    pub(super) fn between(self, peer_as: Known<AsNumber>, local_as: Known<AsNumber>) -> Terms<'c> {
        let kept = match (self.keep_original_next_hop, peer_as.same(local_as)) {
            (Known::Unknown, _) | (Known::Value(true), Truth::Unknown) => Known::Unknown,
            (Known::Value(true), Truth::No) => Known::Value(NextHopMode::Keep),
            _ => Known::Absent,
        };
        let next_hop_mode = self.next_hop_mode.or(kept);
        Terms { peer_as, local_as, next_hop_mode, keep_original_next_hop: Known::Absent, ..self }
    }

    /// The terms in which others differ, as far as is known.
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

    /// A key that is equal for equal terms.
    pub(super) fn key(&self) -> TermsKey<'c> {
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
        TermsKey {
            as_numbers: [peer_as, local_as],
            password: password.map(|password| password.key()),
            filters: filters.iter().map(|name| name.as_known().map(String::as_str)).collect(),
            numbers: [ttl_security, restart, keepalive, allowed_local_as],
            next_hop: (next_hop_mode, keep_original_next_hop),
            source_address,
            gateway,
        }
    }

    /// Whether both ends are in the same AS; `None` where it is unknown.
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
