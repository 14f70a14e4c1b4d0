//! The labels without which a selector has the same result as for an object without labels.

use super::condition::{Meaning, Test};
use super::expression::Expression;

/// A label that may change the result of a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger<'s> {
    /// The label with this value.
    Value {
        /// The name of the label.
        label: &'s str,
        /// The value.
        value: &'s str,
    },
    /// The label with any value.
    Presence {
        /// The name of the label.
        label: &'s str,
    },
}

/// The result of a selector for an object without labels, and the labels that may change it: an object with none of these
/// labels has the same result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triggers<'s> {
    /// Whether the selector matches an object without labels.
    pub otherwise: bool,
    /// The labels that may change the result.
    pub labels: Vec<Trigger<'s>>,
}

impl Triggers<'_> {
    /// How many objects the labels concern, roughly: a label with any value concerns more than a label with one value.
    fn breadth(&self) -> usize {
        const ANY_VALUE: usize = 1_000;
        self.labels.iter().map(|trigger| if matches!(trigger, Trigger::Value { .. }) { 1 } else { ANY_VALUE }).sum()
    }
}

pub(super) fn triggers(expression: &Expression) -> Triggers<'_> {
    match expression.meaning() {
        Meaning::Always => Triggers { otherwise: true, labels: Vec::new() },
        Meaning::Condition(condition) => {
            let label = condition.label;
            let labels = match condition.test {
                Test::OneOf(values) => values.iter().map(|value| Trigger::Value { label, value }).collect(),
                _ => vec![Trigger::Presence { label }],
            };
            Triggers { otherwise: condition.negated, labels }
        }
        Meaning::Not(operand) => {
            let operand = triggers(operand);
            Triggers { otherwise: !operand.otherwise, ..operand }
        }
        Meaning::Every(operands) => combined(operands, false),
        Meaning::Any(operands) => combined(operands, true),
    }
}

/// The triggers of operands of which a single one with the deciding result decides.
fn combined(operands: &[Expression], deciding: bool) -> Triggers<'_> {
    let all: Vec<Triggers> = operands.iter().map(triggers).collect();
    let (decisive, others): (Vec<Triggers>, Vec<Triggers>) =
        all.into_iter().partition(|operand| operand.otherwise == deciding);
    match decisive.into_iter().min_by_key(Triggers::breadth) {
        // As long as this operand keeps its result, the other operands do not matter.
        Some(operand) => operand,
        None => Triggers { otherwise: !deciding, labels: others.into_iter().flat_map(|other| other.labels).collect() },
    }
}
