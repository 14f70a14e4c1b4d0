//! What the sessions of a large cluster cost, in time and memory: 10,000 nodes and 50 BGPPeers that were read before, with
//! the mesh on and off; first who peers with whom alone, then all rules too.

#[path = "samples/mod.rs"]
mod samples;

use bgplint::cluster::{Cluster, clusters};
use bgplint::grouping::{Layout, group};
use bgplint::input::Input;
use bgplint::propagation::Propagation;
use bgplint::session::Sessions;
use bgplint::{rule, rules};
use divan::{AllocProfiler, Bencher, black_box};

/// Counts what is allocated.
#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const NODES: usize = 10_000;
const PEERS: usize = 50;

fn main() {
    divan::main();
}

#[divan::bench(args = [true, false], sample_count = 20)]
fn sessions(bencher: Bencher, mesh: bool) {
    with_cluster(mesh, |cluster| bencher.bench_local(|| Sessions::new(black_box(cluster)).pairs().mismatches.len()));
}

#[divan::bench(args = [true, false], sample_count = 20)]
fn sessions_and_rules(bencher: Bencher, mesh: bool) {
    let rules = rules::all();
    with_cluster(mesh, |cluster| {
        bencher.bench_local(|| {
            let sessions = Sessions::new(black_box(cluster));
            rule::run(
                &rules,
                &rule::Selection::default(),
                &[Propagation::new(&sessions)],
                &rule::IgnorePolicy::default(),
            )
            .findings
            .len()
        });
    });
}

fn with_cluster(mesh: bool, measure: impl FnOnce(&Cluster)) {
    let manifests = samples::large_cluster(NODES, PEERS, mesh);
    let input = Input::from_sources(samples::sources(&[("cluster.yaml".to_owned(), manifests)]));
    let contents = bgplint::read(&input);
    let grouping = group(&input.sources, &contents, &Layout::default());
    let clusters = clusters(&input.sources, &contents, &grouping);
    measure(clusters.first().expect("there is one cluster"));
}
