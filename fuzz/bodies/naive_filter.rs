//! The rules of a BGPFilter, applied to single routes from their definition alone.

/// A prefix. The first bit of both families is the highest bit of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    /// The address, in which the bits after the length are zero.
    pub address: u128,
    /// The length.
    pub length: u8,
}

impl Prefix {
    /// The prefix of an address with this length.
    pub fn new(address: u128, length: u8) -> Prefix {
        let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
        Prefix { address: address & mask, length }
    }

    /// Whether another prefix lies in this one, or is the same.
    pub fn holds(self, other: Prefix) -> bool {
        self.length <= other.length && Prefix::new(other.address, self.length) == self
    }
}

/// How a rule compares prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Inside of the network.
    In,
    /// Not inside of the network.
    NotIn,
    /// The network itself.
    Equal,
    /// Anything but the network.
    NotEqual,
}

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Whether the rule accepts.
    pub accepts: bool,
    /// The operator.
    pub operator: Option<Operator>,
    /// The network.
    pub network: Option<Prefix>,
    /// The shortest and the longest length.
    pub lengths: [Option<u8>; 2],
    /// Whether the session must be external.
    pub is_external: Option<bool>,
    /// Whether a neighbor must have sent the route.
    pub from_neighbor: bool,
    /// Whether the route must have the community.
    pub has_community: bool,
    /// Whether the route must have the interface.
    pub has_interface: bool,
}

/// A route, with the conditions of rules that it meets.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The prefix.
    pub prefix: Prefix,
    /// Whether the session is external.
    pub is_external: bool,
    /// Whether a neighbor sent the route.
    pub from_neighbor: bool,
    /// Whether the route has the community.
    pub has_community: bool,
    /// Whether the route has the interface.
    pub has_interface: bool,
}

impl Rule {
    /// Whether the rule matches a prefix; `None` for a rule that confd or BIRD rejects. A family has addresses of `bits`.
    pub fn has_prefix(&self, prefix: Prefix, bits: u8) -> Option<bool> {
        let Some(network) = self.network else {
            return Some(true);
        };
        let operator = self.operator?;
        let [min, max] = self.lengths;
        if min.is_none() && max.is_none() {
            return Some(match operator {
                Operator::In => network.holds(prefix),
                Operator::NotIn => !network.holds(prefix),
                Operator::Equal => prefix == network,
                Operator::NotEqual => prefix != network,
            });
        }
        let (shortest, longest) = (min.unwrap_or(0).max(network.length), max.unwrap_or(bits));
        if shortest > longest {
            return None;
        }
        let is_in = network.holds(prefix) && (shortest..=longest).contains(&prefix.length);
        Some(match operator {
            Operator::In => is_in,
            Operator::NotIn => !is_in,
            // BIRD compares the prefix with a set of prefixes.
            Operator::Equal => false,
            Operator::NotEqual => true,
        })
    }

    /// Whether a route meets the conditions on anything but the prefix.
    pub fn has_rest(&self, route: &Route) -> bool {
        self.is_external.is_none_or(|is_external| is_external == route.is_external)
            && (!self.from_neighbor || route.from_neighbor)
            && (!self.has_community || route.has_community)
            && (!self.has_interface || route.has_interface)
    }

    /// Whether the rule matches a route.
    pub fn matches(&self, route: &Route, bits: u8) -> Option<bool> {
        self.has_prefix(route.prefix, bits).map(|has_prefix| has_prefix && self.has_rest(route))
    }
}

/// What rules may do with a route: whether it may be accepted, and whether it may be rejected.
pub fn outcomes(rules: &[Rule], route: &Route, bits: u8) -> [bool; 2] {
    let [mut accepted, mut rejected] = [false, false];
    for rule in rules {
        let matches = rule.matches(route, bits);
        if matches != Some(false) {
            accepted |= rule.accepts;
            rejected |= !rule.accepts;
        }
        if matches == Some(true) {
            return [accepted, rejected];
        }
    }
    [true, rejected]
}

/// Prefixes of all kinds that these networks and lengths tell apart: on the way to each network, below it, and beside it.
pub fn representatives(networks: &[Prefix], lengths: &[u8], bits: u8) -> Vec<Prefix> {
    let own = networks.iter().map(|network| network.length);
    let mut lengths: Vec<u8> = own.chain(lengths.iter().copied()).chain([0, bits]).collect();
    lengths.extend(lengths.clone().into_iter().flat_map(|length| [length.saturating_sub(1), length + 1]));
    lengths.retain(|length| *length <= bits);
    lengths.sort_unstable();
    lengths.dedup();
    let beside = |network: &Prefix, depth: u8| {
        let bit = 1_u128.checked_shl(128 - u32::from(depth)).unwrap_or(0);
        Prefix::new(network.address ^ bit, depth).address
    };
    let addresses = networks.iter().flat_map(|network| {
        let depths = lengths.iter().filter(|depth| (1..=network.length).contains(*depth));
        depths.map(|depth| beside(network, *depth)).chain([network.address]).collect::<Vec<_>>()
    });
    let addresses: Vec<u128> = addresses.chain([0]).collect();
    let mut prefixes: Vec<Prefix> =
        addresses.iter().flat_map(|address| lengths.iter().map(|length| Prefix::new(*address, *length))).collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    prefixes
}
