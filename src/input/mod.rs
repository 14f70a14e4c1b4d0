//! The files of the input: directories, named files, stdin, ignore files, templates.

#[cfg(feature = "walk")]
mod collect;
#[cfg(feature = "walk")]
pub mod disk;
mod given;
mod ids;
#[cfg(feature = "walk")]
mod left_out;
mod paths;
mod pattern;
mod relevance;
mod source;
mod sources;
pub mod template;

#[cfg(feature = "walk")]
pub use collect::{InputError, Walk, collect, collect_as};
pub use given::{Input, LeftOut, Skipped, Tally};
pub use ids::SourceId;
#[cfg(feature = "walk")]
pub use paths::{absolute, real};
pub use paths::{common, is_kustomization, normal, seen_from, shown};
pub use pattern::{PathPattern, PathPatterns, matcher};
pub use relevance::{Relevance, relevance};
pub use source::{EncodingProblem, Source};
pub use sources::Sources;
