//! The rules, in the catalogue's groups; one file each.

mod configuration;
mod identity;
mod manifest;
mod selector;

use crate::rule::Rule;

/// Every rule, by group and name.
pub fn all() -> Vec<&'static Rule> {
    [manifest::RULES, configuration::RULES, identity::RULES, selector::RULES].concat()
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().into_iter().find(|rule| rule.name == name)
}
