//! No message grows with a value, a name, a key, a list or a line of the input, and no command panics over such an input.

use serde_json::Value;

use crate::support::everywhere::{CLUSTER, printed};
use crate::support::{bgplint, tree};

/// The most characters of a text for people.
const LONGEST: usize = 2_000;
/// A length that no message may reach.
const HUGE: usize = 30_000;
/// The most bytes of what one run prints about one huge value: excerpts and texts of bounded length only.
const LARGEST: usize = 250_000;

/// A BGPPeer with these fields.
fn peer(fields: &str) -> String {
    format!(
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  asNumber: 64512\n  {fields}\n"
    )
}

/// Huge values, each in a manifest.
fn huge_manifests() -> Vec<(&'static str, String)> {
    let x = "x".repeat(HUGE);
    let names = (0..200).map(|number| format!("f{number}")).collect::<Vec<_>>().join(", ");
    let other = |kind: &str, spec: &str| peer("").replace("BGPPeer", kind).replace("  asNumber: 64512\n", spec);
    let pools: String = (0..100)
        .map(|number| {
            other("IPPool", &format!("  cidr: 10.1.{}.0/26\n", number % 250)).replace("tor", &format!("pool-{number}"))
                + "---\n"
        })
        .collect();
    vec![
        ("an address", peer(&format!("peerIP: {x}"))),
        ("an address with signs of Markdown", peer(&format!("peerIP: '`{}`'", "`a".repeat(HUGE / 2)))),
        ("an address of wide characters", peer(&format!("peerIP: {}", "ü😀".repeat(HUGE / 4)))),
        ("a URL", peer(&format!("peerIP: https://{x}@{x}/{x}"))),
        ("an AS number", peer(&format!("localASNumber: {}", "9".repeat(HUGE)))),
        ("a word", peer(&format!("sourceAddress: {x}"))),
        ("a duration", peer(&format!("keepaliveTime: {x}s"))),
        ("a port", peer(&format!("peerIP: 10.0.0.1:{}", "9".repeat(HUGE)))),
        ("a key", peer(&format!("{x}: 1"))),
        ("a key twice", peer(&format!("? {x}\n  : 1\n  ? {x}\n  : 2"))),
        ("a quoted key", peer(&format!("\"{x}\": {{peerIP: 1}}"))),
        ("a selector", peer(&format!("nodeSelector: has({x})"))),
        ("a broken selector", peer(&format!("nodeSelector: {} == '", x))),
        ("a selector of brackets", peer(&format!("nodeSelector: {}", "(".repeat(HUGE)))),
        ("a selector as a tag", peer(&format!("nodeSelector: !has({x})"))),
        ("a node", peer(&format!("node: {x}"))),
        ("a filter", peer(&format!("filters: [{x}]\n  peerIP: 10.0.0.1"))),
        ("many filters", peer(&format!("filters: [{names}]\n  peerIP: 10.0.0.1"))),
        ("a Secret", peer(&format!("password: {{secretKeyRef: {{name: {x}, key: {x}}}}}\n  peerIP: 10.0.0.1"))),
        ("a field of a Secret", peer(&format!("password: {{secretKeyRef: {{{x}: 1}}}}"))),
        ("a name", peer("peerIP: 10.0.0.300").replace("tor", &x)),
        ("a namespace", peer("peerIP: 10.0.0.300").replace("spec:", &format!("  namespace: {x}\nspec:"))),
        ("a name of a node", format!("{}---\n{CLUSTER}", CLUSTER.replace("n2", &x))),
        ("a label", CLUSTER.replace("name: n2", &format!("name: n2\n  labels: {{{x}: 1}}"))),
        ("an annotation", other("Node", "").replace("name: tor", &format!("name: tor\n  annotations: {{projectcalico.org/{x}: a}}"))),
        ("a kind", peer("peerIP: 10.0.0.1").replace("kind: BGPPeer", &format!("kind: BGPPeer{x}"))),
        ("a version", peer("peerIP: 10.0.0.1").replace("/v3", &format!("/v3{x}"))),
        ("a community", other("BGPConfiguration", &format!("  communities: [{{name: {x}, value: '{x}'}}]\n  prefixAdvertisements: [{{cidr: {x}, communities: [{x}]}}]\n")).replace("tor", "default")),
        ("a prefix", other("BGPFilter", &format!("  exportV4: [{{action: {x}, matchOperator: In, cidr: {x}, prefixLength: {{min: {}}}}}]\n", "9".repeat(HUGE)))),
        ("many pools", pools),
        ("a template", format!("# Source: {x}\n{}", peer("peerIP: 10.0.0.300"))),
        ("an ignore", format!("# bgplint: ignore-file[{x}] {x}\n{}", peer("peerIP: 10.0.0.300"))),
        ("a reason", format!("# bgplint: ignore-file[invalid-address] {x}\n{}", peer("peerIP: 10.0.0.300"))),
        ("an ignore without an end", format!("{}  # bgplint: ignore[{x}\n", peer("peerIP: 10.0.0.300"))),
        ("a broken line", peer(&format!("peerIP: \"{x}"))),
        ("a broken flow", peer(&format!("peerIP: {{{}", "[".repeat(400)) ).repeat(3) + &x),
        ("an alias", peer(&format!("peerIP: *{x}"))),
        ("a tag", peer(&format!("peerIP: !{x} 1"))),
        ("a control character", peer(&format!("peerIP: {}", "\u{1}".repeat(HUGE)))),
        ("a kustomization", format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{x}]\n")),
    ]
}

