//! Debian's BIRD 1.6, of which Calico's is a build, as the judge of what we say: our sessions in its language.

#![allow(dead_code, reason = "every test file uses another part of this module")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use bgplint::cluster::{Inventory, Known, RouterIdSource, Settings, group};
use bgplint::input::{Input, Source};
use bgplint::resource::value::{Family, GoDuration, parse_duration};
use bgplint::resource::{Field, Resource};
use bgplint::session::{NextHop, Origin, Session, Sessions};

/// Where it is searched for; not every user's path has the second.
const DIRECTORIES: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// The programs of BIRD 1.6.
pub struct Bird {
    ipv4: PathBuf,
    ipv6: PathBuf,
    control: PathBuf,
}

impl Bird {
    /// Finds it. Where it is not installed, the test is skipped and says so; it fails where `CI_REQUIRES_BIRD` is set.
    pub fn find(test: &str) -> Option<Bird> {
        let program = |name: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let mut directories = std::env::split_paths(&path).chain(DIRECTORIES.map(PathBuf::from));
            directories.find_map(|directory| Some(directory.join(name)).filter(|program| program.is_file()))
        };
        // BIRD 2 has no bird6.
        let found = (|| Some(Bird { ipv4: program("bird")?, ipv6: program("bird6")?, control: program("birdc")? }))();
        if found.is_none() {
            assert!(std::env::var_os("CI_REQUIRES_BIRD").is_none(), "BIRD 1.6 is not installed, and CI requires it");
            // Past the capture of a test that passes.
            writeln!(std::io::stderr(), "{test}: skipped, since BIRD 1.6 (Debian: bird) is not installed")
                .expect("stderr can be written");
        }
        found
    }

    /// Whether BIRD accepts a file; what it says where it refuses it.
    pub fn accepts(&self, family: Family, configuration: &str, directory: &Path) -> Result<(), String> {
        let (program, name) = match family {
            Family::V4 => (&self.ipv4, "bird.cfg"),
            Family::V6 => (&self.ipv6, "bird6.cfg"),
        };
        std::fs::write(directory.join(name), configuration).expect("the file is written");
        let output = Command::new(program).args(["-p", "-c", name]).current_dir(directory).output();
        let output = output.expect("BIRD runs");
        match output.status.code() {
            Some(0) => Ok(()),
            Some(1) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            other => panic!("BIRD ended with {other:?}\n{}\n{configuration}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// The daemon for IPv4, in the foreground.
    pub fn daemon(&self, configuration: &Path, socket: &Path) -> Command {
        let mut command = Command::new(&self.ipv4);
        command.arg("-f").arg("-c").arg(configuration).arg("-s").arg(socket);
        command
    }

    /// What a daemon says of its protocols, one on each line; nothing where it does not run.
    pub fn protocols(&self, socket: &Path) -> String {
        self.ask(socket, &["show", "protocols"])
    }

    /// What a daemon says of its routes: a prefix begins a line, other routes to it follow; nothing where it does not run.
    pub fn routes(&self, socket: &Path) -> String {
        self.ask(socket, &["show", "route"])
    }

    fn ask(&self, socket: &Path, words: &[&str]) -> String {
        let output = Command::new(&self.control).arg("-r").arg("-s").arg(socket).args(words).output();
        String::from_utf8_lossy(&output.expect("birdc runs").stdout).into_owned()
    }
}

/// A sequence of numbers that look random and are the same for the same seed (SplitMix64).
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A number below another one.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("it is below a usize")
    }

    /// Whether something happens that does so in this many of 100 cases.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Names of nodes, two by two with the same router ID where it is the hash of the name.
const COLLIDING: [&str; 8] =
    ["node-31705", "node-40730", "node-55475", "node-97647", "node-77883", "node-105177", "node-109376", "node-187302"];

/// How the nodes of a random topology are numbered into autonomous systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    /// All are in the cluster's.
    One,
    /// Each is in one of two.
    Two,
    /// Most are in the cluster's, which some name.
    Mixed,
    /// Up to four have one of their own, the others share one.
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
    /// The topology of a seed, with so many nodes; `address` gives the annotations for the address of each, by number.
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
        // Many nodes or AS numbers, each allowed twice, make more paths than can be followed one by one.
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
    /// As annotations, a line each.
    pub annotations: String,
    /// As a BGPPeer names one of them.
    pub peer_ip: String,
}

/// One more BGPPeer, or two that are each other's answer.
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
            // One end claims another AS number, which the other one expects.
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

/// Works out the sessions of a cluster whose nodes are all in the manifests.
pub fn with_sessions<T>(manifests: &str, router_id: Option<&str>, look: impl FnOnce(&Sessions) -> T) -> T {
    let input = Input::from_sources(vec![Source::from_text("cluster.yaml", manifests)]);
    let contents = bgplint::read(&input);
    let settings = Settings {
        inventory: Some(Inventory::Complete),
        router_id: router_id.map(str::to_owned),
        ..Settings::default()
    };
    let clusters = group(&input.sources, &contents, settings).clusters;
    look(&Sessions::new(&clusters[0]))
}

