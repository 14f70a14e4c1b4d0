//! The BGPFilters of a cluster by name, and the BGPPeers that name each of them.

use std::collections::HashMap;

use crate::resource::{BgpFilter, BgpPeer, Body, Resource};

/// A BGPPeer with its resource.
pub type FilterUser<'a> = (&'a Resource, &'a BgpPeer);

/// The facts about all BGPFilters of a cluster.
#[derive(Debug, Default)]
pub(super) struct Filters<'a> {
    /// The BGPFilters by name; several manifests may have one.
    pub(super) by_name: HashMap<&'a str, Vec<&'a BgpFilter>>,
    /// The BGPPeers that name a BGPFilter of the input, by its name.
    pub(super) users: HashMap<&'a str, Vec<FilterUser<'a>>>,
    /// Whether a placeholder may hide the name of a filter in a BGPPeer.
    pub(super) may_have_more_users: bool,
}

impl<'a> Filters<'a> {
    pub(super) fn of(resources: &[&'a Resource]) -> Filters<'a> {
        let mut filters = Filters::default();
        for resource in resources {
            if let Body::BgpFilter(filter) = &resource.body {
                filters.by_name.entry(resource.name()).or_default().push(filter);
            }
        }
        for resource in resources {
            let Body::BgpPeer(peer) = &resource.body else {
                continue;
            };
            let names = peer.filters.value();
            let are_known = names.is_some_and(|all| all.iter().all(|name| name.is_certain() || name.is_invalid()));
            filters.may_have_more_users |= peer.filters.is_set() && !are_known;
            for name in peer.filters.items().iter().filter_map(|item| item.value()) {
                if let Some((name, _)) = filters.by_name.get_key_value(name.as_str()) {
                    let users = filters.users.entry(name).or_default();
                    // A BGPPeer may name a filter twice.
                    if users.last().is_none_or(|(last, _)| last.id != resource.id) {
                        users.push((resource, peer));
                    }
                }
            }
        }
        filters
    }
}
