//! The rules, in groups; one file each.

mod as_number;
mod configuration;
mod filter;
mod host;
mod identity;
mod manifest;
mod pool;
mod reflector;
mod selector;
mod session;
mod suppression;

use crate::rule::Rule;

/// Every rule, by group and name.
pub fn all() -> Vec<&'static Rule> {
    [
        manifest::RULES,
        configuration::RULES,
        identity::RULES,
        as_number::RULES,
        selector::RULES,
        session::RULES,
        reflector::RULES,
        filter::RULES,
        pool::RULES,
        host::RULES,
        suppression::RULES,
    ]
    .concat()
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.name == name)
}
