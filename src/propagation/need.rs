//! Whether pods need BGP between nodes at all. It depends on which program adds the routes of the pools to the kernel.

use crate::cluster::Cluster;
use crate::resource::{IpPool, TunnelMode};
use crate::value::{Family, Release};

/// Whether pods need routes from BGP to reach pods of other nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BgpNeed {
    /// No pool needs BGP between nodes. Routes to external routers need BGP all the same.
    None,
    /// Unknown, because the release or the pools are not in the input.
    Unknown,
    /// Some pool needs BGP.
    Some,
}

/// The first release in which Felix programs IP-in-IP routes by default (Calico: `programClusterRoutes`).
const FELIX_PROGRAMS_IPIP: Release = Release::v3(33);

impl BgpNeed {
    /// Whether the pools of some families need BGP; `None` where there are pools, but none of these families.
    pub fn of(cluster: &Cluster, families: &[Family]) -> Option<BgpNeed> {
        let enabled = cluster.all::<IpPool>().map(|(_, pool)| pool).filter(|pool| pool.may_be_enabled());
        let is_one = |pool: &&IpPool| pool.cidr.value().is_none_or(|cidr| families.contains(&Family::of(cidr.ip())));
        let serving = enabled.filter(|pool| pool.may_serve_workloads());
        let need = serving.filter(is_one).map(|pool| BgpNeed::of_pool(cluster, pool)).max();
        if need.is_none() && cluster.all::<IpPool>().next().is_none() { Some(BgpNeed::Unknown) } else { need }
    }

    /// Whether one pool needs BGP.
    pub fn of_pool(cluster: &Cluster, pool: &IpPool) -> BgpNeed {
        let programs = cluster.default_configuration().map(|(_, fields)| &fields.program_cluster_routes);
        let programs = programs.filter(|field| field.is_set()).map(|field| field.value().copied());
        let is_on = |mode: Option<&TunnelMode>| mode.is_some_and(|mode| *mode != TunnelMode::Never);
        if !pool.ipip_mode.is_certain() || !pool.vxlan_mode.is_certain() || programs == Some(None) {
            return BgpNeed::Unknown;
        }
        // Only Felix programs routes of VXLAN.
        if is_on(pool.vxlan_mode.value()) {
            return BgpNeed::None;
        }
        let is_ipip = is_on(pool.ipip_mode.value());
        let by_bird = match (is_ipip, programs.flatten()) {
            (true, Some(word)) => word.has_ipip(),
            (false, Some(word)) => word.has_unencapsulated(),
            (false, None) => true,
            (true, None) => match cluster.settings.release {
                Some(release) => release < FELIX_PROGRAMS_IPIP,
                None => return BgpNeed::Unknown,
            },
        };
        if by_bird { BgpNeed::Some } else { BgpNeed::None }
    }
}
