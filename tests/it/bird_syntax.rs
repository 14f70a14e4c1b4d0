//! BIRD itself is the judge of frozen nodes: it must reject exactly the predicted files.

use std::path::Path;

use bgplint::cluster::SpeakerId;
use bgplint::ids::Id;
use bgplint::known::Known;
use bgplint::session::{Cause, Freeze, Sessions};
use bgplint::value::Family;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use crate::support::bird::{Bird, head, protocol};
use crate::support::of_manifests::with_sessions;
use crate::support::random;
use crate::support::random_cluster::{RandomCluster, cluster, header, numbered, one_of};

/// Calico's own timers.
const TIMERS: &str = "connect delay time 2;\n  connect retry time 5;\n  error wait time 5,30;";

/// A cluster, and the expected result.
#[derive(Clone, Debug)]
struct Case {
    cluster: RandomCluster,
    filters: Vec<Filter>,
}

/// A BGPFilter: the rules of `importV4`, `exportV4`, `importV6` and `exportV6`.
#[derive(Clone, Debug)]
struct Filter {
    rules: [Vec<Rule>; 4],
}

/// A rule of a BGPFilter.
#[derive(Clone, Debug)]
struct Rule {
    cidr: Option<&'static str>,
    /// The operator in Calico's and in BIRD's language.
    operator: (&'static str, &'static str),
    /// The least and the greatest prefix length.
    lengths: Option<(Option<u8>, Option<u8>)>,
    action: &'static str,
}

const LISTS: [(&str, Family); 4] =
    [("importV4", Family::V4), ("exportV4", Family::V4), ("importV6", Family::V6), ("exportV6", Family::V6)];

impl Case {
    fn manifests(&self) -> String {
        let filters: Vec<String> = self.filters.iter().map(Filter::yaml).collect();
        self.cluster.manifests() + &numbered(&filters)
    }

    /// The functions of all BGPFilters for a family (Calico: `BGPFilterBIRDFuncs`).
    fn functions(&self, family: Family) -> String {
        let mut functions = String::new();
        for (number, filter) in self.filters.iter().enumerate() {
            for ((list, of), rules) in LISTS.iter().zip(&filter.rules) {
                if *of == family && !rules.is_empty() {
                    let direction = &list[..6];
                    let version = &list[6..];
                    let rules: String = rules.iter().map(|rule| format!("  {}\n", rule.statement())).collect();
                    functions +=
                        &format!("function 'bgp_filter-{}_{direction}Filter{version}'() {{\n{rules}}}\n", number + 1);
                }
            }
        }
        functions
    }
}

impl Filter {
    fn yaml(&self) -> String {
        let lists = LISTS.iter().zip(&self.rules).map(|((list, _), rules)| {
            let rules: Vec<String> = rules.iter().map(Rule::yaml).collect();
            format!("  {list}: [{}]\n", rules.join(", "))
        });
        format!("{}{}", header("BGPFilter", "filter-$n"), lists.collect::<String>())
    }
}

impl Rule {
    fn yaml(&self) -> String {
        let mut fields = vec![format!("action: {}", self.action)];
        if let Some(cidr) = self.cidr {
            fields.push(format!("cidr: '{cidr}', matchOperator: {}", self.operator.0));
        }
        if let Some((least, greatest)) = self.lengths {
            let bound = |name: &str, bound: Option<u8>| bound.map(|length| format!("{name}: {length}"));
            let bounds: Vec<String> = [bound("min", least), bound("max", greatest)].into_iter().flatten().collect();
            fields.push(format!("prefixLength: {{{}}}", bounds.join(", ")));
        }
        format!("{{{}}}", fields.join(", "))
    }

