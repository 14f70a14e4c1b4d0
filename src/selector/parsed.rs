//! A selector that was read, and what can be asked of it.

use std::fmt::{self, Display, Formatter};

use super::evaluate::{Labels, evaluate};
use super::expression::{ComparedValue, Expression, LabelName};
use super::parse::{Parsed, parse};
use super::satisfy::can_hold;
use super::syntax_error::SyntaxError;
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
    /// Reads a selector, and accepts exactly what Calico accepts, except for parentheses nested hundreds deep.
    pub fn parse(text: &str) -> Result<Selector, SyntaxError> {
        let Parsed { expression, label_names, compared_values } = parse(text)?;
        Ok(Selector { text: text.to_owned(), expression, label_names, compared_values })
    }

    /// The selector as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the selector says, as a tree.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// Whether the selector is true of something with these labels, as far as the labels are known.
    pub fn evaluate<L: Labels + ?Sized>(&self, labels: &L) -> Truth {
        evaluate(&self.expression, labels)
    }

    /// Every place that names a label, in the order of the text.
    pub fn label_names(&self) -> &[LabelName] {
        &self.label_names
    }

    /// Every value that stands in a `==`, `!=`, `in` or `not in`, in the order of the text.
    pub fn compared_values(&self) -> &[ComparedValue] {
        &self.compared_values
    }

    /// False only when it is proven that no set of labels satisfies the selector.
    pub fn is_satisfiable(&self) -> bool {
        can_hold(&[(&self.expression, true)])
    }

    /// False only when it is proven that no set of labels satisfies both selectors.
    pub fn can_hold_with(&self, other: &Selector) -> bool {
        can_hold(&[(&self.expression, true), (&other.expression, true)])
    }

    /// True only when it is proven that every set of labels satisfies the selector.
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
