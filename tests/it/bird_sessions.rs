//! BIRD itself is the judge of sessions: between real daemons, exactly the compatible sessions become Established.

use std::collections::BTreeSet;
use std::io::Write;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::bird::{Bird, head, protocol};
use crate::support::daemon::{Daemon, Place};
use crate::support::of_manifests::with_sessions;
use bgplint::cluster::SpeakerId;
use bgplint::session::{Sessions, Status};
use bgplint::value::Family;

/// Shorter than Calico's, so that the test is quick.
const TIMERS: &str = "connect delay time 1;\n  connect retry time 1;\n  error wait time 1,2;";

/// The time limit until all sessions are up, on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// How long to wait for unexpected sessions after that: longer than any timer.
const QUIET: Duration = Duration::from_secs(4);

/// A port on which nothing listens. Sessions with this port are the first by name.
const DEAD_PORT: u16 = 1;

/// A cluster of real daemons. In the manifests `$1` to `$3` are the addresses of the nodes, `$port` is the port on which
/// they listen, and nothing listens on `$dead`.
struct Cluster {
    name: &'static str,
    /// The annotations of each node, without its address.
    nodes: &'static [&'static str],
    router_id: Option<&'static str>,
    /// The `spec` of the BGPConfiguration, without the port.
    configuration: &'static str,
    /// The `spec` of each BGPPeer.
    peers: &'static [&'static str],
    /// The predicted statuses; each must occur.
    says: &'static [&'static str],
}

