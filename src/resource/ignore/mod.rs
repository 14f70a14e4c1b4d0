//! `# bgplint: ignore[rule] reason`: which findings a file asks not to tell, and of what stretch of it.

mod annotation;
mod comments;
mod directive;
mod ignores;

pub(super) use comments::read;
pub use directive::{is_header_line, reason};
pub use ignores::{Ignore, IgnoreFault, IgnoredRule, Ignores};
