//! The effect of BGPFilters on the routes of the IPPools.

use ipnetwork::IpNetwork;

use super::manifests::Cluster;
use crate::filter::{Condition, Conditions, PrefixSet};
use crate::resource::{
    Action, BgpFilter, BgpPeer, Direction, Field, FieldSpan, FilterList, FilterRule, IpPool, MatchOperator, Resource,
};
use crate::value::Family;

/// A pool whose blocks a rule does not match, because the rule matches only the exact network of the pool.
#[derive(Clone, Copy, Debug)]
pub struct MissedBlocks<'a> {
    /// The pool.
    pub pool: &'a Resource,
    /// The prefix length of the blocks that nodes advertise.
    pub length: u8,
}

/// A rule that accepts routes outside of the pools.
#[derive(Clone, Copy, Debug)]
pub struct BroadAccept<'a> {
    /// The rule.
    pub rule: &'a FilterRule,
    /// The place of the rule.
    pub span: FieldSpan,
    /// The routes that it accepts.
    pub accepted: Accepted<'a>,
}

/// The routes that a broad rule accepts.
#[derive(Clone, Copy, Debug)]
pub enum Accepted<'a> {
    /// Every route.
    EveryRoute,
    /// All routes of a pool, and other routes.
    MoreThanPool {
        /// The pool.
        pool: &'a Resource,
        /// The network of the pool.
        cidr: IpNetwork,
    },
}

