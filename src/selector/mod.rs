//! Calico's selector language: parse a selector, evaluate it, print it, and prove what it can match.
//!
//! Source: Calico's `libcalico-go/lib/selector` (its tokenizer, parser and syntax tree).

mod canonical;
mod condition;
mod diagnose;
mod evaluate;
mod expression;
mod other_languages;
mod parse;
mod parsed;
mod satisfy;
mod syntax_error;
mod token;
mod tokenize;
mod triggers;

pub use evaluate::{Label, Labels};
pub use expression::{ComparedValue, Expression, LabelName};
pub use parsed::Selector;
pub use syntax_error::{SyntaxError, SyntaxErrorKind};
pub use triggers::{Trigger, Triggers};

/// Whether a string is a valid selector.
pub fn is_selector(text: &str) -> bool {
    Selector::parse(text).is_ok()
}