/// The messages, labels and so on in a JSON value, by their key.
fn assert_short(what: &str, value: &Value) {
    match value {
        // An edit holds what it writes, and a rule its page.
        Value::String(text) => {
            assert!(text.chars().count() <= LONGEST, "{what} has {} characters: {:.200}", text.chars().count(), text);
        }
        Value::Array(items) => items.iter().for_each(|item| assert_short(what, item)),
        Value::Object(fields) => {
            let is_content = |key: &str| ["page", "help", "edits", "artifactChanges"].contains(&key);
            let fields =
                fields.iter().filter(|(key, value)| !is_content(key) || key.as_str() == "help" && value.is_string());
            fields.for_each(|(key, value)| assert_short(&format!("{what}.{key}"), value));
        }
        _ => {}
    }
}

/// Fails if a run prints a long message, or too much altogether.
fn assert_bounded(name: &str, files: &[(&str, &str)]) {
    let directory = tree(files);
    for shown in printed(directory.path()) {
        let what = format!("{name}: {:.120}", shown.what);
        if shown.what == "config .: stdout" || shown.what.starts_with("ignores in") {
            continue;
        }
        match serde_json::from_str::<Value>(&shown.text) {
            Ok(json) => assert_short(&what, &json),
            Err(_) => {
                let longest = shown.text.lines().max_by_key(|line| line.chars().count()).unwrap_or_default();
                assert!(
                    longest.chars().count() <= 2 * LONGEST,
                    "{what}: {} characters: {longest:.300}",
                    longest.chars().count()
                );
            }
        }
        let is_sarif = shown.text.contains("sarif");
        assert!(is_sarif || shown.text.len() <= LARGEST, "{what} has {} bytes", shown.text.len());
    }
}

#[test]
fn no_message_grows_with_a_manifest() {
    for (name, manifest) in huge_manifests() {
        assert_bounded(name, &[("cluster.yaml", CLUSTER), ("huge.yaml", &manifest)]);
    }
}

