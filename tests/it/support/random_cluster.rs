//! Random clusters as manifests: nodes of all kinds, a BGPConfiguration, BGPPeers with every scope, target and term.

use std::ops::Range;

use proptest::prelude::*;
use proptest::strategy::Union;

/// A cluster. Its nodes are named `node-1` and so on, its BGPPeers `peer-1` and so on.
#[derive(Clone, Debug)]
pub struct RandomCluster {
    /// The nodes, one document each.
    pub nodes: Vec<String>,
    /// The other resources, one document each.
    pub others: Vec<String>,
    /// `CALICO_ROUTER_ID`.
    pub router_id: Option<&'static str>,
}

impl RandomCluster {
    /// All documents.
    pub fn manifests(&self) -> String {
        numbered(&self.nodes) + &numbered(&self.others)
    }
}

/// Replaces `$n` in each document by the number of the document.
pub fn numbered(documents: &[String]) -> String {
    documents.iter().enumerate().map(|(number, text)| text.replace("$n", &(number + 1).to_string())).collect()
}

/// The beginning of a Calico resource.
pub fn header(kind: &str, name: &str) -> String {
    format!("---\napiVersion: projectcalico.org/v3\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n")
}

/// A cluster with this number of nodes.
pub fn cluster(nodes: Range<usize>) -> impl Strategy<Value = RandomCluster> {
    let others = (
        prop::option::weighted(0.7, configuration()),
        prop::option::weighted(0.2, node_configuration()),
        prop::collection::vec(peer(), 0..5),
        prop::option::weighted(0.3, Just(CALICO_NODE.to_owned())),
    );
    let router_id = Union::new_weighted(vec![
        (8, Just(None)),
        (2, Just(Some("hash"))),
        (2, Just(Some("10.7.7.7"))),
        (1, Just(Some("first-found"))),
    ]);
    (prop::collection::vec(node(), nodes), others, router_id).prop_map(|(nodes, others, router_id)| {
        let (configuration, node_configuration, peers, calico_node) = others;
        // BGPPeers come first, because their numbers are their places.
        let others = peers.into_iter().chain(configuration).chain(node_configuration).chain(calico_node).collect();
        RandomCluster { nodes, others, router_id }
    })
}

/// Texts, each with its weight.
pub type Texts = &'static [(u32, &'static str)];

/// One of these texts.
pub fn one_of(texts: Texts) -> BoxedStrategy<&'static str> {
    Union::new_weighted(texts.iter().map(|(weight, text)| (*weight, Just(*text))).collect()).boxed()
}

/// A line with one of these values.
fn line(name: &'static str, values: Texts) -> BoxedStrategy<String> {
    one_of(values).prop_map(move |value| format!("{name}: {value}\n")).boxed()
}

