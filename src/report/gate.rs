//! What decides how strict a run is, apart from the command line: facts that the notes of a report say.

use std::collections::BTreeSet;

use crate::input::LeftOut;

/// What decides how strict a run is. The configuration and the files of a repository may weaken it.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// The configuration file in force.
    pub configuration: Option<String>,
    /// Whether the command line locks the configuration.
    pub is_locked: bool,
    /// Configuration files that are not in force: above the file in force, or beside a locked one.
    pub other_configurations: Vec<String>,
    /// The rules that the configuration switches off.
    pub rules_off: Vec<&'static str>,
    /// The rules whose findings the configuration makes less severe.
    pub lowered: BTreeSet<&'static str>,
    /// Whether the configuration lets no finding fail the run.
    pub never_fails: bool,
    /// The baseline file.
    pub baseline: Option<String>,
    /// How many ignores in files have no effect, because the configuration is locked.
    pub ignores_without_effect: usize,
    /// What the search of directories left out.
    pub left_out: LeftOut,
}
