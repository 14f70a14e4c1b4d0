//! The ignores of all files, and what became of each.

use crate::document::Span;
use crate::input::SourceId;
use crate::resource::Place;
use crate::resource::ignore::{Ignore, IgnoreFault};

/// What became of an ignore of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoreState {
    /// It took out a finding.
    Used,
    /// The rule was run, and found nothing there.
    Unused {
        /// Whether what the rule looks at is all in the one resource, so that no other file can make the ignore useful.
        is_certain: bool,
    },
    /// The rule was not run, or could not check everything.
    Open,
    /// There is no rule of this name.
    NoSuchRule {
        /// Whether it is the name of a group.
        is_group: bool,
        /// The rule that was most likely meant.
        nearest: Option<&'static str>,
    },
    /// The configuration does not let this rule be ignored.
    Refused,
}

/// One rule that an ignore names.
#[derive(Debug)]
pub struct Suppression<'a> {
    /// The name.
    pub rule: &'a str,
    /// What became of it.
    pub state: IgnoreState,
    pub(super) source: SourceId,
    pub(super) span: Span,
    pub(super) removal: Option<Span>,
    pub(super) ignore: &'a Ignore,
}

impl Suppression<'_> {
    /// Where the name stands.
    pub fn place(&self) -> Place {
        Place { source: self.source, span: self.span, resource: None }
    }

    /// What to delete from the file so that it no longer ignores the rule; `None` for an annotation.
    pub fn removal(&self) -> Option<Place> {
        Some(Place { span: self.removal?, ..self.place() })
    }
}

/// All ignores of an input.
#[derive(Debug, Default)]
pub struct Suppressions<'a> {
    /// Those that can be read.
    pub named: Vec<Suppression<'a>>,
    pub(super) faults: Vec<(SourceId, &'a IgnoreFault)>,
}

impl<'a> Suppressions<'a> {
    /// What is meant as an ignore and cannot be read, with its place.
    pub fn faults(&self) -> impl Iterator<Item = (Place, &'a IgnoreFault)> {
        self.faults.iter().map(|(source, fault)| (Place { source: *source, span: fault.span, resource: None }, *fault))
    }
}
