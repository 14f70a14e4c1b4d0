//! Which rules of a list can never act, because earlier rules match all of their routes.

use std::collections::BTreeMap;

use super::{Conditions, PrefixSet, compares_with_a_set};
use crate::resource::{Field, FilterList, FilterRule, MatchOperator, PeerType, Word};

/// A rule that no route reaches, because earlier rules of its list match all of its routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredRule {
    /// The number of the rule.
    pub rule: usize,
    /// The numbers of the earlier rules that are enough for that; never empty.
    pub by: Vec<usize>,
}

/// The rules of a list that no route reaches. Rules whose conditions act differently from what is written are left out,
/// because other rules report them.
pub fn covered_rules(list: &FilterList) -> Vec<CoveredRule> {
    let conditions = |rule: &Field<FilterRule>| {
        rule.value().filter(|rule| acts_as_written(rule)).and_then(|rule| Conditions::of(rule, list.family))
    };
    let conditions: Vec<Option<Conditions>> = list.rules.items().iter().map(conditions).collect();
    let mut earlier = Earlier::default();
    let mut covered = Vec::new();
    for (rule, own) in conditions.iter().enumerate() {
        if let Some(own) = own {
            covered.extend(earlier.cover(own).map(|by| CoveredRule { rule, by }));
            earlier.add(rule, own);
        }
    }
    covered
}

/// Whether all conditions of a rule act as written.
fn acts_as_written(rule: &FilterRule) -> bool {
    let has_lost_condition = rule.cidr.is_absent() && (rule.match_operator.is_set() || rule.prefix_length.is_set());
    !has_lost_condition && !compares_with_a_set(rule, MatchOperator::NotEqual) && rule.action.value().is_some()
}

/// The earlier rules of a list, found by the networks that they match.
#[derive(Debug, Default)]
pub struct Earlier<'c> {
    rules: BTreeMap<usize, &'c Conditions>,
    /// The rules for one network each, by the network.
    by_network: BTreeMap<(u128, u8), Vec<usize>>,
    /// The rules for everything outside of one network each, by the network.
    by_excluded: BTreeMap<(u128, u8), Vec<usize>>,
    /// The rules for more than one network.
    broad: Vec<usize>,
}

/// The routes of a rule that no earlier rule has matched yet, by type of session.
type Left = Vec<(PeerType, PrefixSet)>;

impl<'c> Earlier<'c> {
    /// Adds a rule, which comes after the rules that were added before.
    pub fn add(&mut self, number: usize, rule: &'c Conditions) {
        self.rules.insert(number, rule);
        match rule.prefixes.network() {
            Some(network) => self.by_network.entry(network).or_default().push(number),
            None => self.broad.push(number),
        }
        if let Some(network) = rule.prefixes.excluded_network() {
            self.by_excluded.entry(network).or_default().push(number);
        }
    }

    /// The earlier rules that together match every route that a rule matches, so that the rule never acts; `None` where the
    /// rule may act, or where it is unknown.
    pub fn cover(&self, rule: &Conditions) -> Option<Vec<usize>> {
        let types = PeerType::ALL.iter().map(|(_, peer_type)| *peer_type);
        let types = types.filter(|peer_type| rule.peer_type().is_none_or(|own| own == *peer_type));
        let mut left: Left = types.map(|peer_type| (peer_type, rule.prefixes.clone())).collect();
        if rule.prefixes.is_empty() {
            return None;
        }
        // A few rules for much are often enough, so they come first.
        let broad = self.broad.iter().rev().copied();
        self.last_needed(rule, &left, broad.chain(self.latest_first(&rule.prefixes)))?;
        let is_enough = |number: &usize| self.is_covered(rule, &left, *number);
        if let Some(alone) = self.larger(&rule.prefixes).into_iter().find(is_enough) {
            return Some(vec![alone]);
        }
        // Of the rules that are enough together, the later ones are named.
        let mut needed = Vec::new();
        while !is_empty(&left) {
            let number = self.last_needed(rule, &left, self.latest_first(&rule.prefixes))?;
            left = self.without(rule, &left, number);
            needed.push(number);
        }
        Some(needed)
    }

    /// The last of these rules, in their order, with which all before it together match everything that is left.
    fn last_needed(&self, rule: &Conditions, left: &Left, mut rules: impl Iterator<Item = usize>) -> Option<usize> {
        let mut left = left.clone();
        rules.find(|number| {
            left = self.without(rule, &left, *number);
            is_empty(&left)
        })
    }

    /// The rules that may match a route of a set, from the last to the first.
    fn latest_first<'s>(&'s self, set: &PrefixSet) -> Box<dyn Iterator<Item = usize> + 's> {
        let Some(network) = set.network() else {
            return Box::new(self.rules.keys().rev().copied());
        };
        let around = PrefixSet::networks_around(network).filter_map(|network| self.by_network.get(&network));
        let inside = inside(&self.by_network, network);
        let mut meeting: Vec<usize> = around.chain(inside).flatten().chain(&self.broad).copied().collect();
        meeting.sort_unstable();
        meeting.dedup();
        Box::new(meeting.into_iter().rev())
    }

    /// The rules that may match every route of a set, in their order.
    fn larger(&self, set: &PrefixSet) -> Vec<usize> {
        let network = set.network().unwrap_or_default();
        let around = PrefixSet::networks_around(network).filter_map(|network| self.by_network.get(&network)).flatten();
        let mut larger: Vec<usize> = match set.excluded_network() {
            Some(excluded) => around.chain(inside(&self.by_excluded, excluded).flatten()).copied().collect(),
            None => around.chain(&self.broad).copied().collect(),
        };
        larger.sort_unstable();
        larger
    }

    /// Whether one earlier rule matches everything that is left.
    fn is_covered(&self, rule: &Conditions, left: &Left, number: usize) -> bool {
        let taker = self.rules[&number];
        let covers =
            |peer_type, set: &PrefixSet| set.is_within(&taker.prefixes) && taker.are_implied_by(rule, Some(peer_type));
        left.iter().all(|(peer_type, set)| set.is_empty() || covers(*peer_type, set))
    }

    /// What is left after an earlier rule.
    fn without(&self, rule: &Conditions, left: &Left, number: usize) -> Left {
        let taker = self.rules[&number];
        let without = |(peer_type, set): &(PeerType, PrefixSet)| match taker.are_implied_by(rule, Some(*peer_type)) {
            true => (*peer_type, set.without(&taker.prefixes)),
            false => (*peer_type, set.clone()),
        };
        left.iter().map(without).collect()
    }
}

/// The rules by networks inside a network.
fn inside(
    rules: &BTreeMap<(u128, u8), Vec<usize>>,
    network: (u128, u8),
) -> impl Iterator<Item = &Vec<usize>> + use<'_> {
    rules.range(network..=(PrefixSet::last_inside(network), u8::MAX)).map(|(_, rules)| rules)
}

fn is_empty(left: &Left) -> bool {
    left.iter().all(|(_, set)| set.is_empty())
}
