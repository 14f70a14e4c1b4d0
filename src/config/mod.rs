//! The configuration of a team, and the findings that the team has accepted.

mod add_ignores;
mod apply;
mod baseline;
mod deserialize;
mod file;
#[cfg(feature = "walk")]
mod find;
mod gate;
#[cfg(feature = "schema")]
mod schema;
mod settings;
mod values;

pub use add_ignores::{Rewritten, add_ignores};
pub use baseline::Baseline;
pub use file::{Config, ConfiguredCluster, ConfiguredIgnore};
pub use settings::{Overrides, Settings};
pub use values::{Level, Nodes, ObjectPattern, RefusedName, RouterId, RuleName, Written};

/// A configuration that explains every key and sets none.
pub const TEMPLATE: &str = include_str!("template.yaml");
