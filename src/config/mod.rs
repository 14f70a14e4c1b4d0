//! What a team has settled on: its configuration, and the findings that it has accepted.

mod add_ignores;
mod apply;
mod baseline;
mod deserialize;
mod file;
mod values;

pub use add_ignores::{Rewritten, add_ignores};
pub use apply::{Asked, Settled};
pub use baseline::{Baseline, BaselineError};
pub use file::{Config, ConfigError, ConfiguredCluster, ConfiguredIgnore};
pub use values::{FailOn, Level, Nodes, ObjectPattern, RefusedName, RouterId, RuleName, Written};

/// A configuration with every key explained, and none in force.
pub const TEMPLATE: &str = include_str!("template.yaml");
