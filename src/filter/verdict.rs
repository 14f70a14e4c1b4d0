//! What a list of rules does with routes: which rule acts, and which rule can never act.

use ipnetwork::IpNetwork;

use super::{Conditions, PrefixSet, compares_with_a_set};
use crate::known::Truth;
use crate::resource::value::Family;
use crate::resource::{Action, Direction, Field, FilterList, FilterRule, MatchOperator, PeerType, Word};

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
    let rules = list.rules.items();
    let conditions = |rule: &Field<FilterRule>| {
        rule.value().filter(|rule| acts_as_written(rule)).and_then(|rule| Conditions::of(rule, list.family))
    };
    let conditions: Vec<Option<Conditions>> = rules.iter().map(conditions).collect();
    let covered = conditions.iter().enumerate().filter_map(|(rule, own)| {
        let by = cover(&conditions[..rule], own.as_ref()?).filter(|by| !by.is_empty())?;
        Some(CoveredRule { rule, by })
    });
    covered.collect()
}

/// Whether all conditions of a rule act as written.
fn acts_as_written(rule: &FilterRule) -> bool {
    let has_lost_condition = rule.cidr.is_absent() && (rule.match_operator.is_set() || rule.prefix_length.is_set());
    !has_lost_condition && !compares_with_a_set(rule, MatchOperator::NotEqual) && rule.action.value().is_some()
}

/// The earlier rules of a list that together match every route that a rule matches, so that the rule never acts; `None`
/// where the rule may act, or where it is unknown.
pub fn cover(earlier: &[Option<Conditions>], rule: &Conditions) -> Option<Vec<usize>> {
    let all: Vec<usize> = (0..earlier.len()).collect();
    if rule.prefixes.is_empty() || !covers(earlier, &all, rule) {
        return None;
    }
    if let Some(alone) = all.iter().find(|number| covers(earlier, &[**number], rule)) {
        return Some(vec![*alone]);
    }
    let mut needed = all.clone();
    for number in all {
        let without: Vec<usize> = needed.iter().copied().filter(|other| *other != number).collect();
        if covers(earlier, &without, rule) {
            needed = without;
        }
    }
    Some(needed)
}

/// Whether some of the earlier rules together match everything that a rule matches.
fn covers(earlier: &[Option<Conditions>], some: &[usize], rule: &Conditions) -> bool {
    let types = PeerType::ALL.iter().map(|(_, peer_type)| *peer_type);
    let mut types = types.filter(|peer_type| rule.peer_type().is_none_or(|own| own == *peer_type));
    types.all(|peer_type| {
        let takers = some.iter().filter_map(|number| earlier[*number].as_ref());
        let takers = takers.filter(|own| own.are_implied_by(rule, Some(peer_type)));
        takers.fold(rule.prefixes.clone(), |left, taker| left.without(&taker.prefixes)).is_empty()
    })
}

/// A route, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The prefix.
    pub prefix: IpNetwork,
    /// The direction.
    pub direction: Direction,
    /// The type of the session.
    pub peer_type: Option<PeerType>,
}

/// The result of one rule for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number of the rule.
    pub rule: usize,
    /// Whether the rule matches.
    pub matches: Truth,
}

/// Applies the rules of a list to a route, up to the first rule that certainly matches.
pub fn walk(rules: &[Field<FilterRule>], family: Family, route: Route) -> Vec<Step> {
    let mut steps = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let conditions = rule.value().and_then(|rule| Conditions::of(rule, family));
        let matches = conditions.map_or(Truth::Unknown, |conditions| {
            let is_prefix = Truth::from(conditions.prefixes.contains(route.prefix));
            is_prefix.and(conditions.others_hold(route.direction, route.peer_type))
        });
        steps.push(Step { rule: number, matches });
        if matches == Truth::Yes {
            break;
        }
    }
    steps
}

/// What happens to the routes of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// All of them are accepted.
    Passes,
    /// It depends on the route, or on unknown values.
    Depends,
    /// All of them are rejected.
    Drops,
}

/// What happens to the routes of a set, with the rule that decides, if it is a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What happens to the routes.
    pub verdict: Verdict,
    /// The number of the list, and of the rule in the list.
    pub rule: Option<(usize, usize)>,
}

/// What lists of rules, one after the other, do with the routes of a set. Routes that no rule matches are accepted.
pub fn verdict(
    lists: &[&[Field<FilterRule>]],
    routes: &PrefixSet,
    (family, direction): (Family, Direction),
    peer_type: Option<PeerType>,
) -> Outcome {
    let mut left = routes.clone();
    let (mut dropped, mut may_drop, mut passed) = (None, false, false);
    let depends = Outcome { verdict: Verdict::Depends, rule: None };
    for (list, rules) in lists.iter().enumerate() {
        for (number, rule) in rules.iter().enumerate() {
            let Some((rule, conditions)) = rule.value().and_then(|rule| Some((rule, Conditions::of(rule, family)?)))
            else {
                return depends;
            };
            let taken = left.common(&conditions.prefixes);
            let others = conditions.others_hold(direction, peer_type);
            if taken.is_empty() || others == Truth::No {
                continue;
            }
            match (others == Truth::Yes, rule.action.value()) {
                (true, Some(Action::Accept)) => passed = true,
                (true, Some(Action::Reject)) => dropped = dropped.or(Some((list, number))),
                // A route that this rule does not match may still be rejected.
                (false, Some(Action::Reject)) => {
                    may_drop = true;
                    continue;
                }
                _ => return depends,
            }
            left = left.without(&taken);
        }
    }
    match (dropped, passed || !left.is_empty()) {
        (None, _) if may_drop => depends,
        (None, _) => Outcome { verdict: Verdict::Passes, rule: None },
        (Some(_), true) => depends,
        (Some(rule), false) => Outcome { verdict: Verdict::Drops, rule: Some(rule) },
    }
}
