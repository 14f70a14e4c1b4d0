//! How the cost of linting grows with the input, in every dimension in which a repository can grow: double the input may
//! cost little more than double the time.
//!
//! `cargo bench --bench growth` prints a table with the sizes that must end in the given time. `-- --ratios` takes small
//! sizes, compares each with its double, and fails where the time grows like a square; CI runs it.

#[path = "samples/mod.rs"]
mod samples;

use std::fmt::Write;
use std::time::{Duration, Instant};

use bgplint::Settings;
use bgplint::input::Input;

use samples::File;

/// A dimension in which the input grows.
struct Dimension {
    name: &'static str,
    /// Makes an input of a size.
    files: fn(usize) -> Vec<File>,
    /// The size whose time is compared with the time of its double.
    small: usize,
    /// The size that must end in the given time.
    large: usize,
    seconds: f64,
}

const DIMENSIONS: [Dimension; 18] = [
    Dimension { name: "racks with two reflectors", files: racks, small: 12, large: 500, seconds: 2.0 },
    Dimension { name: "a rack peers with all others", files: other_racks, small: 20, large: 400, seconds: 0.3 },
    Dimension {
        name: "a BGPPeer for each node, by name",
        files: peer_by_name,
        small: 200,
        large: 10_000,
        seconds: 0.5,
    },
    Dimension {
        name: "a BGPPeer for each node, by label",
        files: peer_by_label,
        small: 200,
        large: 10_000,
        seconds: 0.5,
    },
    Dimension { name: "BGPPeers without nodes", files: peers, small: 500, large: 80_000, seconds: 1.5 },
    Dimension { name: "NotIn rules of a filter", files: not_in, small: 300, large: 1_000, seconds: 0.1 },
    Dimension { name: "NotEqual rules of a filter", files: not_equal, small: 300, large: 1_000, seconds: 0.1 },
    Dimension { name: "In rules of a filter", files: in_rules, small: 500, large: 10_000, seconds: 0.3 },
    Dimension { name: "kustomizations with a patch", files: kustomizations, small: 150, large: 4_000, seconds: 0.5 },
    Dimension { name: "clusters by directory", files: directories, small: 200, large: 4_000, seconds: 0.3 },
    Dimension { name: "Secrets each with a BGPPeer", files: secrets, small: 300, large: 8_000, seconds: 0.3 },
    Dimension { name: "filters each with a BGPPeer", files: filters, small: 300, large: 8_000, seconds: 0.5 },
    Dimension { name: "ignores, each above its rule", files: ignores_above, small: 400, large: 8_000, seconds: 0.3 },
    Dimension { name: "ignores, each on its line", files: ignores_beside, small: 400, large: 8_000, seconds: 0.3 },
    Dimension {
        name: "ignores of a whole document",
        files: ignores_of_document,
        small: 400,
        large: 8_000,
        seconds: 0.3,
    },
    Dimension { name: "ignores of a whole file", files: ignores_of_file, small: 400, large: 8_000, seconds: 0.3 },
    Dimension { name: "nested pools", files: nested_pools, small: 100, large: 1_200, seconds: 0.5 },
    Dimension {
        name: "filters that do not exist",
        files: missing_filters,
        small: 1_000,
        large: 1_000_000,
        seconds: 3.0,
    },
];

/// The most by which the time may grow when the size doubles.
const MOST_GROWTH: f64 = 3.0;
/// Less is too short to be compared.
const SHORTEST: Duration = Duration::from_millis(40);

fn main() {
    let compares = std::env::args().any(|argument| argument == "--ratios");
    // `cargo test --benches` runs every benchmark once.
    if !compares && !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let failed =
        DIMENSIONS.iter().filter(|dimension| !if compares { keeps_ratio(dimension) } else { is_in_time(dimension) });
    let failed: Vec<&str> = failed.map(|dimension| dimension.name).collect();
    assert!(failed.is_empty(), "too slow: {}", failed.join(", "));
}

fn is_in_time(dimension: &Dimension) -> bool {
    let (half, whole) = (best(dimension, dimension.large / 2, 3), best(dimension, dimension.large, 3));
    report(dimension, dimension.large, half, whole, &format!(", {} s at most", dimension.seconds));
    whole.as_secs_f64() <= dimension.seconds
}

fn keeps_ratio(dimension: &Dimension) -> bool {
    // A machine may be busy for a while, so a bad result is measured again.
    (1..=4).any(|tries| {
        let (once, twice) =
            (best(dimension, dimension.small, 2 * tries), best(dimension, 2 * dimension.small, 2 * tries));
        report(dimension, 2 * dimension.small, once, twice, "");
        twice < SHORTEST || twice.as_secs_f64() <= MOST_GROWTH * once.as_secs_f64()
    })
}

