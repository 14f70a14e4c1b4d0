//! What follows from a finding at run time, in one closed word.

/// What happens because of a finding. The words are public: programs sort and count findings by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Kubernetes or calicoctl refuses the object when it is applied.
    Refused,
    /// The object is accepted, and then the field or the whole object is pruned or ignored without an error.
    Dropped,
    /// BIRD refuses the whole file, or Calico can no longer read the kind: nodes keep their old BGP configuration.
    Frozen,
    /// A session never comes up, or only by chance.
    SessionDown,
    /// Sessions are up, and routes do not arrive, inside the cluster or outside.
    RoutesLost,
    /// Routes arrive where they should not, or by a node that cannot serve them.
    Misrouted,
    /// Everything works now, and one failure, restart or upgrade breaks it.
    AtRisk,
    /// No effect at run time.
    Cleanup,
}

impl Effect {
    /// All effects, in the order of the documentation.
    pub const ALL: [Effect; 8] = [
        Effect::Refused,
        Effect::Dropped,
        Effect::Frozen,
        Effect::SessionDown,
        Effect::RoutesLost,
        Effect::Misrouted,
        Effect::AtRisk,
        Effect::Cleanup,
    ];

    /// The word for the effect in JSON, SARIF, tables and pages.
    pub fn name(self) -> &'static str {
        match self {
            Effect::Refused => "refused",
            Effect::Dropped => "dropped",
            Effect::Frozen => "frozen",
            Effect::SessionDown => "session-down",
            Effect::RoutesLost => "routes-lost",
            Effect::Misrouted => "misrouted",
            Effect::AtRisk => "at-risk",
            Effect::Cleanup => "cleanup",
        }
    }
}
