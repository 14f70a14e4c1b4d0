//! The nodes that a BGPConfiguration or a FelixConfiguration is for, which its name says.

/// The nodes that a BGPConfiguration or a FelixConfiguration is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfiguredNodes<'n> {
    /// All nodes: the object is called `default`.
    All,
    /// One node: the object is called `node.` and the node's name.
    One(&'n str),
    /// No node: Calico ignores objects with other names.
    None,
}

impl<'n> ConfiguredNodes<'n> {
    /// What an object of this name is for.
    pub fn of(name: &'n str) -> ConfiguredNodes<'n> {
        match (name, name.strip_prefix("node.")) {
            ("default", _) => ConfiguredNodes::All,
            (_, None | Some("")) => ConfiguredNodes::None,
            (_, Some(node)) => ConfiguredNodes::One(node),
        }
    }

    /// The one node that the object is for.
    pub fn one(self) -> Option<&'n str> {
        match self {
            ConfiguredNodes::One(node) => Some(node),
            ConfiguredNodes::All | ConfiguredNodes::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_whom_a_configuration_is_for() {
        let expected = [
            ("default", ConfiguredNodes::All),
            ("node.worker-1", ConfiguredNodes::One("worker-1")),
            ("node.", ConfiguredNodes::None),
            ("Default", ConfiguredNodes::None),
        ];
        assert!(expected.iter().all(|(name, nodes)| ConfiguredNodes::of(name) == *nodes));
    }
}
