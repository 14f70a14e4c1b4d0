//! What a terminal can show, or whatever else a report is written to.

/// What the place can show that a report is written to; only the formats for people depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether colors are shown.
    pub color: bool,
    /// The width in columns.
    pub width: usize,
    /// Whether links can be clicked.
    pub links: bool,
}
