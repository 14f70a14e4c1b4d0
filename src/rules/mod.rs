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

use crate::admission::{KnownCheck, known_checks};
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

/// The checks of the gates that a rule reports, by kind and field, with the releases of each.
pub fn checks_of(rule: &Rule) -> Vec<KnownCheck> {
    known_checks().into_iter().filter(|check| rule.topics.contains(&check.topic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::Topic;

    #[test]
    fn each_topic_of_the_gates_belongs_to_one_rule() {
        for topic in Topic::ALL {
            let owners: Vec<&str> =
                all().into_iter().filter(|rule| rule.topics.contains(topic)).map(|rule| rule.name).collect();
            assert_eq!(owners.len(), 1, "{}: {owners:?}", topic.name());
        }
    }
}
