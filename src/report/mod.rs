//! Findings → output for people and programs: one file per format, and the summary lines.

mod concise;
mod contents;
mod context;
mod entry;
#[cfg(feature = "pretty")]
mod excerpt;
mod format;
mod gate;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod locate;
mod located;
mod look;
mod markdown;
mod note;
mod notice;
#[cfg(feature = "pretty")]
mod pretty;
mod sarif;
mod summary;

pub use crate::visible::visible;
pub use contents::{Accepted, AcceptedBy, Report, Summary};
pub use format::Format;
pub use gate::Gate;
pub use locate::locate;
pub use located::{LocatedEdit, LocatedFinding, LocatedFix, LocatedPlace};
pub use look::Look;
use note::skipped;
pub use note::{Note, NoteKind};
pub use notice::{Notice, NoticeKind};
pub use summary::summary_lines;
