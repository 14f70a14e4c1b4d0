//! A parsed selector, and the questions that it answers.

use std::fmt::{self, Display, Formatter};

use super::evaluate::{Labels, evaluate};
use super::expression::{ComparedValue, Expression, LabelName};
use super::parse::{Parsed, parse};
use super::satisfy::can_hold;
use super::syntax_error::SyntaxError;
use super::triggers::{Triggers, triggers};
use crate::known::Truth;

/// A parsed selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    text: String,
    expression: Expression,
    label_names: Vec<LabelName>,
    compared_values: Vec<ComparedValue>,
}

impl Selector {
    /// Parses a selector. It accepts exactly what Calico accepts, except for parentheses nested hundreds of levels deep.
    pub fn parse(text: &str) -> Result<Selector, SyntaxError> {
        let Parsed { expression, label_names, compared_values } = parse(text)?;
        Ok(Selector { text: text.to_owned(), expression, label_names, compared_values })
    }

    /// The selector as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The selector as a tree.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// Whether the selector matches an object with these labels, as far as the labels are known.
    pub fn evaluate<L: Labels + ?Sized>(&self, labels: &L) -> Truth {
        evaluate(&self.expression, labels)
    }

    /// The labels that may change the result from the result for an object without labels.
    pub fn triggers(&self) -> Triggers<'_> {
        triggers(&self.expression)
    }

    /// The names of labels, in the order of the text.
    pub fn label_names(&self) -> &[LabelName] {
        &self.label_names
    }

    /// The values in `==`, `!=`, `in` or `not in`, in the order of the text.
    pub fn compared_values(&self) -> &[ComparedValue] {
        &self.compared_values
    }

    /// False only if it is proved that no set of labels satisfies the selector.
    pub fn is_satisfiable(&self) -> bool {
        can_hold(&[(&self.expression, true)])
    }

    /// False only if it is proved that no set of labels satisfies both selectors.
    pub fn can_hold_with(&self, other: &Selector) -> bool {
        can_hold(&[(&self.expression, true), (&other.expression, true)])
    }

    /// True only if it is proved that every set of labels satisfies the selector.
    pub fn is_always_true(&self) -> bool {
        !can_hold(&[(&self.expression, false)])
    }
}

/// Calico's canonical form.
impl Display for Selector {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        self.expression.fmt(out)
    }
}