    /// Calico: `filterStatement`, `filterMatchCIDR` and `filterMatchPrefixLength`.
    fn statement(&self) -> String {
        let action = self.action.to_lowercase();
        let Some(cidr) = self.cidr else {
            return format!("{action};");
        };
        let network = match self.lengths {
            None => cidr.to_owned(),
            Some((least, greatest)) => {
                let own: u8 = cidr.split('/').nth(1).and_then(|length| length.parse().ok()).expect("a prefix length");
                let longest = if cidr.contains(':') { 128 } else { 32 };
                let least = least.unwrap_or(own).max(own);
                format!("[ {cidr}{{{least},{}}} ]", greatest.unwrap_or(longest).min(longest))
            }
        };
        format!("if ((net {} {network})) then {{ {action}; }}", self.operator.1)
    }
}

fn rule(cidrs: &'static [(u32, &'static str)]) -> impl Strategy<Value = Rule> {
    let operators = vec![("In", "~"), ("NotIn", "!~"), ("Equal", "="), ("NotEqual", "!=")];
    let lengths = Union::new_weighted(vec![
        (6, Just((Some(24), None))),
        (6, Just((None, Some(32)))),
        (6, Just((Some(24), Some(28)))),
        (1, Just((Some(24), Some(16)))),
        (1, Just((None, Some(4)))),
    ]);
    (
        prop::option::weighted(0.8, one_of(cidrs)),
        select(operators),
        prop::option::weighted(0.3, lengths),
        select(vec!["Accept", "Reject"]),
    )
        .prop_map(|(cidr, operator, lengths, action)| Rule { cidr, operator, lengths, action })
}

fn filter() -> impl Strategy<Value = Filter> {
    let ipv4 = || {
        let cidrs = &[(12, "10.0.0.0/8"), (6, "0.0.0.0/0"), (6, "192.168.1.0/24"), (1, "10.1.0.0/8"), (1, "fd00::/8")];
        prop::collection::vec(rule(cidrs), 0..2)
    };
    let ipv6 = || {
        let cidrs = &[(12, "fd00::/8"), (6, "::/0"), (6, "2001:db8::/32"), (1, "fd00::1/64"), (1, "10.0.0.0/8")];
        prop::collection::vec(rule(cidrs), 0..2)
    };
    (ipv4(), ipv4(), ipv6(), ipv6()).prop_map(|(a, b, c, d)| Filter { rules: [a, b, c, d] })
}

fn case() -> impl Strategy<Value = Case> {
    (cluster(1..6), prop::collection::vec(filter(), 0..2)).prop_map(|(cluster, filters)| Case { cluster, filters })
}

/// The configuration of a node, as confd renders it; `None` where its router ID is unknown.
fn file(sessions: &Sessions, node: SpeakerId, family: Family, functions: &str) -> Option<String> {
    let listen = match sessions.port(node) {
        Known::Value(port) => format!("listen bgp port {port};"),
        _ => String::new(),
    };
    let own = sessions.of(node).into_iter().filter(|session| session.family == family);
    let protocols: String = own.filter_map(|session| protocol(sessions, &session)).collect();
    Some(head(sessions, node, &listen, TIMERS)? + functions + &protocols)
}

/// The predicted causes for which BIRD rejects the file of a node.
fn causes(sessions: &Sessions, node: SpeakerId, family: Family) -> Vec<Cause> {
    let class = sessions.class_of(node);
    let is_here = |freeze: &&Freeze| freeze.classes.contains(&class) && freeze.families.contains(&family);
    sessions.freezes().all().iter().filter(is_here).map(|freeze| freeze.cause).collect()
}

fn judge(bird: &Bird, case: &Case, directory: &Path) -> Result<(), TestCaseError> {
    let manifests = case.manifests();
    let functions = Family::BOTH.map(|family| case.functions(family));
    with_sessions(&manifests, case.cluster.router_id, |sessions| {
        prop_assert_eq!(sessions.speakers.len(), case.cluster.nodes.len());
        for (node, family) in sessions.speakers.ids().flat_map(|node| Family::BOTH.map(|family| (node, family))) {
            let Some(file) = file(sessions, node, family, &functions[family as usize]) else {
                continue;
            };
            let judgement = bird.accepts(family, &file, directory);
            prop_assert_eq!(
                judgement.is_err(),
                sessions.is_frozen(node, family),
                "{} of {}: BIRD says {:?}, we say {:?}\nrouter ID {:?}\n{}\n{}",
                family,
                sessions.name(node),
                judgement,
                causes(sessions, node, family),
                case.cluster.router_id,
                manifests,
                file
            );
        }
        Ok(())
    })
}

