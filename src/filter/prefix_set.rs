//! Sets of prefixes, exactly: every network of a family within some networks, with lengths from one to another.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use crate::resource::value::Family;

/// A set is not cut into more pieces than this: what would be taken from it then stays in.
const MOST_BLOCKS: usize = 2_000;

/// The networks within one network, with lengths from the shortest to the longest; the shortest is never less than the
/// network's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    /// The network's address, its first bit foremost in both families.
    start: u128,
    /// The network's own length.
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

    /// Adds what is left of this one without another one.
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
        // Beside the way down to the other's network there is a sibling at each depth.
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
}

impl PrefixSet {
    /// No prefix.
    pub fn none(family: Family) -> PrefixSet {
        PrefixSet { family, blocks: Vec::new() }
    }

    /// Every prefix.
    pub fn all(family: Family) -> PrefixSet {
        let longest = family.bits();
        PrefixSet { family, blocks: vec![Block { start: 0, depth: 0, shortest: 0, longest }] }
    }

    /// Every single address.
    pub fn single_addresses(family: Family) -> PrefixSet {
        let longest = family.bits();
        PrefixSet { family, blocks: vec![Block { start: 0, depth: 0, shortest: longest, longest }] }
    }

    /// The networks within a network, itself included, with lengths from the shortest to the longest.
    pub fn within(network: IpNetwork, shortest: u8, longest: u8) -> PrefixSet {
        let family = Family::of(network.ip());
        let start = match network.network() {
            IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
            IpAddr::V6(address) => u128::from(address),
        };
        let shortest = shortest.max(network.prefix());
        let longest = longest.min(family.bits());
        let block = Block { start, depth: network.prefix(), shortest, longest };
        PrefixSet { family, blocks: if shortest <= longest { vec![block] } else { Vec::new() } }
    }

    /// All networks within a network, itself included.
    pub fn below(network: IpNetwork) -> PrefixSet {
        PrefixSet::within(network, network.prefix(), u8::MAX)
    }

    /// One network alone.
    pub fn only(network: IpNetwork) -> PrefixSet {
        PrefixSet::within(network, network.prefix(), network.prefix())
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn without(&self, other: &PrefixSet) -> PrefixSet {
        let mut blocks = self.blocks.clone();
        for taken in &other.blocks {
            let mut left = Vec::new();
            blocks.iter().for_each(|block| block.subtract(taken, &mut left));
            if left.len() > MOST_BLOCKS {
                break;
            }
            blocks = left;
        }
        PrefixSet { family: self.family, blocks }
    }

    /// What is in both sets.
    #[must_use]
    pub fn common(&self, other: &PrefixSet) -> PrefixSet {
        let pairs = self.blocks.iter().flat_map(|one| other.blocks.iter().map(move |other| (one, other)));
        PrefixSet { family: self.family, blocks: pairs.filter_map(|(one, other)| one.common(other)).collect() }
    }

    /// What is not in the set.
    #[must_use]
    pub fn complement(&self) -> PrefixSet {
        PrefixSet::all(self.family).without(self)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Whether all of it is in the other set.
    pub fn is_within(&self, other: &PrefixSet) -> bool {
        self.without(other).is_empty()
    }

    /// Whether a prefix is in it.
    pub fn contains(&self, prefix: IpNetwork) -> bool {
        Family::of(prefix.ip()) == self.family && !self.common(&PrefixSet::only(prefix)).is_empty()
    }
}
