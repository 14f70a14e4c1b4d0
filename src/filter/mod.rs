//! BGPFilters → what each rule takes, as sets of prefixes, and what becomes of a route (Calico:
//! `confd/pkg/resource/template/template_funcs.go`; what BIRD 1.6 makes of it).

mod conditions;
mod prefix_set;
mod verdict;

pub use conditions::{Condition, Conditions, compares_with_a_set, empty_range};
pub use prefix_set::PrefixSet;
pub use verdict::{CoveredRule, Outcome, Route, Step, Verdict, cover, covered_rules, verdict, walk};