#[test]
fn bird_rejects_the_files_of_frozen_nodes() {
    let Some(bird) = Bird::find("bird_rejects_the_files_of_frozen_nodes") else {
        return;
    };
    let directory = tempfile::tempdir().expect("a temporary directory");
    random::check(file!(), 64, case(), |case| judge(&bird, &case, directory.path()));
}

/// The nodes of the manifests below. The judged node is the first by name: `a`, or `0` if a manifest has such a node.
const NODES: &str = "---
apiVersion: v1
kind: Node
metadata: {name: a, annotations: {projectcalico.org/IPv4Address: 10.0.0.1, projectcalico.org/IPv6Address: 'fd00::1'}}
---
apiVersion: v1
kind: Node
metadata: {name: b, annotations: {projectcalico.org/IPv4Address: 10.0.0.2, projectcalico.org/IPv6Address: 'fd00::2'}}
---
";

/// Manifests, `CALICO_ROUTER_ID`, a family, and the line that confd renders into the file of the family.
const RENDERED: &[(&str, Option<&str>, Family, &str)] = &[
    // An address that is no neighbor.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 0.0.0.0, asNumber: 64512}",
        None,
        Family::V4,
        "protocol bgp Global_0_0_0_0 { local as 64512; multihop; neighbor 0.0.0.0 as 64512; }",
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: '::', asNumber: 64512}",
        None,
        Family::V6,
        "protocol bgp Global___ { local as 64512; multihop; neighbor :: as 64512; }",
    ),
    // A neighbor without an AS number.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 192.0.2.1}",
        None,
        Family::V4,
        "protocol bgp Global_192_0_2_1 { local as 64512; multihop; neighbor 192.0.2.1 as 0; }",
    ),
    // A link-local neighbor: BIRD forbids it for multihop sessions, which all sessions are. IPv4 has no such check.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 'fe80::7', asNumber: 64512}",
        None,
        Family::V6,
        "protocol bgp Global_fe80__7 { local as 64512; multihop; neighbor fe80::7 as 64512; }",
    ),
    // A link-local address of IPv4.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 169.254.0.7, asNumber: 64512}",
        None,
        Family::V4,
        "protocol bgp Global_169_254_0_7 { local as 64512; multihop; neighbor 169.254.0.7 as 64512; }",
    ),
    // Passwords: a line end, a double quote, and 81 bytes, which only TCP rejects.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 192.0.2.1, asNumber: 64512, password: {secretKeyRef: {name: s, key: k}}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: calico-system}\n\
         data: {k: YWJjCg==}",
        None,
        Family::V4,
        "protocol bgp Global_192_0_2_1 { local as 64512; multihop; neighbor 192.0.2.1 as 64512; password \"abc\n\"; }",
    ),
    // A double quote.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 192.0.2.1, asNumber: 64512, password: {secretKeyRef: {name: s, key: k}}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: calico-system}\n\
         stringData: {k: 'ab\"c'}",
        None,
        Family::V4,
        "protocol bgp Global_192_0_2_1 { local as 64512; multihop; neighbor 192.0.2.1 as 64512; password \"ab\"c\"; }",
    ),
    // A long password.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 192.0.2.1, asNumber: 64512, password: {secretKeyRef: {name: s, key: k}}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: calico-system}\n\
         stringData: {k: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}",
        None,
        Family::V4,
        "protocol bgp Global_192_0_2_1 { local as 64512; multihop; neighbor 192.0.2.1 as 64512; password \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"; }",
    ),
    // Ranges of prefix lengths: the wrong way around, or longer than the family allows.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV4: [{action: Reject, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 24, max: 16}}]}",
        None,
        Family::V4,
        "function 'bgp_x_importFilterV4'() { if ((net ~ [ 10.0.0.0/8{24,16} ])) then { reject; } }",
    ),
    // Shorter than the network.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV4: [{action: Reject, cidr: 10.0.0.0/16, matchOperator: In, prefixLength: {max: 8}}]}",
        None,
        Family::V4,
        "function 'bgp_x_importFilterV4'() { if ((net ~ [ 10.0.0.0/16{16,8} ])) then { reject; } }",
    ),
    // A range of a single length.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV4: [{action: Reject, cidr: 10.0.0.0/16, matchOperator: In, prefixLength: {min: 8, max: 16}}]}",
        None,
        Family::V4,
        "function 'bgp_x_importFilterV4'() { if ((net ~ [ 10.0.0.0/16{16,16} ])) then { reject; } }",
    ),
    // A network with host bits.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV4: [{action: Reject, cidr: 10.0.1.0/16, matchOperator: In}]}",
        None,
        Family::V4,
        "function 'bgp_x_importFilterV4'() { if ((net ~ 10.0.1.0/16)) then { reject; } }",
    ),
    // An IPv6 network in the file for IPv4.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV4: [{action: Reject, cidr: 'fd00::/8', matchOperator: In}]}",
        None,
        Family::V4,
        "function 'bgp_x_importFilterV4'() { if ((net ~ fd00::/8)) then { reject; } }",
    ),
    // BIRD accepts a comparison that is never true.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV4: [{action: Reject, cidr: 10.0.0.0/8, matchOperator: Equal, prefixLength: {min: 24}}]}",
        None,
        Family::V4,
        "function 'bgp_x_importFilterV4'() { if ((net = [ 10.0.0.0/8{24,32} ])) then { reject; } }",
    ),
    // Two neighbors with the same address.
    (
        "apiVersion: v1\nkind: Node\n\
         metadata: {name: c, annotations: {projectcalico.org/IPv4Address: 10.0.0.2}}",
        None,
        Family::V4,
        "protocol bgp Mesh_10_0_0_2 { local as 64512; multihop; neighbor 10.0.0.2 as 64512; }\n\
         protocol bgp Mesh_10_0_0_2 { local as 64512; multihop; neighbor 10.0.0.2 as 64512; }",
    ),
    // Times: a value that rounds to zero is not negative, and there is a maximum.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 192.0.2.1, asNumber: 64512, maxRestartTime: -400ms}",
        None,
        Family::V4,
        "protocol bgp Global_192_0_2_1 { local as 64512; multihop; neighbor 192.0.2.1 as 64512; \
         graceful restart time 0; }",
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 192.0.2.1, asNumber: 64512, keepaliveTime: 1200000h}",
        None,
        Family::V4,
        "protocol bgp Global_192_0_2_1 { local as 64512; multihop; neighbor 192.0.2.1 as 64512; \
         keepalive time 4320000000; }",
    ),
    // The node itself has a link-local address.
    (
        "apiVersion: v1\nkind: Node\n\
         metadata: {name: '0', annotations: {projectcalico.org/IPv4Address: 10.0.0.9, \
         projectcalico.org/IPv6Address: 'fe80::9'}}",
        None,
        Family::V6,
        "protocol bgp Mesh_fd00__1 { local as 64512; multihop; neighbor fd00::1 as 64512; source address fe80::9; }",
    ),
    // AS number 0 has no effect without a session.
    (
        "apiVersion: v1\nkind: Node\n\
         metadata: {name: '0', annotations: {projectcalico.org/IPv4Address: 10.0.0.9, \
         projectcalico.org/ASNumber: '0'}}\n---\n\
         apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\n\
         spec: {nodeToNodeMeshEnabled: false}",
        None,
        Family::V4,
        "template bgp bgp_template { local as 0; }",
    ),
    // BIRD also accepts a number as router ID.
    ("", Some("7"), Family::V4, "router id 7;"),
    ("", Some("10.0"), Family::V4, "router id 10.0;"),
    // Calico accepts a network as cluster ID, and writes it into the file unchanged.
    (
        "apiVersion: v1\nkind: Node\n\
         metadata: {name: '0', annotations: {projectcalico.org/IPv4Address: 10.0.0.9, \
         projectcalico.org/RouteReflectorClusterID: 10.9.9.0/24}}\n---\n\
         apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: x}\n\
         spec: {peerIP: 192.0.2.1, asNumber: 64512}",
        None,
        Family::V4,
        "protocol bgp Global_192_0_2_1 { local as 64512; multihop; neighbor 192.0.2.1 as 64512; rr client; \
         rr cluster id 10.9.9.0/24; }",
    ),
    // To the IPv6 daemon `10.0.0.0/8` is a division; only a range of lengths makes it a network.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV6: [{action: Reject, cidr: 10.0.0.0/8, matchOperator: In}]}",
        None,
        Family::V6,
        "function 'bgp_x_importFilterV6'() { if ((net ~ 10.0.0.0/8)) then { reject; } }",
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {importV6: [{action: Reject, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 16}}]}",
        None,
        Family::V6,
        "function 'bgp_x_importFilterV6'() { if ((net ~ [ 10.0.0.0/8{16,32} ])) then { reject; } }",
    ),
    // Communities of a BGPFilter.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {exportV4: [{action: Accept, communities: {values: ['64512:70000']}}]}",
        None,
        Family::V4,
        "function 'bgp_x_exportFilterV4'() { if (((64512, 70000) ~ bgp_community)) then { accept; } }",
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: x}\n\
         spec: {exportV4: [{action: Accept, operations: [{addCommunity: {value: '64512:70000'}}]}]}",
        None,
        Family::V4,
        "function 'bgp_x_exportFilterV4'() { bgp_community.add((64512, 70000)); accept; }",
    ),
    // Prefix advertisements: each family renders its own, and an unused community is not rendered.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\n\
         spec: {prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: ['64512:70000']}]}",
        None,
        Family::V4,
        "function apply_communities() { if (net ~ 10.0.0.0/8) then { bgp_community.add((64512, 70000)); } }",
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\n\
         spec: {prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: ['64512:70000']}]}",
        None,
        Family::V6,
        "function apply_communities() { }",
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\n\
         spec: {communities: [{name: unused, value: '64512:70000'}]}",
        None,
        Family::V4,
        "function apply_communities() { }",
    ),
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\n\
         spec: {prefixAdvertisements: [{cidr: 10.1.0.0/8, communities: ['64512:7']}]}",
        None,
        Family::V4,
        "function apply_communities() { if (net ~ 10.1.0.0/8) then { bgp_community.add((64512, 7)); } }",
    ),
    // Settings of one node replace the settings of all nodes.
    (
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\n\
         spec: {prefixAdvertisements: [{cidr: 10.1.0.0/8, communities: ['64512:7']}]}\n---\n\
         apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: node.a}\n\
         spec: {prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: ['64512:7']}]}",
        None,
        Family::V4,
        "function apply_communities() { if (net ~ 10.0.0.0/8) then { bgp_community.add((64512, 7)); } }",
    ),
];

/// The smallest configuration that BIRD accepts.
const HEAD: &str = "router id 10.0.0.1;\nprotocol device { }\n";

#[test]
fn bird_rejects_the_lines_that_freeze() {
    let Some(bird) = Bird::find("bird_rejects_the_lines_that_freeze") else {
        return;
    };
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut wrong = Vec::new();
    for (manifests, router_id, family, line) in RENDERED {
        let judgement = bird.accepts(*family, &format!("{HEAD}{line}\n"), directory.path());
        with_sessions(&format!("{NODES}{manifests}\n"), *router_id, |sessions| {
            if judgement.is_err() != sessions.is_frozen(SpeakerId::from_index(0), *family) {
                let causes = causes(sessions, SpeakerId::from_index(0), *family);
                wrong.push(format!("{manifests}\n{line}\n{family}: BIRD says {judgement:?}, we say {causes:?}\n"));
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
