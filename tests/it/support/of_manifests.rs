//! The sessions of manifests, for tests below the command line.

use bgplint::cluster::{Inventory, clusters};
use bgplint::grouping::{ClusterSettings, Layout, group};
use bgplint::input::{Input, Source};
use bgplint::session::Sessions;

/// Computes the sessions of a cluster whose nodes are all in the manifests.
pub fn with_sessions<T>(manifests: &str, router_id: Option<&str>, look: impl FnOnce(&Sessions) -> T) -> T {
    let input = Input::from_sources(vec![Source::from_text("cluster.yaml", manifests)]);
    let contents = bgplint::read(&input);
    let settings = ClusterSettings {
        inventory: Some(Inventory::Complete),
        router_id: router_id.map(str::to_owned),
        ..ClusterSettings::default()
    };
    let grouping = group(&input.sources, &contents, &Layout::of(settings));
    let clusters = clusters(&input.sources, &contents, &grouping);
    look(&Sessions::new(&clusters[0]))
}
