//! The rule lists of the BGPFilters, and which BGPPeers name a filter.

use super::filter_table::FilterUser;
use super::manifests::Cluster;
use crate::resource::{Action, BgpFilter, BgpPeer, Field, FilterList, Resource};
use crate::value::Family;

impl<'a> Cluster<'a> {
    /// The rule lists of all BGPFilters, each with its resource.
    pub fn filter_lists(&self) -> impl Iterator<Item = (&'a Resource, FilterList<'a>)> + '_ {
        let lists = |(resource, filter): (&'a Resource, &'a BgpFilter)| filter.lists().map(|list| (resource, list));
        self.all::<BgpFilter>().flat_map(lists)
    }

    /// The BGPPeers that name a BGPFilter of the input.
    pub fn filter_users(&self, filter: &str) -> &[FilterUser<'a>] {
        self.filters.users.get(filter).map_or(&[], Vec::as_slice)
    }

    /// The address family of all neighbors on whose BGPPeers a filter is. `None` where a BGPPeer selects nodes or pods,
    /// which may have both families, where no BGPPeer names the filter, or where a placeholder hides whether one does.
    pub fn family_of_filter_users(&self, filter: &str) -> Option<Family> {
        let family = |peer: &BgpPeer| {
            let is_by_address = peer.peer_selector.is_absent() && peer.local_workload_selector.is_absent();
            peer.peer_ip.value().filter(|_| is_by_address).map(|target| Family::of(target.address))
        };
        let mut families = self.filter_users(filter).iter().map(|(_, peer)| family(peer));
        let first = families.next()??;
        (self.knows_filter_users() && families.all(|other| other == Some(first))).then_some(first)
    }

    /// Whether a later filter of a BGPPeer rejects, or may reject, routes of the same list.
    pub fn may_reject_behind(&self, peer: &BgpPeer, filter: &str, list: &FilterList) -> bool {
        let names = peer.filters.items().iter().filter_map(Field::value);
        let mut behind = names.skip_while(|own| *own != filter).skip(1);
        behind.any(|behind| {
            let found = self.filters.by_name.get(behind.as_str()).into_iter().flatten();
            let mut rules = found.flat_map(|filter| filter.rules(list.direction, list.family).items());
            rules.any(|rule| rule.value().is_none_or(|rule| rule.action.value() != Some(&Action::Accept)))
        })
    }

    /// Whether no placeholder hides the names of filters in BGPPeers.
    pub fn knows_filter_users(&self) -> bool {
        !self.filters.may_have_more_users
    }
}
