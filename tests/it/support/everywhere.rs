//! Every command and every format on one directory: what the program prints and writes.

use std::path::Path;

use clap::ValueEnum;

use super::bgplint;
use crate::cli::TopologyFormat;
use bgplint::Format;

/// What one run printed or wrote.
pub struct Printed {
    /// The arguments, and the stream or file.
    pub what: String,
    /// The text.
    pub text: String,
}

/// A cluster of two nodes with a filter, for files that hold faults: every command has something to say.
pub const CLUSTER: &str = "apiVersion: projectcalico.org/v3\nkind: Node\nmetadata:\n  name: n1\nspec:\n  bgp: {ipv4Address: 10.9.0.1/24}\n\
    ---\napiVersion: projectcalico.org/v3\nkind: Node\nmetadata:\n  name: n2\nspec:\n  bgp: {ipv4Address: 10.9.0.2/24}\n\
    ---\napiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: f\nspec:\n  exportV4:\n  - {action: Reject, matchOperator: In, cidr: 10.1.0.0/16}\n\
    ---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: p\nspec:\n  node: n1\n  peerIP: 10.8.0.1\n  asNumber: 64512\n  filters: [f]\n";

/// Runs every command and format on a directory. The last run writes ignores into the manifests; what it adds to them counts.
///
/// # Panics
/// A run ends with another status than 0, 1 or 2.
pub fn printed(directory: &Path) -> Vec<Printed> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let name = |format: &Format| format.to_possible_value().expect("the format has a name").get_name().to_owned();
    let mut runs = Vec::new();
    for format in Format::value_variants() {
        runs.push(words(&format!("check --pedantic --format {} .", name(format))));
    }
    runs.push(words("check --nodes complete --color always --calico-version 3.30 ."));
    runs.push(words("check --select yaml-syntax,unknown-field,invalid-address --fail-on never ."));
    for format in TopologyFormat::value_variants() {
        let format = format.to_possible_value().expect("the format has a name").get_name().to_owned();
        runs.push(words(&format!("topology --format {format} .")));
    }
    for format in ["text", "json"] {
        runs.push(words(&format!("path --format {format} n1 n2 .")));
        runs.push(words(&format!("filter --format {format} --prefix 10.1.0.0/16 f .")));
        runs.push(words(&format!("filter --format {format} --prefix 10.1.0.0/16 --peer p f .")));
    }
    runs.push(words("topology --node n1 ."));
    runs.push(words("topology --node no-such-node ."));
    runs.push(words("filter --prefix 10.1.0.0/16 no-such-filter ."));
    runs.push(words("config ."));
    let written = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str| written.path().join(name).to_string_lossy().into_owned();
    let mut outputs = words("check --pedantic .");
    for format in Format::value_variants() {
        outputs.extend(["--output".to_owned(), format!("{}={}", name(format), file(&name(format)))]);
    }
    outputs.extend(["--write-baseline".to_owned(), file("baseline.json")]);
    runs.push(outputs);
    runs.push(vec!["check".to_owned(), ".".to_owned(), "--baseline".to_owned(), file("baseline.json")]);
    let before = texts(directory);
    runs.push(vec!["check".to_owned(), ".".to_owned(), "--add-ignores".to_owned(), "known".to_owned()]);

    let mut printed = Vec::new();
    for arguments in &runs {
        let output = bgplint().args(arguments).current_dir(directory).output().expect("bgplint runs");
        let what = arguments.join(" ");
        let status = output.status.code();
        assert!(matches!(status, Some(0..=2)), "{what} ends with {status:?}");
        for (stream, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
            let text = String::from_utf8(bytes).expect("the output is text");
            printed.push(Printed { what: format!("{what}: {stream}"), text });
        }
    }
    printed.extend(texts(written.path()).into_iter().map(|(what, text)| Printed { what, text }));
    for ((what, old), (_, new)) in before.iter().zip(texts(directory)) {
        let known: Vec<&str> = old.lines().collect();
        let added: Vec<&str> =
            new.lines().filter(|line| !known.contains(line) && line.trim().starts_with('#')).collect();
        printed.push(Printed { what: format!("ignores in {what}"), text: added.join("\n") });
    }
    printed
}

/// The files of a directory that are text, sorted by name.
fn texts(directory: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(directory).expect("the directory is there").filter_map(Result::ok);
    let read = |path: &Path| Some((path.display().to_string(), std::fs::read_to_string(path).ok()?));
    let mut texts: Vec<_> = entries.filter_map(|entry| read(&entry.path())).collect();
    texts.sort();
    texts
}