const CLUSTERS: &[Cluster] = &[
    Cluster {
        name: "full mesh",
        nodes: &["", "", ""],
        router_id: None,
        configuration: "",
        peers: &[],
        says: &["fits"],
    },
    Cluster {
        name: "mesh of nodes with and without an own AS number",
        nodes: &["projectcalico.org/ASNumber: '65001'", "", ""],
        router_id: None,
        configuration: "",
        peers: &[],
        says: &["as-mismatch", "fits"],
    },
    Cluster {
        name: "another AS number expected",
        nodes: &["", "", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: '$2:$port', asNumber: 65009}",
            "{node: node-2, peerIP: $1, asNumber: 64512}",
            "{node: node-2, peerIP: $3, asNumber: 64512}",
        ],
        says: &["as-mismatch", "fits"],
    },
    Cluster {
        // Without the node's AS number Calico does not find its port, so the first session dials 179 and fails. The second
        // session has the right port and comes up.
        name: "another AS number expected, on another port",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &["{node: node-1, peerIP: $2, asNumber: 65009}", "{node: node-2, peerIP: $1, asNumber: 64512}"],
        says: &["as-mismatch", "fits"],
    },
    Cluster {
        name: "another AS number claimed",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &["{node: node-1, peerIP: $2, asNumber: 64512, localASNumber: 65009}"],
        says: &["as-mismatch"],
    },
    Cluster {
        name: "one router ID in one AS",
        nodes: &["", ""],
        router_id: Some("10.7.7.7"),
        configuration: "",
        peers: &[],
        says: &["bad-identifier"],
    },
    Cluster {
        name: "one router ID in two AS",
        nodes: &["projectcalico.org/ASNumber: '65001'", "projectcalico.org/ASNumber: '65002'"],
        router_id: Some("10.7.7.7"),
        configuration: "",
        peers: &[],
        says: &["fits"],
    },
    Cluster {
        name: "TTL security at both ends, with different distances",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: $2, asNumber: 64512, ttlSecurity: 1, reversePeering: Manual}",
            "{node: node-2, peerIP: $1, asNumber: 64512, ttlSecurity: 9, reversePeering: Manual}",
        ],
        says: &["fits"],
    },
    Cluster {
        name: "TTL security at one end",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: $2, asNumber: 64512, ttlSecurity: 1, reversePeering: Manual}",
            "{node: node-2, peerIP: $1, asNumber: 64512, reversePeering: Manual}",
        ],
        says: &["ttl-mismatch"],
    },
    Cluster {
        name: "one side only",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &["{node: node-1, peerIP: $2, asNumber: 64512, reversePeering: Manual}"],
        says: &["one-sided"],
    },
    Cluster {
        name: "mesh and a BGPPeer for some nodes",
        nodes: &["", ""],
        router_id: None,
        configuration: "",
        peers: &["{node: node-1, peerSelector: host == 'node-2'}"],
        says: &["duplicate-neighbor", "fits"],
    },
    Cluster {
        name: "mesh and a BGPPeer for all nodes",
        nodes: &["", ""],
        router_id: None,
        configuration: "",
        // Only one end dials. If both did, connections could collide; a session that is closed makes way for the next one,
        // so either of the two might be up.
        peers: &["{peerIP: $1, asNumber: 64512}", "{peerIP: $2, asNumber: 64512}"],
        says: &["duplicate-neighbor", "fits"],
    },
    Cluster {
        name: "mesh behind a BGPPeer that expects another AS number",
        nodes: &["", ""],
        router_id: None,
        configuration: "",
        peers: &["{peerIP: $2, asNumber: 65009}"],
        says: &["as-mismatch", "duplicate-neighbor"],
    },
    Cluster {
        name: "mesh, which dials, behind a BGPPeer that expects another AS number on the same port",
        nodes: &["", ""],
        router_id: None,
        configuration: "",
        // The first session makes way for the second one when it fails.
        peers: &["{peerIP: '$1:$port', asNumber: 65009}"],
        says: &["as-mismatch", "fits"],
    },
    Cluster {
        name: "one end dials a dead port",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: '$2:$dead', asNumber: 64512, reversePeering: Manual}",
            "{node: node-2, peerIP: '$1:$port', asNumber: 64512, reversePeering: Manual}",
        ],
        says: &["fits"],
    },
    Cluster {
        name: "both ends dial a dead port",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: '$2:$dead', asNumber: 64512, reversePeering: Manual}",
            "{node: node-2, peerIP: '$1:$dead', asNumber: 64512, reversePeering: Manual}",
        ],
        says: &["port-mismatch"],
    },
    Cluster {
        name: "a BGPPeer for some nodes with a dead port behind the mesh",
        nodes: &["", ""],
        router_id: None,
        configuration: "",
        peers: &["{node: node-1, peerIP: '$2:$dead', asNumber: 64512, reversePeering: Manual}"],
        says: &["duplicate-neighbor", "fits"],
    },
    Cluster {
        name: "a BGPPeer for all nodes with a dead port before the mesh, whose other end dials",
        nodes: &["", ""],
        router_id: None,
        configuration: "",
        peers: &["{peerIP: '$2:$dead', asNumber: 64512, reversePeering: Manual}"],
        says: &["duplicate-neighbor", "fits"],
    },
    Cluster {
        name: "a BGPPeer for all nodes with a dead port before the mesh, which dials",
        nodes: &["", ""],
        router_id: None,
        configuration: "",
        peers: &["{peerIP: '$1:$dead', asNumber: 64512, reversePeering: Manual}"],
        says: &["fits"],
    },
    Cluster {
        // At each end the second session dials, and the first session of the other end answers: two connections.
        name: "both ends with a dead port before the right one",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: '$2:$dead', asNumber: 64512, reversePeering: Manual}",
            "{node: node-1, peerIP: '$2:$port', asNumber: 64512, reversePeering: Manual}",
            "{node: node-2, peerIP: '$1:$dead', asNumber: 64512, reversePeering: Manual}",
            "{node: node-2, peerIP: '$1:$port', asNumber: 64512, reversePeering: Manual}",
        ],
        says: &["fits"],
    },
    Cluster {
        name: "reflector and clients",
        nodes: &["projectcalico.org/RouteReflectorClusterID: 10.9.9.1", "", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &["{nodeSelector: 'host != \"node-1\"', peerSelector: host == 'node-1'}"],
        says: &["fits"],
    },
    Cluster {
        name: "a node whose file is refused",
        nodes: &["", "", ""],
        router_id: None,
        configuration: "",
        peers: &["{node: node-3, peerIP: 192.0.2.1}"],
        says: &["fits", "frozen"],
    },
    Cluster {
        name: "a password at both ends",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &["{node: node-1, peerIP: $2, asNumber: 64512, password: {secretKeyRef: {name: bgp, key: a}}}"],
        says: &["fits"],
    },
    Cluster {
        name: "another password at the other end",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: $2, asNumber: 64512, reversePeering: Manual, \
             password: {secretKeyRef: {name: bgp, key: a}}}",
            "{node: node-2, peerIP: $1, asNumber: 64512, reversePeering: Manual, \
             password: {secretKeyRef: {name: bgp, key: b}}}",
        ],
        says: &["password-mismatch"],
    },
    Cluster {
        name: "a password at one end",
        nodes: &["", ""],
        router_id: None,
        configuration: "nodeToNodeMeshEnabled: false",
        peers: &[
            "{node: node-1, peerIP: $2, asNumber: 64512, reversePeering: Manual, \
             password: {secretKeyRef: {name: bgp, key: a}}}",
            "{node: node-2, peerIP: $1, asNumber: 64512, reversePeering: Manual}",
        ],
        says: &["password-mismatch"],
    },
];

