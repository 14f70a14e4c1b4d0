//! `invalid-as-number`: a value that is not a valid AS number.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Admitted, Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};
use crate::value::{AsNumber, parse_as_number};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-as-number",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen, Effect::Dropped],
    topics: &[Topic::AsNumber],
    fix: FixKind::Unsafe,
    summary: "A value that is not a valid AS number",
    page: include_str!("../../../rules/invalid-as-number.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::InvalidAsNumber { written } = &problem.kind else {
            continue;
        };
        let admitted = Admitted::at(cluster, resource, problem.span).consequence();
        let (effect, consequence) =
            admitted.unwrap_or((Effect::Dropped, "Calico treats the field as not set".to_owned()));
        let message = format!("`{written}` is not a valid AS number: {consequence}");
        let finding = findings.add(resource.at(problem.span), message).with_effect(effect);
        let Some(meant) = meant(written) else {
            finding.help("write a whole number from 1 to 4294967295");
            continue;
        };
        let edit = Editor::new(cluster, resource).unquoted(problem.span, &meant.to_string());
        let dotted = written.trim_start_matches(char::is_alphabetic);
        let why = dotted.split_once('.').map(|(high, low)| {
            format!(
                " The dotted form {high}.{low} means {high} × 65536 + {low}, and YAML reads an unquoted {high}.{low} as a fraction"
            )
        });
        finding
            .help(format!("did you mean `{meant}`?{}", why.unwrap_or_default()))
            .fix(edit.map(|edit| edit.to_review(format!("write `{meant}`"))));
    }
    report_refused(cluster, findings);
}

/// The AS number in a text in dotted form, or with `AS` before the number, if every CRD accepts it.
fn meant(written: &str) -> Option<AsNumber> {
    let digits = written.get(2..).filter(|_| written.to_ascii_uppercase().starts_with("AS"));
    parse_as_number(digits.unwrap_or(written)).filter(|number| number.0 > 0 && *number <= AsNumber::CRD_MAX)
}