/// Optional lines, each with its probability.
fn lines(choices: &[(f64, &'static str, Texts)]) -> BoxedStrategy<String> {
    let optional = |(probability, name, values): &(f64, &'static str, Texts)| {
        prop::option::weighted(*probability, line(name, values)).prop_map(Option::unwrap_or_default)
    };
    choices.iter().map(optional).collect::<Vec<_>>().prop_map(|lines| lines.concat()).boxed()
}

fn node() -> impl Strategy<Value = String> {
    let addresses = one_of(&[
        (12, "    projectcalico.org/IPv4Address: 10.0.0.$n/24\n"),
        (8, "    projectcalico.org/IPv4Address: 10.0.0.$n\n    projectcalico.org/IPv6Address: fd00::$n/64\n"),
        (2, "    projectcalico.org/IPv6Address: fd00::$n\n"),
        // The address of another node.
        (1, "    projectcalico.org/IPv4Address: 10.0.0.1\n    projectcalico.org/IPv6Address: fd00::1\n"),
        (1, "    projectcalico.org/IPv4Address: 10.0.0.$n\n    projectcalico.org/IPv6Address: fe80::$n\n"),
    ]);
    let more = lines(&[
        (0.3, "    projectcalico.org/ASNumber", &[(3, "'64512'"), (6, "'65001'"), (6, "'65002'"), (1, "'0'")]),
        (0.2, "    projectcalico.org/RouteReflectorClusterID", &[(3, "10.9.9.1"), (1, "10.9.9.2")]),
    ]);
    let labels = lines(&[(0.3, "    rr", &[(1, "'true'")]), (0.8, "    rack", &[(1, "a"), (1, "b")])]);
    (addresses, more, labels).prop_map(|(addresses, more, labels)| {
        format!(
            "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: node-$n\n  annotations:\n{addresses}{more}  \
             labels:\n    any: node\n{labels}"
        )
    })
}

const PASSWORD: &str = "{secretKeyRef: {name: bgp, key: pw}}";
const OTHER_PASSWORD: &str = "{secretKeyRef: {name: bgp, key: other}}";

fn configuration() -> impl Strategy<Value = String> {
    let fields = lines(&[
        (0.6, "  nodeToNodeMeshEnabled", &[(1, "true"), (2, "false")]),
        (0.3, "  asNumber", &[(3, "64512"), (6, "65001"), (1, "0")]),
        (0.2, "  listenPort", &[(1, "1790")]),
        (0.2, "  nodeMeshMaxRestartTime", &[(6, "120s"), (1, "-1s"), (1, "-400ms")]),
        (0.2, "  nodeMeshPassword", &[(1, PASSWORD)]),
    ]);
    fields.prop_map(|fields| format!("{}  logSeverityScreen: Info\n{fields}", header("BGPConfiguration", "default")))
}

fn node_configuration() -> impl Strategy<Value = String> {
    let name = one_of(&[(2, "node.node-1"), (1, "node.node-2")]);
    let port = line("  listenPort", &[(2, "1790"), (1, "1791"), (1, "179")]);
    (name, port).prop_map(|(name, port)| header("BGPConfiguration", name) + &port)
}

fn peer() -> impl Strategy<Value = String> {
    let selectors: Texts = &[(2, "all()"), (3, "has(rr)"), (2, "\"!has(rr)\""), (3, "rack == 'a'"), (1, "has(none)")];
    let scope = Union::new_weighted(vec![
        (3, Just(String::new()).boxed()),
        (4, line("  nodeSelector", selectors)),
        (3, line("  node", &[(3, "node-1"), (2, "node-2"), (1, "nowhere")])),
    ]);
    let addresses: Texts = &[
        (4, "192.0.2.1"),
        (2, "192.0.2.1:1790"),
        (4, "10.0.0.1"),
        (4, "10.0.0.2"),
        (2, "10.0.0.2:1790"),
        (1, "10.0.0.2:179"),
        (3, "2001:db8::1"),
        (2, "'[2001:db8::1]:1790'"),
        (2, "fd00::1"),
        (1, "fd00:0::2"),
        (1, "fe80::1"),
        (1, "0.0.0.0"),
        (1, "'::'"),
    ];
    let by_address = lines(&[
        (0.93, "  asNumber", &[(12, "64512"), (6, "65001"), (6, "65009"), (1, "0")]),
        (0.1, "  localASNumber", &[(1, "64512"), (1, "65003")]),
        (0.1, "  numAllowedLocalASNumbers", &[(1, "2"), (1, "0")]),
    ]);
    let target = Union::new_weighted(vec![
        (5, line("  peerSelector", selectors)),
        (7, (line("  peerIP", addresses), by_address).prop_map(|(address, more)| address + &more).boxed()),
        (1, Just("  localWorkloadSelector: all()\n  asNumber: 65010\n".to_owned()).boxed()),
    ]);
    let terms = lines(&[
        (0.2, "  ttlSecurity", &[(1, "0"), (2, "1"), (2, "255")]),
        (0.2, "  sourceAddress", &[(2, "None"), (1, "UseNodeIP")]),
        (0.15, "  maxRestartTime", &[(3, "120s"), (2, "0s"), (2, "5000s"), (1, "-400ms"), (1, "-90s")]),
        (0.15, "  keepaliveTime", &[(3, "30s"), (2, "300s"), (1, "-400ms"), (1, "-1m")]),
        (0.2, "  password", &[(2, PASSWORD), (1, OTHER_PASSWORD)]),
        (0.15, "  nextHopMode", &[(1, "Auto"), (1, "Self"), (1, "Keep")]),
        (0.15, "  keepOriginalNextHop", &[(1, "true")]),
        (0.2, "  reversePeering", &[(1, "Manual")]),
    ]);
    (scope, target, terms)
        .prop_map(|(scope, target, terms)| format!("{}{scope}{target}{terms}", header("BGPPeer", "peer-$n")))
}

/// calico-node with a router ID from elsewhere, so that nodes without IPv4 have no router ID.
const CALICO_NODE: &str = "---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: calico-node
  namespace: kube-system
spec:
  template:
    spec:
      containers:
        - name: calico-node
          env:
            - name: IP
              value: autodetect
";
