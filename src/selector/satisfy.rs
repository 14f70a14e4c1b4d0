//! The proof that no set of labels makes some expressions true (or false) together.
//!
//! The expressions are taken apart into alternatives, each a list of conditions on single labels. An alternative is
//! refuted when the conditions on one of its labels contradict each other. When every alternative is refuted, nothing
//! satisfies the expressions. Whatever is not refuted, or would take too long, counts as satisfiable.

use std::collections::BTreeMap;

use super::condition::{LabelCondition, Meaning, Test};
use super::expression::Expression;

/// An expression, and whether it is to be true or to be false.
pub(super) type Demand<'a> = (&'a Expression, bool);

/// One way to satisfy the demands, as far as it has been followed.
#[derive(Clone, Default)]
struct Branch<'a> {
    /// What has not been looked at.
    pending: Vec<Demand<'a>>,
    /// Disjunctions of which one demand has yet to be chosen.
    choices: Vec<(&'a [Expression], bool)>,
    /// What has to be true of single labels.
    conditions: Vec<LabelCondition<'a>>,
}

/// False only when it is proven that no set of labels meets all the demands.
pub(super) fn can_hold(demands: &[Demand]) -> bool {
    // Roughly how many bytes may be copied and compared: a few hundredths of a second.
    let mut effort = Effort(1 << 24);
    find_way(demands, &mut effort).unwrap_or(true)
}

/// What the search may still cost, so that no selector can keep it busy for long.
struct Effort(usize);

impl Effort {
    /// Takes the cost off; nothing when it is more than what is left.
    fn spend(&mut self, cost: usize) -> Option<()> {
        self.0 = self.0.checked_sub(cost)?;
        Some(())
    }
}

/// Whether there is a way to meet all the demands; nothing when the effort does not suffice to tell.
fn find_way(demands: &[Demand], effort: &mut Effort) -> Option<bool> {
    let mut branches = vec![Branch { pending: demands.to_vec(), ..Branch::default() }];
    while let Some(mut branch) = branches.pop() {
        // Conditions first, choices last: most contradictions then show before any branching.
        if !settle(&mut branch, effort)? || !are_compatible(&branch.conditions, effort)? {
            continue;
        }
        let Some((alternatives, wanted)) = branch.choices.pop() else {
            return Some(true);
        };
        effort.spend(branch.size().saturating_mul(alternatives.len()))?;
        for alternative in alternatives.iter().rev() {
            let mut next = branch.clone();
            next.pending.push((alternative, wanted));
            branches.push(next);
        }
    }
    Some(false)
}

impl Branch<'_> {
    /// About how many bytes a copy takes.
    fn size(&self) -> usize {
        64 * (1 + self.choices.len() + self.conditions.len())
    }
}

/// Takes the pending demands apart; false when one of them can never be met.
fn settle(branch: &mut Branch, effort: &mut Effort) -> Option<bool> {
    while let Some((expression, wanted)) = branch.pending.pop() {
        effort.spend(1)?;
        match expression.meaning() {
            Meaning::Always if wanted => {}
            Meaning::Always => return Some(false),
            Meaning::Condition(condition) => {
                branch.conditions.push(LabelCondition { negated: condition.negated == wanted, ..condition })
            }
            Meaning::Not(operand) => branch.pending.push((operand, !wanted)),
            // What is wanted of all operands: that all are true, or that none is (De Morgan).
            Meaning::Every(operands) if wanted => demand_all(branch, operands, wanted),
            Meaning::Any(operands) if !wanted => demand_all(branch, operands, wanted),
            Meaning::Every(operands) | Meaning::Any(operands) => {
                branch.choices.push((operands, wanted));
            }
        }
    }
    Some(true)
}

fn demand_all<'a>(branch: &mut Branch<'a>, operands: &'a [Expression], wanted: bool) {
    let demands = operands.iter().map(|operand| (operand, wanted));
    branch.pending.extend(demands);
}

/// Whether every label can meet its conditions.
fn are_compatible(conditions: &[LabelCondition], effort: &mut Effort) -> Option<bool> {
    let mut by_label: BTreeMap<&str, Vec<&LabelCondition>> = BTreeMap::new();
    for condition in conditions {
        by_label.entry(condition.label).or_default().push(condition);
    }
    for conditions in by_label.values() {
        effort.spend(cost(conditions))?;
        if !can_label_meet(conditions) {
            return Some(false);
        }
    }
    Some(true)
}

/// How many bytes it takes at most to compare all conditions with each other.
fn cost(conditions: &[&LabelCondition]) -> usize {
    let bytes: usize = conditions
        .iter()
        .map(|condition| match condition.test {
            Test::Present => 1,
            Test::OneOf(values) => values.iter().map(|value| value.len() + 1).sum(),
            Test::Contains(part) | Test::StartsWith(part) | Test::EndsWith(part) => part.len() + 1,
        })
        .sum();
    bytes.saturating_mul(conditions.len())
}

/// Whether one label can meet all these conditions.
fn can_label_meet(conditions: &[&LabelCondition]) -> bool {
    let (refused, required): (Vec<&LabelCondition>, Vec<&LabelCondition>) =
        conditions.iter().partition(|condition| condition.negated);
    // A label that is absent meets every negated condition and no other.
    if required.is_empty() {
        return true;
    }
    let smallest_set = required
        .iter()
        .filter_map(|condition| match condition.test {
            Test::OneOf(values) => Some(values),
            _ => None,
        })
        .min_by_key(|values| values.len());
    match smallest_set {
        Some(values) => values
            .iter()
            .any(|value| conditions.iter().all(|condition| condition.test.accepts(value) != condition.negated)),
        None => can_some_value_meet(&required, &refused),
    }
}

/// Whether some value, out of all there are, can meet conditions that require no particular value.
///
/// A value of the required beginning, end and parts can always be made longer, so it can avoid every refused value;
/// what it cannot avoid is to contain what its required pieces contain.
fn can_some_value_meet(required: &[&LabelCondition], refused: &[&LabelCondition]) -> bool {
    let mut prefix = "";
    let mut suffix = "";
    let mut parts = Vec::new();
    for condition in required {
        match condition.test {
            Test::StartsWith(other) if other.starts_with(prefix) => prefix = other,
            Test::StartsWith(other) if !prefix.starts_with(other) => return false,
            Test::EndsWith(other) if other.ends_with(suffix) => suffix = other,
            Test::EndsWith(other) if !suffix.ends_with(other) => return false,
            Test::Contains(part) => parts.push(part),
            _ => {}
        }
    }
    parts.extend([prefix, suffix]);
    !refused.iter().any(|condition| match condition.test {
        Test::Present => true,
        Test::OneOf(_) => false,
        Test::Contains(refused) => parts.iter().any(|part| part.contains(refused)),
        Test::StartsWith(refused) => prefix.starts_with(refused),
        Test::EndsWith(refused) => suffix.ends_with(refused),
    })
}
