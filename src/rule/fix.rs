//! A fix as data: edits of files that remove the cause of a finding.

use crate::resource::Place;

/// Whether the findings of a rule may carry fixes, and how far a program may trust them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FixKind {
    /// No finding of the rule carries a fix.
    None,
    /// Findings may carry fixes, and each is safe: it writes what the author certainly meant.
    Safe,
    /// Findings may carry fixes, and some need a look: the text before may have been meant as it was.
    Unsafe,
}

impl FixKind {
    /// The word for it in tables, JSON and pages.
    pub fn name(self) -> &'static str {
        match self {
            FixKind::None => "none",
            FixKind::Safe => "safe",
            FixKind::Unsafe => "unsafe",
        }
    }
}

/// A way to remove the cause of a finding: either all of its edits are made, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an imperative: "quote the selector".
    pub title: String,
    /// Whether the result is certainly what the author meant.
    pub is_safe: bool,
    /// The edits, perhaps in several files; no two of them overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that is certainly right.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Fix {
        Fix { title: title.into(), is_safe: true, edits }
    }

    /// A fix that somebody should look at before it is made.
    pub fn to_review(title: impl Into<String>, edits: Vec<Edit>) -> Fix {
        Fix { title: title.into(), is_safe: false, edits }
    }
}

/// A stretch of a file, and the text that replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The stretch; an empty one is where the text is inserted.
    pub place: Place,
    /// The new text; an empty one deletes the stretch.
    pub text: String,
}

impl Edit {
    /// Replaces the stretch by a text.
    pub fn replace(place: Place, text: impl Into<String>) -> Edit {
        Edit { place, text: text.into() }
    }

    /// A fix of this one edit that is certainly right.
    pub fn safe(self, title: impl Into<String>) -> Fix {
        Fix::safe(title, vec![self])
    }

    /// A fix of this one edit that somebody should look at before it is made.
    pub fn to_review(self, title: impl Into<String>) -> Fix {
        Fix::to_review(title, vec![self])
    }
}
