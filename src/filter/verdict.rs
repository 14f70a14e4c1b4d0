//! What a list of rules does with routes, and which rule acts.

use ipnetwork::IpNetwork;

use super::{Conditions, PrefixSet};
use crate::known::Truth;
use crate::resource::{Action, Direction, Field, FilterRule, PeerType};
use crate::value::Family;

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