/// The text that confd renders as a node's router ID; `None` where it is not known.
fn router_id(sessions: &Sessions, node: usize) -> Option<String> {
    match (sessions.cluster.router_id_source(), sessions.speakers[node].router_id) {
        (RouterIdSource::Literal(literal), _) => Some(literal.to_owned()),
        (_, Known::Value(id)) => Some(id.to_string()),
        (_, Known::Absent) => Some(String::new()),
        (_, Known::Unknown) => None,
    }
}

/// The beginning of a node's file, with the template of all sessions; `None` where its router ID is not known.
pub fn head(sessions: &Sessions, node: usize, listen: &str, timers: &str) -> Option<String> {
    let router_id = router_id(sessions, node)?;
    let local_as = text(sessions.as_number(node));
    Some(format!(
        "router id {router_id};\n{listen}\nprotocol device {{\n  scan time 2;\n}}\ntemplate bgp bgp_template {{\n  \
         debug {{ states, events }};\n  local as {local_as};\n  gateway recursive;\n  add paths on;\n  \
         graceful restart;\n  {timers}\n}}\n"
    ))
}

/// A session as Calico renders it (Calico: `bird.cfg.template`); `None` for sessions with pods. What is faulty is
/// written as it is: the judgement is BIRD's.
pub fn protocol(sessions: &Sessions, session: &Session) -> Option<String> {
    protocol_that_exports(sessions, session, "none")
}

/// The same with what it lets out: `all` or `none`.
pub fn protocol_that_exports(sessions: &Sessions, session: &Session, exported: &str) -> Option<String> {
    let address = session.address?;
    let mut lines = vec![
        format!("local as {}", text(session.local_as)),
        match session.port {
            Known::Absent => format!("neighbor {address} as {}", text(session.peer_as)),
            port => format!("neighbor {address} port {} as {}", text(port), text(session.peer_as)),
        },
        match session.ttl_security {
            Known::Absent => "ttl security off;\n  multihop".to_owned(),
            hops => format!("ttl security on;\n  multihop {}", text(hops)),
        },
        "import all".to_owned(),
        format!("export {exported}"),
    ];
    let mut add = |is_set: bool, line: String| {
        if is_set {
            lines.push(line);
        }
    };
    add(
        session.source.is_some(),
        format!("source address {}", text(session.source.map_or(Known::Absent, Known::Value))),
    );
    add(session.is_passive, "passive on".to_owned());
    let cluster_id = session.cluster_id;
    add(cluster_id != Known::Absent, format!("rr client;\n  rr cluster id {}", text(cluster_id)));
    add(session.password != Known::Absent, format!("password \"{}\"", password(session)));
    add(session.next_hop == Known::Value(NextHop::ToSelf), "next hop self".to_owned());
    add(session.next_hop == Known::Value(NextHop::Keep), "next hop keep".to_owned());
    add(session.allowed_local_as != Known::Absent, format!("allow local as {}", text(session.allowed_local_as)));
    let (restart, keepalive) = times(sessions, session);
    add(restart.is_some(), format!("graceful restart time {}", restart.unwrap_or_default()));
    add(keepalive.is_some(), format!("keepalive time {}", keepalive.unwrap_or_default()));
    Some(format!("protocol bgp {} from bgp_template {{\n  {};\n}}\n", session.name(), lines.join(";\n  ")))
}

/// What is not known is left out, which BIRD refuses.
fn text<T: ToString>(known: Known<T>) -> String {
    known.value().map(|value| value.to_string()).unwrap_or_default()
}

/// Another text for another key of a Secret.
fn password(session: &Session) -> String {
    let names =
        session.password.value().map(|password| (password.reference.name.value(), password.reference.key.value()));
    names.map(|(name, key)| format!("{name:?}/{key:?}").replace('"', "")).unwrap_or_default()
}

/// The restart time and the keepalive time. A negative one is no value to us, though Calico renders it.
fn times(sessions: &Sessions, session: &Session) -> (Option<i64>, Option<i64>) {
    let seconds = |known: Known<i64>, resource: &Resource, field: &Field<GoDuration>| match known {
        Known::Absent => None,
        Known::Value(seconds) => Some(seconds),
        Known::Unknown => {
            let written = field.span()?.slice(sessions.cluster.text(resource.source));
            Some(parse_duration(written).expect("generated durations can be read").rounded_seconds())
        }
    };
    match session.origin {
        Origin::Mesh => {
            let default = sessions.cluster.default_configuration();
            let restart = default
                .and_then(|(resource, fields)| seconds(session.restart, resource, &fields.node_mesh_max_restart_time));
            (restart, None)
        }
        Origin::Peering(number) => {
            let peering = &sessions.peerings[number];
            let restart = seconds(session.restart, peering.resource, &peering.peer.max_restart_time);
            let keepalive = seconds(session.keepalive, peering.resource, &peering.peer.keepalive_time);
            (restart, keepalive)
        }
    }
}
