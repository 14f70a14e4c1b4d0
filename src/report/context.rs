//! The parts of a message that depend on the input: the clusters, and the Helm template of the document.

use super::{LocatedFinding, Report};
use crate::bounded::bounded;
use crate::rule::list;

impl Report {
    /// The message of a finding with its clusters and the Helm template of its document.
    pub(super) fn message(&self, located: &LocatedFinding) -> String {
        let finding = &located.finding;
        let names = |names: &[String]| list(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let clusters = match finding.clusters.as_slice() {
            [] => None,
            [name] => Some(format!("cluster `{name}`")),
            all if all.len() == self.summary.clusters.len() => Some("in all clusters".to_owned()),
            some => Some(format!("clusters {}", names(some))),
        };
        let likewise = Some(&finding.other_findings_in).filter(|others| !others.is_empty());
        let likewise = likewise.map(|others| format!("another finding in {}", names(others)));
        let template = located.primary.template.as_ref().map(|name| format!("from {name}"));
        let context: Vec<String> = clusters.into_iter().chain(likewise).chain(template).collect();
        match context.is_empty() {
            true => finding.message.clone(),
            false => bounded(format!("{} ({})", finding.message, context.join("; "))),
        }
    }
}
