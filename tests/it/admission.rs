//! What the gates refuse, judged by 4,368 documents with the verdicts of a real API server and of Calico's own code.

use bgplint::admission::{Gate, Outcome, Releases, Verdict};
use bgplint::{Effect, Input, Overrides, Release, Settings, Severity, Source, check};
use rayon::prelude::*;

/// The measured documents. A block begins with `=== name | group: cells`, one cell per release. A cell names the gates that
/// refuse the document; a gate with `?` may refuse it or not, because the ways through it differ. `prunes`: the API server
/// refuses it only under strict field validation. `k8s1.36`: it refuses it from Kubernetes 1.36 on. `unreadable`: a gate takes
/// it, and Calico can then read no object of the kind.
const MEASURED: &str = include_str!("../data/admission.txt");

/// The releases of the cells.
const RELEASES: [&str; 7] = ["3.28", "3.29", "3.30", "3.31", "3.32", "3.33", "3.34"];

/// A document with what was measured.
pub struct Measured {
    pub name: String,
    pub text: String,
    /// The words of each release.
    pub cells: Vec<Vec<&'static str>>,
}

/// The cells of one group: `word+word`, or `word*3` for three releases.
fn cells(text: &'static str) -> Vec<Vec<&'static str>> {
    let repeated = text.split_whitespace().flat_map(|cell| {
        let (words, times) = cell
            .split_once('*')
            .map_or((cell, 1), |(words, times)| (words, times.parse().expect("a number follows `*`")));
        std::iter::repeat_n(words.split('+').filter(|word| *word != "-").collect(), times)
    });
    let cells: Vec<Vec<&str>> = repeated.collect();
    assert_eq!(cells.len(), RELEASES.len(), "{text}");
    cells
}

/// All documents.
pub fn measured() -> Vec<Measured> {
    let blocks = MEASURED.split("\n=== ").map(|block| block.trim_start_matches("=== "));
    let documents = blocks.flat_map(|block| {
        let (head, text) = block.split_once('\n').expect("a document follows the head");
        let mut parts = head.split(" | ");
        let name = parts.next().expect("the head has a name");
        parts.map(move |part| {
            let (group, verdicts) = part.split_once(": ").expect("a group has cells");
            let version = if group == "crd" { "crd.projectcalico.org/v1" } else { "projectcalico.org/v3" };
            Measured {
                name: format!("{name}-{group}"),
                text: format!("apiVersion: {version}\n{text}\n"),
                cells: cells(verdicts),
            }
        })
    });
    documents.collect()
}

/// What is wrong with the gates that bgplint says refuse a document in a release.
pub fn deviations(words: &[&str], refused_by: &[Gate]) -> Vec<String> {
    let may = |gate: Gate| {
        let is_open = words.iter().any(|word| word.strip_suffix('?') == Some(gate.name()));
        is_open || gate == Gate::Crd && words.iter().any(|word| matches!(*word, "prunes" | "k8s1.36"))
    };
    let gates = Gate::ALL.iter().filter_map(|gate| match (words.contains(&gate.name()), refused_by.contains(gate)) {
        (true, false) => Some(format!("missed {}", gate.name())),
        (false, true) if !may(*gate) => Some(format!("falsely {}", gate.name())),
        _ => None,
    });
    gates.collect()
}

fn verdicts(document: &Measured) -> Vec<Verdict> {
    let input = Input::from_sources(vec![Source::from_text("document.yaml", &document.text)]);
    let source = input.sources.iter().next().expect("there is a source");
    bgplint::resource::read(source).resources.into_iter().flat_map(|resource| resource.verdicts).collect()
}

/// The column of a release.
pub fn column(release: &str) -> Releases {
    Releases::of(Some(release.parse::<Release>().expect("bgplint knows it")))
}

#[test]
fn each_gate_refuses_what_it_was_measured_to_refuse() {
    let documents = measured();
    assert_eq!(documents.len(), 4_368);
    let mut wrong = Vec::new();
    for document in &documents {
        let verdicts = verdicts(document);
        for (release, words) in RELEASES.iter().zip(&document.cells) {
            let holds = |of: fn(&Outcome) -> Releases| {
                verdicts.iter().any(|verdict| of(&verdict.outcome).holds(column(release)))
            };
            let (crd, calico, strict) = (holds(|o| o.crd), holds(|o| o.calico), holds(|o| o.strict));
            let (unreadable, later) = (holds(|o| o.unreadable), holds(|o| o.kubernetes_1_36));
            let gates = [(crd, Gate::Crd), (calico, Gate::Calico)];
            let refused_by: Vec<Gate> = gates.into_iter().filter(|(is, _)| *is).map(|(_, gate)| gate).collect();
            let mut found = deviations(words, &refused_by);
            let mut expect = |word: &str, is_met: bool| {
                if words.contains(&word) && !is_met {
                    found.push(format!("missed {word}"));
                }
            };
            expect("prunes", strict || crd);
            expect("unreadable", unreadable);
            expect("k8s1.36", later);
            if words.is_empty() && (strict || unreadable) {
                found.push("a fault where there is none".to_owned());
            }
            wrong.extend(found.into_iter().map(|what| format!("{} {release}: {what}", document.name)));
        }
    }
    assert!(wrong.is_empty(), "{} deviations\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with the findings of a document in a release.
fn wrong_findings(document: &Measured, release: &str, words: &[&str]) -> Vec<String> {
    let input = Input::from_sources(vec![Source::from_text("document.yaml", &document.text)]);
    let overrides = Overrides { release: release.parse().ok(), ..Overrides::default() };
    let report = check(&input, &Settings { overrides, ..Settings::default() }).expect("the input can be checked");
    let findings = || report.findings.iter().map(|located| &located.finding);
    let refused_by: Vec<Gate> = findings()
        .filter(|finding| finding.effect == Effect::Refused)
        .flat_map(|finding| finding.refused_by.iter().copied())
        .collect();
    let mut wrong = deviations(words, &refused_by);
    let has_error = findings().any(|finding| finding.severity == Severity::Error);
    if words.iter().any(|word| matches!(*word, "prunes" | "unreadable")) && !has_error {
        wrong.push("no error".to_owned());
    }
    if words.contains(&"k8s1.36") && findings().next().is_none() {
        wrong.push("nothing about Kubernetes 1.36".to_owned());
    }
    wrong
}

/// Checks the findings of the documents, each in the releases that `is_asked` accepts by the numbers of both.
fn check_findings(is_asked: impl Fn(usize, usize) -> bool + Sync) {
    let documents = measured();
    let is_asked = &is_asked;
    let wrong: Vec<String> = documents
        .par_iter()
        .enumerate()
        .flat_map_iter(|(number, document)| {
            let cells = RELEASES.iter().zip(&document.cells).enumerate();
            let asked = cells.filter(move |(column, _)| is_asked(number, *column));
            asked.flat_map(move |(_, (release, words))| {
                let wrong = wrong_findings(document, release, words).into_iter();
                wrong.map(move |what| format!("{} {release}: {what}", document.name))
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} deviations\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_findings_name_the_gates_that_refuse_a_document() {
    check_findings(|document, column| document % RELEASES.len() == column);
}

#[test]
#[ignore = "a minute: all documents in all releases"]
fn the_findings_name_the_gates_in_every_release() {
    check_findings(|_, _| true);
}
