//! Random topologies: reflectors with equal and different cluster IDs, racks, chains, two AS numbers, repeated router IDs.

/// Pseudorandom numbers from a seed (SplitMix64).
pub struct Random(u64);

impl Random {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("it is below a usize")
    }

    /// True in this percentage of the calls.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Names of nodes; if the router ID is the hash of the name, each two of them have the same router ID.
const COLLIDING: [&str; 8] =
    ["node-31705", "node-40730", "node-55475", "node-97647", "node-77883", "node-105177", "node-109376", "node-187302"];

/// How AS numbers are given to the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// All nodes are in the AS of the cluster.
    One,
    /// Each node is in one of two ASes.
    Two,
    /// Most nodes are in the AS of the cluster, which some of them name.
    Mixed,
    /// Up to four nodes have their own AS, and the others share one.
    Own,
}

/// A random topology: reflectors with equal and different cluster IDs, racks, chains, BGPPeers with every scope and target.
#[derive(Clone, Debug)]
pub struct Topology {
    /// The manifests.
    pub manifests: String,
    /// `CALICO_ROUTER_ID`.
    pub router_id: Option<&'static str>,
}

impl Topology {
    /// The topology of a seed with this number of nodes; `address` gives the address annotations of each node, by number.
    pub fn new(
        random: &mut Random,
        nodes: usize,
        port: Option<u32>,
        addresses: impl Fn(usize) -> Addresses,
    ) -> Topology {
        let router_id = if random.happens(25) { Some("hash") } else { None };
        let numbering =
            random.pick(&[Numbering::One, Numbering::One, Numbering::Two, Numbering::Mixed, Numbering::Own]);
        let reflectors = random.below(nodes / 2 + 1);
        let cluster_ids = 1 + random.below(3);
        let mesh = random.happens(40);
        let port = port.map(|port| format!("  listenPort: {port}\n")).unwrap_or_default();
        let mut manifests = format!(
            "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {{name: default}}\nspec:\n  \
             nodeToNodeMeshEnabled: {mesh}\n{port}"
        );
        let mut known = Vec::new();
        for number in 1..=nodes {
            let name = match router_id {
                Some(_) if number <= COLLIDING.len() && random.happens(60) => COLLIDING[number - 1].to_owned(),
                _ => format!("node-{number}"),
            };
            let own_as = match numbering {
                Numbering::One => None,
                Numbering::Two => Some(random.pick(&[65_001, 65_002])),
                Numbering::Mixed => Some(64_512).filter(|_| random.happens(20)),
                Numbering::Own if number <= 4 => Some(65_100 + number),
                Numbering::Own => Some(65_001),
            };
            let mut annotations = addresses(number).annotations;
            annotations += &own_as.map(|own| format!("    projectcalico.org/ASNumber: '{own}'\n")).unwrap_or_default();
            // Reflectors are not the first nodes, so that colliding names and cluster IDs mix.
            let is_reflector = number > nodes - reflectors;
            if is_reflector && random.happens(95) {
                let id = random.below(cluster_ids) + 1;
                annotations += &format!("    projectcalico.org/RouteReflectorClusterID: 10.9.9.{id}\n");
            }
            let rack = random.pick(&["a", "b"]);
            let rr = if is_reflector { "\n    rr: 'true'" } else { "" };
            manifests += &format!(
                "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  annotations:\n{annotations}  \
                 labels:\n    host: h{number}\n    rack: {rack}{rr}\n"
            );
            known.push((name, own_as.unwrap_or(64_512)));
        }
        // Many nodes, or AS numbers that are allowed twice, make more paths than can be followed one by one.
        let allowed = match numbering {
            Numbering::Own => 0,
            _ if nodes > 5 => 0,
            _ if random.happens(40) => 100,
            _ => 20,
        };
        let mut peers = vec![];
        if reflectors > 0 && random.happens(60) {
            peers.push("nodeSelector: '!has(rr)', peerSelector: has(rr)".to_owned());
        }
        for _ in 0..random.below(5) + usize::from(peers.is_empty()) {
            peers.extend(random_peers(random, &known, allowed, &addresses));
        }
        for (number, spec) in peers.iter().enumerate() {
            manifests += &format!(
                "---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {{name: peer-{number}}}\n\
                 spec: {{{spec}}}\n"
            );
        }
        Topology { manifests, router_id }
    }
}

/// The addresses of a node.
pub struct Addresses {
    /// As annotations, one per line.
    pub annotations: String,
    /// As in a BGPPeer.
    pub peer_ip: String,
}

/// One more BGPPeer, or two for the two ends of a session.
fn random_peers(
    random: &mut Random,
    nodes: &[(String, usize)],
    allowed: usize,
    addresses: &impl Fn(usize) -> Addresses,
) -> Vec<String> {
    let one = random.below(nodes.len());
    let other = (one + 1 + random.below(nodes.len() - 1)) % nodes.len();
    let address = |node: usize| addresses(node + 1).peer_ip;
    let (name, as_number) = (|node: usize| &nodes[node].0, |node: usize| nodes[node].1);
    let rack = random.pick(&["a", "b"]);
    let allowed = if random.happens(allowed) { ", numAllowedLocalASNumbers: 1" } else { "" };
    let by_address = |from: usize, to: usize, as_number: usize| {
        format!("node: {}, peerIP: '{}', asNumber: {as_number}{allowed}", name(from), address(to))
    };
    let mut links = (0..nodes.len() - 1).map(|from| (from, random.happens(60))).collect::<Vec<_>>();
    links.retain(|(_, is_there)| *is_there);
    match random.below(12) {
        0 => vec!["nodeSelector: has(rr), peerSelector: has(rr)".to_owned()],
        1 => vec![format!("nodeSelector: rack == '{rack}', peerSelector: has(rr) && rack == '{rack}'")],
        2 => vec!["peerSelector: has(rr)".to_owned()],
        3 => vec![format!("nodeSelector: '!has(rr)', peerSelector: host == 'h{}'", other + 1)],
        4 => vec![format!("node: {}, peerSelector: host == 'h{}'", name(one), other + 1)],
        5 => vec![format!("peerIP: '{}', asNumber: {}", address(other), as_number(other))],
        6 => vec![format!("nodeSelector: rack == '{rack}', peerSelector: host == 'h{}'", other + 1)],
        7 => {
            let link = |from: usize| format!("node: {}, peerSelector: host == 'h{}'", name(from), from + 2);
            links.iter().map(|(from, _)| link(*from)).collect()
        }
        8 => links.iter().map(|(from, _)| by_address(*from, from + 1, as_number(from + 1))).collect(),
        9 => vec![by_address(one, other, as_number(other))],
        10 => {
            // One end uses a local AS number, which the other end expects.
            let claimed = random.pick(&[65_001, 65_002]);
            vec![
                by_address(one, other, as_number(other))
                    + &format!(", localASNumber: {claimed}, reversePeering: Manual"),
                by_address(other, one, claimed) + ", reversePeering: Manual",
            ]
        }
        _ => {
            let half = |from: usize, to: usize| by_address(from, to, as_number(to)) + ", reversePeering: Manual";
            vec![half(one, other), half(other, one)]
        }
    }
}