#[test]
fn no_message_grows_with_the_configuration() {
    let x = "x".repeat(HUGE);
    let configurations = [
        format!("{x}: 1\n"),
        format!("severities: {{{x}: off}}\n"),
        format!("severities: {{session: {x}}}\n"),
        format!("failOn: {x}\n"),
        format!("calicoVersion: {x}\n"),
        format!("nodes: {x}\n"),
        format!("routerId: {x}\n"),
        format!("baseline: {x}\n"),
        format!("neverIgnore: [{x}]\n"),
        format!("ignores: [{{rules: [{x}], reason: x}}]\n"),
        format!("ignores: [{{rules: [invalid-address], reason: {x}}}]\n"),
        format!("ignores: [{{rules: [invalid-address], reason: x, paths: ['{}']}}]\n", "*x".repeat(HUGE / 2)),
        format!("ignores: [{{rules: [invalid-address], reason: x, paths: ['{}']}}]\n", "{".repeat(HUGE)),
        format!("ignores: [{{rules: [invalid-address], reason: x, paths: ['[{x}']}}]\n"),
        format!("ignores: [{{rules: [invalid-address], reason: x, objects: ['{x}']}}]\n"),
        format!("ignores: [{{rules: [invalid-address], reason: x, objects: ['{x}/{x}']}}]\n"),
        format!("ignores: [{{rules: [invalid-address], reason: x, objects: ['BGPPeer/{x}']}}]\n"),
        format!("clusters: [{{name: {x}, paths: [.]}}]\n"),
        format!("clusters: [{{name: a, paths: [{x}]}}]\n"),
        format!("clusters: [{{name: a, paths: [.], {x}: 1}}]\n"),
        format!("clusters: {x}\n"),
        format!("? {x}\n: 1\n? {x}\n: 2\n"),
        format!("a: \"{x}"),
        format!("a: *{x}"),
    ];
    let manifest = peer("peerIP: 10.0.0.300");
    for configuration in configurations {
        let name = format!("{:.60}", configuration);
        assert_bounded(&name, &[("cluster.yaml", CLUSTER), ("p.yaml", &manifest), (".bgplint.yaml", &configuration)]);
    }
}

#[test]
fn no_message_grows_with_an_argument() {
    let directory = tree(&[("cluster.yaml", CLUSTER)]);
    let x = "x".repeat(HUGE);
    let runs: [&[&str]; 16] = [
        &[&x],
        &["check", &x],
        &["check", "--format", &x],
        &["check", "--select", &x],
        &["check", "--output", &x],
        &["check", "--nodes", &x],
        &["check", "--config", &x],
        &["check", "--baseline", &x],
        &["check", "--calico-version", &x],
        &["check", "--router-id", &x],
        &[&format!("--{x}")],
        &["explain", &x],
        &["topology", "--node", &x, "."],
        &["topology", "--cluster", &x, "."],
        &["path", &x, "n1", "."],
        &["filter", "--prefix", "10.0.0.0/8", &x, "."],
    ];
    for arguments in runs {
        let output = bgplint().args(arguments).current_dir(directory.path()).output().expect("bgplint runs");
        let (status, error) = (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned());
        assert_eq!(status, Some(2), "{:.100?}", arguments);
        assert!(error.chars().count() <= 2 * LONGEST, "{:.100?}: {} characters", arguments, error.chars().count());
    }
}

#[cfg(unix)]
#[test]
fn no_message_grows_with_the_name_of_a_file() {
    let deep = vec!["d".repeat(250); 14].join("/");
    let name = format!("{deep}/{}.yaml", "f".repeat(250));
    let names: Vec<String> = (0..150).map(|number| format!("cluster-{number}{}/p.yaml", "c".repeat(200))).collect();
    let manifest = peer("peerIP: 10.0.0.300");
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), manifest.as_str())).collect();
    files.push((&name, &manifest));
    let directory = tree(&files);
    for arguments in [&["check", "--format", "json", "."][..], &["topology", "."], &["topology", "--cluster", "x", "."]]
    {
        let output = bgplint().args(arguments).current_dir(directory.path()).output().expect("bgplint runs");
        assert!(matches!(output.status.code(), Some(0..=2)), "{arguments:?}");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let longest = error.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(longest <= 2 * LONGEST, "{arguments:?}: {longest} characters");
        if let Ok(json) = serde_json::from_slice::<Value>(&output.stdout) {
            for finding in json["findings"].as_array().expect("findings are a list") {
                for key in ["message", "help"] {
                    assert_short(key, &finding[key]);
                }
            }
        }
    }
}
