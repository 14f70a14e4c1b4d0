//! Findings → what people and programs read: pretty, concise, json, and the last line.

mod concise;
mod excerpt;
mod json;
mod locate;
mod pretty;
mod secrets;
mod summary;
mod visible;

pub use concise::concise;
pub use json::json;
pub use locate::{LocatedFinding, LocatedPlace, Position, Role, locate};
pub use pretty::{Look, pretty};
pub use summary::{Summary, summary_lines};
pub use visible::visible;

use crate::input::Skipped;
use crate::rule::UnknownRule;

/// Everything that a run has to say.
#[derive(Debug, Default)]
pub struct Report<'a> {
    /// The findings, with lines, columns and paths.
    pub findings: Vec<LocatedFinding<'a>>,
    /// Files that could not be taken into account.
    pub skipped: Vec<Skipped>,
    /// What could not be checked.
    pub unknown: Vec<UnknownRule>,
    /// The counts.
    pub summary: Summary,
}
