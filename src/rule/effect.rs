//! The effect of a finding at run time, as one word of a closed list.

use crate::names::names;

names! {
    /// What happens because of a finding. The words are public: programs sort and count findings by them.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Effect {
        /// Kubernetes or calicoctl rejects the object when it is applied.
        "refused" => Refused,
        /// The object is accepted, and then the field or the whole object is pruned or ignored without an error.
        "dropped" => Dropped,
        /// BIRD rejects the whole file, or Calico can no longer read the kind: nodes keep their old BGP configuration.
        "frozen" => Frozen,
        /// A session never comes up, or only by chance.
        "session-down" => SessionDown,
        /// Sessions are up, but routes do not arrive, inside the cluster or outside of it.
        "routes-lost" => RoutesLost,
        /// Routes arrive where they should not, or lead to a node that cannot serve them.
        "misrouted" => Misrouted,
        /// Everything works now, and one failure, restart or upgrade breaks it.
        "at-risk" => AtRisk,
        /// No effect at run time.
        "cleanup" => Cleanup,
    }
}
