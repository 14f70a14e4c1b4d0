//! `# bgplint: ignore[rule] reason`: comments and annotations that ignore findings.

mod annotation;
mod comments;
mod directive;
mod ignores;

pub(super) use comments::read;
pub use directive::{is_header_line, reason};
pub use ignores::{Ignore, IgnoreFault, IgnoredRule, Ignores};
