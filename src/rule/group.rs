//! The groups of rules.

use crate::names::names;

names! {
    /// The groups of rules.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Group {
        /// How the manifests are written.
        "manifest" => Manifest,
        /// BGPConfiguration.
        "configuration" => Configuration,
        /// Identities of nodes.
        "identity" => Identity,
        /// AS numbers.
        "as-number" => AsNumber,
        /// Selectors, and names of nodes.
        "selector" => Selector,
        /// Whether the two ends of a session are compatible.
        "session" => Session,
        /// Route reflectors, and routes that do not arrive.
        "reflector" => Reflector,
        /// BGPFilter.
        "filter" => Filter,
        /// IPPool, as far as BGP depends on it.
        "pool" => Pool,
        /// Settings of the hosts that affect BGP.
        "host" => Host,
        /// Ignores of findings.
        "suppression" => Suppression,
    }
}
