//! The terms of a BGPPeer: the fields that say how its sessions are, not whose.

use crate::resource::{BgpPeer, Field};

/// The names of the fields in which two BGPPeers differ, as far as it is known.
pub fn differing_terms(one: &BgpPeer, other: &BgpPeer) -> Vec<&'static str> {
    fn differ<T: PartialEq>(one: &Field<T>, other: &Field<T>) -> bool {
        one.is_certain() && other.is_certain() && one.value() != other.value()
    }
    let names = |peer: &BgpPeer| -> Vec<_> { peer.filters.items().iter().map(|name| name.value().cloned()).collect() };
    let differences = [
        ("asNumber", differ(&one.as_number, &other.as_number)),
        ("localASNumber", differ(&one.local_as_number, &other.local_as_number)),
        ("password", differ(&one.password, &other.password)),
        ("filters", one.filters.is_certain() && other.filters.is_certain() && names(one) != names(other)),
        ("ttlSecurity", differ(&one.ttl_security, &other.ttl_security)),
        ("nextHopMode", differ(&one.next_hop_mode, &other.next_hop_mode)),
        ("keepOriginalNextHop", differ(&one.keep_original_next_hop, &other.keep_original_next_hop)),
        ("sourceAddress", differ(&one.source_address, &other.source_address)),
        ("maxRestartTime", differ(&one.max_restart_time, &other.max_restart_time)),
        ("keepaliveTime", differ(&one.keepalive_time, &other.keepalive_time)),
        ("numAllowedLocalASNumbers", differ(&one.num_allowed_local_as_numbers, &other.num_allowed_local_as_numbers)),
        ("reachableBy", differ(&one.reachable_by, &other.reachable_by)),
    ];
    differences.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

/// The names of the fields that a BGPPeer sets and the mesh does not have.
pub fn own_terms(peer: &BgpPeer) -> Vec<&'static str> {
    let mut own = differing_terms(&BgpPeer::default(), peer);
    own.retain(|field| *field != "asNumber");
    own
}
