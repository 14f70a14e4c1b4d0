//! Findings → what people and programs read: one file per format, and the last line.

mod concise;
mod contents;
mod context;
mod excerpt;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod locate;
mod located;
mod markdown;
mod pretty;
mod sarif;
mod secrets;
mod summary;

pub use crate::visible::visible;
pub use concise::concise;
pub use contents::{Accepted, AcceptedBy, Report, Summary};
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use jsonl::jsonl;
pub use junit::junit;
pub use locate::locate;
pub use located::{LocatedEdit, LocatedFinding, LocatedFix, LocatedPlace};
pub use markdown::markdown;
pub use pretty::{Look, pretty};
pub use sarif::sarif;
pub use summary::summary_lines;