/// The manifests of a cluster.
fn manifests(place: &Place, number: usize, cluster: &Cluster) -> String {
    let mut manifests = format!(
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {{name: default}}\n\
         spec:\n  listenPort: $port\n  {}\n",
        cluster.configuration
    );
    for (node, annotations) in (1..).zip(cluster.nodes) {
        manifests += &format!(
            "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: node-{node}\n  labels: {{host: node-{node}}}\n  \
             annotations:\n    projectcalico.org/IPv4Address: ${node}\n    {annotations}\n"
        );
    }
    for (peer, spec) in (1..).zip(cluster.peers) {
        manifests += &format!(
            "---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {{name: peer-{peer}}}\nspec: {spec}\n"
        );
    }
    let dead = DEAD_PORT.to_string();
    let manifests = manifests.replace("$port", &place.port.to_string()).replace("$dead", &dead);
    (1..=cluster.nodes.len()).fold(manifests, |manifests, node| {
        manifests.replace(&format!("${node}"), &format!("{}.{number}.{node}", place.network))
    })
}

/// Whether the kernel does not support passwords (RFC 2385), so that the sessions cannot be judged.
fn lacks_passwords(daemon: &Daemon) -> bool {
    daemon.log().contains("Kernel does not support TCP MD5 signatures")
}

/// The configuration of every node, with the predicted status of each session, by name.
fn plan(sessions: &Sessions) -> Vec<(String, Vec<(String, Status)>)> {
    let node = |node: SpeakerId| {
        let address = sessions.speakers[node].address(Family::V4).value().expect("the node has an address");
        let port = sessions.port(node).value().expect("the port is given");
        let listen = format!("listen bgp address {address} port {port};");
        let own = sessions.of(node);
        let protocols: String = own.iter().filter_map(|session| protocol(sessions, session)).collect();
        let statuses = own.iter().map(|session| (session.name(), sessions.status(session))).collect();
        (head(sessions, node, &listen, TIMERS).expect("the router ID is known") + &protocols, statuses)
    };
    sessions.speakers.ids().map(node).collect()
}

/// The key of a session: the numbers of its cluster and node, and its name.
type Key = (usize, usize, String);

/// The Established sessions of all clusters.
fn established(bird: &Bird, clusters: &[Vec<Daemon>]) -> BTreeSet<Key> {
    let mut up = BTreeSet::new();
    for (cluster, daemons) in clusters.iter().enumerate() {
        for (node, daemon) in daemons.iter().enumerate() {
            up.extend(daemon.established(bird).into_iter().map(|name| (cluster, node, name)));
        }
    }
    up
}

#[test]
fn what_fits_comes_up_and_nothing_else() {
    let Some(bird) = Bird::find("what_fits_comes_up_and_nothing_else") else {
        return;
    };
    let place = Place::of_this_test();
    let mut clusters: Vec<Vec<Daemon>> = Vec::new();
    let mut fits: BTreeSet<Key> = BTreeSet::new();
    let mut wrong = Vec::new();
    for (number, cluster) in CLUSTERS.iter().enumerate() {
        let nodes = with_sessions(&manifests(&place, number, cluster), cluster.router_id, plan);
        let mut said = BTreeSet::new();
        for (node, (_, statuses)) in nodes.iter().enumerate() {
            said.extend(statuses.iter().map(|(_, status)| status.name()));
            let fitting = statuses.iter().filter(|(_, status)| *status == Status::Compatible);
            fits.extend(fitting.map(|(name, _)| (number, node, name.clone())));
        }
        if !cluster.says.iter().all(|status| said.contains(status)) {
            wrong.push(format!("{}: we say {said:?} instead of {:?}\n", cluster.name, cluster.says));
        }
        clusters.push(nodes.iter().map(|(configuration, _)| Daemon::start(&bird, configuration)).collect());
    }

    let lacks_passwords = |cluster: usize| clusters[cluster].iter().any(lacks_passwords);
    let start = Instant::now();
    let mut seen = BTreeSet::new();
    loop {
        let up = established(&bird, &clusters);
        let is_settled = |key: &Key| up.contains(key) || lacks_passwords(key.0);
        let is_done = start.elapsed() > LIMIT || fits.iter().all(is_settled);
        seen.extend(up);
        if is_done {
            break;
        }
        sleep(Duration::from_millis(200));
    }
    sleep(QUIET);
    let up = established(&bird, &clusters);
    seen.extend(up.iter().cloned());

    let missing = fits.difference(&up).map(|key| (key, "is not up"));
    // On a busy machine the first messages may arrive before BIRD has set the minimum TTL on the connection. Then one end
    // sees the session as Established until its hold time is over.
    let unfitting: Vec<&Key> = seen.difference(&fits).collect();
    let has_other_end = |key: &&Key| unfitting.iter().any(|other| other.0 == key.0 && other.1 != key.1);
    let unexpected = unfitting.iter().copied().filter(has_other_end).map(|key| (key, "is up"));
    for ((number, node, name), what) in missing.chain(unexpected) {
        let cluster = CLUSTERS[*number].name;
        if lacks_passwords(*number) {
            writeln!(std::io::stderr(), "{cluster}: not judged, since the kernel has no TCP MD5 signatures")
                .expect("stderr can be written");
        } else {
            let log = clusters[*number][*node].log();
            wrong.push(format!("{cluster}: {name} of node-{} {what}\n{log}", node + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
