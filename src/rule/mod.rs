//! Rules: name, severity, effects, page, and the function that turns facts into findings.

mod admitted;
mod definition;
mod editor;
mod effect;
mod finding;
mod fix;
mod gate_findings;
mod group;
mod refusal;
mod run;
mod severity;
mod suppress;
mod suppression;
mod threshold;

pub use admitted::Admitted;
pub use definition::{Check, Finding, Findings, Location, Rule, Scope, Unknown};
pub use editor::Editor;
pub use effect::Effect;
pub use fix::{Edit, Fix, FixKind};
pub use gate_findings::report_refused;
pub use group::Group;
pub use refusal::{refusal, refusal_on};
pub use run::{Outcome, Selection, UnknownRule, run};
pub use severity::{Certainty, Needs, Severity};
pub use suppress::{IgnorePolicy, Ignored};
pub use suppression::{IgnoreState, Suppression, Suppressions};
pub use threshold::FailOn;

pub use crate::wording::{list, more_places, one_of};
