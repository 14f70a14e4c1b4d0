//! Which files: directories, named files, stdin, ignore files, templates.

mod collect;
mod ids;
mod paths;
mod pattern;
mod relevance;
mod source;
mod sources;
pub mod template;

pub use collect::{Input, InputError, Skipped, collect};
pub use ids::SourceId;
pub use paths::{absolute, common, is_kustomization, normal, real, seen_from, shown, shown_from_here};
pub use pattern::{PathPattern, PathPatterns};
pub use relevance::{Relevance, relevance};
pub use source::{EncodingProblem, Source};
pub use sources::Sources;
