//! What linting costs: many small files, one large dump beside what serde_yaml needs for it, and the rules alone.

#[path = "samples/mod.rs"]
mod samples;

use std::collections::BTreeMap;

use bgplint::cluster::clusters;
use bgplint::grouping::{Layout, group};
use bgplint::ids::IdVec;
use bgplint::input::{Input, SourceId};
use bgplint::propagation::Propagation;
use bgplint::resource::FileContents;
use bgplint::session::Sessions;
use bgplint::{Settings, resource, rule, rules};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use serde::Deserialize;

use samples::File;

/// The nodes of the dump, which is then about 40 MB long.
const NODES: usize = 5_000;

fn main() {
    divan::main();
}

/// 10,000 files, of which 300 concern us.
#[divan::bench(sample_count = 20)]
fn small_files(bencher: Bencher) {
    let files = samples::small_files(10_000);
    bencher.counter(ItemsCount::new(files.len())).bench_local(|| lint(&files));
}

/// A dump of all nodes, beside a handful of BGPPeers.
#[divan::bench(sample_count = 10)]
fn node_dump(bencher: Bencher) {
    let files = dump_and_peers(5);
    bencher.counter(BytesCount::of_str(&files[0].1)).bench_local(|| lint(&files));
}

/// What `node_dump` has to keep up with: the same dump, merely parsed into typed structs.
#[divan::bench(sample_count = 5)]
fn node_dump_serde_yaml(bencher: Bencher) {
    let dump = samples::node_dump(NODES);
    bencher
        .counter(BytesCount::of_str(&dump))
        .bench_local(|| serde_yaml::from_str::<List>(black_box(&dump)).expect("the dump is YAML"));
}

/// The clusters and all rules, on resources that were read before.
#[divan::bench(sample_count = 20)]
fn rules_alone(bencher: Bencher) {
    let input = Input::from_sources(samples::sources(&dump_and_peers(50)));
    let contents: IdVec<SourceId, FileContents> = input.sources.iter().map(resource::read).collect();
    let rules = rules::all();
    bencher.bench_local(|| {
        let grouping = group(&input.sources, black_box(&contents), &Layout::default());
        let clusters = clusters(&input.sources, &contents, &grouping);
        let sessions: Vec<Sessions> = clusters.iter().map(Sessions::new).collect();
        let propagations: Vec<Propagation> = sessions.iter().map(Propagation::new).collect();
        rule::run(&rules, &rule::Selection::default(), &propagations, &rule::IgnorePolicy::default())
    });
}

fn dump_and_peers(peers: usize) -> [File; 2] {
    [("nodes.yaml".to_owned(), samples::node_dump(NODES)), ("peers.yaml".to_owned(), samples::peers(peers))]
}

/// Everything from the bytes to the report; gives the number of findings.
fn lint(files: &[File]) -> usize {
    let input = Input::from_sources(samples::sources(black_box(files)));
    bgplint::check(&input, &Settings::default()).expect("nothing more is required").findings.len()
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only parsed")]
struct List {
    items: Vec<Node>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only parsed")]
struct Node {
    metadata: Metadata,
    spec: Spec,
    status: Status,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only parsed")]
struct Metadata {
    name: String,
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only parsed")]
struct Spec {
    #[serde(rename = "podCIDR")]
    pod_cidr: String,
    #[serde(rename = "providerID")]
    provider_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is only parsed")]
struct Status {
    node_info: NodeInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "it is only parsed")]
struct NodeInfo {
    kernel_version: String,
    kubelet_version: String,
    os_image: String,
}
