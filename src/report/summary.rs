//! The lines after the findings: counts, skipped files, checks that were not possible, and notes.

use super::{Report, visible};
use crate::bounded::bounded;
use crate::cluster::Inventory;
use crate::rule::{Needs, Severity};
use crate::wording::count;

/// The lines after the findings: counts, skipped files, and what is needed for the other checks.
pub fn summary_lines(report: &Report) -> String {
    let summary = &report.summary;
    let mut lines = Vec::new();
    if !summary.clusters.is_empty() {
        let names: Vec<_> = summary.clusters.iter().map(|name| visible(name)).collect();
        lines.push(format!("{} found: {}", count(names.len(), "cluster"), names.join(", ")));
    }
    for file in &report.skipped {
        lines.push(format!("skipped {}: {}", visible(&file.file), file.reason));
    }
    for command in &report.build_commands {
        lines.push(format!("patches are not applied: `{} | bgplint -` checks the result", visible(command)));
    }
    for (needs, cure) in [
        (
            Needs::Nodes,
            "the complete node list: run `kubectl get nodes -o yaml > nodes.yaml`, and add `--nodes nodes.yaml`",
        ),
        (Needs::Values, "the values of placeholders: check the rendered manifests"),
        (Needs::Size, "a smaller resource: the rule has too many findings in the resource to list them"),
        (Needs::Simplicity, "a simpler cluster: the routes have too many paths for bgplint to follow"),
    ] {
        let unknown = report.unknown.iter().filter(|unknown| unknown.needs == needs).map(|unknown| unknown.count).sum();
        match unknown {
            0 => {}
            1 => lines.push(format!("1 check needs {cure}")),
            _ => lines.push(format!("{unknown} checks need {cure}")),
        }
    }
    lines.extend(report.notes().into_iter().map(|note| visible(&note.message).into_owned()));
    match report.notices.len() {
        0 => {}
        1 => lines.push("1 entry of the configuration or the baseline no longer matches anything".to_owned()),
        number => {
            lines.push(format!("{number} entries of the configuration or the baseline no longer match anything"));
        }
    }
    if summary.resources == 0 && report.findings.is_empty() {
        lines.push(format!("no Calico BGP resources found in {}", count(summary.files, "file")));
    }
    lines.push(format!(
        "{}, {}, {} in {} ({}, {}{})",
        count(report.count(Severity::Error), "error"),
        count(report.count(Severity::Warning), "warning"),
        count(report.count(Severity::Info), "info"),
        count(summary.files, "file"),
        count(summary.resources, "resource"),
        count(summary.nodes, "node"),
        match summary.inventory {
            Inventory::None => "",
            Inventory::Partial => ", node list incomplete",
            Inventory::Complete => ", node list complete",
        }
    ));
    lines.into_iter().map(bounded).collect::<Vec<_>>().join("\n") + "\n"
}
