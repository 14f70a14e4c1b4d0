//! The tunnels between nodes: which are in use, and their MTUs.

use super::manifests::Cluster;
use crate::resource::{
    Encapsulation, FelixConfiguration, Field, FieldName, FieldSpan, Installation, IpPool, Resource, Tunnel, TunnelMode,
};

/// An MTU in a field.
#[derive(Clone, Copy, Debug)]
pub struct GivenMtu<'a> {
    /// The resource.
    pub resource: &'a Resource,
    /// The name of the field.
    pub name: FieldName,
    /// The MTU in bytes; greater than 0, which means that the MTU is detected.
    pub mtu: i64,
    /// Its place.
    pub span: FieldSpan,
}

impl<'a> GivenMtu<'a> {
    fn of(resource: &'a Resource, name: FieldName, field: &Field<i64>) -> Option<GivenMtu<'a>> {
        let mtu = *field.value().filter(|mtu| **mtu > 0)?;
        Some(GivenMtu { resource, name, mtu, span: field.span()? })
    }
}

impl<'a> Cluster<'a> {
    /// The MTU that the operator gives to pods and tunnels, whatever a FelixConfiguration has.
    pub fn operator_mtu(&self) -> Option<GivenMtu<'a>> {
        let name = Installation::MTU;
        self.all::<Installation>().find_map(|(resource, own)| GivenMtu::of(resource, name, own.mtu()?))
    }

    /// The MTUs in a FelixConfiguration of tunnels that nodes use, or may use.
    pub fn tunnel_mtus(&self, resource: &'a Resource, felix: &FelixConfiguration) -> Vec<GivenMtu<'a>> {
        let mtus = felix.mtus().into_iter().filter(|own| self.may_use_tunnel(own.tunnel));
        mtus.filter_map(|own| GivenMtu::of(resource, own.name, own.mtu)).collect()
    }

    /// Whether nodes use such tunnels, or may use them: unknown if the input has no pool.
    fn may_use_tunnel(&self, tunnel: Tunnel) -> bool {
        match tunnel {
            Tunnel::Wireguard => self.all::<FelixConfiguration>().any(|(_, felix)| felix.encrypts()),
            Tunnel::Vxlan => self.may_pools_use(tunnel, |pool| &pool.vxlan_mode),
            Tunnel::Ipip => self.may_pools_use(tunnel, |pool| &pool.ipip_mode),
        }
    }

    /// Whether traffic of a pool uses such tunnels, or may use them; true if there are no pools.
    fn may_pools_use(&self, tunnel: Tunnel, mode: fn(&IpPool) -> &Field<TunnelMode>) -> bool {
        let of_operator = self.all::<Installation>().flat_map(|(_, own)| own.pools()).filter_map(Field::value);
        let takes = |encapsulation: &Encapsulation| encapsulation.tunnel() == Some(tunnel);
        let by_operator = of_operator.map(|pool| pool.encapsulation.value().is_none_or(takes));
        let is_on = |mode: &TunnelMode| *mode != TunnelMode::Never;
        let by_pools = self.all::<IpPool>().map(|(_, pool)| mode(pool));
        let by_pools = by_pools.map(|mode| !mode.is_certain() || mode.value().is_some_and(is_on));
        let mut uses = by_operator.chain(by_pools).peekable();
        uses.peek().is_none() || uses.any(|is_used| is_used)
    }
}
