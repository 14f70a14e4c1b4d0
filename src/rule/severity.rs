//! Severity, certainty, and what was missing for a check.

use crate::names::names;

names! {
    /// How bad a finding is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Severity {
        /// Advice.
        "info" => Info,
        /// Very likely wrong, or a trap that has caused outages.
        "warning" => Warning,
        /// Calico or BIRD will reject, drop, ignore or break something.
        "error" => Error,
    }
}

impl Severity {
    /// One level less.
    pub fn lowered(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

names! {
    /// How sure a finding is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Certainty {
        /// True in every completion of the input.
        "definite" => Definite,
        /// True if what the input holds is all there is.
        "conditional" => Conditional,
    }
}

names! {
    /// What a check lacked.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Needs {
        /// The cluster's nodes.
        "nodes" => Nodes,
        /// The values of placeholders.
        "values" => Values,
        /// Fewer sorts of nodes, or fewer ways for a route, than the cluster has.
        "simplicity" => Simplicity,
    }
}
