//! The ignores of a file.

use crate::document::Span;

/// The ignores of a file.
#[derive(Debug, Default)]
pub struct Ignores {
    /// The ignores that have an effect.
    pub ignores: Vec<Ignore>,
    /// The ignores that have none.
    pub faults: Vec<IgnoreFault>,
}

impl Ignores {
    /// Whether the file has no ignores.
    pub fn is_empty(&self) -> bool {
        self.ignores.is_empty() && self.faults.is_empty()
    }
}

/// A comment or an annotation that ignores findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The rules of the ignore.
    pub rules: Vec<IgnoredRule>,
    /// The span that the ignore covers.
    pub scope: Span,
    /// The reason.
    pub reason: String,
}

/// A rule that an ignore names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredRule {
    /// The name of the rule.
    pub name: String,
    /// The place of the name; in an annotation, of the whole text.
    pub span: Span,
    /// The span to delete so that the file no longer ignores the rule; `None` for an annotation.
    pub removal: Option<Span>,
}

/// A comment or an annotation that is meant as an ignore, but has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreFault {
    /// The characters at fault.
    pub span: Span,
    /// What is wrong with the characters.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}