#[expect(clippy::print_stdout, reason = "it is the result of the benchmark")]
fn report(dimension: &Dimension, size: usize, half: Duration, whole: Duration, limit: &str) {
    let growth = whole.as_secs_f64() / half.as_secs_f64();
    println!(
        "{:36} {size:9}: {:7.3} s, {growth:4.1} times the time of half the size{limit}",
        dimension.name,
        whole.as_secs_f64()
    );
}

/// The shortest time of some runs.
fn best(dimension: &Dimension, size: usize, runs: usize) -> Duration {
    let files = (dimension.files)(size);
    let run = |_| {
        let start = Instant::now();
        let input = Input::from_sources(samples::sources(&files));
        bgplint::check(&input, &Settings::default()).expect("nothing more is required");
        start.elapsed()
    };
    (0..runs).map(run).min().unwrap_or_default()
}

const MESH_OFF: &str = "---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {name: default}\nspec: {nodeToNodeMeshEnabled: false, asNumber: 64512}\n";

/// An address in 10.0.0.0/8, another one for each number.
fn address(number: usize) -> String {
    format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255)
}

/// The manifests of one file, one for each number.
fn file(name: &str, count: usize, manifest: impl Fn(usize) -> String) -> File {
    let mut text = String::new();
    (0..count).for_each(|number| write!(text, "---\n{}", manifest(number)).expect("a text takes everything"));
    (name.to_owned(), text)
}

fn object(kind: &str, name: &str, rest: &str) -> String {
    format!("apiVersion: projectcalico.org/v3\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {rest}\n")
}

fn node(name: &str, labels: &str, address: &str, cluster_id: &str) -> String {
    format!(
        "apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {{name: {name}, labels: {{{labels}}}}}\nspec: {{bgp: {{ipv4Address: {address}/8{cluster_id}}}}}\n"
    )
}

fn racks(count: usize) -> Vec<File> {
    let nodes = file("nodes.yaml", 4 * count, |number| {
        let (rack, place) = (number / 4, number % 4);
        let id = format!(", routeReflectorClusterID: 244.{}.{}.1", rack >> 8, rack & 255);
        let (labels, id) =
            if place < 2 { (format!("rack: r{rack}, rr: a"), id) } else { (format!("rack: r{rack}"), String::new()) };
        node(&format!("r{rack}-{place}"), &labels, &address(number + 1), &id)
    });
    let peers = file("peers.yaml", count, |rack| {
        let selectors = format!(
            "{{nodeSelector: \"rack == 'r{rack}' && !has(rr)\", peerSelector: \"rack == 'r{rack}' && has(rr)\"}}"
        );
        object("BGPPeer", &format!("rack-{rack}"), &selectors)
    });
    let reflectors =
        "---\n".to_owned() + &object("BGPPeer", "reflectors", "{nodeSelector: has(rr), peerSelector: has(rr)}");
    vec![nodes, (peers.0, peers.1 + &reflectors + MESH_OFF)]
}

fn other_racks(count: usize) -> Vec<File> {
    let nodes = file("nodes.yaml", 4 * count, |number| {
        node(&format!("n{number}"), &format!("rack: r{}", number / 4), &address(number + 1), "")
    });
    let peers = file("peers.yaml", count, |rack| {
        let selectors = format!("{{nodeSelector: \"rack == 'r{rack}'\", peerSelector: \"rack != 'r{rack}'\"}}");
        object("BGPPeer", &format!("rack-{rack}"), &selectors)
    });
    vec![nodes, (peers.0, peers.1 + MESH_OFF)]
}

/// Nodes, and a BGPPeer for each of them with a router of its own.
fn peer_for_each_node(count: usize, scope: impl Fn(usize) -> String) -> Vec<File> {
    let nodes = file("nodes.yaml", count, |number| {
        node(&format!("n{number}"), &format!("kubernetes.io/hostname: n{number}"), &address(number + 1), "")
    });
    let peers = file("peers.yaml", count, |number| {
        let spec = format!("{{{}, peerIP: 192.{}, asNumber: 65001}}", scope(number), &address(number)[3..]);
        object("BGPPeer", &format!("p{number}"), &spec)
    });
    vec![nodes, (peers.0, peers.1 + MESH_OFF)]
}

fn peer_by_name(count: usize) -> Vec<File> {
    peer_for_each_node(count, |number| format!("node: n{number}"))
}

fn peer_by_label(count: usize) -> Vec<File> {
    peer_for_each_node(count, |number| format!("nodeSelector: \"kubernetes.io/hostname == 'n{number}'\""))
}

fn peers(count: usize) -> Vec<File> {
    let peer = |number: usize| {
        object("BGPPeer", &format!("p{number}"), &format!("{{peerIP: {}, asNumber: 65001}}", address(number + 1)))
    };
    vec![file("peers.yaml", count, peer)]
}

