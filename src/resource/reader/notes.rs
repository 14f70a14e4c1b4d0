//! The problems of one resource, noted while it is read.

use crate::document::Span;
use crate::resource::problem::{Problem, ProblemKind};

/// How the kind is checked by the API server, which decides what a wrong value does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checking {
    /// By a CRD: types are enforced, ranges mostly not.
    Crd,
    /// Not at all: only calicoctl applies it, and turns numbers into text where text is due.
    Calicoctl,
    /// It is not ours to check: what is needed is read, and nothing is reported.
    Foreign,
}

/// The problems of one resource, and how it is checked.
#[derive(Debug)]
pub struct Notes {
    /// All that was found, in the order of reading.
    pub problems: Vec<Problem>,
    /// How the kind is checked.
    pub checking: Checking,
}

impl Notes {
    /// Notes that keep nothing.
    pub fn silent() -> Notes {
        Notes { problems: Vec::new(), checking: Checking::Foreign }
    }

    /// Notes a problem; of a kind that is not ours nothing is noted.
    pub fn add(&mut self, span: Span, field: &str, kind: ProblemKind) {
        if self.checking != Checking::Foreign {
            self.problems.push(Problem { span: span.into(), field: field.to_owned(), kind });
        }
    }
}
