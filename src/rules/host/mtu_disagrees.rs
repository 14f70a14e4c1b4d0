//! `mtu-disagrees`: MTUs that do not match.

use crate::cluster::Cluster;
use crate::resource::{
    Encapsulation, FelixConfiguration, Field, FieldSpan, HoldsFor, Installation, IpPool, Resource, Tunnel, TunnelMode,
    TunnelMtu,
};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mtu-disagrees",
    group: Group::Host,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    fix: FixKind::None,
    summary: "MTUs that do not match",
    page: include_str!("../../../rules/mtu-disagrees.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let default =
        cluster.all::<FelixConfiguration>().filter(|(resource, _)| resource.holds_for() == HoldsFor::AllNodes).last();
    if let Some((resource, felix)) = default {
        check_nodes(cluster, (resource, felix), findings);
    }
    check_pods(cluster, findings);
}

/// Whether there are such tunnels, as far as it is known.
fn is_used(cluster: &Cluster, tunnel: Tunnel) -> bool {
    let by_operator = |is_meant: fn(&Encapsulation) -> bool| {
        let pools = cluster.all::<Installation>().flat_map(|(_, installation)| installation.pools());
        let pools = pools.filter_map(|pool| pool.value());
        pools.map(move |pool| pool.encapsulation.value().is_none_or(is_meant))
    };
    let by_pool = |mode: fn(&IpPool) -> &Field<TunnelMode>| {
        let modes = cluster.all::<IpPool>().map(move |(_, pool)| mode(pool));
        modes.map(|mode| !mode.is_certain() || mode.value().is_some_and(|mode| *mode != TunnelMode::Never))
    };
    let uses: Vec<bool> = match tunnel {
        Tunnel::Wireguard => return cluster.all::<FelixConfiguration>().any(|(_, felix)| felix.encrypts()),
        Tunnel::Vxlan => {
            let by_operator = by_operator(|own| own.tunnel() == Some(Tunnel::Vxlan));
            by_operator.chain(by_pool(|pool| &pool.vxlan_mode)).collect()
        }
        Tunnel::Ipip => {
            let by_operator = by_operator(|own| own.tunnel() == Some(Tunnel::Ipip));
            by_operator.chain(by_pool(|pool| &pool.ipip_mode)).collect()
        }
    };
    // Without any pool in the input it is not known.
    uses.is_empty() || uses.contains(&true)
}

/// The MTU in a field, if it is given.
fn given(field: &Field<i64>) -> Option<(i64, FieldSpan)> {
    field.value().copied().filter(|mtu| *mtu > 0).zip(field.span())
}

/// Nodes whose tunnels have another MTU than the other nodes'.
fn check_nodes(cluster: &Cluster, default: (&Resource, &FelixConfiguration), findings: &mut Findings) {
    let mtus = default.1.mtus().into_iter().filter(|own| is_used(cluster, own.tunnel));
    for TunnelMtu { name, mtu, .. } in mtus {
        let Some((other, other_span)) = given(mtu) else {
            continue;
        };
        let of_nodes = cluster.all::<FelixConfiguration>().filter_map(|(resource, felix)| {
            let node = resource.holds_for().node()?;
            let (own, span) =
                given(felix.mtus().into_iter().find(|own| own.name == name)?.mtu).filter(|(own, _)| *own != other)?;
            Some((resource, node, own, span))
        });
        let mut differing: Vec<_> = of_nodes.collect();
        differing.sort_by_key(|(_, node, ..)| *node);
        let Some(((resource, node, own, span), more)) = differing.split_first() else {
            continue;
        };
        let message = format!(
            "`{name}` is {own} on node `{node}`{} and {other} on the other nodes: full-size packets from the side with {} are fragmented \
             or lost",
            match more.len() {
                0 => String::new(),
                count => format!(", differs on {count} more,"),
            },
            own.max(&other)
        );
        let finding = findings.add(resource.at(*span), message);
        finding.related(default.0.at(other_span), "the other nodes");
        for (resource, _, _, span) in more {
            finding.related(resource.at(*span), "differs too");
        }
        finding
            .help("set the same MTU on all nodes for each encapsulation: the largest value that every path supports");
    }
}

/// The operator gives the tunnels the MTU of the pods, over whatever a FelixConfiguration says.
fn check_pods(cluster: &Cluster, findings: &mut Findings) {
    let mut installations = cluster.all::<Installation>();
    let installation = installations.find_map(|(resource, installation)| {
        let (mtu, span) = given(installation.mtu()?)?;
        Some((resource, mtu, span))
    });
    let Some((installation, pods, pods_span)) = installation else {
        return;
    };
    let felix = cluster.all::<FelixConfiguration>();
    for (resource, felix) in felix.filter(|(resource, _)| resource.holds_for() != HoldsFor::Nothing) {
        let below = |own: TunnelMtu| {
            let (mtu, span) = given(own.mtu).filter(|(mtu, _)| *mtu < pods && is_used(cluster, own.tunnel))?;
            Some((own.name, mtu, span))
        };
        let mut below: Vec<_> = felix.mtus().into_iter().filter_map(below).collect();
        below.sort_by_key(|(_, tunnel, _)| *tunnel);
        let Some(((name, tunnel, span), more)) = below.split_first() else {
            continue;
        };
        let message = format!(
            "`{name}` is {tunnel}, but the operator uses `calicoNetwork.mtu` {pods} for pods and tunnels alike: if the path supports only \
             {tunnel}, larger packets are lost"
        );
        let finding = findings.add(resource.at(*span), message);
        finding.related(installation.at(pods_span), "the MTU of the pods' interfaces");
        for (_, _, span) in more {
            finding.related(resource.at(*span), "differs too");
        }
        finding.help(format!(
            "set `calicoNetwork.mtu` to {tunnel}, or remove both MTU fields: Calico then detects the MTU"
        ));
    }
}
