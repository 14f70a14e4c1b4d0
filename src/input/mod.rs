//! Which files: directories, named files, stdin, ignore files, templates.

mod collect;
mod paths;
mod relevance;
mod source;
pub mod template;

pub use collect::{Input, InputError, Skipped, collect};
pub use paths::{absolute, normal};
pub use relevance::{Relevance, relevance};
pub use source::{EncodingProblem, Source, SourceId};
