//! Bytes → YAML trees with spans, one per document. A broken document does not stop the next one.

mod build;
mod construct;
mod expansion;
mod following;
mod holes;
mod json_text;
mod json_values;
mod keys;
mod list;
mod outline;
mod parse;
mod path;
pub mod rewrite;
pub mod scalar;
mod secrets;
mod span;
mod split;
mod strict_block;
mod tags;
mod tree;
mod unread;
mod unread_fields;
mod yaml;

use std::borrow::Cow;

use crate::bounded::bounded;

pub use following::Parts;
pub use list::{List, Sizes, large_list};
pub use outline::Outline;
pub use parse::parse;
pub use secrets::{Shown, is_name_or_key, shown_unparsed};
pub use span::Span;
pub use split::{Form, Piece, empty_documents, pieces};
pub use tree::{Document, Entry, Quoting, Tag, Value, View};
pub use unread::parse_read;
pub use unread_fields::Unread;

/// A place where kubectl cannot parse the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxProblem {
    /// The characters at fault.
    pub span: Span,
    /// What is wrong with the characters.
    pub message: String,
    /// What to write instead, where the mistake is a usual one.
    pub help: Option<Cow<'static, str>>,
}

impl SyntaxProblem {
    /// A problem at `span`.
    pub fn new(span: Span, message: String) -> SyntaxProblem {
        SyntaxProblem { span, message: bounded(message), help: None }
    }

    /// The same problem with what to write instead.
    pub fn with_help(self, help: &'static str) -> SyntaxProblem {
        SyntaxProblem { help: Some(Cow::Borrowed(help)), ..self }
    }
}
