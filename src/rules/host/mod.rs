//! The group `host`: settings of the hosts that affect BGP.

mod bgp_port_not_failsafe;
mod mtu_disagrees;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[&bgp_port_not_failsafe::RULE, &mtu_disagrees::RULE];
