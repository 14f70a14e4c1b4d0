//! The abilities of a terminal, or of another target of a report.

/// The abilities of the target of a report; only the formats for people depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether colors are shown.
    pub color: bool,
    /// The width in columns.
    pub width: usize,
    /// Whether links can be clicked.
    pub links: bool,
}
