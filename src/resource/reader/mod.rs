//! Reads a mapping field by field against the table of its fields, and notes everything that is wrong on the way.

mod nearest;
mod object;
mod slot;
mod table;

pub use nearest::{nearest, nearest_name};
pub use object::Object;
pub use slot::{Slot, place_in, type_name};
pub use table::{FieldSpec, deprecated, field, since};

use super::problem::{Problem, ProblemKind};
use crate::document::Span;

/// How the kind is checked by the API server, which decides what a wrong value does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checking {
    /// By a CRD: types are enforced, ranges mostly not.
    Crd,
    /// Not at all: only calicoctl applies it, and turns numbers into text where text is due.
    Calicoctl,
    /// It is not ours to check: read what is needed, in silence.
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
