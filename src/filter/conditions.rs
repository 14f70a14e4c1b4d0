//! The conditions of a BGPFilter rule: a set of prefixes, and other conditions.

use super::PrefixSet;
use crate::known::Truth;
use crate::resource::{Direction, Field, FieldSpan, FilterRule, MatchOperator, PeerType};
use crate::value::{AsNumber, Community, Family};

/// A condition on anything but the prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The outgoing interface of the route matches this pattern.
    Interface(String),
    /// The route was learned from a BGP neighbor.
    FromPeers,
    /// The session has this type.
    PeerType(PeerType),
    /// The route carries this community.
    Community(Community),
    /// The AS path begins with these AS numbers.
    AsPath(Vec<AsNumber>),
    /// The route has this kernel priority.
    Priority(i64),
}

impl Condition {
    /// Whether every route that meets this condition meets the other one too.
    fn implies(&self, other: &Condition) -> bool {
        match (self, other) {
            (Condition::AsPath(longer), Condition::AsPath(shorter)) => longer.starts_with(shorter),
            _ => self == other,
        }
    }
}

/// All conditions of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// The prefixes.
    pub prefixes: PrefixSet,
    /// The other conditions, all of which must be met.
    pub others: Vec<Condition>,
}

impl Conditions {
    /// The conditions of a rule in a list of a family; `None` where a condition is unknown, or confd or BIRD rejects it.
    pub fn of(rule: &FilterRule, family: Family) -> Option<Conditions> {
        let mut others = Vec::new();
        others.extend(certain(&rule.interface)?.map(|pattern| Condition::Interface(pattern.clone())));
        others.extend(certain(&rule.source)?.map(|_| Condition::FromPeers));
        others.extend(certain(&rule.peer_type)?.map(|own| Condition::PeerType(*own)));
        others.extend(certain(&rule.priority)?.map(|priority| Condition::Priority(*priority)));
        for community in items(&rule.communities)? {
            others.push(Condition::Community(*community));
        }
        let path: Vec<AsNumber> = items(&rule.as_path_prefix)?.into_iter().copied().collect();
        others.extend(Some(path).filter(|path| !path.is_empty()).map(Condition::AsPath));
        Some(Conditions { prefixes: prefixes(rule, family)?, others })
    }

    /// Whether every route that meets the other rule's conditions meets this rule's conditions too, leaving out the
    /// conditions on the prefix. `peer_type` limits the routes to sessions of one type.
    pub(super) fn are_implied_by(&self, other: &Conditions, peer_type: Option<PeerType>) -> bool {
        self.others.iter().all(|own| match own {
            Condition::PeerType(asked) if peer_type == Some(*asked) => true,
            own => other.others.iter().any(|given| given.implies(own)),
        })
    }

    /// Whether the conditions without the condition on the prefix are met by routes of this direction and, if known, this
    /// type of session.
    pub(super) fn others_hold(&self, direction: Direction, peer_type: Option<PeerType>) -> Truth {
        let truth = |condition: &Condition| match (condition, peer_type) {
            (Condition::PeerType(asked), Some(known)) => Truth::from(*asked == known),
            // A received route was always learned from a neighbor.
            (Condition::FromPeers, _) if direction == Direction::Import => Truth::Yes,
            _ => Truth::Unknown,
        };
        self.others.iter().map(truth).fold(Truth::Yes, Truth::and)
    }

    /// The required type of session.
    pub fn peer_type(&self) -> Option<PeerType> {
        self.others.iter().find_map(|condition| match condition {
            Condition::PeerType(asked) => Some(*asked),
            _ => None,
        })
    }
}

/// The value of a field if it is certain: absent or known.
fn certain<T>(field: &Field<T>) -> Option<Option<&T>> {
    field.is_certain().then(|| field.value())
}

/// The items of a list if all of them are known.
fn items<T>(list: &Field<Vec<Field<T>>>) -> Option<Vec<&T>> {
    certain(list)?.map_or(Some(Vec::new()), |items| items.iter().map(Field::value).collect())
}

/// The prefixes that a rule matches.
fn prefixes(rule: &FilterRule, family: Family) -> Option<PrefixSet> {
    let Some(cidr) = certain(&rule.cidr)? else {
        // Without a network, confd drops the operator and the prefix lengths.
        return Some(PrefixSet::all(family));
    };
    let operator = certain(&rule.match_operator)??;
    if Family::of(cidr.ip()) != family || empty_range(rule).is_some() {
        return None;
    }
    let Some(lengths) = certain(&rule.prefix_length)? else {
        return Some(match *operator {
            MatchOperator::In => PrefixSet::below(*cidr),
            MatchOperator::NotIn => PrefixSet::below(*cidr).complement(),
            MatchOperator::Equal => PrefixSet::only(*cidr),
            MatchOperator::NotEqual => PrefixSet::only(*cidr).complement(),
        });
    };
    let bound = |field: &Field<i64>, otherwise: u8| {
        certain(field).map(|value| value.map_or(Some(otherwise), |value| u8::try_from(*value).ok()))
    };
    let set = PrefixSet::within(*cidr, bound(&lengths.min, 0)??, bound(&lengths.max, u8::MAX)??);
    Some(match *operator {
        MatchOperator::In => set,
        MatchOperator::NotIn => set.complement(),
        // BIRD compares a prefix with a set of prefixes, so they are never equal.
        MatchOperator::Equal => PrefixSet::none(family),
        MatchOperator::NotEqual => PrefixSet::all(family),
    })
}

/// Whether BIRD compares a prefix with a set of prefixes for a rule with this operator, so that they are never equal.
pub fn compares_with_a_set(rule: &FilterRule, operator: MatchOperator) -> bool {
    rule.match_operator.value().is_some_and(|own| *own == operator)
        && rule.prefix_length.value().is_some()
        && rule.cidr.value().is_some()
}

/// The place of a range of prefix lengths that is empty. confd raises the minimum to the length of the network first.
pub fn empty_range(rule: &FilterRule) -> Option<FieldSpan> {
    let own = rule.cidr.value().map_or(0, |cidr| i64::from(cidr.prefix()));
    let lengths = rule.prefix_length.value()?;
    let least = lengths.min.value().copied().unwrap_or(0).max(own);
    let most = *lengths.max.value()?;
    (rule.cidr.is_set() && lengths.min.is_certain() && least > most).then(|| lengths.max.span())?
}
