//! bgplint: a static linter for Calico BGP manifests.
//!
//! Data goes one way: bytes → documents → resources → groups of files → clusters → sessions → propagation → findings → report. Each module is
//! one stage, and knows only those before it; `selector` and `filter` tell what a selector chooses and what a filter takes, and
//! `visible` makes texts fit for a terminal.

pub mod known;

pub mod ids;

pub mod position;

pub mod wording;

pub mod nearest;

pub mod visible;

pub mod input;

pub mod document;

pub mod resource;

pub mod selector;

pub mod filter;

pub mod grouping;

pub mod cluster;

pub mod session;

pub mod propagation;

pub mod topology;

pub mod rule;
pub mod rules;

pub mod report;

pub mod config;

use std::collections::BTreeSet;

use rayon::prelude::*;

use cluster::{Cluster, Inventory};
use grouping::Layout;
use ids::IdVec;
use input::{Input, Skipped, SourceId};
use propagation::Propagation;
use report::{Accepted, AcceptedBy, Report, Summary};
use resource::FileContents;
use rule::{IgnorePolicy, Selection};
use session::Sessions;

/// What to look for, and what is known beforehand.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The clusters, as far as they are known.
    pub layout: Layout,
    /// Which rules to run.
    pub selection: Selection,
    /// How to take ignores.
    pub ignores: IgnorePolicy,
}

/// Reads an input: bytes → documents → resources, one file each.
pub fn read(input: &Input) -> IdVec<SourceId, FileContents> {
    let read: Vec<FileContents> = input.sources.as_slice().par_iter().map(|source| resource::read(source)).collect();
    read.into()
}

/// The files that are to hold all nodes of a cluster, and hold none.
pub fn inventories_without_nodes(input: &Input, contents: &IdVec<SourceId, FileContents>) -> Vec<String> {
    let is_node = |resource: &resource::Resource| matches!(resource.body, resource::Body::Node(_));
    let inventories = input.sources.by_name().filter(|source| source.is_inventory());
    let without = inventories.filter(|source| !contents[source.id()].resources.iter().any(is_node));
    without.map(|source| source.name().to_owned()).collect()
}

/// Lints an input: the whole pipeline on one screen.
pub fn lint(input: &Input, options: &Options) -> Report {
    let contents = read(input);
    let grouping = grouping::group(&input.sources, &contents, &options.layout);
    let clusters = cluster::clusters(&input.sources, &contents, &grouping);
    let sessions: Vec<Sessions> = clusters.par_iter().map(Sessions::new).collect();
    let propagations: Vec<Propagation> = sessions.par_iter().map(Propagation::new).collect();
    let outcome = rule::run(&rules::all(), &options.selection, &propagations, &options.ignores);
    let (ignored, reasons): (Vec<_>, Vec<_>) =
        outcome.ignored.into_iter().map(|ignored| (ignored.finding, ignored.reason)).unzip();
    let ignored = report::locate(ignored, &input.sources).into_iter().zip(reasons);
    Report {
        findings: report::locate(outcome.findings, &input.sources),
        accepted: ignored.map(|(located, reason)| Accepted { located, by: AcceptedBy::File, reason }).collect(),
        stale: Vec::new(),
        without_nodes: inventories_without_nodes(input, &contents),
        skipped: skipped(input, &contents, &grouping.patches),
        patched: grouping.build_commands.clone(),
        unknown: outcome.unknown,
        open: outcome.open,
        summary: summary(input, &contents, &clusters),
    }
}

/// Everything that was left out: by the input, as template or broken neighbour, as patch.
fn skipped(input: &Input, contents: &IdVec<SourceId, FileContents>, patches: &[Skipped]) -> Vec<Skipped> {
    let left_out = contents.iter().filter_map(|file| {
        let reason = file.template.map(|_| "template").or(file.left_alone)?;
        Some(Skipped { file: input.sources[file.source].name().to_owned(), reason })
    });
    let mut skipped: Vec<Skipped> =
        input.skipped.iter().cloned().chain(left_out).chain(patches.iter().cloned()).collect();
    skipped.sort();
    skipped
}

fn summary(input: &Input, contents: &IdVec<SourceId, FileContents>, clusters: &[Cluster]) -> Summary {
    // A node of a file that several clusters share is one node.
    let nodes: BTreeSet<_> = clusters
        .iter()
        .flat_map(|cluster| cluster.nodes())
        .filter_map(|node| node.resource().map(|resource| resource.id))
        .collect();
    Summary {
        files: input.files,
        documents: contents.iter().map(|file| file.documents).sum(),
        resources: contents.iter().map(|file| file.resources.len()).sum(),
        nodes: nodes.len(),
        inventory: clusters.iter().map(|cluster| cluster.inventory).min().unwrap_or(Inventory::None),
        clusters: clusters.iter().filter_map(|cluster| cluster.name.clone()).collect(),
    }
}
