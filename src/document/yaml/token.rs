//! The tokens of YAML.

use std::ops::Range;

use crate::document::Quoting;

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// The text ends.
    End,
    /// `%YAML 1.1`.
    Version { is_known: bool },
    /// `%TAG !e! tag:example.org,2000:`.
    TagHandle(Box<TagName>),
    /// `---`.
    DocumentStart,
    /// `...`.
    DocumentEnd,
    /// A sequence begins at a deeper column.
    BlockSequence,
    /// A mapping begins at a deeper column.
    BlockMapping,
    /// The innermost sequence or mapping in block style ends.
    BlockEnd,
    /// `[`.
    FlowSequence,
    /// `]`.
    FlowSequenceEnd,
    /// `{`.
    FlowMapping,
    /// `}`.
    FlowMappingEnd,
    /// `,`.
    Comma,
    /// `-`.
    Dash,
    /// `?`, or the place before a key that a `:` follows.
    Key,
    /// `:`.
    Colon,
    /// `*name`.
    Alias,
    /// `&name`.
    Anchor,
    /// `!tag`.
    Tag(Box<TagName>),
    /// A text.
    Scalar { quoting: Quoting, text: ScalarText },
}

/// What a message needs to know of the token that was read last.
#[derive(Clone, Debug, Default)]
pub(super) struct Last {
    pub span: Range<usize>,
    pub is_scalar: bool,
    pub is_plain: bool,
    pub is_colon: bool,
}

/// A tag in two parts: the handle (`!`, `!!`, `!e!`, or nothing), which stands for a prefix, and the rest. In a directive the
/// rest is the prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::document) struct TagName {
    pub handle: String,
    pub rest: String,
}

/// The text of a scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::document) enum ScalarText {
    /// As the file has it.
    Written,
    /// As the file has it between the quotes.
    Inside,
    /// Another text, because of escapes or line ends.
    Decoded(Box<str>),
}

impl TokenKind {
    /// How a message names the token. `None` for the tokens that no character stands for.
    pub fn name(&self) -> Option<&'static str> {
        Some(match self {
            TokenKind::FlowSequence => "`[`",
            TokenKind::FlowSequenceEnd => "`]`",
            TokenKind::FlowMapping => "`{`",
            TokenKind::FlowMappingEnd => "`}`",
            TokenKind::Comma => "`,`",
            TokenKind::Dash => "`-`",
            TokenKind::Colon => "`:`",
            _ => return None,
        })
    }
}
