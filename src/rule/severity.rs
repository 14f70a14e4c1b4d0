//! Severity, certainty, and what was missing for a check.

use crate::names::names;

names! {
    /// The severity of a finding.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Severity {
        /// Advice.
        "info" => Info,
        /// Very likely wrong, or a known cause of outages.
        "warning" => Warning,
        /// Calico or BIRD will reject, drop, ignore or break something.
        "error" => Error,
    }
}

impl Severity {
    /// One level lower.
    pub fn lowered(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

names! {
    /// The certainty of a finding.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Certainty {
        /// True whatever else the cluster has.
        "definite" => Definite,
        /// True if the cluster has nothing else than the input.
        "conditional" => Conditional,
    }
}

names! {
    /// What was missing for a check.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Needs {
        /// The nodes of the cluster.
        "nodes" => Nodes,
        /// The values of placeholders.
        "values" => Values,
        /// A simpler cluster: the routes have too many paths for bgplint to follow.
        "simplicity" => Simplicity,
        /// A smaller resource: a rule has too many findings in one resource to list all of them.
        "size" => Size,
    }
}
