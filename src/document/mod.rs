//! Bytes → spanned YAML trees, document by document, on after a broken one.

mod following;
mod outline;
mod parse;
pub mod rewrite;
pub mod scalar;
mod span;
mod split;
mod tree;

pub use outline::Outline;
pub use parse::parse;
pub use span::Span;
pub use split::{Piece, dump_parts, pieces};
pub use tree::{Document, Entry, Quoting, Tag, Value, View};

/// A place at which kubectl cannot parse a piece of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxProblem {
    /// The offending characters.
    pub span: Span,
    /// What is wrong with them.
    pub message: String,
}

impl SyntaxProblem {
    /// A problem at `span`.
    pub fn new(span: Span, message: String) -> SyntaxProblem {
        SyntaxProblem { span, message }
    }
}
