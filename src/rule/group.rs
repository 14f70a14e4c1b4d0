//! The groups of the catalogue.

/// The groups of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What is written.
    Manifest,
    /// BGPConfiguration.
    Configuration,
    /// Who a node is.
    Identity,
    /// AS numbers.
    AsNumber,
    /// Which nodes are meant.
    Selector,
    /// Whether the two ends of a session are compatible.
    Session,
    /// Whether routes get there.
    Reflector,
    /// BGPFilter.
    Filter,
    /// IPPool beside BGP.
    Pool,
    /// What the hosts do to BGP.
    Host,
    /// Ignores of findings.
    Suppression,
}

impl Group {
    /// The group's name, which is also its folder's.
    pub fn name(self) -> &'static str {
        match self {
            Group::Manifest => "manifest",
            Group::Configuration => "configuration",
            Group::Identity => "identity",
            Group::AsNumber => "as-number",
            Group::Selector => "selector",
            Group::Session => "session",
            Group::Reflector => "reflector",
            Group::Filter => "filter",
            Group::Pool => "pool",
            Group::Host => "host",
            Group::Suppression => "suppression",
        }
    }
}