/// A BGPFilter with a line of text for each rule, and a BGPPeer that uses it.
fn filter(head: &str, count: usize, rule: impl Fn(usize) -> String) -> Vec<File> {
    let mut text =
        format!("{head}apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {{name: f}}\nspec:\n  exportV4:\n");
    (0..count).for_each(|number| text.push_str(&rule(number)));
    text += "---\n";
    text += &object("BGPPeer", "p", "{peerIP: 192.0.2.1, asNumber: 65001, filters: [f]}");
    vec![("filter.yaml".to_owned(), text)]
}

fn rule(operator: &str, number: usize) -> String {
    format!("  - {{action: Reject, matchOperator: {operator}, cidr: 10.{}.{}.0/24}}\n", number >> 8 & 255, number & 255)
}

fn not_in(count: usize) -> Vec<File> {
    filter("", count, |number| rule("NotIn", number))
}

fn not_equal(count: usize) -> Vec<File> {
    filter("", count, |number| rule("NotEqual", number))
}

fn in_rules(count: usize) -> Vec<File> {
    filter("", count, |number| rule("In", number))
}

/// A rule with a finding: its network has host bits.
fn faulty_rule(number: usize) -> String {
    rule("In", number).replace(".0/24", ".1/24")
}

fn ignores_above(count: usize) -> Vec<File> {
    filter("", count, |number| {
        format!("  # bgplint: ignore[cidr-has-host-bits] known {number}\n{}", faulty_rule(number))
    })
}

fn ignores_beside(count: usize) -> Vec<File> {
    filter("", count, |number| {
        faulty_rule(number).replace('\n', &format!(" # bgplint: ignore[cidr-has-host-bits] known {number}\n"))
    })
}

fn ignores_of_document(count: usize) -> Vec<File> {
    let ignore = |number| format!("# bgplint: ignore[cidr-has-host-bits] known {number}\n");
    filter(&(0..count).map(ignore).collect::<String>(), count, faulty_rule)
}

fn ignores_of_file(count: usize) -> Vec<File> {
    let ignore = |number| format!("# bgplint: ignore-file[cidr-has-host-bits] known {number}\n");
    filter(&(0..count).map(ignore).collect::<String>(), count, faulty_rule)
}

fn kustomizations(count: usize) -> Vec<File> {
    let patch = "resources: [p.yaml]\npatches:\n- patch: |-\n    - op: replace\n      path: /spec/asNumber\n      value: 64513\n  target: {kind: BGPPeer}\n";
    let mut files = directories(count);
    files.extend((0..count).map(|number| (format!("c{number}/kustomization.yaml"), patch.to_owned())));
    files
}

fn directories(count: usize) -> Vec<File> {
    let peer = |number| object("BGPPeer", "tor", &format!("{{peerIP: {}, asNumber: 65001}}", address(number + 1)));
    (0..count).map(|number| (format!("c{number}/p.yaml"), peer(number))).collect()
}

fn secrets(count: usize) -> Vec<File> {
    vec![file("secrets.yaml", count, |number| {
        let spec = format!(
            "{{peerIP: {}, asNumber: 65001, password: {{secretKeyRef: {{name: s{number}, key: k}}}}}}",
            address(number + 1)
        );
        let secret = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: s{number}, namespace: kube-system}}\nstringData: {{k: x}}\n"
        );
        format!("{secret}---\n{}", object("BGPPeer", &format!("p{number}"), &spec))
    })]
}

fn filters(count: usize) -> Vec<File> {
    vec![file("filters.yaml", count, |number| {
        let rule = "{exportV4: [{action: Reject, matchOperator: In, cidr: 10.0.0.0/8, peerType: eBGP}]}";
        let peer = format!("{{peerIP: {}, asNumber: 65001, filters: [f{number}]}}", address(number + 1));
        object("BGPFilter", &format!("f{number}"), rule) + "---\n" + &object("BGPPeer", &format!("p{number}"), &peer)
    })]
}

fn nested_pools(count: usize) -> Vec<File> {
    vec![file("pools.yaml", count, |number| {
        object(
            "IPPool",
            &format!("p{number}"),
            &format!("{{cidr: 10.{}.0.0/{}}}", number % 8 * 32, 11 + number / 8 % 14),
        )
    })]
}

fn missing_filters(count: usize) -> Vec<File> {
    let mut peer = object("BGPPeer", "p", "\n  peerIP: 192.0.2.1\n  asNumber: 65001\n  filters:");
    (0..count).for_each(|number| writeln!(peer, "  - f{number}").expect("a text takes everything"));
    vec![("peer.yaml".to_owned(), peer)]
}
