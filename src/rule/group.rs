//! The groups of rules.

use crate::names::names;

names! {
    /// The groups of the catalogue.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Group {
        /// What is written.
        "manifest" => Manifest,
        /// BGPConfiguration.
        "configuration" => Configuration,
        /// Who a node is.
        "identity" => Identity,
        /// AS numbers.
        "as-number" => AsNumber,
        /// Which nodes are meant.
        "selector" => Selector,
        /// Whether the two ends of a session are compatible.
        "session" => Session,
        /// Whether routes get there.
        "reflector" => Reflector,
        /// BGPFilter.
        "filter" => Filter,
        /// IPPool beside BGP.
        "pool" => Pool,
        /// What the hosts do to BGP.
        "host" => Host,
        /// Ignores of findings.
        "suppression" => Suppression,
    }
}
