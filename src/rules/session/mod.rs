//! The group `session`: whether the two ends of a session are compatible.

mod bgp_disabled;
mod conflicting_peers;
mod duplicate_session;
mod ignored_field;
mod keepalive_out_of_range;
mod link_local_peer;
mod local_workload_without_address;
mod metallb_shares_peer;
mod one_sided_session;
mod password_breaks_bird;
mod password_mismatch;
mod peer_family_missing;
mod peer_without_target;
mod port_mismatch;
mod reachable_by_breaks_bird;
mod redundant_peer;
mod restart_time_out_of_range;
mod secret_in_wrong_namespace;
mod secret_not_found;
mod secret_not_readable;
mod self_peering;
mod shadowed_peer;
mod ttl_security_mismatch;
mod words;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &bgp_disabled::RULE,
    &conflicting_peers::RULE,
    &duplicate_session::RULE,
    &ignored_field::RULE,
    &keepalive_out_of_range::RULE,
    &link_local_peer::RULE,
    &local_workload_without_address::RULE,
    &metallb_shares_peer::RULE,
    &one_sided_session::RULE,
    &password_breaks_bird::RULE,
    &password_mismatch::RULE,
    &peer_family_missing::RULE,
    &peer_without_target::RULE,
    &port_mismatch::RULE,
    &reachable_by_breaks_bird::RULE,
    &redundant_peer::RULE,
    &restart_time_out_of_range::RULE,
    &secret_in_wrong_namespace::RULE,
    &secret_not_found::RULE,
    &secret_not_readable::RULE,
    &self_peering::RULE,
    &shadowed_peer::RULE,
    &ttl_security_mismatch::RULE,
];
