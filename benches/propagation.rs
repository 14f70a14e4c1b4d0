//! What it costs to work out where routes get to: 10,000 nodes with 6, 12 and 40 reflectors of two zones each.

#[path = "samples/mod.rs"]
mod samples;

use bgplint::cluster::clusters;
use bgplint::grouping::{Layout, group};
use bgplint::input::Input;
use bgplint::propagation::{Graph, Propagation};
use bgplint::session::Sessions;
use bgplint::value::Family;
use divan::{Bencher, black_box};

const NODES: usize = 10_000;
const REFLECTORS: [usize; 3] = [6, 12, 40];

fn main() {
    divan::main();
}

/// Which node learns whose routes, and which reflectors are needed for it.
#[divan::bench(args = REFLECTORS, sample_count = 20)]
fn base(bencher: Bencher, reflectors: usize) {
    with_sessions(reflectors, |sessions| bencher.bench_local(|| Propagation::new(black_box(sessions)).losses.len()));
}

/// The fewest reflectors that cut a pair, up to three.
#[divan::bench(args = REFLECTORS, sample_count = 5)]
fn smallest_cut(bencher: Bencher, reflectors: usize) {
    with_sessions(reflectors, |sessions| {
        let graph = Graph::new(sessions, Family::V4, &[], &[]);
        bencher.bench_local(|| black_box(&graph).smallest_cut().is_some());
    });
}

fn with_sessions(reflectors: usize, measure: impl FnOnce(&Sessions)) {
    let manifests = samples::reflected_cluster(NODES, reflectors);
    let input = Input::from_sources(samples::sources(&[("cluster.yaml".to_owned(), manifests)]));
    let contents = bgplint::read(&input);
    let grouping = group(&input.sources, &contents, &Layout::default());
    let clusters = clusters(&input.sources, &contents, &grouping);
    measure(&Sessions::new(clusters.first().expect("there is one cluster")));
}
