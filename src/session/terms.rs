//! The terms of a BGPPeer: the fields that say how its sessions are, not whose.

use crate::known::Truth;
use crate::resource::value::AsNumber;
use crate::resource::{BgpPeer, Field, NextHopMode, SourceAddress};

use super::rendered::filters_differ;

/// The names of the fields in which two BGPPeers differ, as far as it is known, and whether all of that is known. Zero
/// values and defaults count as absent.
pub fn differing_terms(one: &BgpPeer, other: &BgpPeer) -> (Vec<&'static str>, bool) {
    fn differ<T: Clone + PartialEq>(one: &Field<T>, other: &Field<T>, default: Option<T>) -> Truth {
        let known = |field: &Field<T>| match &default {
            Some(default) => field.to_known().except(default),
            None => field.to_known(),
        };
        known(one).same(known(other)).not()
    }
    let is_open = |peer: &BgpPeer| {
        let certain = |field: &Field<String>| field.is_certain();
        let password = peer.password.value();
        password.is_some_and(|password| !certain(&password.name) || !certain(&password.key))
    };
    let password = match is_open(one) || is_open(other) {
        true => Truth::Unknown,
        false => differ(&one.password, &other.password, None),
    };
    let zero = AsNumber(0);
    let terms = [
        ("asNumber", differ(&one.as_number, &other.as_number, None)),
        ("localASNumber", differ(&one.local_as_number, &other.local_as_number, Some(zero))),
        ("password", password),
        ("filters", filters_differ(one.filters.items(), other.filters.items())),
        ("ttlSecurity", differ(&one.ttl_security, &other.ttl_security, Some(0))),
        ("nextHopMode", differ(&one.next_hop_mode, &other.next_hop_mode, Some(NextHopMode::Auto))),
        ("keepOriginalNextHop", differ(&one.keep_original_next_hop, &other.keep_original_next_hop, Some(false))),
        ("sourceAddress", differ(&one.source_address, &other.source_address, Some(SourceAddress::UseNodeIp))),
        ("maxRestartTime", differ(&one.max_restart_time, &other.max_restart_time, None)),
        ("keepaliveTime", differ(&one.keepalive_time, &other.keepalive_time, None)),
        (
            "numAllowedLocalASNumbers",
            differ(&one.num_allowed_local_as_numbers, &other.num_allowed_local_as_numbers, Some(0)),
        ),
        ("reachableBy", differ(&one.reachable_by, &other.reachable_by, None)),
    ];
    let differing = terms.iter().filter(|(_, truth)| *truth == Truth::Yes).map(|(name, _)| *name).collect();
    (differing, terms.iter().any(|(_, truth)| *truth == Truth::Unknown))
}
