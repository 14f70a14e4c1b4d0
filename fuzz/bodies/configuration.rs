//! Any bytes as `.bgplint.yaml`: what `bgplint config` prints is accepted again, and means the same.

use bgplint::{Config, Format, Input, Look, Settings, Source, check};

/// The name of the file.
const NAME: &str = ".bgplint.yaml";

/// Two files with findings of several groups of rules.
const MANIFESTS: [(&str, &str); 2] = [
    (
        "a/peers.yaml",
        "apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {name: tor-a}
spec: {peerIP: 10.0.0.300, asNumber: 64512, nodeSelector: rack == 'a'}
---
apiVersion: crd.projectcalico.org/v1
kind: BGPPeer
metadata: {name: tor-b}
spec: {peerIP: 10.0.0.1, asNumber: 064513, localASNumber: 64512}
",
    ),
    (
        "b/nodes.yaml",
        "apiVersion: v1
kind: Node
metadata: {name: n-1, annotations: {projectcalico.org/IPv4Address: 10.0.0.7/24}}
---
apiVersion: v1
kind: Node
metadata: {name: n-2, annotations: {projectcalico.org/IPv4Address: 10.0.0.7/24}}
",
    ),
];

/// Reads the bytes as a configuration, and reads again what bgplint prints of it.
pub fn configuration(data: &[u8]) {
    let Ok(config) = Config::parse(Source::from_bytes(NAME, data.to_vec())) else {
        return;
    };
    let printed = text(&config);
    let again = Config::parse(Source::from_text(NAME, &printed));
    let again = again.unwrap_or_else(|error| panic!("{error:?} of what bgplint prints:\n{printed}"));
    assert_eq!(text(&again), printed);
    assert_eq!(meaning(&again), meaning(&config), "{printed}");
    assert_eq!(effect(again), effect(config), "{printed}");
}

fn text(config: &Config) -> String {
    let settings = Settings { config: config.clone(), ..Settings::default() };
    settings.in_force().text().expect("a configuration is plain YAML")
}

/// The values of a configuration, without places in the file.
fn meaning(config: &Config) -> String {
    let shown = format!("{:#?}", Config { source: None, ..config.clone() });
    let is_place = |line: &&str| ["start: ", "end: "].iter().any(|field| line.trim_start().starts_with(field));
    shown.lines().filter(|line| !is_place(line)).collect::<Vec<_>>().join("\n")
}

/// What the configuration does to the report of the manifests.
fn effect(config: Config) -> String {
    let sources = MANIFESTS.iter().map(|(name, text)| Source::from_text(name, text));
    let input = Input::from_sources(sources.collect());
    let settings = Settings { config, ..Settings::default() };
    let mut out = Vec::new();
    let report = check(&input, &settings).expect("nothing more is required");
    // Findings about the configuration itself have places in it.
    let report = bgplint::Report { notices: Vec::new(), ..report };
    let look = Look { color: false, width: 100, links: false };
    Format::Json.write(&report, look, &mut out).expect("memory takes the text");
    String::from_utf8(out).expect("JSON is text")
}
