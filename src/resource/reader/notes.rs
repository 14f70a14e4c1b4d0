//! The problems that are found while a resource is read.

use crate::document::Span;
use crate::kind::Checking;
use crate::resource::problem::{Problem, ProblemKind, Subject};

/// The problems of one resource, and how the resource is checked.
#[derive(Debug)]
pub struct Notes {
    /// The problems, in the order of reading.
    pub problems: Vec<Problem>,
    /// How the kind is checked.
    pub checking: Checking,
}

impl Notes {
    /// Notes that keep no problems.
    pub fn silent() -> Notes {
        Notes { problems: Vec::new(), checking: Checking::Foreign }
    }

    /// Notes a problem, unless bgplint does not check the kind.
    pub fn add(&mut self, span: Span, subject: impl Into<Subject>, kind: ProblemKind) {
        if self.checking != Checking::Foreign {
            self.problems.push(Problem { span: span.into(), subject: subject.into(), kind });
        }
    }
}
