//! The group `pool`: IPPools and their effect on BGP.

mod bgp_export_disabled;
mod ip_pool_overlaps_addresses;
mod load_balancer_range_in_workload_pool;
mod overlapping_ip_pools;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &bgp_export_disabled::RULE,
    &ip_pool_overlaps_addresses::RULE,
    &load_balancer_range_in_workload_pool::RULE,
    &overlapping_ip_pools::RULE,
];
