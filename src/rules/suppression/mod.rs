//! The group `suppression`: ignores of findings.

mod invalid_ignore;
mod unused_ignore;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[&invalid_ignore::RULE, &unused_ignore::RULE];
