//! Exact sets of prefixes: all networks of a family that are inside certain networks and have certain lengths.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use crate::value::Family;

/// The most blocks of a set. Beyond it, subtraction leaves the prefixes in the set.
const MOST_BLOCKS: usize = 2_000;

/// The networks inside one network, with lengths from `shortest` to `longest`; `shortest` is never less than the length of
/// the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    /// The address of the network, with the first bit of both families at the top.
    start: u128,
    /// The length of the network.
    depth: u8,
    shortest: u8,
    longest: u8,
}

impl Block {
    fn contains_network_of(&self, other: &Block) -> bool {
        self.depth <= other.depth && (self.start ^ other.start) & mask(self.depth) == 0
    }

    /// The networks in both.
    fn common(&self, other: &Block) -> Option<Block> {
        let deeper = if self.depth > other.depth { self } else { other };
        if !self.contains_network_of(deeper) || !other.contains_network_of(deeper) {
            return None;
        }
        let shortest = self.shortest.max(other.shortest).max(deeper.depth);
        let longest = self.longest.min(other.longest);
        (shortest <= longest).then_some(Block { shortest, longest, ..*deeper })
    }

    /// Adds the parts of this block that are not in the other block.
    fn subtract(&self, other: &Block, left: &mut Vec<Block>) {
        let Some(common) = self.common(other) else {
            left.push(*self);
            return;
        };
        if self.shortest < common.shortest {
            left.push(Block { longest: common.shortest - 1, ..*self });
        }
        if self.longest > common.longest {
            left.push(Block { shortest: common.longest + 1, ..*self });
        }
        // At each depth between the two networks, one sibling is outside of the smaller network.
        for depth in self.depth + 1..=common.depth {
            let bit = 1_u128 << (128 - u32::from(depth));
            let start = (common.start ^ bit) & mask(depth);
            let shortest = common.shortest.max(depth);
            left.push(Block { start, depth, shortest, longest: common.longest });
        }
    }
}

fn mask(depth: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(depth)).unwrap_or(0)
}

/// A set of prefixes of one family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixSet {
    family: Family,
    blocks: Vec<Block>,
    /// The block whose complement this set is, if it is the complement of a single block.
    outside_of: Option<Block>,
}

impl PrefixSet {
    fn of(family: Family, blocks: Vec<Block>) -> PrefixSet {
        PrefixSet { family, blocks, outside_of: None }
    }

    /// No prefix.
    pub fn none(family: Family) -> PrefixSet {
        PrefixSet::of(family, Vec::new())
    }

    /// Every prefix.
    pub fn all(family: Family) -> PrefixSet {
        let longest = family.bits();
        PrefixSet::of(family, vec![Block { start: 0, depth: 0, shortest: 0, longest }])
    }

    /// Every single address.
    pub fn single_addresses(family: Family) -> PrefixSet {
        let longest = family.bits();
        PrefixSet::of(family, vec![Block { start: 0, depth: 0, shortest: longest, longest }])
    }

    /// The networks inside a network and the network itself, with lengths from `shortest` to `longest`.
    pub fn within(network: IpNetwork, shortest: u8, longest: u8) -> PrefixSet {
        let family = Family::of(network.ip());
        let start = match network.network() {
            IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
            IpAddr::V6(address) => u128::from(address),
        };
        let shortest = shortest.max(network.prefix());
        let longest = longest.min(family.bits());
        let block = Block { start, depth: network.prefix(), shortest, longest };
        PrefixSet::of(family, if shortest <= longest { vec![block] } else { Vec::new() })
    }

    /// All networks inside a network, and the network itself.
    pub fn below(network: IpNetwork) -> PrefixSet {
        PrefixSet::within(network, network.prefix(), u8::MAX)
    }

    /// Only this network.
    pub fn only(network: IpNetwork) -> PrefixSet {
        PrefixSet::within(network, network.prefix(), network.prefix())
    }

    /// The prefixes of this set that are not in the other set.
    #[must_use]
    pub fn without(&self, other: &PrefixSet) -> PrefixSet {
        if let Some(block) = &other.outside_of {
            let common = self.blocks.iter().filter_map(|own| own.common(block)).collect();
            return PrefixSet::of(self.family, common);
        }
        let mut blocks = self.blocks.clone();
        for taken in &other.blocks {
            if blocks.iter().all(|block| block.common(taken).is_none()) {
                continue;
            }
            let mut left = Vec::new();
            blocks.iter().for_each(|block| block.subtract(taken, &mut left));
            if left.len() > MOST_BLOCKS {
                break;
            }
            blocks = left;
        }
        PrefixSet::of(self.family, blocks)
    }

    /// The prefixes in both sets.
    #[must_use]
    pub fn common(&self, other: &PrefixSet) -> PrefixSet {
        let pairs = self.blocks.iter().flat_map(|one| other.blocks.iter().map(move |other| (one, other)));
        PrefixSet::of(self.family, pairs.filter_map(|(one, other)| one.common(other)).collect())
    }

    /// The prefixes that are not in this set.
    #[must_use]
    pub fn complement(&self) -> PrefixSet {
        let outside_of = if let [block] = self.blocks.as_slice() { Some(*block) } else { None };
        PrefixSet { outside_of, ..PrefixSet::all(self.family).without(self) }
    }

    /// The network that contains the whole set, if the set is given by one network: its first bits and their number.
    pub(super) fn network(&self) -> Option<(u128, u8)> {
        match self.blocks.as_slice() {
            [block] => Some((block.start, block.depth)),
            _ => None,
        }
    }

    /// The network outside of which the set has everything, if the set is the complement of prefixes of one network.
    pub(super) fn excluded_network(&self) -> Option<(u128, u8)> {
        self.outside_of.map(|block| (block.start, block.depth))
    }

    /// The networks around a network, from the largest, with the network itself.
    pub(super) fn networks_around((start, depth): (u128, u8)) -> impl Iterator<Item = (u128, u8)> {
        (0..=depth).map(move |depth| (start & mask(depth), depth))
    }

    /// The last address inside a network.
    pub(super) fn last_inside((start, depth): (u128, u8)) -> u128 {
        start | !mask(depth)
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Whether the other set contains this set.
    pub fn is_within(&self, other: &PrefixSet) -> bool {
        match (&self.outside_of, &other.outside_of) {
            // What is outside of one block is outside of every part of the block.
            (Some(own), Some(others)) => own.common(others) == Some(*others),
            _ => self.without(other).is_empty(),
        }
    }

    /// Whether the set contains a prefix.
    pub fn contains(&self, prefix: IpNetwork) -> bool {
        Family::of(prefix.ip()) == self.family && !self.common(&PrefixSet::only(prefix)).is_empty()
    }
}
