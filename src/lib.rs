//! bgplint finds the faults in Calico BGP manifests that would break BGP, before they are merged.
//!
//! [`check`] does all that `bgplint check` does: it reads the resources, computes which sessions Calico will build and
//! which nodes learn which routes, runs the rules, and removes the findings that comments in files, the configuration or a
//! baseline accept. The [`Report`] owns all its data; a [`Format`] writes it.
//!
//! ```
//! use bgplint::{Format, Input, Look, Settings, Severity, Source, check};
//!
//! # fn main() -> Result<(), bgplint::Error> {
//! let manifest = "
//! apiVersion: projectcalico.org/v3
//! kind: BGPPeer
//! metadata:
//!   name: tor-1
//! spec:
//!   peerIP: 10.0.0.300
//!   asNumber: 64512
//! ";
//! let input = Input::from_sources(vec![Source::from_text("peers/tor-1.yaml", manifest)]);
//! let report = check(&input, &Settings::default())?;
//!
//! let found = &report.findings[0];
//! assert_eq!((found.finding.rule.name, found.finding.severity), ("invalid-address", Severity::Error));
//! assert_eq!((found.primary.start.line, found.primary.start.column), (7, 11));
//! assert!(report.fails());
//!
//! let mut json = Vec::new();
//! let look = Look { color: false, width: 100, links: false };
//! Format::Json.write(&report, look, &mut json).map_err(bgplint::Error::Output)?;
//! # Ok(())
//! # }
//! ```
//!
//! The library does not read environment variables. It reads files only in the functions of the feature `walk` (`collect`,
//! `collect_as`, and the functions of `Config` and `Baseline` that find or read a file). Without default features it has no
//! command line and no terminal output, and runs in a browser. Features: `cli` (the program), `pretty`, `schema`, `svg`, `walk`.
//!
//! The modules are the stages of the data, one way: bytes → documents → resources → groups of files → clusters → sessions →
//! propagation → findings → report. They are public for the program and its tests, and may change with any release; the
//! items on this page are stable.

#[doc(hidden)]
pub mod known;

#[doc(hidden)]
pub mod ids;

mod names;

#[doc(hidden)]
pub mod position;

#[doc(hidden)]
pub mod visible;

#[doc(hidden)]
pub mod json;

#[doc(hidden)]
pub mod wording;

#[doc(hidden)]
pub mod nearest;

#[doc(hidden)]
pub mod pattern;

#[doc(hidden)]
pub mod bounded;

#[doc(hidden)]
pub mod invalid_value;

#[doc(hidden)]
pub mod release;

#[doc(hidden)]
pub mod kind;

#[doc(hidden)]
pub mod input;

#[doc(hidden)]
pub mod document;

#[doc(hidden)]
pub mod selector;

#[doc(hidden)]
pub mod value;

#[doc(hidden)]
pub mod admission;

#[doc(hidden)]
pub mod resource;

#[doc(hidden)]
pub mod filter;

#[doc(hidden)]
pub mod grouping;

#[doc(hidden)]
pub mod cluster;

#[doc(hidden)]
pub mod session;

#[doc(hidden)]
pub mod propagation;

#[doc(hidden)]
pub mod topology;

#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod rules;

#[doc(hidden)]
pub mod report;

#[doc(hidden)]
pub mod error;

#[doc(hidden)]
pub mod config;

pub use config::{Baseline, Config, Nodes, Overrides, RouterId, Settings, add_ignores};
pub use error::Error;
pub use input::{Input, LeftOut, Skipped, Source, Tally};
#[cfg(feature = "walk")]
pub use input::{Walk, collect, collect_as};
pub use invalid_value::InvalidValue;
pub use position::Position;
pub use release::Release;
pub use report::{
    Format, Gate, LocatedEdit, LocatedFinding, LocatedFix, LocatedPlace, Look, Note, NoteKind, Notice, NoticeKind,
    Report, Summary,
};
pub use rule::{Certainty, Effect, FailOn, Finding, Group, Rule, Selection, Severity};

use std::collections::BTreeSet;

use rayon::prelude::*;

use cluster::{Cluster, Inventory};
use ids::IdVec;
use input::SourceId;
use propagation::Propagation;
use report::{Accepted, AcceptedBy};
use resource::FileContents;
use session::Sessions;

/// Checks an input. The whole pipeline is in this function.
///
/// # Errors
/// A file that should hold all nodes of a cluster has none, or the input has no resources although the settings require
/// some.
pub fn check(input: &Input, settings: &Settings) -> Result<Report, Error> {
    let contents = read(input);
    require(input, &contents, settings)?;
    let grouping = grouping::group(&input.sources, &contents, &settings.layout(input));
    let clusters = cluster::clusters(&input.sources, &contents, &grouping);
    let sessions: Vec<Sessions> = clusters.par_iter().map(Sessions::new).collect();
    let propagations: Vec<Propagation> = sessions.par_iter().map(Propagation::new).collect();
    let outcome = rule::run(&rules::all(), &settings.selection(), &propagations, &settings.ignore_policy());
    let (ignored, reasons): (Vec<_>, Vec<_>) =
        outcome.ignored.into_iter().map(|ignored| (ignored.finding, ignored.reason)).unzip();
    let ignored = report::locate(ignored, &input.sources, &contents).into_iter().zip(reasons);
    let mut report = Report {
        findings: report::locate(outcome.findings, &input.sources, &contents),
        accepted: ignored.map(|(located, reason)| Accepted::new(located, AcceptedBy::File, &reason)).collect(),
        skipped: skipped(input, &contents, &grouping.patches),
        build_commands: grouping.build_commands.clone(),
        unknown: outcome.unknown,
        inconclusive_rules: outcome.inconclusive_rules,
        gate: Gate { left_out: input.left_out, ..settings.gate(&contents) },
        summary: summary(input, &contents, &clusters),
        ..Report::default()
    };
    settings.apply(&mut report, input);
    Ok(report)
}

/// Reads an input: bytes → documents → resources, one file each.
#[doc(hidden)]
pub fn read(input: &Input) -> IdVec<SourceId, FileContents> {
    let read: Vec<FileContents> = input.sources.as_slice().par_iter().map(|source| resource::read(source)).collect();
    read.into()
}

/// Rejects an input that lacks required content.
///
/// # Errors
/// See [`check`].
#[doc(hidden)]
pub fn require(input: &Input, contents: &IdVec<SourceId, FileContents>, settings: &Settings) -> Result<(), Error> {
    // An object without a kind is meant as an object of Calico.
    let is_of_bgp = |resource: &resource::Resource| resource.kind.is_none_or(resource::Kind::is_of_bgp);
    let has_any = contents.iter().flat_map(|file| &file.resources).any(is_of_bgp);
    if settings.overrides.require_resources && !has_any {
        return Err(Error::NoResources);
    }
    let is_node = |resource: &resource::Resource| matches!(resource.body, resource::Body::Node(_));
    let mut inventories = input.sources.by_name().filter(|source| source.is_inventory());
    let without = inventories.find(|source| !contents[source.id()].resources.iter().any(is_node));
    without.map_or(Ok(()), |source| Err(Error::NoNodes { file: source.name().to_owned() }))
}

/// The files that were not checked: excluded from the input, templates, broken files beside manifests, or patches.
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
    // A node in a file that several clusters share counts once.
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

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// A report can be sent to another thread, and several threads can read it.
const _: fn() = || {
    fn is_send_and_sync<T: Send + Sync + 'static>() {}
    is_send_and_sync::<Report>();
    is_send_and_sync::<Error>();
};