impl<'a> Cluster<'a> {
    /// The pool whose blocks a rule should match but does not; `None` if another rule of the list matches the blocks.
    pub fn missed_blocks(&self, list: &FilterList, number: usize) -> Option<MissedBlocks<'a>> {
        let rule = list.rules.items().get(number)?.value()?;
        let cidr = *rule.cidr.value()?;
        // An import rule may reject the whole pool on purpose, because other routers advertise it.
        let acts = match list.direction {
            Direction::Export => rule.action.value().is_some(),
            Direction::Import => rule.action.value() == Some(&Action::Accept),
        };
        let is_equal = rule.match_operator.value() == Some(&MatchOperator::Equal) && rule.prefix_length.is_absent();
        let missed = self.longer_blocks(cidr).filter(|_| acts && is_equal)?;
        let blocks = PrefixSet::within(cidr, missed.length, missed.length);
        let mut others = list.rules.items().iter().enumerate().filter(|(other, _)| *other != number);
        let has_other = others.any(|(_, other)| is_for_the_blocks(other, rule, list, &blocks));
        (!has_other).then_some(missed)
    }

    /// The pool for pods with exactly this network and with longer blocks.
    fn longer_blocks(&self, cidr: IpNetwork) -> Option<MissedBlocks<'a>> {
        let mut pools = self.enabled_pools().filter(|(_, pool)| pool.cidr.value() == Some(&cidr));
        pools.find_map(|(resource, pool)| {
            let length = pool.block_length().filter(|length| pool.serves_workloads() && *length > cidr.prefix())?;
            Some(MissedBlocks { pool: resource, length })
        })
    }

    /// The rules of an export list that accept routes outside of the pools. They act before Calico's own export policy,
    /// which accepts only the pools.
    pub fn broad_accepts(&self, list: &FilterList<'a>) -> Vec<BroadAccept<'a>> {
        let mut rejects = false;
        let mut broad = Vec::new();
        for rule in list.rules.items() {
            let Some((rule, span)) = rule.value().zip(rule.span()) else {
                rejects = true;
                continue;
            };
            rejects |= rule.action.value() != Some(&Action::Accept);
            let accepted = self.accepted_beside_pools(rule, list.family, rejects);
            broad.extend(accepted.map(|accepted| BroadAccept { rule, span, accepted }));
        }
        broad
    }

    /// The routes that a rule accepts, if they are more than the routes of the pools. A rule after a rejecting one may
    /// accept more.
    fn accepted_beside_pools(&self, rule: &FilterRule, family: Family, rejects: bool) -> Option<Accepted<'a>> {
        let conditions = Conditions::of(rule, family).filter(|conditions| conditions.others.is_empty())?;
        let accepts = rule.action.value() == Some(&Action::Accept);
        if !accepts || rule.match_operator.is_absent() && rule.prefix_length.is_set() {
            return None;
        }
        if rule.cidr.is_absent() {
            return rule.match_operator.is_absent().then_some(Accepted::EveryRoute);
        }
        let pools = || {
            self.enabled_pools().filter_map(|(resource, pool)| {
                let cidr = pool.cidr.value().filter(|cidr| Family::of(cidr.ip()) == family)?;
                Some((resource, *cidr, PrefixSet::below(*cidr)))
            })
        };
        // If all addresses belong to pools, nothing else can be advertised.
        let whole = conditions.prefixes.common(&PrefixSet::single_addresses(family));
        let beside = pools().fold(whole, |left, (.., routes)| left.without(&routes));
        if beside.is_empty() {
            return None;
        }
        let exceeded = pools().filter(|(.., routes)| {
            !rejects && routes.is_within(&conditions.prefixes) && !conditions.prefixes.is_within(routes)
        });
        let (pool, cidr, _) = exceeded.min_by_key(|(pool, ..)| pool.name())?;
        Some(Accepted::MoreThanPool { pool, cidr })
    }

    /// Whether an export rule on sessions between nodes accepts, or may accept, routes of a pool. Such a rule acts before
    /// `disableBGPExport`. The mesh has no filters.
    pub fn may_filters_export(&self, pool: &IpPool) -> bool {
        let mesh = self.default_configuration().and_then(|(_, fields)| fields.node_to_node_mesh_enabled.value());
        let Some(cidr) = pool.cidr.value().filter(|_| mesh == Some(&false)) else {
            return false;
        };
        let (family, routes) = (Family::of(cidr.ip()), PrefixSet::below(*cidr));
        let accepts = |rule: &FilterRule| {
            let may_match = Conditions::of(rule, family).is_none_or(|own| {
                // A node did not learn its own routes from a neighbor.
                !own.others.contains(&Condition::FromPeers) && !own.prefixes.common(&routes).is_empty()
            });
            rule.action.value() != Some(&Action::Reject) && may_match
        };
        let nodes = self.node_addresses();
        let may_be_node = |peer: &BgpPeer| {
            let is_known = !nodes.is_empty() && peer.peer_selector.is_absent();
            !is_known || peer.peer_ip.value().is_none_or(|target| nodes.contains(&target.address))
        };
        let peers = self.all::<BgpPeer>().filter(|(_, peer)| may_be_node(peer));
        let names: Vec<&String> = peers.flat_map(|(_, peer)| peer.filters.items()).filter_map(Field::value).collect();
        let used = self.all::<BgpFilter>().filter(|(resource, _)| names.iter().any(|name| *name == resource.name()));
        let mut rules = used.flat_map(|(_, filter)| filter.rules(Direction::Export, family).items());
        rules.any(|rule| rule.value().is_none_or(accepts))
    }
}

/// Whether another rule matches, or may match, the blocks of the same network, or does with the blocks what this rule
/// should do.
fn is_for_the_blocks(other: &Field<FilterRule>, rule: &FilterRule, list: &FilterList, blocks: &PrefixSet) -> bool {
    other.value().is_none_or(|other| {
        let conditions = Conditions::of(other, list.family);
        let is_for_blocks = conditions.is_none_or(|conditions| !conditions.prefixes.common(blocks).is_empty());
        let may_be_in = other.match_operator.value().is_none_or(|operator| *operator == MatchOperator::In);
        let may_act_alike = other.action.value().is_none_or(|action| Some(action) == rule.action.value());
        let is_same_network = other.cidr.value() == rule.cidr.value();
        other.cidr.is_set() && may_be_in && is_for_blocks && (may_act_alike || is_same_network)
    })
}
