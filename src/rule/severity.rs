//! How bad a finding is, how sure it is, and what a check lacked.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Advice.
    Info,
    /// Very likely wrong, or a trap that has caused outages.
    Warning,
    /// Calico or BIRD will reject, drop, ignore or break something.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// One level less.
    pub fn lowered(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            _ => Severity::Info,
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// True in every completion of the input.
    Definite,
    /// True if what the input holds is all there is.
    Conditional,
}

impl Certainty {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Definite => "definite",
            Certainty::Conditional => "conditional",
        }
    }
}

/// What a check lacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// The cluster's nodes.
    Nodes,
    /// The values of placeholders.
    Values,
    /// Fewer sorts of nodes, or fewer ways for a route, than the cluster has.
    Simplicity,
}

impl Needs {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Needs::Nodes => "nodes",
            Needs::Values => "values",
            Needs::Simplicity => "simplicity",
        }
    }
}
