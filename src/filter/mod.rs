//! BGPFilters → the prefixes that each rule matches, and what happens to a route (Calico:
//! `confd/pkg/resource/template/template_funcs.go`; BIRD 1.6 interprets the result).

mod conditions;
mod covered;
mod prefix_set;
mod verdict;

pub use conditions::{Condition, Conditions, compares_with_a_set, empty_range};
pub use covered::{CoveredRule, Earlier, covered_rules};
pub use prefix_set::PrefixSet;
pub use verdict::{Outcome, Route, Step, Verdict, verdict, walk};
