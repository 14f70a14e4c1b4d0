//! The group `as-number`: AS numbers.

mod as_number_as_repeat_count;
mod as_number_mismatch;
mod as_path_loop;
mod local_as_left_at_default;
mod missing_peer_as_number;
mod public_as_number;
mod reserved_as_number;
mod words;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &as_number_as_repeat_count::RULE,
    &as_number_mismatch::RULE,
    &as_path_loop::RULE,
    &local_as_left_at_default::RULE,
    &missing_peer_as_number::RULE,
    &public_as_number::RULE,
    &reserved_as_number::RULE,
];
