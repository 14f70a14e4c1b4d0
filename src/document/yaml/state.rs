//! What may come next, while the values around a place are not complete.

/// What the parser goes on with when a value is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The value of the document.
    Root,
    /// An item of a list in block style, or its end.
    BlockItem {
        list: usize,
    },
    /// An item of a list that has the column of its key. The dash of the first item is taken.
    FlatItem {
        is_first: bool,
    },
    /// A key of a mapping in block style, or its end.
    BlockKey {
        mapping: usize,
    },
    BlockValue {
        mapping: usize,
    },
    /// An item in square brackets, or their end.
    FlowItem {
        bracket: usize,
        is_first: bool,
    },
    /// The key of a pair in square brackets, which is a mapping of its own.
    PairKey,
    PairValue,
    PairEnd,
    /// A key in braces, or their end.
    FlowKey {
        bracket: usize,
        is_first: bool,
    },
    FlowValue {
        bracket: usize,
    },
    /// The value of a key in braces that no `:` follows.
    NoFlowValue {
        bracket: usize,
    },
}

impl State {
    /// The bracket that the state is in, if it is certain.
    pub(super) fn bracket(&self) -> Option<usize> {
        match self {
            State::FlowItem { bracket, .. }
            | State::FlowKey { bracket, .. }
            | State::FlowValue { bracket }
            | State::NoFlowValue { bracket } => Some(*bracket),
            _ => None,
        }
    }
}
