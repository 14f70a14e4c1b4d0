//! The meaning of an expression, reduced to a few forms that evaluation and proof share.

use std::slice;

use super::expression::Expression;

/// The meaning of an expression.
pub(super) enum Meaning<'a> {
    /// It is always true.
    Always,
    /// It tests one label.
    Condition(LabelCondition<'a>),
    /// It is true when the operand is false.
    Not(&'a Expression),
    /// It is true when every operand is true.
    Every(&'a [Expression]),
    /// It is true when any operand is true.
    Any(&'a [Expression]),
}

/// A test of one label. Without the label the test fails, so a negated condition is then true.
#[derive(Clone, Copy)]
pub(super) struct LabelCondition<'a> {
    pub label: &'a str,
    pub test: Test<'a>,
    pub negated: bool,
}

/// A test of a label that is present.
#[derive(Clone, Copy)]
pub(super) enum Test<'a> {
    Present,
    OneOf(&'a [String]),
    Contains(&'a str),
    StartsWith(&'a str),
    EndsWith(&'a str),
}

impl Test<'_> {
    /// Whether a label with this value passes.
    pub fn accepts(&self, value: &str) -> bool {
        match *self {
            Test::Present => true,
            Test::OneOf(values) => values.iter().any(|candidate| candidate == value),
            Test::Contains(part) => value.contains(part),
            Test::StartsWith(prefix) => value.starts_with(prefix),
            Test::EndsWith(suffix) => value.ends_with(suffix),
        }
    }
}

impl Expression {
    /// The meaning of the expression.
    pub(super) fn meaning(&self) -> Meaning<'_> {
        match self {
            Expression::All | Expression::Global => Meaning::Always,
            Expression::Has { label } => passes(label, Test::Present),
            Expression::Equal { label, value } => passes(label, Test::OneOf(slice::from_ref(value))),
            Expression::NotEqual { label, value } => fails(label, Test::OneOf(slice::from_ref(value))),
            Expression::In { label, values } => passes(label, Test::OneOf(values)),
            Expression::NotIn { label, values } => fails(label, Test::OneOf(values)),
            Expression::Contains { label, value } => passes(label, Test::Contains(value)),
            Expression::StartsWith { label, value } => passes(label, Test::StartsWith(value)),
            Expression::EndsWith { label, value } => passes(label, Test::EndsWith(value)),
            Expression::Not(operand) => Meaning::Not(operand),
            Expression::And(operands) => Meaning::Every(operands),
            Expression::Or(operands) => Meaning::Any(operands),
        }
    }
}

fn passes<'a>(label: &'a str, test: Test<'a>) -> Meaning<'a> {
    Meaning::Condition(LabelCondition { label, test, negated: false })
}

fn fails<'a>(label: &'a str, test: Test<'a>) -> Meaning<'a> {
    Meaning::Condition(LabelCondition { label, test, negated: true })
}
